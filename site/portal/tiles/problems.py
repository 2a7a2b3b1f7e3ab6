"""What is wrong in a stream of tiles, tile by tile: shown on the canvas and beside the classic editor.

Checks look and say; they refuse nothing. The case of a topic holds it back while there is a fault, and shows the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from . import palette, targets
from .places import places_in
from .walking import Link, Met, Picture, flat, walk

HEAVY_BYTES = 3 * 1024 * 1024
HEAVY_SIDE = 6000
SMALL_SIDE = 320
NAMED = 3
MOST = 500
SHOWN = 80
WORDS = 20
_FILE_NAME = re.compile(
    r"^[\w\-. ()]+\.(?:jpe?g|png|gif|webp|bmp|tiff?)$|^(?:img|dsc|image|图片)[\s_-]?\d*$", re.IGNORECASE
)


class Kind(StrEnum):
    """What a problem is about."""

    PLACE = "place"
    EMPTY = "empty"
    INCOMPLETE = "incomplete"
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
    """One thing that is wrong with a tile, as a sentence for people; ``tile`` is what people call the tile."""

    tile_id: str
    kind: Kind
    message: str
    weight: Weight
    tile: str = ""


def problems(stream: Any, accents: tuple[str, ...] = ()) -> list[Problem]:
    """Return what is wrong with the tiles of a stream (also unsaved), in the order of reading, at most :data:`MOST`.

    ``accents`` are the accent colours of the page's theme (#rrggbb), where it has its own. A few queries, however
    many tiles there are.
    """
    tree = walk(stream)
    tiles = list(flat(tree))
    standing = targets.look_up(link for met in tiles for link in met.links)
    found: list[Problem] = []
    level = 1
    for met in tiles:
        level, misplaced = _headings(met, level)
        told = [*misplaced, *_of_tile(met, standing, accents)]
        found += [replace(problem, tile=_called(met)) for problem in told]
        if len(found) >= MOST:
            break
    return found[:MOST]


def _called(met: Met) -> str:
    """Return the kind of a tile with its first words, so that it is known among others of its kind."""
    words = " ".join(next(iter(met.texts), "").split())
    label = str(getattr(met.block, "label", "") or met.name)
    if not words:
        return label
    return _("%(kind)s “%(words)s”") % {"kind": label, "words": Truncator(words).chars(WORDS)}


def faults(stream: Any) -> list[str]:
    """Return what tiles themselves say must be mended before their page is sent, once each: sentences."""
    return list(dict.fromkeys(text for met in flat(walk(stream)) for text in met.faults))


def _of_tile(met: Met, standing: targets.Standing, accents: tuple[str, ...]) -> Iterator[Problem]:
    if met.missing:
        text = _("The extension of this tile is switched off: readers see what was stored with it.")
        yield Problem(met.tile_id, Kind.SWITCHED_OFF, text, Weight.WARNING)
        return
    if not met.says_something and not getattr(met.block, "fills_itself", False):
        yield Problem(met.tile_id, Kind.EMPTY, _("The tile is empty: nobody sees anything of it."), Weight.WARNING)
    else:
        yield from _gaps(met)
        yield from _incomplete(met)
    yield from _places(met)
    yield from (Problem(met.tile_id, Kind.NOT_FOR_THE_PUBLIC, text, Weight.FAULT) for text in met.faults)
    for picture in met.pictures:
        yield from _picture(met, picture)
    yield from _links(met, standing)
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


def _incomplete(met: Met) -> Iterator[Problem]:
    """Fields that autosave lets a draft leave empty."""
    if met.lacking:
        text = _("Not filled in yet: %(fields)s") % {"fields": "、".join(dict.fromkeys(met.lacking))}
        yield Problem(met.tile_id, Kind.INCOMPLETE, text, Weight.FAULT)


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


def _links(met: Met, standing: targets.Standing) -> Iterator[Problem]:
    for link in {(link.what, link.key): link for link in met.links}.values():
        if (link.what, link.key) in standing.gone:
            # Another server in front of the portal may answer at an address; what was chosen has certainly gone.
            weight = Weight.WARNING if link.what == targets.ADDRESS else Weight.FAULT
            yield Problem(met.tile_id, Kind.DEAD_LINK, _gone(link), weight)
        elif (link.what, link.key) in standing.hidden:
            yield Problem(met.tile_id, Kind.LINK_NOT_PUBLIC, _not_public(link), Weight.WARNING)


def _gone(link: Link) -> str:
    if link.what == targets.ADDRESS:
        return _("Nothing stands at this address of the portal: %(address)s") % {"address": str(link.key)[:SHOWN]}
    sentences = {
        "page": _("A page that stood here has been deleted."),
        "document": _("A file that stood here has been deleted."),
        "image": _("A picture that stood here has been deleted."),
    }
    return sentences[link.what]


def _not_public(link: Link) -> str:
    if link.what == targets.ADDRESS:
        text = _("What stands at this address isn't public, readers don't find it: %(address)s")
        return text % {"address": str(link.key)[:SHOWN]}
    if link.written:
        return _("A link in the text leads to a page that isn't public: readers don't find it.")
    text = _("It leads to a page that isn't public (%(title)s): readers don't see the link.")
    return text % {"title": link.target.title if link.target else link.key}


def _contrast(met: Met, accents: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(met.value, dict) or "background" not in met.value or "colour" not in met.value:
        return
    worst = palette.contrast(str(met.value["background"] or ""), str(met.value["colour"] or ""), accents)
    if worst < palette.ENOUGH:
        text = _("Text on this background has a contrast of %(ratio)s to 1; at least 4.5 are needed.")
        yield Problem(met.tile_id, Kind.CONTRAST, text % {"ratio": f"{worst:.1f}"}, Weight.FAULT)
