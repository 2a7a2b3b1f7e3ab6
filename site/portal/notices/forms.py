"""How a person gets notices by mail."""

from __future__ import annotations

from django import forms

from .models import MailChoice


class MailChoiceForm(forms.ModelForm):
    """The choice of a person, who is set by the view."""

    class Meta:
        model = MailChoice
        fields = ("how", "digest_at")
        widgets = {
            "how": forms.RadioSelect,
            "digest_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
