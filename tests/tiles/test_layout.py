"""Tiles that hold tiles: rows, tabs, accordions."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from portal.tiles.fields import TileField
from portal.tiles.problems import Kind, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    field = TileField(scope="topic", blank=True)
    field.set_attributes_from_name("body")
    return field


def quotation(text="甲", **more):
    return {"type": "quotation", "value": {"text": text, "who": "", "source": "", **more}, "id": f"q-{text}"}


def row(*cells, **value):
    columns = [
        {"type": "item", "value": {"width": width, "tiles": tiles}, "id": f"c{number}"}
        for number, (width, tiles) in enumerate(cells)
    ]
    return {
        "type": "row",
        "value": {"columns": columns, "background": "", "colour": "", "spacing": "", **value},
        "id": "r",
    }


def test_a_row_shows_its_columns_in_their_widths(field):
    page = BeautifulSoup(str(field.to_python([row(("8", [quotation("甲")]), ("4", [quotation("乙")]))])), "html.parser")
    assert ["is-w8" in cell["class"] for cell in page.select(".row__cell")] == [True, False]
    assert [quote.text.strip() for quote in page.select(".is-w4 blockquote")] == ["乙"]


def test_a_row_goes_through_the_classic_form_and_back(field, post):
    stored = [row(("6", [quotation("甲")]), ("6", [quotation("乙")]), background="mist")]
    block = field.stream_block
    states = block.get_form_state(field.to_python(stored))
    states[0]["value"]["columns"][1]["value"]["tiles"][0]["value"]["text"] = "丙"
    sent = block.clean(block.value_from_datadict(post(states), {}, "body"))
    written = field.get_prep_value(sent)
    assert written[0]["value"]["columns"][1]["value"]["tiles"][0]["value"]["text"] == "丙"
    assert written[0]["value"]["background"] == "mist"
    assert written[0]["id"] == "r"


def test_a_row_holds_every_tile_but_a_row(field):
    names = set(field.stream_block.child_blocks)
    inside = field.stream_block.child_blocks["row"].child_blocks["columns"].child_block.child_blocks["tiles"]
    assert set(inside.child_blocks) == names - {"row"}
    part = field.stream_block.child_blocks["tabs"].child_blocks["parts"].child_block.child_blocks["tiles"]
    assert set(part.child_blocks) == names - {"row", "tabs", "accordion"}


def test_a_tile_of_a_gone_extension_stays_in_its_column(field):
    gone = {"type": "gone", "value": {"a": 1}, "id": "g", "_rendering": "<p>留存</p>"}
    stored = [row(("6", [gone, quotation()]))]
    stream = field.to_python(stored)
    assert "留存" in str(stream)
    assert field.get_prep_value(stream)[0]["value"]["columns"][0]["value"]["tiles"][0] == gone


@pytest.mark.parametrize("count", [0, 5])
def test_a_row_has_one_to_four_columns(field, count):
    block = field.stream_block.child_blocks["row"]
    value = block.normalize({"columns": [{"width": "3", "tiles": []}] * count})
    with pytest.raises(ValidationError):
        block.clean(value)


def test_only_colours_of_the_theme_reach_the_page(field):
    html = str(field.to_python([row(("6", [quotation()]), background='x" style="a', colour="#fff", spacing="10px")]))
    assert "style=" not in html and "#fff" not in html and "10px" not in html


def test_a_colour_that_cannot_be_read_on_its_background_is_told(field):
    stream = field.to_python([row(("12", [quotation()]), background="mist", colour="white")])
    assert [problem.kind for problem in problems(stream)] == [Kind.CONTRAST]
    on_accent = field.to_python([row(("12", [quotation()]), background="accent", colour="white")])
    assert not problems(on_accent)
    assert problems(on_accent, accents=("#ffe680", "#27505b"))


def test_an_empty_row_and_problems_of_what_it_holds_are_told(field):
    empty = field.to_python([row(("6", []), ("6", []))])
    assert [problem.kind for problem in problems(empty)] == [Kind.EMPTY]
    inside = field.to_python([row(("6", [quotation("✎【话】")]))])
    assert [(problem.tile_id, problem.kind) for problem in problems(inside)] == [("q-✎【话】", Kind.PLACE)]


def parts(name, *titles, **value):
    found = [{"type": "item", "value": {"title": title, "tiles": [quotation(title)]}, "id": title} for title in titles]
    return {"type": name, "value": {"title": "对象", "parts": found, **value}, "id": "p"}


def test_tabs_follow_each_other_where_there_are_no_styles(field):
    page = BeautifulSoup(str(field.to_python([parts("tabs", "个人", "企业")])), "html.parser")
    order = [tag.get("class", [""])[0] for tag in page.select(".tabs > *")]
    assert order == ["tabs__choice", "tabs__label", "tabs__part"] * 2
    assert page.legend.text == "对象"
    labels = {label["for"] for label in page.select("label")}
    assert labels == {choice["id"] for choice in page.select("input")} and len(labels) == 2
    assert len({choice["name"] for choice in page.select("input")}) == 1


def test_two_tabs_of_a_page_do_not_share_their_choice(field):
    page = BeautifulSoup(
        str(field.to_python([parts("tabs", "一", "二"), {**parts("tabs", "三", "四"), "id": "o"}])), "html.parser"
    )
    assert len({choice["name"] for choice in page.select("input")}) == 2


def test_an_accordion_opens_part_by_part(field):
    page = BeautifulSoup(str(field.to_python([parts("accordion", "一", "二")])), "html.parser")
    assert [part.summary.text for part in page.select("details")] == ["一", "二"]
