"""Trees of tiles for tests: headings, and rows of two columns, written as lists; what somebody makes of them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from portal.tiles.trees import Tile

TEXTS = st.text("xyz", min_size=1, max_size=2)
Spec = list[Any]  # [id, text] for a heading, [id, text, [spec…], [spec…]] for a row


def heading(key: str, text: str = "0") -> Tile:
    return Tile(key, "heading", text, {"id": key, "type": "heading", "value": text})


def row(key: str, look: str, *lists: list[Tile]) -> Tile:
    tiles = [[dict(tile.stored) for tile in one] for one in lists]
    cells = [{"type": "item", "id": str(number), "value": {"tiles": one}} for number, one in enumerate(tiles)]
    stored = {"id": key, "type": "row", "value": {"columns": cells, "look": look}}
    keys = [f"columns.{number}.tiles" for number in range(len(lists))]
    return Tile(key, "row", f"{look}/{len(lists)}", stored, tuple(zip(keys, map(tuple, lists), strict=True)))


def built(specs: Spec) -> list[Tile]:
    return [row(s[0], s[1], built(s[2]), built(s[3])) if len(s) > 2 else heading(s[0], s[1]) for s in specs]


def lists_in(specs: Spec) -> list[Spec]:
    return [specs, *(one for spec in specs if len(spec) > 2 for one in spec[2:])]


def plain(tiles: list[Tile]) -> list[dict[str, Any]]:
    return [dict(tile.stored) for tile in tiles]


@st.composite
def streams(draw) -> Spec:
    keys = iter("abcdefghijklmnopqrstu")
    return [
        [
            next(keys),
            draw(TEXTS),
            *([[next(keys), draw(TEXTS)] for _n in range(draw(st.integers(0, 2)))] for _l in "12"),
        ]
        if draw(st.booleans())
        else [next(keys), draw(TEXTS)]
        for _number in range(draw(st.integers(0, 4)))
    ]


@st.composite
def edited(draw, specs: Spec, prefix: str, most: int = 4) -> Spec:
    """What somebody makes of a stream in a few acts."""
    specs = json.loads(json.dumps(specs))
    for number in range(draw(st.integers(0, most))):
        act = draw(st.sampled_from(["add", "add row", "remove", "change", "move"]))
        where = draw(st.sampled_from(lists_in(specs)))
        if act == "add":
            where.insert(draw(st.integers(0, len(where))), [f"{prefix}{number}", draw(TEXTS)])
        elif act == "add row":
            specs.insert(draw(st.integers(0, len(specs))), [f"{prefix}{number}", draw(TEXTS), [], []])
        elif where:
            spec = where[draw(st.integers(0, len(where) - 1))]
            if act == "change":
                spec[1] = draw(TEXTS)
                continue
            where.remove(spec)
            if act == "move":
                there = draw(st.sampled_from([specs] if len(spec) > 2 else lists_in(specs)))
                there.insert(draw(st.integers(0, len(there))), spec)
    return specs
