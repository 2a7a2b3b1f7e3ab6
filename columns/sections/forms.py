"""Forms in which units ask about sections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.addons.types import SectionType
from portal.organisation.models import Function, Unit
from portal.organisation.services import functions_of, units_of

from ..models import (
    ColumnPage,
    DutyExcuse,
    HandoverRequest,
    Life,
    OpeningRequest,
    ReopeningRequest,
    RetirementRequest,
)
from ..page_forms import slugs
from . import beginnings, excuses
from .reading import owned_by
from .states import LifeState
from .widgets import TemplateChoice

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def indented(page: Page) -> str:
    """A page's title, set in by its depth in the tree."""
    return "　" * max(page.depth - 2, 0) + page.title


def _is_taken_by_the_portal(parent: Page, slug: str) -> bool:
    """Say whether a page of the portal's own would answer before a section at this address."""
    try:
        found = resolve(f"{parent.url or '/'}{slug}/")
    except Resolver404:
        return False
    return found.url_name != "wagtail_serve"


def proposed_address(parent: Page, title: str) -> str:
    """Return an address for a new section: the pinyin initials of its name, numbered where somebody has them."""
    return next(slug for slug in slugs(title) if not _is_taken(parent, slug))


def _is_taken(parent: Page, slug: str) -> bool:
    pages = Page.objects.child_of(parent).filter(slug=slug)
    asked = OpeningRequest.objects.filter(parent=parent, slug=slug)
    columns = ColumnPage.objects.filter(slug=slug)  # their addresses are unique wherever they stand
    return any(found.exists() for found in (pages, asked, columns)) or _is_taken_by_the_portal(parent, slug)


class OpeningForm(forms.ModelForm):
    """A unit's request for a new section of one type. Owner units are those of the person."""

    proposes_address = True  # where none was typed

    class Meta:
        model = OpeningRequest
        fields = [
            "title",
            "slug",
            "kind",
            "parent",
            "purpose",
            "audience",
            "description",
            "owner_unit",
            "partners",
            "starts_on",
            "ends_on",
            "template",
            "update_days",
            "in_working_days",
            "kept_by",
            "is_required",
            "duty_basis",
            "contact",
        ]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 2}),
            "partners": forms.CheckboxSelectMultiple,
            "starts_on": DAY,
            "ends_on": DAY,
        }

    def __init__(self, *args: Any, person: Any, section: SectionType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.section = section.name
        units = units_of(person)
        fields: dict[str, Any] = self.fields
        fields["purpose"].required = True
        fields["owner_unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1 and not self.instance.owner_unit_id:
            self.initial["owner_unit"] = units[0].pk
        fields["partners"].queryset = Unit.objects.filter(is_active=True).exclude(pk__in=[unit.pk for unit in units])
        fields["parent"].queryset = section.places()
        fields["parent"].label_from_instance = indented
        if len(places := section.places()[:2]) == 1 and not self.instance.parent_id:
            self.initial["parent"] = places[0].pk
        if self.proposes_address:
            fields["slug"].required = False
            fields["slug"].help_text = _("Letters, digits and hyphens. Left empty, it is made of the name in pinyin.")
        self._fit(section, units)

    def clean(self) -> dict[str, Any]:
        """An address that the portal answers itself is said at the field: nobody would ever see the section."""
        cleaned = super().clean() or {}
        parent, slug = cleaned.get("parent"), cleaned.get("slug")
        if self.proposes_address and parent and cleaned.get("title") and slug == "":
            slug = cleaned["slug"] = proposed_address(parent, cleaned["title"])
        if parent and slug and _is_taken_by_the_portal(parent, slug):
            self.add_error("slug", _("The portal itself uses this address. Choose another one."))
        return cleaned

    def _fit(self, section: SectionType, units: list[Unit]) -> None:
        """Ask only for what this type of section has."""
        if section.page_model is not ColumnPage:
            del self.fields["kind"]
        if not section.has_end:
            del self.fields["starts_on"], self.fields["ends_on"]
        else:
            self.fields["ends_on"].required = True
        if templates := beginnings.templates_for(section.name, units):
            self.fields["template"] = forms.ChoiceField(
                label=self.fields["template"].label,
                required=False,
                choices=[("", _("An empty page")), *((found.name, found.label) for found in templates)],
                widget=TemplateChoice(templates),
                help_text=_(
                    "It goes into a draft of the page, where you replace what is marked; nothing is public by it."
                ),
            )
        else:
            del self.fields["template"]


class SectionRequestForm(forms.ModelForm):
    """What all requests about an existing section ask first: which one, and why."""

    STATES: tuple[str, ...] = ()

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page: Any = self.fields["page"]
        page.queryset = self.sections(person)
        page.label_from_instance = indented

    def sections(self, person: Any) -> QuerySet[Page]:
        """Sections of the person's units, or all for the Office, in the states that this request is about."""
        found = Page.objects.filter(life__state__in=self.STATES).order_by("path")
        if Function.OFFICE in functions_of(person):
            return found
        return found.filter(pk__in=owned_by(units_of(person)))


class RetirementForm(SectionRequestForm):
    STATES = (LifeState.ACTIVATING, LifeState.ACTIVE)

    class Meta:
        model = RetirementRequest
        fields = ["page", "reason", "outcome", "merged_into", "retires_on"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "retires_on": DAY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target: Any = self.fields["merged_into"]
        active = Life.objects.filter(state=LifeState.ACTIVE)
        target.queryset = Page.objects.filter(
            pk__in=ColumnPage.objects.filter(pk__in=active.values("page")).values("pk")
        ).order_by("path")
        target.label_from_instance = indented

    def clean_retires_on(self) -> date | None:
        """Asked here only: a day that passes while the desks decide means at once, and refuses nothing."""
        day = self.cleaned_data["retires_on"]
        if day and day <= timezone.localdate():
            raise ValidationError(_("A notice period ends on a day to come."))
        return day


class HandoverForm(SectionRequestForm):
    STATES = LifeState.OPEN

    class Meta:
        model = HandoverRequest
        fields = ["page", "to_unit", "reason", "kept_by", "contact", "with_sections"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["to_unit"]
        unit.queryset = Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP)


class ReopeningForm(SectionRequestForm):
    STATES = (LifeState.RETIRING, LifeState.RETIRED)

    class Meta:
        model = ReopeningRequest
        fields = ["page", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}


class ExcuseForm(forms.ModelForm):
    """Why a section isn't updated for a while, and until when."""

    class Meta:
        model = DutyExcuse
        fields = ["until", "reason"]
        widgets = {"until": DAY, "reason": forms.Textarea(attrs={"rows": 3})}

    def clean_until(self) -> date:
        """The day lies within sixty days from today."""
        if problem := excuses.day_problem(self.cleaned_data["until"]):
            raise forms.ValidationError(problem)
        return self.cleaned_data["until"]
