"""What is asked when a version of a topic is kept: that nobody else kept one since it was put together."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.tiles.trees import lacks_ids

from .began import BODY, SEEN, stored_tiles


def on_the_newest(data: QueryDict, page: Any) -> QueryDict:
    """Return what a form posted as if it had been filled with the newest version: it takes along what it began with.

    A version that a background save would replace isn't replaced where somebody saved another one after it.
    """
    newest = page.latest_revision
    if SEEN not in data or newest is None:
        return data
    data = data.copy()
    data["loaded_revision_id"] = str(newest.pk)
    data["loaded_revision_created_at"] = newest.created_at.isoformat()
    if data.get("overwrite_revision_id") != str(newest.pk):
        data.pop("overwrite_revision_id", None)
    return data


def name_tiles(topic: Any) -> None:
    """Give tiles without an id (rows that weren't made in the editor) one, so that two versions can be compared."""
    if lacks_ids(list(topic.body.raw_data)):
        tiles = [dict(tile.stored) for tile in stored_tiles(topic)]
        topic.body = topic._meta.get_field(BODY).stream_block.to_python(tiles)


def locked(topic: Any) -> Any | None:
    """Return the page's row, locked: two that save at once are compared one after the other. None for a new one."""
    if topic.pk is None:
        return None
    Page.objects.select_for_update().get(pk=topic.pk)
    return type(topic).objects.get(pk=topic.pk)


def refuse_if_newer(topic: Any, now: Any | None) -> None:
    """Refuse (PermissionDenied) to keep what was put together with a version that isn't the newest any more."""
    if topic.merged_onto is None or now is None:
        return
    if topic.merged_onto != (now.latest_revision_id, now.latest_revision_created_at):
        raise PermissionDenied(_("Somebody else saved this page at the same moment. Save again."))
