"""Templates that units make of their own topics: saving, listing, taking away (clause C5).

A template holds tiles and nothing else; what begins with it is a draft like any other, approved by its own case.
"""

from __future__ import annotations

import copy
import json
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.addons.types import SectionTemplate
from portal.organisation.services import units_of
from portal.tiles.base import SETTINGS

from .models import SavedTemplate, TopicPage

MOST = 20  # of one unit
LARGEST = 500_000  # characters of JSON
PREFIX = "saved-"


def may_save(person: Any, topic: TopicPage) -> bool:
    """The people of the topic's unit may."""
    return topic.owner_unit.acting in units_of(person)


def may_delete(person: Any, template: SavedTemplate) -> bool:
    """The people of the unit that keeps it may."""
    return template.unit.acting in units_of(person)


def of_units(units: Any) -> QuerySet[SavedTemplate]:
    """Return the templates of units, the newest first; of all units where ``units`` is None."""
    found = SavedTemplate.objects.select_related("unit", "made_by")
    return found if units is None else found.filter(unit__in=units)


@transaction.atomic
def save(topic: TopicPage, person: Any, name: str, text: str = "") -> SavedTemplate:
    """Keep the latest draft of a topic as a template of its unit; ValidationError where that can't be."""
    unit = topic.owner_unit.acting
    type(unit).objects.select_for_update().get(pk=unit.pk)  # two at once must not pass the bound
    if SavedTemplate.objects.filter(unit=unit).count() >= MOST:
        raise ValidationError(_("Your unit keeps %(count)s templates already: delete one first.") % {"count": MOST})
    if SavedTemplate.objects.filter(unit=unit, name=name).exists():
        raise ValidationError({"name": _("Your unit has a template of this name.")})
    tiles = tiles_of(topic)
    if not tiles:
        raise ValidationError(_("The topic is empty: there is nothing to keep."))
    if len(json.dumps(tiles, ensure_ascii=False)) > LARGEST:
        raise ValidationError(_("The topic is too long for a template."))
    return SavedTemplate.objects.create(name=name, text=text, unit=unit, tiles=tiles, made_by=person)


def tiles_of(topic: TopicPage) -> list[dict[str, Any]]:
    """Return the tiles of a topic's latest draft in stored form, without days from which they would be shown."""
    draft = topic.get_latest_revision_as_object()
    return [_timeless(copy.deepcopy(item)) for item in draft.body.raw_data]


def section_templates(section: str, units: Any) -> list[SectionTemplate]:
    """Return the templates of units for sections of a type, as the portal's own are."""
    if section != "topic":
        return []
    bound = None if units is None else MOST * max(len(units), 1)
    return [_as_template(row) for row in of_units(units)[:bound]]


def _as_template(row: SavedTemplate) -> SectionTemplate:
    label = _("%(name)s (%(unit)s)") % {"name": row.name, "unit": row.unit}
    return SectionTemplate(f"{PREFIX}{row.pk}", label, row.text, "topic", lambda: _anew(copy.deepcopy(row.tiles)))


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        if isinstance(value.get(SETTINGS), dict):
            value[SETTINGS]["hide_until"] = None
        return {key: _timeless(inner) for key, inner in value.items()}
    return [_timeless(inner) for inner in value] if isinstance(value, list) else value


def _anew(value: Any) -> Any:
    """The same tiles with ids of their own: two pages must not share them."""
    if isinstance(value, dict):
        fresh = {"id": str(uuid.uuid4())} if {"type", "value", "id"} <= value.keys() else {}
        return {**{key: _anew(inner) for key, inner in value.items()}, **fresh}
    return [_anew(inner) for inner in value] if isinstance(value, list) else value
