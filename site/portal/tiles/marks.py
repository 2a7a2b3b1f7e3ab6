"""Marks in rendered streams that say where each tile begins and ends: for the canvas, never in public.

They are comments, so that a marked page has the same elements, and thereby the same looks, as the public one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.safestring import SafeString, mark_safe

_marking: ContextVar[bool] = ContextVar("marking tiles", default=False)
_ID = re.compile(r"[\w-]{1,64}\Z", re.ASCII)


@contextmanager
def marking() -> Iterator[None]:
    """What is rendered inside carries marks."""
    token = _marking.set(True)
    try:
        yield
    finally:
        _marking.reset(token)


def is_marking() -> bool:
    """Tell whether marks are wanted: the page is shown to somebody who edits it."""
    return _marking.get()


def tile(block_id: str | None, html: SafeString) -> SafeString:
    """Return the rendering of a tile between its marks, where marks are wanted and the tile has an id that fits."""
    if not _marking.get() or not block_id or not _ID.match(block_id):
        return html
    return mark_safe(f"<!--tile {block_id}-->{html}<!--/tile {block_id}-->")


def stream(html: SafeString) -> SafeString:
    """Return the rendering of a stream between its marks, where marks are wanted."""
    return mark_safe(f"<!--tiles-->{html}<!--/tiles-->") if _marking.get() else html
