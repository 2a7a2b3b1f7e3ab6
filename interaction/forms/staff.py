"""Forms for the people who handle tickets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons import registry
from portal.organisation.models import Unit

from .. import uploads
from ..exchange import connectors
from ..models import Connector, Reply, ReplyTemplate, Ticket, TicketSettings
from ..ticket_kinds import MOST_EXTENSION

_FILL_IN = {"required": _("Please fill in this field.")}


class ActForm(forms.Form):
    """What every act of the staff carries: the version that its author saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(ActForm):
    """The unit that answers."""

    unit = forms.ModelChoiceField(
        label=pgettext_lazy("gongkai", "Unit"),
        queryset=Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP),
        empty_label=_("Choose a unit"),
        error_messages={"required": _("Please choose the unit that answers.")},
    )


class ReplyForm(ActForm):
    """A unit's reply: to the person, and where it is of general interest for everybody."""

    private_text = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Answer to the person"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The person who asked reads this with the query code, and whoever was merged with them."),
    )
    audience = forms.ChoiceField(
        label=_("Who sees it"), choices=Reply.Audience.choices, widget=forms.RadioSelect, initial=Reply.Audience.PRIVATE
    )
    public_title = forms.CharField(label=_("Title in public"), max_length=80, required=False)
    public_question = forms.CharField(
        label=_("Question in public"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your words, without anything that tells who asked."),
    )
    public_answer = forms.CharField(
        label=_("Answer in public"), max_length=10000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("audience") == Reply.Audience.PUBLIC:
            for name in ("public_title", "public_question", "public_answer"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("Needed when everybody sees the answer."))
        return data

    def for_draft(self) -> dict[str, Any]:
        """Return the arguments of :func:`interaction.services.draft_reply`."""
        return dict(self.cleaned_data)


class ReasonForm(ActForm):
    """Why a unit gives a ticket back."""

    text = forms.CharField(
        label=_("Why it isn't yours, and whose it may be"),
        max_length=500,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecallForm(ActForm):
    """Why the Office takes a consultation back from the OA system."""

    text = forms.CharField(
        label=pgettext_lazy("gongkai", "Reason"),
        max_length=500,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaceForm(forms.Form):
    """Where consultations are handled (clause S5)."""

    HERE = "here"

    place = forms.ChoiceField(
        label=_("Consultations are handled"),
        choices=[(value or "here", label) for value, label in TicketSettings.Place.choices],
        widget=forms.RadioSelect,
        error_messages=_FILL_IN,
    )

    def clean_place(self) -> str:
        place = str(self.cleaned_data["place"])
        return TicketSettings.Place.PORTAL if place == self.HERE else place


class ReviewDaysForm(forms.Form):
    """After how many days public answers are looked at anew."""

    days = forms.IntegerField(
        label=_("Days after which a public answer is looked at anew"),
        min_value=30,
        max_value=3650,
        error_messages=_FILL_IN,
        help_text=_("For answers that become public or are found right from now on; 365 is a year."),
    )


class CoHandlingForm(ActForm):
    """A unit that is to contribute, by when, and what it is asked."""

    unit = forms.ModelChoiceField(
        label=_("Unit that contributes"),
        queryset=Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP),
        empty_label=_("Choose a unit"),
        error_messages={"required": _("Please choose the unit that contributes.")},
    )
    due_on = forms.DateField(
        label=_("Contribute by"),
        error_messages=_FILL_IN,
        help_text=_("Inside the clock of the reply, which runs on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("What it is asked"),
        max_length=1000,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndCoHandlingForm(ActForm):
    """A unit that needn't contribute any more."""

    unit = forms.ModelChoiceField(
        label=pgettext_lazy("gongkai", "Unit"), queryset=Unit.objects.all(), error_messages=_FILL_IN
    )

    def offer(self, units: Iterable[int]) -> None:
        """Offer these units only."""
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=list(units))


class ContributeForm(ActForm):
    """What a unit contributes to the reply of another one."""

    text = forms.CharField(
        label=_("Your unit's contribution"),
        max_length=10000,
        error_messages=_FILL_IN,
        help_text=_("Only those who handle the question in both units read it; the reply draws on it."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class MergeForm(ActForm):
    """The ticket whose reply answers this one too."""

    number = forms.CharField(
        label=_("Number of the other one"),
        max_length=20,
        error_messages=_FILL_IN,
        help_text=_("Its reply also answers this one: both people read it."),
    )

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split()).upper()


class SettleForm(ActForm):
    """What became of an error report."""

    finding = forms.ChoiceField(
        label=_("Result"), choices=Ticket.Finding.choices, widget=forms.RadioSelect, error_messages=_FILL_IN
    )
    text = forms.CharField(
        label=_("What the person is told"),
        max_length=1000,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExtensionForm(ActForm):
    """More time for a complaint, and the reason that the person is told (clause S6)."""

    days = forms.IntegerField(
        label=_("Days more"), min_value=1, max_value=MOST_EXTENSION, initial=MOST_EXTENSION, error_messages=_FILL_IN
    )
    text = forms.CharField(
        label=_("The reason that the person is told"),
        max_length=1000,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeliveredForm(ActForm):
    """By what it is proved that a complaint was carried to the petition system."""

    proof = forms.CharField(
        label=_("Proof of delivery"),
        max_length=120,
        error_messages=_FILL_IN,
        help_text=_("The receipt number there, or who took it and when."),
    )


class FromPetitionsForm(ActForm):
    """What the petition system told, on paper or where somebody looked there."""

    letter = forms.CharField(
        label=_("Letter or entry that tells it"),
        max_length=120,
        error_messages=_FILL_IN,
        help_text=_("Its number and date, or where it was read; for the record only."),
    )


class AcceptedForm(FromPetitionsForm):
    """The petition system accepted a complaint."""

    on = forms.DateField(
        label=_("Accepted on"),
        error_messages=_FILL_IN,
        help_text=_("The sixty days begin on this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reference = forms.CharField(label=_("Number over there"), max_length=60, required=False)
    field_order = ("version", "on", "reference", "letter")


class DeclinedForm(FromPetitionsForm):
    """The petition system doesn't accept a complaint."""

    text = forms.CharField(
        label=_("The reason that the person is told"),
        max_length=1000,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("version", "text", "letter")


class ResultForm(FromPetitionsForm):
    """The petition system's result."""

    text = forms.CharField(
        label=_("The result as the person is told it"),
        max_length=5000,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ("version", "text", "letter")


class HallForm(forms.Form):
    """A consultation of the provincial hall, entered by hand at the document window (clause S4)."""

    number = forms.CharField(label=_("Number in the hall"), max_length=60, error_messages=_FILL_IN)
    name = forms.CharField(label=_("Name of the person"), max_length=40, required=False)
    contact = forms.CharField(label=_("Contact"), max_length=80, required=False)
    subject = forms.CharField(label=pgettext_lazy("gongkai", "Subject"), max_length=120, error_messages=_FILL_IN)
    text = forms.CharField(
        label=_("Question"), max_length=3000, error_messages=_FILL_IN, widget=forms.Textarea(attrs={"rows": 6})
    )


class ImportForm(forms.Form):
    """A file that the document window got from another system."""

    file = forms.FileField(
        label=_("File"),
        error_messages=_FILL_IN,
        help_text=_("CSV or Excel (.xlsx), or JSON, of at most 20 MB."),
        validators=[uploads.validate_exchange],
    )


class ProofForm(forms.Form):
    """By what it is proved that a message reached the other system."""

    proof = forms.CharField(
        label=_("Proof of delivery"),
        max_length=120,
        error_messages=_FILL_IN,
        help_text=_("The receipt number there, or who took it and when."),
    )


class ConnectorForm(forms.ModelForm):
    """How a connector reaches its system. The secret is entered, never shown."""

    transport = forms.ChoiceField(label=_("How messages travel"))
    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        min_length=32,
        max_length=200,
        help_text=_("At least 32 characters that both sides know; empty keeps the one that is set."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Connector
        fields = ("transport", "is_active", "url", "key_id", "folder", "file_format")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["transport"]
        field.choices = [(transport.name, transport.label) for transport in registry.items("transports")]

    def save(self, commit: bool = True) -> Connector:
        if secret := self.cleaned_data["secret"]:
            connectors.keep_secret(self.instance, secret)
        self.instance.rests_until, self.instance.failures = None, 0
        found: Connector = super().save(commit)
        connectors.wake(found)
        return found


class TemplateForm(forms.ModelForm):
    """A reply template of one of a person's units."""

    class Meta:
        model = ReplyTemplate
        fields = ("unit", "title", "text", "review_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = units
