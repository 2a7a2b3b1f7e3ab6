"""What holds of every tile of the portal, whatever it shows: it explains itself, is bounded, and can't be misused."""

import copy
import json
import re
import time

import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from django.utils import translation
from wagtail import blocks
from wagtail.rich_text import RichText

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import TileType
from portal.tiles import catalogue, plugin, tables
from portal.tiles.blocks import TileStreamBlock
from portal.tiles.fields import TileField
from portal.tiles.places import places_in
from portal.tiles.problems import MOST, problems
from portal.tiles.text import plain_text

NAMES = [tile.name for tile in plugin.tile_types()]
WITHOUT_PLACES = {"rich_text", "table", "documents", "news"}  # typed at once, or filled by themselves
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)'
pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    field = TileField(scope="topic", blank=True)
    field.set_attributes_from_name("body")
    return field


def stored(name):
    with translation.override("zh-hans"):
        return {"type": name, "value": catalogue.example(name), "id": f"{name}-1"}


def test_topics_offer_every_tile_and_documents_the_plain_ones():
    assert set(catalogue.blocks_for("topic")) == set(NAMES)
    assert set(catalogue.blocks_for("page")) < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_tile_explains_itself_in_chinese_with_a_picture(name):
    block = catalogue.blocks_for("topic")[name]
    with translation.override("zh-hans"):
        for words in (str(block.label), str(block.get_description()), str(block.meta.group)):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in words), words
    assert block.meta.icon != "placeholder"
    assert block.meta.template.startswith("tiles/")
    assert catalogue.picture(name).count("<rect") > 0
    assert catalogue.pictures("topic")[name].startswith("data:image/svg+xml,%3Csvg")


@pytest.mark.parametrize("name", NAMES)
def test_the_preview_shows_the_tile_without_places(name, client, django_user_model):
    block = catalogue.blocks_for("topic")[name]
    assert block.is_previewable
    client.force_login(django_user_model.objects.create_superuser("preview", "p@example.org", "x"))
    answer = client.get(f"/admin/block-preview/?id={block.definition_prefix}")
    assert answer.status_code == 200
    page = answer.content.decode()
    main = BeautifulSoup(page, "html.parser").main
    assert "✎" not in page
    assert main.find(["svg", "div", "p", "h2", "section", "aside", "figure", "fieldset"])


@pytest.mark.parametrize("name", NAMES)
def test_a_new_tile_says_what_is_still_to_be_written(name, field):
    stream = field.to_python([stored(name)])
    assert bool(places_in(plain_text(stream))) == (name not in WITHOUT_PLACES)


@pytest.mark.parametrize("name", NAMES)
def test_a_new_tile_is_drawn_and_goes_through_the_form_unchanged(name, field, post):
    item = stored(name)
    if name == "table":
        item["value"] = tables.from_lines(["年度|宗数", "2025|12"])
    block = field.stream_block
    stream = field.to_python([copy.deepcopy(item)])
    str(stream)
    sent = block.value_from_datadict(post(block.get_form_state(stream)), {}, "body")
    assert _bare(field.get_prep_value(sent)) == _bare(field.get_prep_value(stream))


def _bare(value):
    """The same without what the editor adds: its keys of paragraphs, and nothing written as an empty text."""
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    bare = re.sub(r' data-block-key="\w+"', "", "" if value is None else str(value))
    return None if bare in ("", "<p></p>") else bare


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [HOSTILE, "javascript:alert(1)", "//evil.example/x"])
def test_nothing_that_stands_in_a_field_runs(name, text, field):
    stream = field.to_python([{"type": name, "value": _filled(stored(name)["value"], text), "id": f'x"{text}'}])
    page = BeautifulSoup(str(stream), "html.parser")
    assert not page.select("script, object, embed, style, form, base, link, meta")
    for tag in page.find_all(True):
        assert not any(attribute.startswith("on") for attribute in tag.attrs), tag
        for attribute in ("href", "src", "action", "formaction", "data", "poster"):
            address = str(tag.get(attribute, "")).strip().lower()
            assert not address.startswith(("javascript:", "data:", "//")), tag
    problems(stream)
    field.stream_block.get_form_state(stream)


def _filled(value, text):
    """The same value with a text in every place that takes one."""
    if isinstance(value, dict):
        kept = {"type", "id"} if "value" in value else set()
        return {key: inner if key in kept else _filled(inner, text) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, text) for inner in value]
    return text if isinstance(value, str) else value


@pytest.mark.parametrize("name", NAMES)
def test_every_list_is_bounded(name):
    block = catalogue.blocks_for("topic")[name]
    assert all(inner.meta.max_num for inner in _lists(block, set()))


def _lists(block, seen):
    if id(block) in seen:
        return
    seen.add(id(block))
    if isinstance(block, (blocks.ListBlock, TileStreamBlock)):
        yield block
    inner = [block.child_block] if isinstance(block, blocks.ListBlock) else getattr(block, "child_blocks", {}).values()
    for child in inner:
        yield from _lists(child, seen)


def test_five_hundred_tiles_and_five_megabytes_break_nothing(field):
    items = [stored(NAMES[number % len(NAMES)]) | {"id": f"t{number}"} for number in range(500)]
    items.append({"type": "rich_text", "value": f"<p>{'长' * 1_700_000}</p>", "id": "long"})
    began = time.monotonic()
    stream = field.to_python(items)
    html = str(stream)
    found = problems(stream)
    assert len(html) > 1_700_000 and 100 < len(found) <= MOST
    assert len(field.stream_block.get_form_state(stream)) == 501
    assert len(json.dumps(field.get_prep_value(stream))) > 1_700_000
    assert time.monotonic() - began < 60


def test_a_picture_whose_file_is_gone_breaks_no_page(field, picture):
    image = picture()
    image.file.storage.delete(image.file.name)
    said = {"image": image.pk, "alt": "图", "caption": "", "credit": ""}
    tiles = [
        {"type": "image", "value": said, "id": "a"},
        {"type": "gallery", "value": {"title": "", "items": [{"type": "item", "value": said, "id": "b"}]}, "id": "c"},
        {"type": "banner", "value": {"slide": {**said, "title": "题", "text": ""}}, "id": "d"},
        {"type": "map_picture", "value": {**said, "review_number": "GS(2024)0650号"}, "id": "e"},
    ]
    assert "题" in str(field.to_python(tiles))


# --- settings -----------------------------------------------------------------------------------------------------
def test_a_tile_may_be_narrow_and_wait_for_its_day(field):
    value = {"text": "通知", "who": "", "source": ""}
    narrow = {"type": "quotation", "value": {**value, "settings": {"width": "6", "hide_until": None}}, "id": "a"}
    waiting = {
        "type": "quotation",
        "value": {**value, "settings": {"width": "12", "hide_until": "2999-01-01"}},
        "id": "b",
    }
    shown = {
        "type": "quotation",
        "value": {**value, "settings": {"width": "12", "hide_until": "2020-01-01"}},
        "id": "c",
    }
    page = BeautifulSoup(str(field.to_python([narrow, waiting, shown])), "html.parser")
    assert len(page.select(".tile--quotation")) == 2
    assert page.select_one(".is-w6 > .tile--quotation")
    stream = field.to_python([waiting])
    assert plain_text(stream) and not plain_text(stream, shown_now=True)


def test_who_previews_a_page_sees_what_waits_and_since_when(field):
    waiting = {"type": "quotation", "value": {"text": "通知", "settings": {"hide_until": "2999-01-01"}}, "id": "b"}
    request = RequestFactory().get("/")
    request.is_preview = True
    html = field.stream_block.render(field.to_python([waiting]), {"request": request})
    assert "通知" in html and "2999-01-01" in html


def test_a_waiting_tile_inside_a_row_is_not_in_the_search_index(field):
    inner = {"type": "quotation", "value": {"text": "密", "settings": {"hide_until": "2999-01-01"}}, "id": "b"}
    open_one = {"type": "quotation", "value": {"text": "公开", "who": "", "source": ""}, "id": "d"}
    cell = {"type": "item", "value": {"width": "6", "tiles": [inner, open_one]}, "id": "c"}
    stream = field.to_python([{"type": "row", "value": {"columns": [cell]}, "id": "a"}])
    assert plain_text(stream, shown_now=True) == "公开"
    assert "密" in plain_text(stream)


def test_settings_that_nobody_touched_are_not_stored(field):
    item = field.get_prep_value(field.to_python([("quotation", {"text": "甲"})]))[0]
    assert "settings" not in item["value"]
    kept = field.to_python([("quotation", {"text": "甲", "settings": {"width": "6", "hide_until": None}})])
    assert field.get_prep_value(kept)[0]["value"]["settings"] == {"width": "6", "hide_until": None}


class Stamp(blocks.StructBlock):
    words = blocks.CharBlock()

    class Meta:
        icon = "tick"


class Addon:
    @hookimpl
    def tile_types(self):
        return [TileType("stamp", Stamp, "Stamp", scopes=frozenset({"topic"}))]


def test_an_add_on_s_tile_fits_into_rows_and_outlives_its_add_on(field):
    """Contract of the extension point: a plain block is enough, and what was published with it stays (law 6)."""
    addon = Addon()
    registry.register(addon)
    try:
        assert "stamp" in field.stream_block.child_blocks
        assert catalogue.picture("stamp") and catalogue.example("stamp") == {"words": None}
        stamp = {"type": "stamp", "value": {"words": "一次办好"}, "id": "s"}
        cell = {"type": "item", "value": {"width": "6", "tiles": [stamp]}, "id": "c"}
        stream = field.to_python([{"type": "row", "value": {"columns": [cell]}, "id": "r"}])
        assert "一次办好" in str(stream) and not problems(stream)
        kept = field.get_prep_value(stream)
    finally:
        registry.unregister(addon)
    assert "stamp" not in field.stream_block.child_blocks
    assert "一次办好" in str(field.to_python(kept))


def test_rich_text_inside_tiles_is_cleaned_however_it_came_in(field):
    dirty = RichText('<p onclick="x()">答<script>x()</script></p>')
    html = str(field.to_python([("faq", {"title": "", "items": [{"question": "问", "answer": dirty}]})]))
    assert "x()" not in html and "答" in html
