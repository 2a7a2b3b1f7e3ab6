"""The form by which somebody asks to be told of new results."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.theme.forms import TrappedForm

from ..models import SavedSearch

_FILL_IN = _("Please fill in this field.")


class SaveForm(TrappedForm):
    """An address and how often."""

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
