"""Forms: a hot issue, the Office's acts on it, and the response."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.organisation.models import Unit
from portal.theme.forms import FillInForm

from . import clocks
from .models import HotIssue, Response


def _units() -> Any:
    return Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP)


class IssueForm(FillInForm, forms.ModelForm):
    """What people talk about. ``units`` are those that may be chosen."""

    unit = forms.ModelChoiceField(label=pgettext_lazy("gongkai", "unit"), queryset=Unit.objects.none())

    class Meta:
        model = HotIssue
        fields = ["title", "about", "seen_at", "grave"]
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class AskForm(IssueForm):
    """The same, as the Office asks a unit for a response."""

    days = forms.IntegerField(
        label=_("Working days for the response"), min_value=1, max_value=clocks.LONGEST, initial=clocks.DAYS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, units=_units(), **kwargs)


class GiveForm(FillInForm, forms.Form):
    """Another unit."""

    unit = forms.ModelChoiceField(
        label=pgettext_lazy("gongkai", "unit"), queryset=_units(), empty_label=_("Choose a unit")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PostponeForm(FillInForm, forms.Form):
    """Another number of working days, with the reason."""

    days = forms.IntegerField(
        label=_("Working days from the beginning"), min_value=1, max_value=clocks.LONGEST, initial=2 * clocks.DAYS
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DropForm(FillInForm, forms.Form):
    """Why no response is needed any more."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(FillInForm, forms.Form):
    """It is wanted after all."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ResponseForm(FillInForm, forms.ModelForm):
    """What the unit says in public."""

    class Meta:
        model = Response
        fields = ["title", "concern", "text"]
        widgets = {"concern": forms.Textarea(attrs={"rows": 3}), "text": forms.Textarea(attrs={"rows": 14})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def save(self, commit: bool = True) -> Any:
        self.instance.made_by = self.person
        return super().save(commit)
