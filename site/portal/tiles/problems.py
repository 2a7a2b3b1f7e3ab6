"""What is wrong in a stream of tiles, tile by tile: shown on the canvas and beside the classic editor.

Checks look and say; they refuse nothing. What must not go public is held back by the case of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.files.models import Document

from . import palette
from .places import places_in
from .visibility import pages_in_sight
from .walking import Met, Picture, flat, walk

HEAVY_BYTES = 3 * 1024 * 1024
HEAVY_SIDE = 6000
SMALL_SIDE = 320
NAMED = 3
MOST = 500
_FILE_NAME = re.compile(
    r"^[\w\-. ()]+\.(?:jpe?g|png|gif|webp|bmp|tiff?)$|^(?:img|dsc|image|图片)[\s_-]?\d*$", re.IGNORECASE
)


class Kind(StrEnum):
    """What a problem is about."""

    PLACE = "place"
    EMPTY = "empty"
    ALT = "alt"
    HEADING_ORDER = "heading_order"
    HEAVY_PICTURE = "heavy_picture"
    SMALL_PICTURE = "small_picture"
    NO_SOURCE = "no_source"
    DEAD_LINK = "dead_link"
    LINK_NOT_PUBLIC = "link_not_public"
    CONTRAST = "contrast"
    SWITCHED_OFF = "switched_off"
    NOT_FOR_THE_PUBLIC = "not_for_the_public"


class Weight(IntEnum):
    """How much it matters: a fault is to be corrected, a warning should be, a hint can be."""

    HINT = 1
    WARNING = 2
    FAULT = 3


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a tile, as a sentence for people."""

    tile_id: str
    kind: Kind
    message: str
    weight: Weight


def problems(stream: Any, accents: tuple[str, ...] = ()) -> list[Problem]:
    """Return what is wrong with the tiles of a stream (also unsaved), in the order of reading, at most :data:`MOST`.

    ``accents`` are the accent colours of the page's theme (#rrggbb), where it has its own. A few queries, however
    many tiles there are.
    """
    tree = walk(stream)
    tiles = list(flat(tree))
    gone, hidden = _targets(tiles)
    found: list[Problem] = []
    level = 1
    for met in tiles:
        level, misplaced = _headings(met, level)
        found += [*misplaced, *_of_tile(met, gone, hidden, accents)]
        if len(found) >= MOST:
            break
    return found[:MOST]


def faults(stream: Any) -> list[str]:
    """Return what tiles themselves say must be mended before their page is sent, once each: sentences."""
    found = [str(text) for met in flat(walk(stream)) for text in _faults(met)]
    return list(dict.fromkeys(found))


def _faults(met: Met) -> Iterable[str]:
    says = getattr(met.block, "faults", None)
    return says(met.value) if says and not met.missing else ()


def _of_tile(met: Met, gone: set[tuple[str, Any]], hidden: set[int], accents: tuple[str, ...]) -> Iterator[Problem]:
    if met.missing:
        text = _("The extension of this tile is switched off: readers see what was stored with it.")
        yield Problem(met.tile_id, Kind.SWITCHED_OFF, text, Weight.WARNING)
        return
    if not met.says_something and not getattr(met.block, "fills_itself", False):
        yield Problem(met.tile_id, Kind.EMPTY, _("The tile is empty: nobody sees anything of it."), Weight.WARNING)
    else:
        yield from _gaps(met)
    yield from _places(met)
    yield from (Problem(met.tile_id, Kind.NOT_FOR_THE_PUBLIC, str(text), Weight.FAULT) for text in _faults(met))
    for picture in met.pictures:
        yield from _picture(met, picture)
    yield from _links(met, gone, hidden)
    yield from _contrast(met, accents)


def _gaps(met: Met) -> Iterator[Problem]:
    """Columns and parts in which nothing stands, though there is something beside them."""
    sentences = {
        "columns": _("Column %(number)s is empty: the page has a gap there."),
        "parts": _("Part %(number)s is empty: whoever opens it finds nothing."),
    }
    held = met.value if isinstance(met.value, dict) else {}
    for name, sentence in sentences.items():
        for number, part in enumerate(held.get(name) or (), start=1):
            if not part.get("tiles"):
                yield Problem(met.tile_id, Kind.EMPTY, sentence % {"number": number}, Weight.WARNING)


def _places(met: Met) -> Iterator[Problem]:
    left = places_in("\n".join(met.texts))
    if left:
        text = _("Still to be filled in or taken out: %(places)s") % {"places": "、".join(left[:NAMED])}
        yield Problem(met.tile_id, Kind.PLACE, text, Weight.FAULT)


def _headings(met: Met, level: int) -> tuple[int, list[Problem]]:
    found = []
    for depth, title in met.headings:
        if depth > level + 1:
            text = _("The heading “%(title)s” skips a level: readers who listen to the page lose their place.")
            found.append(Problem(met.tile_id, Kind.HEADING_ORDER, text % {"title": title[:40]}, Weight.WARNING))
        level = depth
    return level, found


def _picture(met: Met, picture: Picture) -> Iterator[Problem]:
    image, said = picture.image, picture.said
    name = {"title": image.title}
    if "alt" in said:
        alt = str(said.get("alt") or "").strip()
        if not alt:
            text = _("The picture “%(title)s” lacks the words for those who can't see it.") % name
            yield Problem(met.tile_id, Kind.ALT, text, Weight.FAULT)
        elif _FILE_NAME.match(alt):
            text = _("What is said of the picture “%(title)s” is only a file name.") % name
            yield Problem(met.tile_id, Kind.ALT, text, Weight.WARNING)
    if "credit" in said and not str(said.get("credit") or "").strip():
        text = _("The picture “%(title)s” says nothing of its source or licence.") % name
        yield Problem(met.tile_id, Kind.NO_SOURCE, text, Weight.WARNING)
    yield from _size(met, image, name)


def _size(met: Met, image: Any, name: dict[str, str]) -> Iterator[Problem]:
    heavy = (image.file_size or 0) > HEAVY_BYTES or max(image.width or 0, image.height or 0) > HEAVY_SIDE
    if heavy:
        text = _("The picture “%(title)s” is very large: a smaller one loads sooner, also for those on the move.")
        yield Problem(met.tile_id, Kind.HEAVY_PICTURE, text % name, Weight.WARNING)
    elif 0 < (image.width or 0) < SMALL_SIDE and met.name in ("image", "banner", "carousel", "map_picture"):
        text = _("The picture “%(title)s” is very small and will look blurred.")
        yield Problem(met.tile_id, Kind.SMALL_PICTURE, text % name, Weight.HINT)


def _links(met: Met, gone: set[tuple[str, Any]], hidden: set[int]) -> Iterator[Problem]:
    sentences = {
        "page": _("A page that stood here has been deleted."),
        "document": _("A file that stood here has been deleted."),
        "image": _("A picture that stood here has been deleted."),
    }
    for link in met.links:
        if (link.what, link.key) in gone:
            yield Problem(met.tile_id, Kind.DEAD_LINK, sentences[link.what], Weight.FAULT)
        elif link.what == "page" and link.key in hidden:
            title = link.target.title if link.target else ""
            text = _("It leads to a page that isn't public (%(title)s): readers don't see the link.")
            yield Problem(met.tile_id, Kind.LINK_NOT_PUBLIC, text % {"title": title or link.key}, Weight.WARNING)


def _contrast(met: Met, accents: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(met.value, dict) or "background" not in met.value or "colour" not in met.value:
        return
    worst = palette.contrast(str(met.value["background"] or ""), str(met.value["colour"] or ""), accents)
    if worst < palette.ENOUGH:
        text = _("Text on this background has a contrast of %(ratio)s to 1; at least 4.5 are needed.")
        yield Problem(met.tile_id, Kind.CONTRAST, text % {"ratio": f"{worst:.1f}"}, Weight.FAULT)


def _targets(tiles: list[Met]) -> tuple[set[tuple[str, Any]], set[int]]:
    """Return (what isn't there any more, as what and key; ids of pages that the public doesn't see)."""
    gone = {(link.what, link.key) for met in tiles for link in met.links if link.what == "image" and not link.target}
    pages = {link.key for met in tiles for link in met.links if link.what == "page" and isinstance(link.key, int)}
    files = {link.key for met in tiles for link in met.links if link.what == "document" and isinstance(link.key, int)}
    known = list(Page.objects.filter(pk__in=pages)) if pages else []
    kept = set(Document.objects.filter(pk__in=files).values_list("pk", flat=True)) if files else set()
    there = {page.pk for page in known}
    gone |= {("page", key) for key in pages - there} | {("document", key) for key in files - kept}
    return gone, there - pages_in_sight(known)
