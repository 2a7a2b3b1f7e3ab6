"""Forms for the public and for the people who handle consultations."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.organisation.models import Unit

from . import crypto
from .models import Reply

_FILL_IN = {"required": _("Please fill in this field.")}
_PHONE = re.compile(r"\+?[0-9][0-9 \-()（）]{5,22}[0-9]")


class ConsultForm(forms.Form):
    """A question from the public. ``website`` is a trap: people don't see it, programs fill it in."""

    PUBLIC, PRIVATE = "public", "private"

    subject = forms.CharField(
        error_messages=_FILL_IN,
        label=pgettext_lazy("gongkai", "Subject"),
        max_length=60,
        min_length=4,
        help_text=_("What it is about, in one line."),
    )
    text = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Your question"),
        min_length=10,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("As exactly as you can: what, where, when. At most 3,000 characters."),
    )
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
        help_text=_("So that we can reach you about your question. It is never shown in public."),
    )
    wish = forms.ChoiceField(
        label=_("May the answer be public?"),
        choices=[
            (PUBLIC, _("Yes, without my name and contact: others may have the same question")),
            (PRIVATE, _("No, only I may see the answer")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who may see the answer.")},
    )
    website = forms.CharField(
        required=False,
        max_length=200,
        label=_("Please leave this field empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
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

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("This field has to stay empty. Please clear it and send again."))
        return ""

    def shown_fields(self) -> list[Any]:
        """The fields that people see."""
        return [field for field in self if field.name != "website"]

    def for_submit(self) -> dict[str, Any]:
        """Return the arguments of :func:`interaction.services.submit`."""
        data = self.cleaned_data
        return {name: data[name] for name in ("name", "contact", "subject", "text")} | {
            "wish_public": data["wish"] == self.PUBLIC
        }


class StatusForm(forms.Form):
    """Number and query code of a ticket."""

    number = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "ZX20261124-0001"}),
    )
    code = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Query code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The eight characters that you were shown when you sent your question."),
    )

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split()).upper()

    def clean_code(self) -> str:
        code = crypto.normal_code(self.cleaned_data["code"])
        if len(code) != crypto.CODE_LENGTH:
            raise ValidationError(_("A query code has eight characters."))
        return code


class AssignForm(forms.Form):
    """The unit that answers."""

    unit = forms.ModelChoiceField(
        label=pgettext_lazy("gongkai", "Unit"),
        queryset=Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP),
        empty_label=_("Choose a unit"),
        error_messages={"required": _("Please choose the unit that answers.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReplyForm(forms.Form):
    """A unit's reply: to the person, and where it is of general interest for everybody."""

    private_text = forms.CharField(
        error_messages=_FILL_IN,
        label=_("Answer to the person"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Only the person who asked reads this, with the query code."),
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
    version = forms.IntegerField(widget=forms.HiddenInput)

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
