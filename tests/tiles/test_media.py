"""Pictures and films: what may be shown, and how."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from portal.tiles import hrefs
from portal.tiles.fields import TileField
from portal.tiles.media import REVIEW_NUMBER
from tests.factories import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    return TileField(scope="topic", blank=True)


@pytest.fixture
def cleaned(field):
    """Return a function that checks a tile's value as the editor's form does."""

    def run(name, **value):
        block = field.stream_block.child_blocks[name]
        return block.clean(block.normalize(value))

    return run


@pytest.fixture
def shown(field):
    return lambda name, **value: BeautifulSoup(str(field.to_python([(name, value)])), "html.parser")


@pytest.mark.parametrize("number", ["GS(2024)0650号", "粤S〔2024〕012号", "GS京（2022）1061号", "粤AS(2023)17 号"])
def test_review_numbers_as_maps_bear_them(number):
    assert REVIEW_NUMBER.match(number)


@pytest.mark.parametrize("number", ["", "2024", "GS2024 0650", "GS(2024)号", "GS(24)650号", "GS(2024)0650号<b>"])
def test_a_map_without_its_review_number_is_refused(cleaned, picture, number):
    with pytest.raises(ValidationError):
        cleaned("map_picture", image=picture(), alt="图", caption="", review_number=number, credit="")


@pytest.mark.parametrize("number", ["✎【审图号】", "GS(2024)", ""])
def test_a_draft_may_hold_a_map_whose_number_is_still_to_be_written(field, number):
    block = field.stream_block.child_blocks["map_picture"]
    said = block.normalize({"image": None, "alt": "图", "caption": "", "review_number": number, "credit": ""})
    assert block.clean_deferred(said)["review_number"] == number


def test_a_map_shows_its_review_number_or_nothing(shown, picture):
    said = {"image": picture(), "alt": "监测点", "caption": "", "credit": ""}
    assert "GS(2024)0650号" in shown("map_picture", **said, review_number="GS(2024)0650号").figcaption.text
    assert not shown("map_picture", **said, review_number="").find("img")


def film(name="film.mp4"):
    return document(name)


VIDEO = {"title": "新规", "file": None, "captions": None, "url": "", "poster": None, "transcript": "", "credit": ""}


def test_a_film_needs_captions_or_its_words(cleaned):
    with pytest.raises(ValidationError):
        cleaned("video", **{**VIDEO, "file": film()})
    assert cleaned("video", **{**VIDEO, "file": film(), "captions": film("words.vtt")})
    assert cleaned("video", **{**VIDEO, "file": film(), "transcript": "<p>文字稿</p>"})


@pytest.mark.parametrize("value", [{}, {"file": "film", "url": "https://film.example.org/"}, {"file": "pdf"}])
def test_a_film_is_one_file_or_one_address(cleaned, value):
    files = {"film": film(), "pdf": document()}
    value = {**VIDEO, "transcript": "<p>文字稿</p>", **value}
    with pytest.raises(ValidationError):
        cleaned("video", **{**value, "file": files.get(value["file"])})


def test_a_film_is_shown_with_controls_captions_and_words(shown):
    page = shown("video", **{**VIDEO, "file": film(), "captions": film("words.vtt"), "transcript": "<p>文字稿</p>"})
    assert page.video.has_attr("controls") and not page.video.has_attr("autoplay")
    assert page.track["kind"] == "captions"
    assert "文字稿" in page.details.text


def test_what_is_embedded_comes_from_named_hosts_only(shown, cleaned, settings):
    settings.GONGKAI = {**settings.GONGKAI, "EMBED_HOSTS": ["film.example.org"]}
    allowed = {"title": "水位", "url": "https://film.example.org/a", "height": "low"}
    assert shown("embed", **allowed).iframe["sandbox"]
    assert cleaned("embed", **allowed)
    for address in ("https://evil.example/", "http://film.example.org/", "https://film.example.org@evil.example/"):
        other = {**allowed, "url": address}
        assert not shown("embed", **other).iframe
        with pytest.raises(ValidationError):
            cleaned("embed", **other)
    settings.GONGKAI = {**settings.GONGKAI, "EMBED_HOSTS": []}
    page = shown("embed", **allowed)
    assert not page.iframe and page.a["href"] == allowed["url"]  # no longer allowed: a link


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example\\.film.example.org/",
        "https://evil.example/\\film.example.org",
        "https://evil.example#.film.example.org/",
        "https://evil.example?.film.example.org",
        "https://evil.example;.film.example.org/",
        "https://a.film.example.org:8443/",
        "https://:pw@a.film.example.org/",
        "https://a.film.example.org\n.evil.example/",
        "https://a.film.example.org.evil.example/",
        "https:a.film.example.org",
        "javascript:https://a.film.example.org/",
        "https://ａ.film.example.org/",
        "https://.film.example.org/",
        "https://own.film.example.org/",
        "",
    ],
)
def test_no_hostile_address_stands_in_a_frame(shown, cleaned, settings, address):
    settings.GONGKAI = {**settings.GONGKAI, "EMBED_HOSTS": [".film.example.org"]}
    settings.WAGTAILADMIN_BASE_URL = "https://own.film.example.org"
    assert not shown("embed", title="水位", url=address, height="low").iframe
    assert not shown("video", **{**VIDEO, "url": address}).iframe
    with pytest.raises(ValidationError):
        cleaned("embed", title="水位", url=address, height="low")


@pytest.mark.parametrize("name", ["embed", "video"])
def test_a_frame_has_a_title_and_a_sandbox_and_tells_nobody_where_it_stands(shown, settings, name):
    settings.GONGKAI = {**settings.GONGKAI, "EMBED_HOSTS": [".film.example.org"]}
    value = {"title": '水位"><script>', "url": "https://a.film.example.org/x?y=1&z=<b>"}
    page = shown(name, **({**VIDEO, **value} if name == "video" else {**value, "height": "low"}))
    frame = page.iframe
    assert (frame["title"], frame["src"], frame["referrerpolicy"]) == (value["title"], value["url"], "no-referrer")
    assert "allow-top-navigation" not in frame["sandbox"] and "allow-scripts" in frame["sandbox"]
    assert not page.script


@pytest.mark.parametrize("name", ["words.srt", "words.txt", "film.mp4", "words.vtt.exe"])
def test_captions_of_another_kind_are_refused(cleaned, name):
    with pytest.raises(ValidationError):
        cleaned(
            "video", **{**VIDEO, "file": film(), "captions": SimpleNamespace(file=SimpleNamespace(name=name), pk=1)}
        )


def test_a_film_that_is_only_a_link_says_its_title_once(shown, settings):
    settings.GONGKAI = {**settings.GONGKAI, "EMBED_HOSTS": []}
    film = {"title": "演练", "url": "https://film.example.org/a", "file": None, "poster": None, "transcript": ""}
    page = shown("video", **film, captions=None, credit="")
    assert page.text.count("演练") == 1 and page.a["href"] == film["url"]
    assert "宣传中心" in shown("video", **film, captions=None, credit="宣传中心").figcaption.text


def test_hosts_below_a_named_one(settings):
    settings.GONGKAI = {**settings.GONGKAI, "EMBED_HOSTS": [".example.org"]}
    assert hrefs.may_embed("https://a.example.org/") and not hrefs.may_embed("https://badexample.org/")
    assert not hrefs.may_embed("https://[broken")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil",
        "\tjavascript:x",
        "vbscript:x",
        "http://[x",
    ],
)
def test_unsafe_addresses_lead_nowhere(address):
    assert hrefs.safe(address) == ""


@pytest.mark.parametrize(
    "address", ["https://example.org/", "http://example.org", "mailto:a@example.org", "tel:12345", "/zhuanti/"]
)
def test_safe_addresses_stay(address):
    assert hrefs.safe(address) == address


def test_a_banner_without_link_or_picture_still_says_its_words(shown):
    slide = {"image": None, "alt": "", "title": "群策群力", "text": "", "credit": ""}
    page = shown("banner", slide=slide)
    assert page.select_one(".slide__title").text == "群策群力" and not page.find(["img", "a"])


def test_a_slide_that_leads_to_a_page_out_of_sight_is_no_link(shown, some_page):
    link = {"text": "看", "page": some_page, "document": None, "url": "", "note": ""}
    slide = {"image": None, "alt": "", "title": "题", "text": "", "link": link, "credit": ""}
    assert not shown("carousel", title="", slides=[slide, slide]).find("a")


def test_a_link_of_a_banner_may_be_left_out_but_not_doubled(cleaned, some_page):
    slide = {"image": None, "alt": "", "title": "题", "text": "", "credit": ""}
    nothing = {"text": "", "page": None, "document": None, "url": "", "note": ""}
    assert cleaned("banner", slide={**slide, "link": nothing})
    with pytest.raises(ValidationError):
        cleaned("banner", slide={**slide, "link": {**nothing, "page": some_page, "url": "https://example.org/"}})


def test_the_kind_of_a_film_goes_by_its_name():
    from portal.tiles.media import video_type

    assert video_type(SimpleNamespace(file=SimpleNamespace(name="a/b.WEBM"))) == "video/webm"
    assert video_type(SimpleNamespace(file=SimpleNamespace(name="a/b.exe"))) == ""
