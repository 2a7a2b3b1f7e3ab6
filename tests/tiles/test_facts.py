"""People, days, questions, charts as the public sees them."""

from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.tiles import tables
from portal.tiles.fields import TileField

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    return TileField(scope="topic", blank=True)


@pytest.fixture
def shown(field):
    return lambda name, **value: BeautifulSoup(str(field.to_python([(name, value)])), "html.parser")


@pytest.mark.parametrize(("ahead", "words"), [(28, "28"), (0, "今"), (-1, "已经开始")])
def test_a_countdown_counts_on_the_day_it_is_read(shown, ahead, words):
    day = timezone.localdate() + timedelta(days=ahead)
    page = shown("countdown", title="土地日", day=day, after="已经开始")
    assert words in page.text


def test_a_countdown_goes_after_its_day(shown):
    with time_machine.travel("2026-06-26T00:30:00+08:00"):
        assert not shown("countdown", title="土地日", day=date(2026, 6, 25), after="").text.strip()


def test_a_notice_bar_goes_after_its_day(shown):
    today = timezone.localdate()
    bar = {"text": "申报截止", "kind": "important"}
    assert "申报截止" in shown("notice_bar", **bar, until=today).text
    assert not shown("notice_bar", **bar, until=today - timedelta(days=1)).text.strip()


def test_a_person_without_a_picture_has_a_letter_and_no_link_out_of_sight(shown, some_page):
    person = {"name": "林清和", "position": "专家", "image": None, "text": "", "page": some_page, "credit": ""}
    page = shown("people", title="专家", items=[person])
    assert page.select_one(".is-blank").text == "林" and not page.find("a")


def test_questions_open_without_a_script(shown):
    page = shown("faq", title="问答", items=[{"question": "谁可以？", "answer": "<p>都可以。</p>"}])
    assert page.details.summary.text == "谁可以？" and "都可以" in page.details.text


def test_a_chart_has_its_figures_as_a_table(shown, field):
    data = tables.from_lines(["年度|宗数", "2024|12", "2025|15"])
    value = {"title": "出让", "kind": "bar", "unit": "宗", "data": data, "source": ""}
    page = shown("chart", **value)
    assert page.svg["aria-hidden"] == "true"
    assert [cell.text for cell in page.select("tbody th")] == ["2024", "2025"]
    assert [cell.text for cell in page.select("tbody td")] == ["12", "15"]
    block = field.stream_block.child_blocks["chart"]
    assert block.clean(block.normalize(value))
    with pytest.raises(ValidationError):
        block.clean(block.normalize({**value, "data": tables.from_lines(["年度|宗数", "2024|多"])}))


def test_a_chart_that_cannot_be_drawn_still_shows_its_table(shown):
    data = tables.from_lines(["年度|宗数", "2024|多"])
    page = shown("chart", title="出让", kind="pie", unit="", data=data, source="")
    assert not page.svg and "多" in page.text
