"""Forms of units: asking for a column, asking to retire one."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.organisation.services import units_of

from . import reading
from .models import CatalogueRule, ColumnPage, ColumnRequest, RetirementRequest, Waiver
from .states import LifeState


class ColumnRequestForm(forms.ModelForm):
    """A unit's request for a column. Owner units are those of the person."""

    class Meta:
        model = ColumnRequest
        fields = [
            "title",
            "slug",
            "kind",
            "parent",
            "purpose",
            "description",
            "owner_unit",
            "update_days",
            "duty_basis",
            "contact",
        ]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3}), "description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of(person)
        owner: Any = self.fields["owner_unit"]
        owner.queryset = owner.queryset.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1 and not self.instance.owner_unit_id:
            self.initial["owner_unit"] = units[0].pk
        parent: Any = self.fields["parent"]
        parent.queryset = reading.places()
        parent.label_from_instance = lambda page: "　" * max(page.depth - 2, 0) + page.title


class RetirementRequestForm(forms.ModelForm):
    """A unit's request to retire one of its active columns."""

    class Meta:
        model = RetirementRequest
        fields = ["column", "reason", "outcome"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of(person)
        column: Any = self.fields["column"]
        active = ColumnPage.objects.filter(owner_unit__in=units, life__state=LifeState.ACTIVE)
        column.queryset = active.order_by("path")


class CatalogueRuleForm(forms.ModelForm):
    """A new version of a rule of the catalogue."""

    class Meta:
        model = CatalogueRule
        fields = ["text", "note"]
        widgets = {"text": forms.Textarea(attrs={"rows": 24, "spellcheck": "false"})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].strip = False  # type: ignore[attr-defined]


class WaiverForm(forms.ModelForm):
    """Why a document may go first, and until when its interpretation is owed."""

    class Meta:
        model = Waiver
        fields = ["reason", "due_on"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "due_on": forms.DateInput(attrs={"type": "date"})}
