"""What is wrong with a stream is said tile by tile."""

import pytest
from django.utils import translation
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
    told = problems(topic_stream({"type": name, "value": {"title": "选", held: [first, _item(**second, tiles=[])]}}))
    assert [(problem.tile_id, problem.kind) for problem in told] == [("tile-0", Kind.EMPTY)]
    assert "2" in told[0].message
    assert problems(topic_stream({"type": name, "value": {"title": "选", held: [first, first]}})) == []
    value = {held: [_item(tiles=[], width="6", title=""), _item(tiles=[], width="6", title="")]}
    (whole,) = problems(topic_stream({"type": name, "value": value}))
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


def _incomplete(stream):
    return [problem for problem in problems(stream) if problem.kind == Kind.INCOMPLETE]


@pytest.mark.parametrize(
    ("name", "value", "labels"),
    [
        ("heading", {"text": "总则", "level": "h2"}, ()),
        ("quotation", {"text": "", "who": "厅长", "source": ""}, ("引文",)),
        ("timeline", {"title": "大事", "items": []}, ("阶段",)),
        ("timeline", {"title": "大事", "items": [_item(when="三月", title=" ", text="")] * 2}, ("事项",)),
        ("notice", {"kind": "important", "title": "注意", "text": "<p> </p>"}, ("文字",)),
        ("image", {"image": None, "alt": "", "caption": "山塘", "credit": ""}, ("图片",)),
        ("activity", {"address": "", "words": ""}, ("活动网址",)),
    ],
)
def test_what_autosave_lets_a_draft_leave_empty_is_told(topic_stream, db, name, value, labels):
    with translation.override("zh-hans"):
        found = _incomplete(topic_stream({"type": name, "value": value}))
        assert [problem.weight for problem in found] == [Weight.FAULT] * bool(labels)
        assert all(label in found[0].message for label in labels), found


def test_an_empty_tile_is_told_once(topic_stream):
    (told,) = problems(topic_stream({"type": "quotation", "value": {"text": "", "who": "", "source": ""}}))
    assert told.kind == Kind.EMPTY


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("notice_bar", {"text": "通告", "link": {}}, 0),
        ("notice_bar", {"text": "通告", "link": {"url": "https://example.org/"}}, 1),
        ("link_list", {"title": "链接", "items": [_item(text="甲"), _item(text="乙")]}, 1),
        ("link_list", {"title": "链接", "items": [_item(text="✎【链接】")]}, 0),
        ("video", {"title": "短片", "url": "https://example.org/film"}, 0),
        ("video", {"title": "短片"}, 1),
        ("chart", {"title": "图", "kind": "bar", "data": {"data": [["", "数"], ["一", "很多"]]}}, 1),
        ("chart", {"title": "图", "kind": "bar", "data": {"data": [["", "数"], ["一", "3"]]}}, 0),
    ],
)
def test_what_forms_refuse_is_told_of_drafts_too(topic_stream, db, name, value, wrong):
    stream = topic_stream({"type": name, "value": value})
    told = [problem.weight for problem in problems(stream) if problem.kind == Kind.NOT_FOR_THE_PUBLIC]
    assert len(faults(stream)) == wrong and set(told) <= {Weight.FAULT} and bool(told) == bool(wrong)


def test_a_problem_names_its_tile(topic_stream):
    with translation.override("zh-hans"):
        (told,) = problems(topic_stream({"type": "heading", "value": {"text": "✎【章节标题】", "level": "h2"}}))
    assert told.tile == "标题“✎【章节标题】”"


def test_a_tile_whose_extension_is_gone_is_told(field, switch):
    stream = field.to_python([{"type": "gone", "value": {"a": 1}, "id": "77777777-aaaa"}])
    assert [(problem.tile_id, problem.kind) for problem in problems(stream)] == [("77777777-aaaa", Kind.SWITCHED_OFF)]


def test_many_links_are_looked_up_at_once(field, some_page, django_assert_max_num_queries):
    text = f'<p><a linktype="page" id="{some_page.pk}">甲</a></p>'
    stream = field.to_python([("rich_text", RichText(text))] * 60)
    with django_assert_max_num_queries(4):
        assert len(problems(stream)) == 60
