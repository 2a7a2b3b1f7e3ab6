"""What is wrong with a stream is said tile by tile."""

import pytest
from wagtail.rich_text import RichText

from portal.tiles.fields import TileField
from portal.tiles.problems import HEAVY_BYTES, Kind, Weight, faults, problems
from tests.factories import document


@pytest.fixture
def found(field):
    """Return a function that gives (kind, index of the tile) of every problem of some tiles."""

    def run(*items, **kwargs):
        stream = field.to_python(field.get_prep_value(field.to_python(list(items))))
        places = {child.id: number for number, child in enumerate(stream)}
        return [(problem.kind, places[problem.tile_id]) for problem in problems(stream, **kwargs)]

    return run


def image(picture, **said):
    return ("image", {"image": picture, "alt": "水库大坝", "caption": "", "credit": "本厅摄", **said})


def test_a_stream_without_faults_has_no_problems(found, picture):
    assert (
        found(("heading", {"text": "总则", "level": "h2"}), image(picture()), ("rich_text", RichText("<p>正文</p>")))
        == []
    )
    assert problems(None) == []


def test_a_picture_needs_words_and_a_source(found, picture):
    assert found(image(picture(), alt=" ", credit="")) == [(Kind.ALT, 0), (Kind.NO_SOURCE, 0)]
    assert found(image(picture(), alt="IMG_0012.jpg")) == [(Kind.ALT, 0)]


def test_a_picture_can_be_too_heavy_or_too_small(found, picture):
    heavy = picture()
    heavy.file_size = HEAVY_BYTES + 1
    heavy.save()
    assert found(image(heavy), image(picture(width=100, height=80))) == [
        (Kind.HEAVY_PICTURE, 0),
        (Kind.SMALL_PICTURE, 1),
    ]


def test_a_heading_may_not_skip_a_level_of_the_whole_page(found):
    deep = ("heading", {"text": "小节", "level": "h3"})
    assert found(deep) == [(Kind.HEADING_ORDER, 0)]
    assert found(("heading", {"text": "总则", "level": "h2"}), deep, ("rich_text", RichText("<h4>细目</h4>"))) == []
    skipping = ("rich_text", RichText("<p>一</p><h4>细目</h4>"))
    assert found(("heading", {"text": "总则", "level": "h2"}), skipping) == [(Kind.HEADING_ORDER, 1)]


def test_empty_tiles_and_open_places_are_told(found):
    quotation = {"text": "✎【要点】", "who": "✎【姓名】", "source": ""}
    assert found(("rich_text", RichText("<p> </p>")), ("quotation", quotation)) == [(Kind.EMPTY, 0), (Kind.PLACE, 1)]


@pytest.fixture
def topic_stream():
    field = TileField(scope="topic", blank=True)
    field.set_attributes_from_name("body")
    return lambda *items: field.to_python([{**item, "id": f"tile-{n}"} for n, item in enumerate(items)])


def _item(**value):
    return {"type": "item", "value": value, "id": "item"}


WORDS = [{"type": "rich_text", "value": "<p>字</p>", "id": "words"}]


@pytest.mark.parametrize(
    ("name", "held", "second"),
    [
        ("row", "columns", {"width": "6"}),
        ("accordion", "parts", {"title": "二"}),
        ("tabs", "parts", {"title": "二"}),
    ],
)
def test_a_column_or_part_in_which_nothing_stands_is_told(topic_stream, name, held, second):
    first = _item(**second, tiles=WORDS)
    told = problems(topic_stream({"type": name, "value": {held: [first, _item(**second, tiles=[])]}}))
    assert [(problem.tile_id, problem.kind) for problem in told] == [("tile-0", Kind.EMPTY)]
    assert "2" in told[0].message
    assert problems(topic_stream({"type": name, "value": {held: [first, first]}})) == []
    (whole,) = problems(topic_stream({"type": name, "value": {held: [_item(tiles=[]), _item(tiles=[])]}}))
    assert whole.kind == Kind.EMPTY and "2" not in whole.message  # said once, of the whole tile


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "wrong"), [("2024-650", True), ("", True), ("GS(2024)0650号", False)])
def test_a_map_with_a_wrong_review_number_is_told_and_keeps_its_page(topic_stream, picture, number, wrong):
    said = {"image": picture().pk, "alt": "监测点", "credit": "本厅", "review_number": number}
    stream = topic_stream({"type": "row", "value": {"columns": [_item(width="12", tiles=[
        {"type": "map_picture", "value": said, "id": "map"}])]}})  # fmt: skip
    told = [(problem.tile_id, problem.weight) for problem in problems(stream)]
    assert told == ([("map", Weight.FAULT)] if wrong else [])
    assert len(faults(stream)) == wrong


def test_links_to_what_is_gone_or_not_public(field, some_page, db):
    file = document()
    text = (
        f'<p><a linktype="page" id="{some_page.pk}">甲</a><a linktype="page" id="99999">乙</a>'
        f'<a linktype="document" id="{file.pk}">丙</a><a linktype="document" id="88888">丁</a></p>'
    )
    stream = field.to_python([("rich_text", RichText(text))])
    told = problems(stream)
    assert [(problem.kind, problem.weight) for problem in told] == [
        (Kind.LINK_NOT_PUBLIC, Weight.WARNING),
        (Kind.DEAD_LINK, Weight.FAULT),
        (Kind.DEAD_LINK, Weight.FAULT),
    ]


def test_what_was_chosen_and_has_gone_is_a_dead_link(field, picture, some_page):
    chosen = picture()
    link = {"text": "", "page": some_page, "document": None, "url": "", "note": ""}
    stored = field.get_prep_value(field.to_python([image(chosen), ("link_list", {"title": "链接", "items": [link]})]))
    chosen.delete()
    some_page.delete()
    kinds = [problem.kind for problem in problems(field.to_python(stored))]
    assert kinds == [Kind.DEAD_LINK, Kind.DEAD_LINK]


def test_a_tile_whose_extension_is_gone_is_told(field, switch):
    stream = field.to_python([{"type": "gone", "value": {"a": 1}, "id": "77777777-aaaa"}])
    assert [(problem.tile_id, problem.kind) for problem in problems(stream)] == [("77777777-aaaa", Kind.SWITCHED_OFF)]


def test_many_links_are_looked_up_at_once(field, some_page, django_assert_max_num_queries):
    text = f'<p><a linktype="page" id="{some_page.pk}">甲</a></p>'
    stream = field.to_python([("rich_text", RichText(text))] * 60)
    with django_assert_max_num_queries(4):
        assert len(problems(stream)) == 60
