"""What was read becomes tiles in the order in which it stood."""

from __future__ import annotations

from portal.files.conversion.shapes import Merge, Paragraph, Picture, Table
from portal.tiles.converted import tiles_of


def test_text_between_tables_and_pictures_is_one_tile():
    blocks = [
        Paragraph("题", level=3),
        Paragraph("一"),
        Paragraph("甲", bullet=True),
        Paragraph("乙", bullet=True),
        Table((("a", ""), ("b", "c")), (Merge(0, 0, 1, 2),), True, "表"),
        Picture("p1", "图"),
        Picture("gone"),
        Paragraph("二", level=4),
    ]
    tiles = tiles_of(blocks, {"p1": 7})
    assert [tile["type"] for tile in tiles] == ["rich_text", "table", "image", "rich_text"]
    assert tiles[0]["value"] == "<h3>题</h3><p>一</p><ul><li>甲</li><li>乙</li></ul>"
    assert tiles[1]["value"]["table_caption"] == "表" and tiles[1]["value"]["table_header_choice"] == "row"
    assert tiles[2]["value"] == {"image": 7, "alt": "图", "caption": ""} and tiles[3]["value"] == "<h4>二</h4>"
    assert len({tile["id"] for tile in tiles}) == 4
