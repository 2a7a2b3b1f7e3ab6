"""The form by which somebody asks to be told of new results."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import SavedSearch

_FILL_IN = _("Please fill in this field.")


class SaveForm(forms.Form):
    """An address and how often. ``website`` is a trap: people don't see it, programs fill it in."""

    to = forms.EmailField(
        label=_("E-mail address"),
        max_length=200,
        error_messages={"required": _FILL_IN, "invalid": _("Please give an e-mail address such as name@example.cn.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    how = forms.ChoiceField(
        label=_("How often"),
        choices=SavedSearch.How.choices,
        initial=SavedSearch.How.DAILY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose how often.")},
    )
    website = forms.CharField(
        required=False,
        max_length=200,
        label=_("Please leave this field empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("This field has to stay empty. Please clear it and send again."))
        return ""

    def shown_fields(self) -> list[Any]:
        """The fields that people see."""
        return [field for field in self if field.name != "website"]
