"""Tables: merged cells, headers, and that no cell is ever hidden with its words."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tiles import tables
from portal.tiles.text import plain_text

ROWS = [["指标", "一季度", ""], ["", "计划", "实际"], ["面积", "10", "12\n亩"]]
MERGES = [(0, 0, 2, 1), (0, 1, 1, 2)]


def rendered(field, value) -> BeautifulSoup:
    return BeautifulSoup(str(field.to_python([("table", value)])), "html.parser")


def test_merged_cells_keep_their_spans_and_the_head_reaches_as_far_as_they_do(field):
    page = rendered(field, tables.value(ROWS, MERGES, caption="供地", header_row=True, header_column=True))
    head = [
        [(c.text, c.get("rowspan"), c.get("colspan")) for c in row.find_all("th")] for row in page.select("thead tr")
    ]
    assert head == [[("指标", "2", None), ("一季度", None, "2")], [("计划", None, None), ("实际", None, None)]]
    assert [cell["scope"] for cell in page.select("thead th")] == ["col"] * 4
    assert page.select_one("tbody th")["scope"] == "row" and page.select_one("tbody td br") is not None
    assert page.select_one("[role=region]")["tabindex"] == "0" and page.caption.text == "供地"


def test_a_table_without_a_caption_still_has_a_name(field):
    page = rendered(field, tables.value([["甲", "乙"]]))
    assert page.caption is None and page.thead is None and page.select_one("[role=region]")["aria-label"]


@pytest.mark.parametrize("merge", [(0, 0, 1, 2), (2, 1, 5, 5), (9, 9, 1, 1), (-1, 0, 2, 2), (1, 0, 0, 0)])
def test_a_merge_that_would_hide_words_or_leaves_the_table_is_cut_off(merge):
    head, body = tables.cells_of(tables.value([["甲", "乙"], ["丙", ""], ["丁", ""]], [merge]))
    assert [cell.text for row in [*head, *body] for cell in row if cell.text] == ["甲", "乙", "丙", "丁"]


def test_words_of_a_table_are_searched_a_line_a_row(field):
    stream = field.to_python([("table", tables.value(ROWS, MERGES, caption="供地", header_row=True))])
    assert plain_text(stream) == "供地\n指标 一季度\n计划 实际\n面积 10 12\n亩"


CELLS = st.lists(st.lists(st.text("甲乙 \n", max_size=3), min_size=1, max_size=4), min_size=1, max_size=4)
SPANS = st.lists(st.tuples(*[st.integers(-1, 5)] * 4), max_size=6)


@settings(max_examples=200, deadline=None)
@given(CELLS, SPANS, st.booleans())
def test_whatever_is_merged_every_word_is_shown_once(rows, merges, header):
    head, body = tables.cells_of(tables.value(rows, merges, header_row=header))
    shown = [cell.text for row in [*head, *body] for cell in row if cell.text.strip()]
    assert sorted(shown) == sorted(text for row in rows for text in row if text.strip())


def test_the_form_gets_a_table_as_the_grid_writes_it_back_and_the_rest_is_made_when_it_is_stored(field):
    stored = tables.value([["甲", "乙"], ["1", "2"]], header_row=True, caption="表")
    block = field.stream_block.child_blocks["table"]
    state = block.get_form_state(block.to_python(stored))
    assert list(state) == ["data", "cell", "mergeCells", "table_header_choice", "table_caption"]
    assert block.clean(dict(state)) == stored
