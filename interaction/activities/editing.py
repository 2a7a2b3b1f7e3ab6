"""What a unit fills in to make an activity: one form a kind, with sensible defaults."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.addons import registry
from portal.files.models import Document
from portal.files.services import store
from portal.theme.forms import FillInForm

from . import content, periods
from .models import Activity, ActivityKind, Show

_FILL_IN = {"required": gettext_lazy("Please fill in this field.")}
_ENTERED = "%Y-%m-%dT%H:%M"


def _moment(label: Any, help_text: Any = "", required: bool = True) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_ENTERED)
    return forms.DateTimeField(label=label, help_text=help_text, widget=widget, required=required)


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is checked when it is stored."""

    widget = ManyFiles(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class ActivityForm(FillInForm, forms.Form):
    """What every activity has."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, error_messages=_FILL_IN)
    lead = forms.CharField(
        label=pgettext_lazy("activity", "What it is about"), max_length=300, error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("One or two sentences, for lists and search."),
    )  # fmt: skip
    body = forms.CharField(
        label=gettext_lazy("Explanation"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    opens_at = _moment(gettext_lazy("Begins"), gettext_lazy("If it is approved later, it begins with the approval."))
    closes_at = _moment(gettext_lazy("Ends"), gettext_lazy("It closes by itself at this time."))
    contact = forms.CharField(
        label=gettext_lazy("Contact"), max_length=200, required=False,
        help_text=gettext_lazy("Unit, telephone, address for letters."),
    )  # fmt: skip
    add_documents = FilesField(
        label=gettext_lazy("Files that go with it"), required=False,
        help_text=gettext_lazy("The draft as a file, its explanation, training material."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        self.activity = activity
        kwargs["initial"] = {**self.initial_of(activity), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if choices := [(str(file.pk), file.display_name) for file in content.documents_of(activity)]:
            self.fields["drop_documents"] = forms.MultipleChoiceField(
                label=_("Take away"), required=False, choices=choices, widget=forms.CheckboxSelectMultiple
            )

    def initial_of(self, activity: Activity) -> dict[str, Any]:
        """Return the values of an activity's fields and rules by field name."""
        names = ("title", "lead", "body", "opens_at", "closes_at", "contact", "version")
        return {**{name: getattr(activity, name) for name in names}, **activity.rules}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("opens_at"), data.get("closes_at")
        if begins and ends and ends <= begins:
            self.add_error("closes_at", _("The end has to be later than the beginning."))
        return data

    def rule_names(self) -> tuple[str, ...]:
        """Return the fields that are rules of the activity."""
        return ()

    def fill(self, activity: Activity, person: Any) -> None:
        """Write what was filled in into an activity; nothing is saved but uploaded files."""
        data = self.cleaned_data
        for name in ("title", "lead", "body", "opens_at", "closes_at", "contact"):
            setattr(activity, name, data[name].strip() if isinstance(data[name], str) else data[name])
        activity.rules = {**activity.rules, **{name: data[name] for name in self.rule_names()}}
        activity.content = {**activity.content, "documents": self._documents(activity, person)}

    def _documents(self, activity: Activity, person: Any) -> list[int]:
        dropped = {int(pk) for pk in self.cleaned_data.get("drop_documents", [])}
        kept = [pk for pk in activity.content.get("documents", []) if pk not in dropped]
        for upload in self.cleaned_data.get("add_documents") or []:
            title = upload.name.rsplit(".", 1)[0]
            kept.append(store(Document, upload.name, upload.read(), person, title=title).pk)
        return kept


class OpinionsForm(ActivityForm):
    """A solicitation of opinions."""

    basis = forms.ChoiceField(label=gettext_lazy("Asked because of"), choices=periods.choices, widget=forms.RadioSelect)
    short_reason = forms.CharField(
        label=gettext_lazy("Reason of a shorter period"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed only where the period is shorter than the rules ask; everybody reads it."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("The text, to be commented clause by clause"), max_length=200000, required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("Paste the draft here: it is cut into its articles by itself."),
    )  # fmt: skip

    field_order = ("title", "lead", "basis", "opens_at", "closes_at", "short_reason", "body", "text")

    def initial_of(self, activity: Activity) -> dict[str, Any]:
        return {**super().initial_of(activity), "text": activity.content.get("draft", "")}

    def rule_names(self) -> tuple[str, ...]:
        return ("basis", "short_reason")

    def fill(self, activity: Activity, person: Any) -> None:
        super().fill(activity, person)
        activity.content["draft"] = self.cleaned_data["text"]
        activity.content["clauses"] = content.split_clauses(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        """Say at once that a period is too short, where it is."""
        data = super().clean()
        if not self.errors and not data["short_reason"]:
            probe = Activity(
                kind=ActivityKind.OPINIONS, opens_at=data["opens_at"], closes_at=data["closes_at"],
                rules={"basis": data["basis"]},
            )  # fmt: skip
            if sentence := periods.too_short(probe):
                self.add_error("closes_at", sentence)
        return data


def _identity_fields() -> dict[str, forms.Field]:
    known = [(row.name, row.label) for row in registry.items("voter_identities") if row.offered()]
    return {
        "identity": forms.ChoiceField(
            label=_("One person, one vote, by"), choices=known, widget=forms.RadioSelect, required=True
        ),
        "per_address": forms.IntegerField(
            label=_("At most from one network address"), min_value=1, max_value=10000,
            help_text=_("Offices, schools and mobile networks share an address; a small number stops stuffing."),
        ),
    }  # fmt: skip


class VoteSettingsForm(ActivityForm):
    """A vote or a selection."""

    least = forms.IntegerField(label=gettext_lazy("A ballot names at least"), min_value=1, max_value=50)
    most = forms.IntegerField(label=gettext_lazy("A ballot names at most"), min_value=1, max_value=50)
    show = forms.ChoiceField(
        label=gettext_lazy("Everybody sees how it stands"), choices=Show.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_identity_fields())

    def rule_names(self) -> tuple[str, ...]:
        return ("least", "most", "show", "identity", "per_address")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("least") and data.get("most") and data["least"] > data["most"]:
            self.add_error("most", _("Not less than at least."))
        return data


class SurveySettingsForm(ActivityForm):
    """A survey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_identity_fields())

    def rule_names(self) -> tuple[str, ...]:
        return ("identity", "per_address")


class ContestForm(ActivityForm):
    """A slogan contest."""

    longest = forms.IntegerField(
        label=gettext_lazy("A slogan has at most so many characters"), min_value=4, max_value=200
    )
    points = forms.IntegerField(label=gettext_lazy("A juror gives at most so many points"), min_value=1, max_value=100)

    def rule_names(self) -> tuple[str, ...]:
        return ("longest", "points")


class TrainingForm(ActivityForm):
    """A training: people register until it closes."""

    begins = _moment(gettext_lazy("The training takes place"))
    place = forms.CharField(
        label=pgettext_lazy("activity", "Place"), max_length=200, error_messages=_FILL_IN,
        help_text=gettext_lazy("The room, or the address where it is held online."),
    )  # fmt: skip
    seats = forms.IntegerField(
        label=gettext_lazy("Places"), min_value=0, max_value=100000, required=False,
        help_text=gettext_lazy("Empty: as many as register. Whoever comes later is put on a waiting list."),
    )  # fmt: skip

    def initial_of(self, activity: Activity) -> dict[str, Any]:
        return {**super().initial_of(activity), **activity.content.get("session", {})}

    def fill(self, activity: Activity, person: Any) -> None:
        super().fill(activity, person)
        data = self.cleaned_data
        begins = f"{timezone.localtime(data['begins']):%Y-%m-%dT%H:%M}"
        activity.content["session"] = {"begins": begins, "place": data["place"].strip(), "seats": data["seats"] or 0}


FORMS: dict[str, type[ActivityForm]] = {
    ActivityKind.OPINIONS: OpinionsForm,
    ActivityKind.SUGGESTIONS: ActivityForm,
    ActivityKind.SELECTION: VoteSettingsForm,
    ActivityKind.VOTE: VoteSettingsForm,
    ActivityKind.SLOGAN: ContestForm,
    ActivityKind.SURVEY: SurveySettingsForm,
    ActivityKind.TRAINING: TrainingForm,
}


class ProlongForm(FillInForm, forms.Form):
    """A later end, and why."""

    closes_at = _moment(gettext_lazy("New end"))
    reason = forms.CharField(
        label=pgettext_lazy("gongkai", "Reason"), max_length=1000, error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("Everybody reads it."),
    )  # fmt: skip


class StopForm(forms.Form):
    """Why it ends at once."""

    reason = forms.CharField(
        label=pgettext_lazy("gongkai", "Reason"), max_length=1000, error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("Everybody reads it."),
    )  # fmt: skip


class ResultForm(forms.Form):
    """The report of a result; figures and answers are added by themselves."""

    text = forms.CharField(
        label=gettext_lazy("Report"), max_length=20000, error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("What came of it and what happens next; figures and answers stand below by themselves."),
    )  # fmt: skip
