"""Which words are counted, which are never kept, and what is made of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.addons import registry
from search import jobs, searched_words, services
from search.models import SearchedWords
from search.searched_words import Searched, kept
from search.suggesting import suggest
from tests import factories

pytestmark = pytest.mark.django_db
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture(autouse=True)
def nothing_gathered():
    """Counts of other tests in this process aren't ours."""
    searched_words.gathered.take()
    yield
    searched_words.gathered.take()


@pytest.fixture
def reader() -> Client:
    return Client(**READER)


@pytest.fixture
def found(shelf):
    """Two titles that can be found."""
    shelf.put("1", title="采矿权出让登记办法")
    shelf.put("2", title="采矿权转让规定")
    services.write_current(shelf.source(), list(shelf.records))
    return shelf


def written() -> dict[str, tuple[int, int]]:
    searched_words.gathered.write()
    rows = SearchedWords.objects.filter(day=factories.today())
    return {row.words: (row.asked, row.nothing_found) for row in rows}


def put(words: str, asked: int, nothing_found: int = 0, days_ago: int = 0, followed: int = 0) -> None:
    day = factories.today() - timedelta(days=days_ago)
    SearchedWords.objects.create(day=day, words=words, asked=asked, nothing_found=nothing_found, followed=followed)


def test_words_are_counted_by_day_in_one_writing_with_those_in_vain(reader, found) -> None:
    for typed in ("采矿权  出让", "採礦權 出讓", "火星移民", "采矿权 火星移民计划"):
        assert reader.get("/search/", {"q": typed}).status_code == 200
    assert not SearchedWords.objects.exists(), "no request waits for a write"
    assert written() == {"采矿权 出让": (2, 0), "火星移民": (1, 1), "采矿权 火星移民计划": (1, 1)}
    reader.get("/search/", {"q": "火星移民"})
    assert written()["火星移民"] == (2, 2)


def test_nothing_is_kept_about_who_asked() -> None:
    fields = {field.name for field in SearchedWords._meta.get_fields()}
    assert fields == {"id", "day", "words", "asked", "nothing_found", "followed"}


@pytest.mark.parametrize(
    "more",
    [{"page": "2"}, {"kind": "news"}, {"sort": "date"}, {"plain": "1"}, {"q": ""}, {"q": "，。"}, {"q": "年份:2026"}],
)
def test_another_page_or_order_of_the_same_is_not_asked_again(reader, found, more) -> None:
    reader.get("/search/", {"q": "采矿权"} | more)
    assert written() == {}


def test_neither_staff_nor_programs_nor_machines_answers_are_counted(reader, found, department, client) -> None:
    client.force_login(department.registration.liaison)
    client.get("/search/", {"q": "采矿权"}, **READER)
    Client(HTTP_USER_AGENT="Baiduspider/2.0").get("/search/", {"q": "采矿权"})
    Client(HTTP_USER_AGENT="").get("/search/", {"q": "采矿权"})
    reader.head("/search/", {"q": "采矿权"})
    reader.get("/search.json", {"q": "采矿权"})
    reader.get("/search/suggest/", {"q": "采矿权"})
    assert written() == {}


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000", "138 0013 8000", "138-0013-8000", "１３８００１３８０００", "张三 13800138000",
        "138\u200b00138000", "+86_138_0013",
        "440106198001011234", "44010619800101123X", "一三八零零一三八零零零", "(020) 8888 6666", "1.2.3.4.5.6.7",
        "zhang.san@example.com", "zhang＠example.com", "采" * 41, "", " ", "？！",
    ],
)  # fmt: skip
def test_what_could_be_a_number_or_an_address_of_somebody_is_never_kept(typed: str) -> None:
    assert kept(typed) == ""


@pytest.mark.parametrize(
    "typed", ["采矿权", "岭自然资规〔2026〕1234号", "国务院令第743号", "2026年11月补贴", "采" * 40, "c 语言", "123456"]
)
def test_ordinary_words_are_kept(typed: str) -> None:
    assert kept(typed) == typed


@given(st.text("0123456789 -_.采〔", min_size=7, max_size=40))
def test_seven_digits_without_a_word_between_are_never_kept(text: str) -> None:
    digits = 0
    longest = 0
    for sign in text:
        digits = digits + sign.isdigit() if sign not in "采〔" else 0
        longest = max(longest, digits)
    assert (longest < 7) or kept(text) == ""


def test_a_day_has_room_for_so_many_different_words(reader, found, monkeypatch) -> None:
    monkeypatch.setattr(searched_words, "DIFFERENT_A_DAY", 2)
    for typed in ("甲地", "乙地", "丙地", "甲地"):
        searched_words.gathered.add([(factories.today(), typed, searched_words.ASKED)])
        searched_words.gathered.write()
    assert written() == {"甲地": (2, 0), "乙地": (1, 0)}


def test_old_days_are_erased_once_a_day(settings) -> None:
    kept_days = settings.GONGKAI["SEARCHED_WORDS_KEEP_DAYS"]
    for days in (kept_days + 1, kept_days, 0):
        put(f"{days}天前", 1, days_ago=days)
    assert any(item.job == jobs.ERASE_WORDS for item in registry.items("periodics"))
    registry.by_name("jobs")[jobs.ERASE_WORDS].run({})
    assert kept_days == 90 and {row.words for row in SearchedWords.objects.all()} == {"90天前", "0天前"}


# --- what is read of them -----------------------------------------------------------------------------------------
def test_the_most_asked_come_first_and_what_was_asked_twice_is_seen_by_nobody(django_assert_num_queries) -> None:
    put("登记", 2)
    put("登记", 2, 1, days_ago=1)
    put("补贴", 3, 3)
    put("规划", 9, days_ago=40)
    put("张三", 2, 2)
    with django_assert_num_queries(3):
        assert searched_words.most_asked(30, 9) == [Searched("登记", 4, 1), Searched("补贴", 3, 3)]
        assert searched_words.most_asked(90, 1) == [Searched("规划", 9, 0)]
        assert searched_words.in_vain(30, 9) == [Searched("补贴", 3, 3), Searched("登记", 4, 1)]


def test_never_followed_is_what_found_something_often_and_was_opened_by_nobody() -> None:
    put("登记", 5, 1)
    put("补贴", 5, 3)  # found twice only
    put("规划", 9, followed=1)
    put("测绘", 4)
    put("测绘", 1, followed=0, days_ago=5)
    put("征地", 9, days_ago=40)
    put("确权", 3)
    put("确权", 0, followed=1, days_ago=1)  # opened after midnight
    assert searched_words.never_followed(30, 9) == [Searched("测绘", 5, 0), Searched("登记", 5, 1)]
    assert [row.words for row in searched_words.never_followed(90, 9)] == ["征地", "测绘", "登记"]
    assert searched_words.most_asked(30, 1) == [Searched("规划", 9, 0, 1)]


def suggested(typed: str) -> list[str]:
    cache.clear()  # frequent words are read again only after some minutes
    return [suggestion.text for suggestion in suggest(typed)]


def test_frequent_searches_that_go_on_from_what_was_typed_stand_before_titles(found) -> None:
    for times, words in enumerate(
        ("采矿权转", "采矿权登记办法", "采矿权 登记", "采矿权 规定", "转让规定", "采矿权 办法"), start=3
    ):
        put(words, times)
    put("采矿权 出让", 2)
    put("采矿权出让", 9, nothing_found=9)
    titles = ["采矿权转让规定", "采矿权出让登记办法"]
    assert suggested("採礦權") == ["采矿权 办法", "采矿权 规定", "采矿权 登记", *titles]
    assert suggested("采矿权 规定") == titles[:1], "what was typed already isn't suggested"


def test_words_that_no_public_title_holds_are_suggested_to_nobody(found) -> None:
    put("采矿权受贿", 99)
    put("采矿权转让", 5)
    assert suggested("采矿权")[0] == "采矿权转让" and "采矿权受贿" not in suggested("采矿权")
    del found.records["2"]
    services.write_current(found.source(), ["2"])
    assert suggested("采矿权") == ["采矿权出让登记办法"]


def test_frequent_words_are_read_once_in_a_while(found, django_assert_num_queries) -> None:
    put("采矿权转让", 5)
    assert suggested("采矿权")
    with django_assert_num_queries(2):  # what is hidden
        assert len(suggest("采矿权")) == 3
