"""A tile that nobody touched says the same after it went through the form; one that was touched doesn't."""

from __future__ import annotations

import copy

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tiles import catalogue, plugin, tables
from portal.tiles.fields import TileField
from portal.tiles.trees import tree, walk
from tests.tiles.conftest import posted

NAMES = [tile.name for tile in plugin.tile_types()]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def block():
    field = TileField(scope="topic", blank=True)
    field.set_attributes_from_name("body")
    return field.stream_block


def marks(block, items):
    stream = block.to_python(copy.deepcopy(items))
    return [tuple((found.tile.says, found.place.key) for found in walk([tile])) for tile in tree(stream)]


def sent(block, items):
    """The items after they went to a browser and came back."""
    state = block.get_form_state(block.to_python(copy.deepcopy(items)))
    stream = block.value_from_datadict(posted(state), {}, "body")
    return block.get_prep_value(stream)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "table"])  # a new one is empty
def test_every_tile_says_the_same_after_the_form(block, name):
    with translation.override("zh-hans"):
        items = [{"type": name, "value": catalogue.example(name), "id": "one"}]
    assert marks(block, sent(block, items)) == marks(block, items)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"text": "耕地", "level": "h2"}, {"text": " 耕地 ", "level": "h2"}),
        ({"text": "耕地", "level": "h2"}, {"text": "耕地", "level": "h2", "settings": {"width": "12"}}),
        ({"text": "耕地", "level": "h2"}, {"text": "耕地", "level": "h2", "settings": {"hide_until": None}}),
    ],
    ids=["spaces", "usual width", "no day"],
)
def test_what_nobody_would_call_a_change_is_none(block, one, other):
    found = marks(block, [{"type": "heading", "value": value, "id": "a"} for value in (one, other)])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "红线", "level": "h2"},
        {"text": "耕地", "level": "h3"},
        {"text": "耕地", "level": "h2", "settings": {"width": "6"}},
        {"text": "耕地", "level": "h2", "settings": {"hide_until": "2027-01-01"}},
    ],
    ids=["text", "level", "width", "day"],
)
def test_what_readers_would_see_is_a_change(block, other):
    one = {"text": "耕地", "level": "h2"}
    found = marks(block, [{"type": "heading", "value": value, "id": "a"} for value in (one, other)])
    assert found[0] != found[1]


def test_rich_text_differs_by_what_it_says_and_not_by_its_keys(block):
    texts = [
        '<p data-block-key="x1">字<b>粗</b></p>',
        "<p>字<b>粗</b></p>",
        "<p>字粗</p>",
        "<ul><li>字</li></ul>",
    ]
    found = marks(block, [{"type": "rich_text", "value": text, "id": "a"} for text in texts])
    assert found[0] == found[1] and len(set(found)) == 3


def test_tables_differ_by_their_cells_and_headers(block):
    values = [
        tables.value([["甲"], ["1"]]),
        tables.value([["甲"], ["2"]]),
        tables.value([["甲"], ["1"]], header_row=True),
    ]
    without = {key: value for key, value in values[0].items() if not key.startswith("first_")}
    found = marks(block, [{"type": "table", "value": value, "id": "a"} for value in [*values, without]])
    assert len(set(found)) == 3 and found[3] == found[0]
    items = [{"type": "table", "value": values[2], "id": "a"}]
    assert marks(block, sent(block, items)) == marks(block, items)


def test_tiles_of_unknown_types_are_compared_as_they_are_stored(block):
    items = [{"type": "gone", "value": {"words": words}, "id": "a"} for words in ("旧", "旧", "新")]
    found = marks(block, items)
    assert found[0] == found[1] != found[2]
    assert marks(block, sent(block, items)) == found


def test_what_is_deep_in_a_row_counts(block):
    def row(text):
        tile = {"type": "heading", "value": {"text": text, "level": "h2"}, "id": "t"}
        cell = {"type": "item", "value": {"width": "6", "tiles": [tile]}, "id": "c"}
        return {"type": "row", "value": {"columns": [cell]}, "id": "r"}

    found = marks(block, [row("甲"), row("甲"), row("乙")])
    assert found[0] == found[1] != found[2]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_two_texts_have_the_same_mark_exactly_where_they_are_the_same_but_for_space_around(block, one, other):
    found = marks(
        block, [{"type": "heading", "value": {"text": text, "level": "h2"}, "id": "a"} for text in (one, other)]
    )
    same = one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
    assert (found[0] == found[1]) is same
