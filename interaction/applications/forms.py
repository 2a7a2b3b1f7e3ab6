"""Forms for applicants and for the people who handle applications."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.organisation.models import Unit
from portal.text.personal import is_id_number
from portal.theme.forms import TrappedForm

from .. import uploads
from ..forms import StatusForm, TicketForm
from . import clocks, outcomes, reading
from .models import Application, Pause

_FILL_IN = {"required": _("Please fill in this field.")}
LONGEST = 3000
# As many digits as an identity card has, or nearly: other documents have fewer, or letters.
_LIKE_AN_ID = re.compile("[0-9]{14,19}[0-9X]?")
_PERMANENT_RESIDENT = re.compile("9[0-9]{16}[0-9X]")  # of foreigners: no province stands in it


class ApplicationForm(TrappedForm):
    """Somebody's application: who applies, for what, and how the answer is wanted (article 29)."""

    applicant = forms.ChoiceField(
        label=_("Who applies"),
        choices=Application.Applicant.choices,
        widget=forms.RadioSelect,
        initial=Application.Applicant.PERSON,
        error_messages=_FILL_IN,
    )
    name = forms.CharField(
        label=_("Name of the person or organisation"),
        max_length=80,
        error_messages=_FILL_IN,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    identity = forms.CharField(
        label=_("Number of an identity document"),
        max_length=40,
        error_messages=_FILL_IN,
        help_text=_("Of the identity card, say; of an organisation its unified social credit code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    representative = forms.CharField(
        label=_("Who acts for the organisation"), max_length=40, required=False, help_text=_("Organisations only.")
    )
    contact = forms.CharField(
        label=_("Telephone or e-mail"),
        max_length=80,
        error_messages=_FILL_IN,
        help_text=_("So that we can reach you about your application. It is never shown in public."),
    )
    address = forms.CharField(
        label=_("Postal address"),
        max_length=160,
        required=False,
        help_text=_("Needed where the answer goes by post."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    wanted = forms.CharField(
        label=_("Which information"),
        min_length=6,
        max_length=LONGEST,
        error_messages=_FILL_IN,
        help_text=_("Its name, document number, or what else tells which information is meant."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=500,
        required=False,
        help_text=_("You needn't say it; it can help us to find the right information."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file = uploads.SentFileField(
        label=_("File"),
        required=False,
        help_text=_("What tells more exactly what you want: a picture, PDF, Word or Excel file of at most 5 MB."),
        validators=[uploads.validate],
        widget=forms.FileInput(attrs=uploads.field_attributes()),
    )
    form = forms.ChoiceField(
        label=_("In which form"),
        choices=[("file", _("as a file")), ("paper", _("on paper"))],
        widget=forms.RadioSelect,
        initial="file",
    )
    answer_by = forms.ChoiceField(
        label=_("How the answer reaches you"),
        choices=Application.Way.choices,
        widget=forms.RadioSelect,
        initial=Application.Way.PORTAL,
    )

    clean_contact = TicketForm.clean_contact

    def clean_identity(self) -> str:
        return unicodedata.normalize("NFKC", "".join(self.cleaned_data["identity"].split())).upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer_by") == Application.Way.POST and not data.get("address"):
            self.add_error("address", _("Please give the address that the answer goes to."))
        person = data.get("applicant") == Application.Applicant.PERSON
        number = data.get("identity", "")
        known = is_id_number(number) or _PERMANENT_RESIDENT.fullmatch(number)
        if person and _LIKE_AN_ID.fullmatch(number) and not known:
            self.add_error("identity", _("This isn't a number of an identity card: 18 digits, the last may be an X."))
        if data.get("applicant") and not person and not data.get("representative"):
            self.add_error("representative", _("Please say who acts for the organisation."))
        return data

    def for_submit(self) -> dict[str, Any]:
        """Return the arguments of :func:`interaction.applications.services.submit`."""
        data = self.cleaned_data
        return {
            "applicant": data["applicant"],
            "answer_by": data["answer_by"],
            "person": {name: data[name] for name in reading.PERSON},
            "request": {name: data[name] for name in ("wanted", "purpose", "form")},
            "files": sent_files(data),
        }


def sent_files(data: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Return what was sent along with a valid form, as (name, content); pictures are drawn anew."""
    return [file for file in [data.get("file")] if file]


class CorrectionForm(forms.Form):
    """What the applicant adds to an application that wasn't clear."""

    text = forms.CharField(
        label=_("Your correction"),
        min_length=6,
        max_length=LONGEST,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = uploads.SentFileField(
        label=_("File"),
        required=False,
        help_text=_("A picture, PDF, Word or Excel file of at most 5 MB."),
        validators=[uploads.validate],
        widget=forms.FileInput(attrs=uploads.field_attributes()),
    )


class FollowForm(StatusForm):
    """Number and query code of an application, or of whatever else was sent."""

    EXAMPLE = "SQ20261124-0001"


class ActForm(forms.Form):
    """What every act of the staff carries: the version that its author saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(ActForm):
    unit = forms.ModelChoiceField(
        label=pgettext_lazy("gongkai", "Unit"),
        queryset=Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP),
        empty_label=_("Choose a unit"),
        error_messages={"required": _("Please choose the unit that prepares the answer.")},
    )


class TextForm(ActForm):
    """A letter's own words."""

    text = forms.CharField(
        label=_("What the letter says"),
        max_length=LONGEST,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AskCorrectionForm(TextForm):
    within = forms.IntegerField(
        label=_("Working days for the correction"), min_value=5, max_value=30, initial=15, error_messages=_FILL_IN
    )


class ExtendForm(TextForm):
    days = forms.IntegerField(
        label=_("Working days more"),
        min_value=1,
        max_value=clocks.MOST_EXTENSION,
        initial=clocks.MOST_EXTENSION,
        error_messages=_FILL_IN,
    )


class PauseForm(ActForm):
    whom = forms.ChoiceField(label=_("Who is asked"), choices=Pause.Whom.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What the letter to the third party says"),
        max_length=LONGEST,
        required=False,
        help_text=_("Without anything that tells who applied."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    until = forms.DateField(
        label=_("The other agency is expected to answer by"),
        required=False,
        help_text=_("Another agency only: at most 15 working days ahead. You and the Office are reminded on that day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("whom") == Pause.Whom.THIRD_PARTY and not data.get("text"):
            self.add_error("text", _("A third party is asked by letter: please write it."))
        if data.get("whom") == Pause.Whom.AGENCY and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Please say by when the other agency is expected to answer."))
        return data


class HearForm(ActForm):
    """What a third party said (article 32)."""

    heard = forms.ChoiceField(
        label=_("What the third party said"),
        choices=Pause.Heard.choices,
        widget=forms.RadioSelect,
        error_messages=_FILL_IN,
    )
    reasons = forms.CharField(
        label=_("The third party's reasons"),
        max_length=LONGEST,
        required=False,
        help_text=_("Needed where they don't agree, or in part only. Only those who handle the application read them."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("heard") in Pause.OBJECTING and not data.get("reasons"):
            self.add_error("reasons", _("Please write down the reasons of the third party (article 32)."))
        return data


class WaitForm(ActForm):
    """Another agency needs longer: by which day it is expected to answer now."""

    until = forms.DateField(
        label=_("The other agency is expected to answer by"),
        error_messages=_FILL_IN,
        help_text=_("At most 15 working days from today."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class AnswerForm(ActForm):
    """The unit's answer: how the application ends, and what the letter says."""

    outcome = forms.ChoiceField(label=_("How the application ends"), error_messages=_FILL_IN)
    text = forms.CharField(
        label=_("Text of the answer"),
        max_length=10000,
        error_messages=_FILL_IN,
        help_text=_("Salutation, the article it rests on, remedies and signature are put in by themselves."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = [("", _("Choose how it ends")), *outcomes.choices()]

    def clean_outcome(self) -> str:
        outcome = outcomes.BY_CODE[self.cleaned_data["outcome"]]
        if not outcome.offered:
            raise ValidationError(_("Please choose how it ends."))
        return outcome.code


class DeliverForm(ActForm):
    letter = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("How it was delivered"),
        choices=[choice for choice in Application.Way.choices if choice[0] != Application.Way.PORTAL],
        widget=forms.RadioSelect,
        error_messages=_FILL_IN,
    )
    proof = forms.CharField(
        label=_("Proof of delivery"),
        max_length=80,
        error_messages=_FILL_IN,
        help_text=_("The number of the registered letter, or who signed for it and when."),
    )
