"""Forms for the public: one a kind of ticket, and what the person can do with their ticket."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.organisation.models import Unit
from portal.theme.forms import TrappedForm

from .. import crypto, uploads
from ..models import Reply
from ..ticket_kinds import COMPLAINT, CONSULTATION, ERROR

_FILL_IN = {"required": _("Please fill in this field.")}
FIRST_YEAR, LAST_YEAR = 1950, 2100  # of what somebody may look for
_PHONE = re.compile(r"\+?[0-9][0-9 \-()（）]{5,22}[0-9]")


class TicketForm(TrappedForm):
    """What every ticket asks for."""

    name = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Telephone or e-mail"),
        max_length=80,
        help_text=_("So that we can reach you about it. It is never shown in public."),
    )
    file = uploads.SentFileField(
        label=_("File"),
        required=False,
        help_text=_("A picture, PDF, Word or Excel file of at most 5 MB."),
        validators=[uploads.validate],
        widget=forms.FileInput(attrs=uploads.field_attributes()),
    )

    def clean_contact(self) -> str:
        contact = self.cleaned_data["contact"].strip()
        if _PHONE.fullmatch(contact):
            return contact
        try:
            validate_email(contact)
        except ValidationError:
            raise ValidationError(_("Please give a telephone number or an e-mail address.")) from None
        return contact

    def sent_files(self) -> list[tuple[str, bytes]]:
        """Return what was sent along, as (name, content); pictures are drawn anew."""
        return [file for file in [self.cleaned_data.get("file")] if file]


def _subject(help_text: Any) -> forms.CharField:
    return forms.CharField(
        error_messages=_FILL_IN,
        label=pgettext_lazy("gongkai", "Subject"),
        max_length=60,
        min_length=4,
        help_text=help_text,
    )


def _long_text(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        error_messages=_FILL_IN,
        label=label,
        min_length=10,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=help_text,
    )


class ConsultForm(TicketForm):
    """A question from the public."""

    PUBLIC, PRIVATE = "public", "private"

    subject = _subject(_("What it is about, in one line."))
    text = _long_text(_("Your question"), _("As exactly as you can: what, where, when. At most 3,000 characters."))
    wish = forms.ChoiceField(
        label=_("May the answer be public?"),
        choices=[
            (PUBLIC, _("Yes, without my name and contact: others may have the same question")),
            (PRIVATE, _("No, only I may see the answer")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who may see the answer.")},
    )
    field_order = ("subject", "text", "name", "contact", "wish", "file", "website")

    def for_submit(self) -> dict[str, Any]:
        """Return the arguments of :func:`interaction.services.submit`."""
        data = self.cleaned_data
        return {name: data[name] for name in ("name", "contact", "subject", "text")} | {
            "kind": CONSULTATION,
            "wish_public": data["wish"] == self.PUBLIC,
            "files": self.sent_files(),
        }


class ComplaintForm(TicketForm):
    """A complaint (clause S6): who is reached how, what happened, and what the person asks for."""

    subject = _subject(_("Whom or what the complaint is about, in one line."))
    text = _long_text(_("What happened"), _("What, where, when, and what you ask for. At most 3,000 characters."))
    field_order = ("subject", "text", "name", "contact", "file", "website")

    def for_submit(self) -> dict[str, Any]:
        """Return the arguments of :func:`interaction.services.submit`."""
        data = self.cleaned_data
        told = {name: data[name] for name in ("name", "contact", "subject", "text")}
        return told | {"kind": COMPLAINT, "files": self.sent_files()}


class ErrorForm(TicketForm):
    """Something is wrong on a page (clause S7): its address, the words, and what is wrong with them."""

    page = forms.CharField(
        label=_("Address of the page"),
        max_length=500,
        error_messages=_FILL_IN,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    quote = forms.CharField(
        label=_("The words that are wrong"),
        max_length=300,
        required=False,
        help_text=_("Copied from the page, so that we find the place."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        error_messages=_FILL_IN,
        label=_("What is wrong"),
        min_length=4,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = uploads.SentFileField(
        label=_("Screenshot"),
        required=False,
        help_text=_("A picture of at most 5 MB. Please cover what is nobody's business."),
        validators=[uploads.validate_picture],
        widget=forms.FileInput(attrs=uploads.field_attributes()),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=_("Telephone or e-mail"),
        max_length=80,
        required=False,
        help_text=_("Only if we may ask back. It is never shown in public."),
    )
    field_order = ("page", "quote", "text", "file", "name", "contact", "website")

    def clean_contact(self) -> str:
        return super().clean_contact() if self.cleaned_data["contact"] else ""

    def for_submit(self) -> dict[str, Any]:
        """Return the arguments of :func:`interaction.services.submit`."""
        data = self.cleaned_data
        return {
            "kind": ERROR,
            "name": data["name"],
            "contact": data["contact"],
            "subject": data["text"][:40],
            "text": data["text"],
            "more": {"page": data["page"], "quote": data["quote"]},
            "files": self.sent_files(),
        }


class StatusForm(forms.Form):
    """Number and query code of what somebody sent, whatever it is; ``EXAMPLE`` is a number as it is written."""

    EXAMPLE = "ZX20261124-0001"

    number = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Number"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Query code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The eight characters that you were shown when you sent it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs["placeholder"] = self.EXAMPLE

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split()).upper()

    def clean_code(self) -> str:
        code = crypto.normal_code(self.cleaned_data["code"])
        if len(code) != crypto.CODE_LENGTH:
            raise ValidationError(_("A query code has eight characters."))
        return code


class AddForm(forms.Form):
    """What the person adds to their ticket."""

    text = forms.CharField(
        label=_("What you want to add"),
        min_length=2,
        max_length=1000,
        error_messages=_FILL_IN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RateForm(forms.Form):
    """How satisfied the person is with the answer."""

    CHOICES = (
        (5, _("very satisfied")),
        (4, _("satisfied")),
        (3, _("so-so")),
        (2, _("not satisfied")),
        (1, _("not satisfied at all")),
    )
    rating = forms.TypedChoiceField(
        label=_("How satisfied are you with the answer?"),
        choices=CHOICES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the five answers.")},
    )


class AnswersForm(forms.Form):
    """What narrows the list of public answers."""

    q = forms.CharField(label=_("Words"), max_length=60, required=False)
    unit = forms.ModelChoiceField(
        label=pgettext_lazy("gongkai", "Unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("All units"),
    )
    month = forms.CharField(
        label=_("Month"),
        max_length=7,
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-11", "pattern": "[0-9]{4}-[0-9]{2}"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        answered = Reply.objects.filter(published=True).values("unit_id")
        field.queryset = Unit.objects.filter(pk__in=answered).order_by("name")

    def clean_month(self) -> date | None:
        text = self.cleaned_data["month"].strip()
        if not text:
            return None
        try:
            month = date.fromisoformat(f"{text}-01")
        except ValueError:
            month = date.min
        if not FIRST_YEAR <= month.year <= LAST_YEAR:  # a year at the calendar's ends has no moment everywhere
            raise ValidationError(_("Please give the month as in 2026-11."))
        return month

    def is_narrowing(self) -> bool:
        """Say whether anything is asked for."""
        return any(self.data.get(name) for name in self.fields)

    def narrowed(self, found: QuerySet[Reply]) -> QuerySet[Reply]:
        """Return the answers that hold all words, of the unit and the month; what makes no sense is left out."""
        self.is_valid()
        wanted = self.cleaned_data
        for word in wanted.get("q", "").split()[:6]:
            inside = Q(public_title__icontains=word) | Q(public_question__icontains=word)
            found = found.filter(inside | Q(public_answer__icontains=word))
        if unit := wanted.get("unit"):
            found = found.filter(unit=unit)
        if month := wanted.get("month"):
            found = found.filter(given_at__year=month.year, given_at__month=month.month)
        return found
