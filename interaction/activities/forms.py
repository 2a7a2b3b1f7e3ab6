"""What the public fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.theme.forms import TrappedForm

from .. import challenges
from ..forms import StatusForm
from . import content, surveys
from .identities import identity_of
from .models import Activity, ActivityKind

_FILL_IN = {"required": _("Please fill in this field.")}
WHOLE = ""


class TakePartForm(TrappedForm):
    """What every way of taking part shares."""

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        self.activity = activity
        super().__init__(*args, **kwargs)

    def is_trapped(self) -> bool:
        """Say whether a program filled in the field that people don't see."""
        return bool(self.data.get("website"))

    def texts(self) -> dict[str, Any]:
        """Return what is sealed: what somebody wrote, and who they are."""
        return {}

    def add_person(self, *, required: bool) -> None:
        """Ask who it is; only where something follows from it is that required."""
        said = _("Only the unit that asks reads it, it is never shown in public.")
        self.fields["name"] = forms.CharField(
            error_messages=_FILL_IN, label=_("Your name"), max_length=40, required=required,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )  # fmt: skip
        self.fields["contact"] = forms.CharField(
            error_messages=_FILL_IN, label=_("Telephone or e-mail"), max_length=80, required=required, help_text=said
        )


class OpinionForm(TakePartForm):
    """An opinion on the whole text or one clause of it, or a suggestion."""

    text = forms.CharField(
        error_messages=_FILL_IN,
        label=_("What you think"),
        min_length=4,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What should be changed, and why. At most 5,000 characters."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if clauses := content.clauses_of(self.activity):
            choices = [(WHOLE, _("The whole")), *((clause.id, clause.label[:40]) for clause in clauses)]
            self.fields["part"] = forms.ChoiceField(
                label=pgettext_lazy("activity", "Part of the text"), choices=choices, required=False
            )
            self.order_fields(["part", "text"])
        if self.activity.kind == ActivityKind.SUGGESTIONS:
            self.fields["text"].label = _("Your suggestion")
            self.fields["text"].help_text = _("What could be better, and how. At most 5,000 characters.")
        self.add_person(required=False)

    def texts(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {name: self.cleaned_data[name] for name in ("text", "name", "contact")}


class SloganForm(TakePartForm):
    """A slogan and what it means."""

    slogan = forms.CharField(error_messages=_FILL_IN, label=_("Your slogan"))
    text = forms.CharField(
        label=_("What it means"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = int(self.activity.rules.get("longest", content.LONGEST_SLOGAN))
        self.fields["slogan"] = forms.CharField(
            error_messages=_FILL_IN, label=_("Your slogan"), min_length=2, max_length=longest,
            help_text=_("At most %(n)s characters.") % {"n": longest},
        )  # fmt: skip
        self.order_fields(["slogan", "text"])
        self.add_person(required=True)

    def texts(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {name: self.cleaned_data[name] for name in ("slogan", "text", "name", "contact")}


class RegistrationForm(TakePartForm):
    """A registration for a training."""

    employer = forms.CharField(label=_("Where you work"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_person(required=True)
        self.order_fields(["name", "employer", "contact"])

    def texts(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {name: self.cleaned_data[name] for name in ("name", "employer", "contact")}


class IdentifiedForm(TakePartForm):
    """Where everybody takes part once: with the fields that confirm who it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        identity = identity_of(self.activity)
        self.identity = identity
        self.identity_names = list(identity.fields) if identity else []
        for name, make in (identity.fields if identity else {}).items():
            self.fields[name] = make()

    def identity_fields(self) -> list[Any]:
        """The fields that confirm who it is."""
        return [self[name] for name in self.identity_names]

    @property
    def prepared_after(self) -> str:
        """The field below which the button stands that prepares the confirmation; "" where nothing is prepared."""
        return self.identity.prepare_fields[-1] if self.identity and self.identity.prepare else ""

    def challenge_field(self) -> Any:
        """The challenge that comes before a code is sent, or None."""
        return self[challenges.FIELD] if challenges.FIELD in self.fields else None

    def prepares(self) -> bool:
        """Say whether the button was pressed that only prepares the confirmation: a code is to be sent.

        Enter in a field presses it too: once the fields that come after it are filled in, everything is sent.
        """
        if self.identity is None or self.identity.prepare is None or "prepare" not in self.data:
            return False
        later = [name for name in self.identity_names if name not in self.identity.prepare_fields]
        return not later or not all(self.data.get(name) for name in later)

    def filled_in_again(self) -> IdentifiedForm:
        """Return the form as it was filled in, without looking for what is missing yet."""
        initial = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if name != challenges.FIELD
        }
        picked = self.data.getlist("pick") if hasattr(self.data, "getlist") else []
        return type(self)(activity=self.activity, initial={**initial, "pick": picked})


class VoteForm(IdentifiedForm):
    """A ballot."""

    def picked(self) -> list[str]:
        """Return the ids of the chosen candidates."""
        if not self.is_bound:
            return list(self.initial.get("pick", []))
        return self.data.getlist("pick") if hasattr(self.data, "getlist") else list(self.data.get("pick", []))


class SurveyForm(IdentifiedForm):
    """A survey's sheet; what is required depends on the answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = surveys.questions_of(self.activity)
        self.answers: dict[str, Any] = {}
        for question in self.questions:
            self.fields.update(surveys.fields_of(question))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.answers, missing = surveys.clean(self.questions, data)
        for name, sentence in missing.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return data

    def asked(self) -> list[dict[str, Any]]:
        """Return the questions with their fields, for the page."""
        rows = []
        numbers = {question.id: number for number, question in enumerate(self.questions, 1)}
        for number, question in enumerate(self.questions, 1):
            name = f"q_{question.id}"
            names = [f"{name}_{at}" for at in range(len(question.rows))] if question.kind == surveys.MATRIX else [name]
            rows.append(
                {
                    "number": number,
                    "name": name,
                    "question": question,
                    "when": numbers.get(str(question.when.get("question", ""))),
                    "condition": question.condition(self.questions),
                    "fields": [self[each] for each in names],
                    "errors": [error for each in names for error in self[each].errors],
                }
            )
        return rows


FORMS: dict[str, type[TakePartForm]] = {
    ActivityKind.OPINIONS: OpinionForm,
    ActivityKind.SUGGESTIONS: OpinionForm,
    ActivityKind.SLOGAN: SloganForm,
    ActivityKind.TRAINING: RegistrationForm,
    ActivityKind.VOTE: VoteForm,
    ActivityKind.SELECTION: VoteForm,
    ActivityKind.SURVEY: SurveyForm,
}


class FollowForm(StatusForm):
    """Number and query code of what somebody sent in."""

    EXAMPLE = "HD2026-0001-ABC234"


__all__ = ["FORMS", "FollowForm", "SurveyForm", "TakePartForm", "VoteForm"]
