"""The drawing of a template: everything stands on the sheet, below one another, and more content makes it longer."""

from __future__ import annotations

import pytest

from columns.sections import beginnings
from columns.sections.sketches import MARGIN, WIDTH, sketch
from portal.addons import registry

TILES = [
    beginnings.heading("一"),
    beginnings.text("一", "二", "三"),
    beginnings.notice("一", "二"),
    beginnings.quotation("一", "二"),
    beginnings.figures("一", ["甲", "乙", "丙"], "1", "今"),
    beginnings.timeline("一", [("今", "甲"), ("明", "乙")]),
    beginnings.links("一", ["甲", "乙"]),
    {"type": "an add-on's", "value": None, "id": "x"},
]


def test_what_is_drawn_stands_on_the_sheet():
    templates = registry.items("section_templates")
    for tiles in (TILES, [], *(template.tiles() for template in templates)):
        drawn = sketch(tiles)
        for box in drawn.boxes[1:]:
            assert box.x >= MARGIN and box.x + box.width <= WIDTH - MARGIN + 1 and box.y + box.height <= drawn.height
            assert box.width > 0 and box.height > 0


@pytest.mark.parametrize("tile", TILES, ids=lambda tile: tile["type"])
def test_every_tile_leaves_a_mark_below_the_one_before(tile):
    alone, twice = sketch([tile]), sketch([tile, tile])
    own = alone.boxes[2:]
    assert own and len(twice.boxes) == 2 + 2 * len(own)
    assert min(box.y for box in twice.boxes[2 + len(own) :]) >= max(box.y + box.height for box in own)
