"""What is stored beside an add-on's tile, and what the public sees of it when the add-on has gone."""

import copy

import pytest

from portal.tiles import snapshots

PLEDGE = {"type": "pledge", "value": {"words": "一次<办>好", "page": None}, "id": "22222222-bbbb"}


@pytest.mark.parametrize(
    ("dirty", "gone"),
    [
        ("<p onclick=x()>a</p>", "onclick"),
        ("<script>x()</script><p>a</p>", "x()"),
        ("<style>p{}</style>a", "p{}"),
        ('<a href="javascript:x()">a</a>', "javascript"),
        ('<iframe src="//x"></iframe>a', "iframe"),
        ('<form action="/x"><input name="a">a</form>', "form"),
        ('<p style="position:fixed">a</p>', "style"),
    ],
)
def test_cleaning_takes_away_what_acts(dirty, gone):
    assert gone not in snapshots.clean(dirty)
    assert "a" in snapshots.clean(dirty)


def test_cleaning_keeps_structure():
    source = '<section class="pledge"><h3 id="a">题</h3><table><tr><th scope="row">一</th></tr></table></section>'
    assert 'scope="row"' in snapshots.clean(source)
    assert '<h3 id="a">题</h3>' in snapshots.clean(source)


def test_an_addons_tile_is_stored_with_its_rendering_and_shows_it_when_gone(switch, field, store):
    switch("pledge")
    stored = store([PLEDGE])
    assert "alert" not in stored[0]["_rendering"]
    switch()
    html = str(field.to_python(copy.deepcopy(stored)))
    assert "一次&lt;办&gt;好" in html
    assert 'class="pledge"' in html
    assert "script" not in html
    assert "alert" not in html


def test_a_rendering_from_elsewhere_is_cleaned_when_it_is_shown(field):
    stream = field.to_python(
        [{"type": "gone", "value": 1, "id": "1", "_rendering": "<img src=x onerror=a()><b>字</b>"}]
    )
    assert "onerror" not in str(stream)
    assert "<b>字</b>" in str(stream)


def test_core_tiles_store_nothing_beside_their_value(store):
    assert set(store([("heading", {"text": "x", "level": "h2"})])[0]) == {"type", "value", "id"}


def test_a_tile_that_cant_be_rendered_is_saved_with_its_text(switch, field, store):
    switch("broken")
    stored = store([{"type": "broken", "value": "要紧的话", "id": "1"}])
    assert stored[0]["_rendering"] == "<p>要紧的话</p>"
    switch()
    assert "要紧的话" in str(field.to_python(stored))


def test_an_unchanged_tile_keeps_its_rendering_and_a_changed_one_gets_a_new_one(switch, field, store):
    switch("pledge")
    stored = store([PLEDGE])
    stored[0]["_rendering"] = "<p>as approved</p>"
    stream = field.to_python(copy.deepcopy(stored))
    list(stream)
    assert field.get_prep_value(stream)[0]["_rendering"] == "<p>as approved</p>"
    stream[0].value["words"] = "两次办好"
    assert "两次办好" in field.get_prep_value(stream)[0]["_rendering"]


def test_nested_tiles_are_stored_with_their_rendering(switch, store):
    switch("pledge", "box")
    shelf = {"type": "item", "value": {"things": [PLEDGE]}, "id": "s"}
    stored = store([("box", {"title": "箱", "shelves": [{"things": [("pledge", {"words": "内", "page": None})]}]})])
    nested = stored[0]["value"]["shelves"][0]["value"]["things"][0]
    assert "内" in nested["_rendering"]
    again = store([{"type": "box", "value": {"title": "箱", "shelves": [shelf]}, "id": "b"}])
    assert again[0]["_rendering"]


def test_references_outlive_the_extension(switch, field, store, some_page):
    switch("pledge")
    stored = store([{"type": "pledge", "value": {"words": "x", "page": some_page.pk}, "id": "22222222-bbbb"}])
    while_there = [(m, str(pk), *paths) for m, pk, *paths in field.extract_references(field.to_python(stored))]
    assert while_there
    switch()
    gone = [(m, str(pk), *paths) for m, pk, *paths in field.extract_references(field.to_python(copy.deepcopy(stored)))]
    assert gone == while_there


def test_references_to_models_that_are_gone_are_left_out():
    assert not list(snapshots.references({"_refs": [["nowhere.thing", "1", "a", "b"]]}))


def test_text_of_html_keeps_lines_apart():
    assert snapshots.text_of("<ul><li>一</li><li>二&amp;三</li></ul><p>四<br/>五</p>") == "一\n二&三\n四\n五"
