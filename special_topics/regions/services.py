"""Giving tiles of a topic to units, and taking them back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.approvals.ledger.services import lock_head, record
from portal.notices.services import notify
from portal.organisation.models import Unit
from portal.organisation.services import liaisons_of
from portal.tiles.trees import flat

from ..merging.began import stored_tiles
from ..models import Region, TopicPage
from . import rights

ACT = "topic.region"
MOST_UNITS = 8  # that edit one tile


def units(topic: TopicPage) -> list[Unit]:
    """Return the units that can be given a region: all in existence but the leaders and the owner, by name."""
    others = Unit.objects.filter(is_active=True).exclude(kind=Unit.Kind.LEADERSHIP)
    return list(others.exclude(pk=topic.owner_unit.acting.pk).order_by("name"))


def by_tile(topic: TopicPage) -> dict[str, list[Unit]]:
    """Return which units edit which tile of a topic."""
    found: dict[str, list[Unit]] = {}
    for region in topic.regions.select_related("unit"):
        found.setdefault(region.tile_id, []).append(region.unit.acting)
    return found


@transaction.atomic
def assign(topic: TopicPage, tile_id: str, chosen: Collection[Unit], person: Any) -> list[Unit]:
    """Let units (none: nobody but the owner) edit a tile of the newest draft; return them. Their liaisons are told.

    The tile may stand anywhere, also in a column of a row. PermissionDenied for whoever doesn't edit the whole topic;
    ValidationError where there is no such tile, or they are too many.
    """
    if not rights.may_assign(topic, person):
        raise PermissionDenied
    draft = topic.get_latest_revision_as_object()
    if tile_id not in flat(stored_tiles(draft)):
        raise ValidationError(_("This tile isn't in the saved draft: save first."))
    others = [unit for unit in chosen if unit.pk != topic.owner_unit.acting.pk]
    if len(others) > MOST_UNITS:
        raise ValidationError(_("At most %(count)s units edit one tile.") % {"count": MOST_UNITS})
    lock_head()
    before = set(topic.regions.filter(tile_id=tile_id).values_list("unit", flat=True))
    after = {unit.pk for unit in others}
    topic.regions.filter(tile_id=tile_id, unit__in=before - after).delete()
    Region.objects.bulk_create(
        Region(topic=topic, tile_id=tile_id, unit=unit, made_by=person) for unit in others if unit.pk not in before
    )
    if before != after:
        record(ACT, actor=person, subject=f"topic:{topic.pk}", data={"tile": tile_id, "units": sorted(after)})
        _tell(topic, [unit for unit in others if unit.pk not in before])
    return others


def _tell(topic: TopicPage, added: list[Unit]) -> None:
    text = _("Your unit edits a region of the special topic “%(title)s” now.") % {"title": topic.title}
    people = {person for unit in added for person in liaisons_of(unit)}
    notify(people, text=text, url=reverse("wagtailadmin_pages:edit", args=[topic.pk]), topic=ACT)
