"""Entering the holidays of a year, and what broke the secrecy rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.approvals.models import Case
from portal.organisation.models import Unit


class DaysField(forms.CharField):
    """Days as they stand in the announcement: one a line, YYYY-MM-DD and what it is."""

    widget = forms.Textarea(attrs={"rows": 10, "placeholder": "2027-01-01 元旦"})

    def to_python(self, value: Any) -> Any:
        """Return a dict of day → name; ValidationError names the line that is no day."""
        days: dict[date, str] = {}
        for number, line in enumerate((value or "").splitlines(), start=1):
            first, _space, name = line.strip().partition(" ")
            if not first:
                continue
            try:
                days[date.fromisoformat(first)] = name.strip()
            except ValueError as error:
                raise ValidationError(
                    _("Line %(line)s is no day: “%(text)s”. Write it as 2027-01-01.")
                    % {"line": number, "text": line[:40]}
                ) from error
        return days

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")


class YearForm(forms.Form):
    """The official announcement of a year's holidays."""

    year = forms.IntegerField(label=gettext_lazy("year"), min_value=2004, max_value=2099)
    off = DaysField(label=gettext_lazy("Days off on weekdays"))
    work = DaysField(label=gettext_lazy("Weekend days that are worked"), required=False)
    source = forms.CharField(label=gettext_lazy("number of the announcement"), max_length=120)


class BreachForm(forms.Form):
    """What broke the secrecy rules, of which unit, and what speaks for it."""

    unit = forms.ModelChoiceField(Unit.objects.all(), label=pgettext_lazy("gongkai", "unit"))
    title = forms.CharField(label=gettext_lazy("What happened"), max_length=300)
    text = forms.CharField(
        label=gettext_lazy("What speaks for it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    case = forms.CharField(label=gettext_lazy("Case number"), max_length=24, required=False)

    def clean_case(self) -> str:
        """The number of a case that exists, or nothing."""
        number = self.cleaned_data["case"].strip()
        if number and not Case.objects.filter(number=number).exists():
            raise ValidationError(_("There is no case of this number."))
        return number
