"""What the canvas shows: the page with its tiles marked, and single tiles from what the editor's form holds.

The public page is rendered by the same templates; the marks alone tell them apart.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.tiles import marks
from portal.tiles.blocks import TileChild, TileStreamBlock

from ..models import TopicPage

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 600
# Nothing runs in the frame, whatever a tile holds; the canvas listens from outside.
_SCRIPT = re.compile(rb"<script\b[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)
POLICY = "script-src 'none'; object-src 'none'; frame-ancestors 'self'"


def stream_block() -> TileStreamBlock:
    """Return the block of the topics' body."""
    return TopicPage._meta.get_field("body").stream_block


def marked_page(page: TopicPage, request: HttpRequest) -> HttpResponseBase:
    """Return the page as the public would see it, its tiles marked, and no script of it running."""
    with marks.marking():
        response = page.make_preview_request(request, page.default_preview_mode, {"is_editing": True})
    response.content = _SCRIPT.sub(b"", response.content)  # the policy stops them, too, but each with an error
    response["Content-Length"] = str(len(response.content))
    response["Content-Security-Policy"] = POLICY
    return response


def tiles_html(page: TopicPage, data: Any, prefixes: Sequence[str], request: HttpRequest) -> dict[str, str]:
    """Return the marked rendering of posted tiles by their ids; BadRequest where the form arrived incomplete.

    ``prefixes`` name the tiles in the form ("body-3"). A tile that is half filled in shows as far as it can.
    """
    if len(prefixes) > MOST_AT_ONCE:
        raise BadRequest(_("These are too many tiles at once."))
    request.is_preview = True  # type: ignore[attr-defined]  # what waits for its day shows, with a note
    context = {"page": page, "self": page, "request": request}
    block = stream_block()
    with marks.marking():
        children = [_posted(block, data, prefix) for prefix in prefixes]
        return {child.id: _rendered(child, context) for child in children if child.id}


def _posted(block: TileStreamBlock, data: Mapping[str, Any], prefix: str) -> TileChild:
    try:
        name, tile_id = data[f"{prefix}-type"], data[f"{prefix}-id"]
        child_block = block.child_blocks[name]
        value = child_block.value_from_datadict(data, {}, f"{prefix}-value")
    except (KeyError, ValueError, TypeError) as error:
        raise BadRequest(_("The form arrived incomplete.")) from error
    with suppress(ValidationError):  # the form says what is missing; the canvas shows what is there
        value = child_block.clean(value)
    return TileChild(child_block, value, id=tile_id)


def _rendered(child: TileChild, context: dict[str, Any]) -> SafeString:
    try:
        return child.render(context)
    except Exception:
        # Half-filled values reach templates of others here; the page itself refuses them when it is saved.
        logger.info("A tile %s can't be shown yet", child.block_type, exc_info=True)
        note = _("This tile can't be shown yet: fill in its form.")
        return marks.tile(child.id, format_html('<p class="tile">{}</p>', note))
