"""Forms about special topics."""

from __future__ import annotations

from django import forms

from .models import SavedTemplate


class SaveTemplateForm(forms.ModelForm):
    """What a template is called, and what it is good for."""

    class Meta:
        model = SavedTemplate
        fields = ["name", "text"]
