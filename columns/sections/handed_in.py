"""Requests for new sections that other systems hand in for a unit (clauses C5, D5): the unit's own form reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.addons import registry
from portal.addons.types import DraftMaker, DraftRefused, Finding, SectionType
from portal.organisation.models import Unit

from ..form_schemas import has_default, is_required, property_of
from ..models import OpeningRequest
from . import similar
from .forms import OpeningForm
from .kinds import OpeningKind, may_request

PLACES_NAMED = 20


class PlaceField(forms.ModelChoiceField):
    """A place in the tree by the last part of its address."""

    SCHEMA = {"type": "string"}

    def to_python(self, value: Any) -> Page | None:
        slug = str(value or "").strip()
        places: Any = self.queryset
        found = list(places.filter(slug=slug)[:2])
        if slug and len(found) != 1:
            names = "、".join(f"{page.slug} ({page.title})" for page in places[:PLACES_NAMED]) or "—"
            raise forms.ValidationError(_("It can't stand there. Places: %(places)s.") % {"places": names})
        return found[0] if slug else None


class HandedInOpening(OpeningForm):
    """The form of a unit's request, with the place by its address and units by their codes."""

    proposes_address = False  # a system says which one it asks for
    parent = PlaceField(
        Page.objects.none(),
        label=gettext_lazy("place in the tree"),
        help_text=gettext_lazy(
            "The last part of the address below which it is to stand; not needed where there is only one place."
        ),
    )
    partners = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("co-operating units"),
        help_text=gettext_lazy("Their codes."),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of what is asked: the type of section, and the fields of its form; the unit is the caller's."""
    fields = {name: field for name, field in HandedInOpening.base_fields.items() if name != "owner_unit"}
    types = registry.by_name("section_types")
    section = {
        "type": "string",
        "enum": list(types),
        "title": str(_("what is asked for")),
        "description": "；".join(_described(section) for section in types.values()),
    }
    names = [template.name for template in registry.items("section_templates")]
    needed = [name for name, field in fields.items() if name != "parent" and is_required(field)]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["section", "purpose", *needed],
        "properties": {
            "section": section,
            **{name: property_of(field) for name, field in fields.items()},
            "template": {"type": "string", "enum": ["", *names], "title": str(fields["template"].label)},
        },
    }


def _described(section: SectionType) -> str:
    if section.has_end:
        return _("%(name)s: %(what)s, with the day on which it ends") % {"name": section.name, "what": section.label}
    return f"{section.name}: {section.label}"


def make(fields: Mapping[str, Any], files: list[Any], person: Any, unit: Any) -> OpeningRequest:
    """Keep a new request of a unit."""
    return _filled(OpeningRequest(made_by=person), fields, files, person, unit)


def change(subject: OpeningRequest, fields: Mapping[str, Any], files: list[Any], person: Any, unit: Any) -> None:
    """Write a request anew, as a whole; what it asks for stays."""
    if subject.section != fields["section"]:
        raise DraftRefused({"section": [_("A request stays what it is; withdraw it, and hand it in anew.")]})
    _filled(subject, fields, files, person, unit)


def findings(subject: OpeningRequest) -> Iterator[Finding]:
    """What is like it already: people look at it before they send."""
    for found in similar.to_title(subject.title):
        if found.page.pk != subject.page_id:
            values = {"title": found.page.title, "state": found.life.get_state_display()}
            text = _("There is something like it already: “%(title)s” (%(state)s).") % values
            yield Finding("similar", "similar_section", text, "title", blocks=False)


def _filled(
    instance: OpeningRequest, fields: Mapping[str, Any], files: list[Any], person: Any, unit: Any
) -> OpeningRequest:
    if files:
        raise DraftRefused({"attachments": [_("Only documents have attachments.")]})
    if not may_request(person):
        raise DraftRefused({"": [_("The liaison of a unit asks for columns and topics, or somebody of the Office.")]})
    section = registry.by_name("section_types")[fields["section"]]
    said = {name: value for name, value in fields.items() if name != "section"}
    form = HandedInOpening(_whole(said, section, unit), instance=instance, person=person, section=section)
    if strange := sorted(set(said) - set(form.fields)):
        raise DraftRefused({name: [_("A %(what)s has no such field.") % {"what": section.label}] for name in strange})
    if not form.is_valid():
        raise DraftRefused({name.replace("__all__", ""): errors for name, errors in form.errors.items()})
    return form.save()


def _whole(said: Mapping[str, Any], section: SectionType, unit: Any) -> dict[str, Any]:
    """What was said, with what the form proposes where nothing was: its defaults, and the only place there is."""
    defaults = {name: field.initial for name, field in HandedInOpening.base_fields.items() if has_default(field)}
    places = section.places()[:2]
    only = {"parent": places[0].slug} if len(places) == 1 else {}
    return {**defaults, **only, **said, "owner_unit": unit.pk}


def maker() -> DraftMaker:
    """The kind of draft that a request for a section is."""
    return DraftMaker(OpeningKind.name, OpeningKind.label, schema, make, change, findings)
