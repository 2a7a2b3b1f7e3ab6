"""What both of two people changed, as the one who saves is asked about it: both versions, and a choice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.tiles import catalogue
from portal.tiles.trees import Found

from .began import field_mark
from .threeway import Clash, Conflict, Side

CHOICE = "together-"  # before the id of a tile: the name of the field that says what stands
_FIELD = "field:"


@dataclass(frozen=True)
class Question:
    """One thing that both changed. ``token`` tells the version that the choice was made about."""

    key: str
    token: str
    title: str
    message: str
    theirs: SafeString
    mine: SafeString

    @property
    def name(self) -> str:
        """The name of the field with the choice."""
        return f"{CHOICE}{self.key}"

    @property
    def sides(self) -> list[dict[str, Any]]:
        """Both versions as documents of their own, what was saved first."""
        return [
            _side(Side.THEIRS, pgettext("canvas", "As it was saved"), self.theirs),
            _side(Side.MINE, pgettext("canvas", "As you wrote it"), self.mine),
        ]


def choices(data: Mapping[str, Any], tokens: Mapping[str, str]) -> dict[str, Side]:
    """Return what was chosen about the versions that stand now (by key: token); older choices don't count."""
    found = {}
    for key, token in tokens.items():
        side, _colon, about = str(data.get(f"{CHOICE}{key}") or "").partition(":")
        if about == token and side in set(Side):
            found[key] = Side(side)
    return found


def tokens_of(conflicts: Iterable[Conflict]) -> dict[str, str]:
    """Return by tile what tells the version of the other one."""
    return {one.tile_id: _token(one) for one in conflicts}


def field_key(name: str) -> str:
    """Return the key under which one chooses between two versions of a field."""
    return f"{_FIELD}{name}"


def about_tile(conflict: Conflict, who: str, block: Any) -> Question:
    """Return the question about a tile; ``who`` saved meanwhile."""
    messages = {
        Clash.CHANGED: _("%(who)s changed this tile meanwhile, and so did you."),
        Clash.MOVED: _("%(who)s moved this tile meanwhile, and so did you: to another place."),
        Clash.I_REMOVED: _("You deleted this tile; %(who)s changed it meanwhile."),
        Clash.THEY_REMOVED: _("%(who)s deleted this tile meanwhile; you changed it."),
    }
    one = conflict.mine or conflict.theirs
    assert one is not None
    tile = catalogue.tile_types().get(one.tile.name)
    return Question(
        conflict.tile_id,
        _token(conflict),
        str(tile.label) if tile else one.tile.name,
        messages[conflict.clash] % {"who": who},
        _shown(conflict.theirs, block),
        _shown(conflict.mine, block),
    )


def about_field(field: Any, theirs: Any, mine: Any, who: str) -> Question:
    """Return the question about one of the page's own fields."""
    message = _("%(who)s changed this field meanwhile, and so did you.") % {"who": who}
    texts = [format_html("<p>{}</p>", "" if value is None else value) for value in (theirs, mine)]
    return Question(field_key(field.name), field_mark(theirs), str(field.verbose_name), message, *texts)


def _side(side: Side, label: str, shown: SafeString) -> dict[str, Any]:
    document = render_to_string("special_topics/canvas/side.html", {"shown": shown})
    return {"name": side.value, "label": label, "document": document}


def _token(conflict: Conflict) -> str:
    theirs = conflict.theirs
    said = [conflict.clash, [theirs.tile.stored, theirs.place.owner, theirs.place.key] if theirs else None]
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _shown(found: Found | None, block: Any) -> SafeString:
    """A version of a tile as the public would see it."""
    if found is None:
        return format_html("<p>{}</p>", pgettext("gongkai", "Deleted"))
    child = block.to_python([dict(found.tile.stored)])[0]
    try:
        return child.render({})
    except Exception:  # half-filled values reach templates of others here
        return format_html("<p>{}</p>", " ".join(child.block.get_searchable_content(child.value)))
