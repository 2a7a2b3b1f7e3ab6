"""What forms share: how they say that something is missing, and a trap for programs that fill in every field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class FillInForm(forms.BaseForm):
    """Before a form's own base: every field says what is missing in the words that the portal's forms use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill in this field.")


class TrappedForm(forms.Form):
    """A form with the field ``website``, which people don't see (theme/components/trap.html) and programs fill in."""

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
