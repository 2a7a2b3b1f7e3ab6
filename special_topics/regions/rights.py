"""Who edits which part of a topic: the owner's people everything, those of a region's units their tiles (law 5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.approvals.page_rights import editing_units
from portal.approvals.snapshots import files_of

from ..merging.began import kept_tiles, stored_tiles
from ..merging.threeway import base_of
from ..models import Region, TopicPage
from .settling import Kind, Part, Refusal, settle

MOST_SHARED = 20  # topics of several units that are looked through for a file
# What changes of itself when a draft is kept, or isn't the page's content.
KEPT_BY_ITSELF = frozenset({
    "body", "pk", "latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title", "live",
    "live_revision", "first_published_at", "last_published_at", "wagtail_admin_comments", "locked", "locked_at",
    "locked_by", "numchild", "url_path", "path", "depth", "expired",
})  # fmt: skip


def territories(units: Iterable[Any]) -> list[TopicPage]:
    """Return the topics that people of these units edit: their own, and (``in_part``) those with a region of theirs."""
    keys = {unit.pk for unit in units}
    mine = Q(owner_unit__in=keys) | Q(pk__in=Region.objects.of(keys).values("topic"))
    found = list(TopicPage.objects.filter(mine))
    for topic in found:
        topic.in_part = topic.owner_unit_id not in keys
    return found


def part_of(topic: TopicPage, person: Any) -> Part | None:
    """Return which tiles somebody edits in a topic, and which are other units'; None for whoever edits all of it."""
    if not topic.permissions_for_user(person).in_part:
        return None
    given = frozenset(topic.regions.values_list("tile_id", flat=True))
    keys = {unit.pk for unit in editing_units(person)}
    own = frozenset(topic.regions.of(keys).values_list("tile_id", flat=True))
    return Part(own, given - own)


def may_assign(topic: TopicPage, person: Any) -> bool:
    """Whoever edits all of a topic says which unit edits what in it."""
    tester = topic.permissions_for_user(person)
    return tester.can_edit() and not tester.in_part


def units_of(topic: TopicPage) -> list[Any]:
    """Return the units that edit regions of a topic."""
    return list({region.unit_id: region.unit.acting for region in topic.regions.select_related("unit")}.values())


def shows_file(person: Any, file: Any) -> bool:
    """Say whether a file stands in the draft of a topic that a person edits together with other units."""
    keys = {unit.pk for unit in editing_units(person)}
    if not keys:
        return False
    mine = Q(owner_unit__in=keys) | Q(pk__in=Region.objects.of(keys).values("topic"))
    shared = TopicPage.objects.filter(mine, pk__in=Region.objects.values("topic")).order_by("-pk")[:MOST_SHARED]
    return any(file in files_of(topic.get_latest_revision_as_object()) for topic in shared)


def message(refusal: Refusal, topic: TopicPage) -> str:
    """Say at a tile why it can't stay like that, and who can change it."""
    texts = {
        Kind.ADDED: _("You edit the regions of your unit only: tiles outside of them are added by %(unit)s."),
        Kind.REMOVED: _("A tile outside of your regions was taken out: only %(unit)s does that. It stays."),
        Kind.CHANGED: _("This tile isn't your unit's: it is changed by %(unit)s. Take your change back."),
        Kind.MOVED: _("The order of the page is for %(unit)s: put this tile back where it was."),
        Kind.GONE: _("%(unit)s has taken this tile out meanwhile. Copy what you still need, and ask them."),
    }
    return texts[refusal.kind] % {"unit": topic.owner_unit.acting}


def changed_fields(one: TopicPage, other: TopicPage) -> list[str]:
    """Return the names of the page's own fields in which two versions differ."""
    before, after = one.serializable_data(), other.serializable_data()
    return [name for name in after if name not in KEPT_BY_ITSELF and before.get(name) != after[name]]


def refuse_foreign_change(topic: TopicPage, now: TopicPage | None, person: Any) -> None:
    """Refuse (PermissionDenied) to keep a version in which somebody changed what isn't theirs to change.

    Asked wherever a version is kept for a person; the form has said it before, and more kindly. ``now`` is the page's
    locked row.
    """
    part = part_of(topic, person) if person is not None and now is not None else None
    if part is not None and now is not None:
        _refuse(topic, now.get_latest_revision_as_object(), part)


def _refuse(topic: TopicPage, newest: TopicPage, part: Part) -> None:
    now = stored_tiles(newest)
    found = settle(base_of(now), now, kept_tiles(topic), part).refusals
    if found or changed_fields(newest, topic):
        text = pgettext("gongkai", "Outside of the regions of your unit this topic is changed by %(unit)s.")
        raise PermissionDenied(text % {"unit": newest.owner_unit.acting})
