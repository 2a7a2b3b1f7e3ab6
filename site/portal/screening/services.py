"""Screening of a file or a text, and the crop that shows a find to people."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _
from PIL import Image

from .detectors import changes, handwriting, headers, links, maps, marks, numbers, seals
from .detectors.links import Registered
from .kinds import Box, Found, Unreadable
from .looks import Look, look
from .pages import Line, Page, View
from .reading import guarded

Progress = Callable[[int, int], None]

# A file may take so long; the pages left are told as not looked at.
MAX_SECONDS = 30 * 60
_MARGIN = 0.25


def screen_file(content: bytes, name: str, registered: Registered, progress: Progress | None = None) -> list[Found]:
    """Return what must not be in a file that is published (clause D10 and more), page by page.

    ``name`` tells the kind of the file. ``registered`` says whether the portal may link to an address, or is the set of
    registered hosts (hosts below them are registered too). ``progress`` is called after each page with its number and
    the number of pages known so far. Raises :class:`Unreadable` with a sentence for people where no page can be read;
    where reading breaks off later, the rest is told as not looked at.
    """
    end = time.monotonic() + MAX_SECONDS
    found: list[Found] = []
    looked_at = 0
    try:
        for page in guarded.read(content, name):
            found += _screen_page(page, registered)
            looked_at = page.number
            if progress:
                progress(page.number, max(page.total, page.number))
            if time.monotonic() > end:
                raise Unreadable(_("The file took too long to look at."))
    except Unreadable as error:
        if not looked_at:
            raise
        found.append(Found("not_looked_at", looked_at + 1, excerpt=str(error)))
    return found


def screen_text(text: str, registered: Registered) -> list[Found]:
    """Return what must not be in a text, such as the body of a page of the portal."""
    lines = [Line(line.strip()) for line in text.splitlines() if line.strip()]
    return _in_lines(Page(1, lines=lines), lines, registered)


def crop(content: bytes, name: str, found: Found) -> bytes:
    """Return the place of a find as a PNG, with some margin, for people to judge it. Raises :class:`Unreadable`."""
    for page in guarded.read(content, name):
        if page.number != found.page:
            continue
        view = next((view for view in page.views if view.where == found.where), page.views[0] if page.views else None)
        if view is None:
            break
        return _png(view, found.box)
    raise Unreadable(_("This place of the file can't be shown as a picture."))


def _png(view: View, box: Box | None) -> bytes:
    picture = Image.fromarray(view.picture)
    if box:
        wide, high = (box[2] - box[0]) * _MARGIN + 0.02, (box[3] - box[1]) * _MARGIN + 0.02
        left, top = max(0.0, box[0] - wide), max(0.0, box[1] - high)
        right, bottom = min(1.0, box[2] + wide), min(1.0, box[3] + high)
        picture = picture.crop(
            (
                int(left * picture.width),
                int(top * picture.height),
                max(int(right * picture.width), int(left * picture.width) + 1),
                max(int(bottom * picture.height), int(top * picture.height) + 1),
            )
        )
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def _screen_page(page: Page, registered: Registered) -> list[Found]:
    looks = [look(page.number, view) for view in page.views]
    recognised = [line for item in looks for line in item.lines if line.recognised]
    whole = next((item for item in looks if item.view.whole_page), None)
    lines = whole.lines if whole else page.lines
    inside = [line for line in recognised if whole is None]
    found = _in_lines(page, [*lines, *inside], registered)
    if whole:
        found = _with_hidden(found, page, whole)
    for item in looks:
        found += _in_view(item, page, registered)
    if whole is None:
        found += headers.in_text(page.lines, page.number)
    found += [Found("seal", page.number, "", box, text, 1.0) for box, text in page.seals]
    found += changes.find(page)
    found += [Found("not_looked_at", page.number, excerpt=note) for note in page.unseen]
    return _settled(found)


def _with_hidden(found: list[Found], page: Page, whole: Look) -> list[Found]:
    """Add the numbers of persons in text that nobody sees: who copies the page's text gets them all the same."""
    seen = {id(line) for line in whole.view.known}
    hidden = [line for line in page.lines if id(line) not in seen]
    known = {(item.kind, item.excerpt) for item in found}
    return [*found, *(item for item in numbers.find(hidden, page.number) if (item.kind, item.excerpt) not in known)]


def _in_lines(page: Page, lines: list[Line], registered: Registered) -> list[Found]:
    return [
        *headers.telegram(lines, page.number),
        *marks.secrecy(lines, page.number),
        *marks.instructions(lines, page.number),
        *numbers.find(lines, page.number),
        *links.find(page.links, lines, page.number, registered),
    ]


def _in_view(item: Look, page: Page, registered: Registered) -> list[Found]:
    caption = [] if item.view.whole_page else page.lines
    return [
        *seals.find(item),
        *headers.find(item),
        *handwriting.find(item),
        *maps.find(item, caption),
        *links.in_codes(item, registered),
    ]


def _settled(found: list[Found]) -> list[Found]:
    """Take back what a surer find explains: strokes within seals and maps, a red header that heads a telegram."""
    solid = [item for item in found if item.kind in {"seal", "map_no_review"} and item.box]
    kept = []
    for item in found:
        hidden = item.kind in {"signature", "instruction"} and any(_within(item, other) for other in solid)
        if not hidden:
            kept.append(replace(item, confidence=round(float(item.confidence), 2)))
    return kept


def _within(item: Found, other: Found) -> bool:
    if item.box is None or other.box is None or item.where != other.where:
        return False
    x, y = (item.box[0] + item.box[2]) / 2, (item.box[1] + item.box[3]) / 2
    return other.box[0] <= x <= other.box[2] and other.box[1] <= y <= other.box[3]
