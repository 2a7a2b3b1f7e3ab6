from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.addons.types import IndexedFile
from search import engines, services
from search.engines.base import EngineUnavailable
from search.models import SearchedWords

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(shelf):
    shelf.put("1", kind="disclosure", title="采矿权出让登记办法", body="登记机构应当受理。<b>粗</b>",
              doc_no="岭自然资规〔2026〕8号", unit="权益处", column="规范性文件",
              on=date(2026, 5, 8), effect="in_force")  # fmt: skip
    shelf.put(
        "2",
        kind="disclosure",
        title="采矿权转让规定",
        body="采矿权",
        unit="矿权处",
        column="规范性文件",
        on=date(2019, 1, 2),
        effect="repealed",
    )
    shelf.put("3", kind="news", title="新闻", archived=True, files=(IndexedFile("材料清单.pdf", "不动产权证书补发"),))
    services.write_current(shelf.source(), list(shelf.records))
    return shelf


def page(client, parameters: dict) -> str:
    response = client.get(reverse("search:results"), parameters)
    assert response.status_code == 200
    return response.content.decode()


def answer(client, **parameters) -> dict:
    return client.get(reverse("search:json"), parameters).json()


def test_the_page_shows_titles_marks_and_facts(client, published) -> None:
    html = page(client, {"q": "采矿权出让"})
    assert '<a href="/1/"><mark>采矿权出让</mark>登记办法</a>' in html
    assert "岭自然资规〔2026〕8号" in html and "权益处" in html and "2026-05-08" in html


def test_text_of_documents_is_escaped(client, published) -> None:
    html = page(client, {"q": "登记机构应当受理"})
    assert "&lt;b&gt;粗&lt;/b&gt;" in html and "<b>粗" not in html


def test_what_was_typed_is_escaped(client, published) -> None:
    html = page(client, {"q": '"><script>alert(1)</script>', "unit": '"><i>'})
    assert "<script>alert" not in html and '"><i>' not in html


def test_an_attachment_is_named(client, published) -> None:
    assert "材料清单.pdf" in page(client, {"q": "不动产权证书"})


def test_filters_stand_in_the_address_and_can_be_taken_away(client, published) -> None:
    html = page(client, {"q": "采矿权", "kind": "disclosure", "year": "2026"})
    assert "/1/" in html and 'href="/2/"' not in html
    assert 'name="year" value="2026"' in html, "a new word keeps the filter"
    assert '?q=%E9%87%87%E7%9F%BF%E6%9D%83&amp;kind=disclosure"' in html, "the chip of the year"


def test_nothing_found_helps(client, published) -> None:
    html = page(client, {"q": "量子计算机", "year": "2026"})
    assert "search-tips" in html and '?q=%E9%87%8F%E5%AD%90%E8%AE%A1%E7%AE%97%E6%9C%BA"' in html


def test_the_answer_for_machines_says_which_result_a_version_is_folded_under(client, shelf) -> None:
    body = "第一条 为了规范地热资源勘查。第二条 勘查地热资源应当依法取得探矿权。"
    shelf.put("7", title="地热资源管理办法", body=body, on=date(2019, 1, 1), effect="repealed")
    shelf.put(
        "8", title="地热资源管理办法", body=body + "第三条 原办法同时废止。", on=date(2024, 1, 1), effect="in_force"
    )
    services.write_current(shelf.source(), ["7", "8"])
    first, second = client.get(reverse("search:json"), {"q": "地热资源管理办法"}).json()["results"]
    assert (first["date"], first["version_of"]) == ("2024-01-01", None)
    assert second["version_of"] == first["url"] != second["url"]
    newest = client.get(reverse("search:json"), {"q": "地热资源管理办法", "sort": "date"}).json()["results"]
    assert [one["version_of"] for one in newest] == [None, None]


def test_who_finds_nothing_is_led_on(client, published) -> None:
    cache.clear()
    for words in ("采矿权", "量子计算机"):
        SearchedWords.objects.create(day=timezone.localdate(), words=words, asked=9)
    html = page(client, {"q": "没有的词"})
    assert '<a href="?q=%E9%87%87%E7%9F%BF%E6%9D%83">采矿权</a>' in html
    assert ">量子计算机</a>" not in html, "nothing public holds it"
    assert reverse("interaction:consult") in html and reverse("applications:apply") in html
    assert "search-sort" not in html and "search-follow" not in html


def test_an_empty_box_explains_how_to_search(client, published) -> None:
    assert "search-tips" in page(client, {})


def test_an_engine_that_is_down_is_said_kindly(client, published, monkeypatch) -> None:
    def down(query):
        raise EngineUnavailable("connection refused at 10.0.0.1")

    monkeypatch.setattr(engines.current(), "search", down)
    for name in ("search:results", "search:json", "search:suggest", "search:csv"):
        response = client.get(reverse(name), {"q": "采矿权"})
        assert response.status_code == 503 and "10.0.0.1" not in response.content.decode()


def test_a_broken_index_is_said_kindly(client, published, settings) -> None:
    live = engines.current().live()
    (settings.GONGKAI["SEARCH_DIR"] / live / "meta.json").write_text("{")
    assert client.get(reverse("search:results"), {"q": "采矿权"}).status_code == 503


def test_json_has_the_same_answer(client, published) -> None:
    got = answer(client, q="采矿权", sort="date")
    assert [result["title"] for result in got["results"]] == ["采矿权出让登记办法", "采矿权转让规定"]
    assert got["total"] == 2 and got["pages"] == 1
    assert {value["value"]: value["count"] for value in got["facets"]["effect"]} == {"in_force": 1, "repealed": 1}
    assert got["results"][0]["url"] == "http://testserver/1/"


def test_a_search_asks_the_database_what_is_hidden_and_nothing_else(
    client, published, django_assert_num_queries
) -> None:
    with django_assert_num_queries(3):  # closed sections, what was taken down or the like, and the lists of words
        answer(client, q="采矿权")


def test_a_page_past_the_end_shows_the_last_one(client, published) -> None:
    got = answer(client, q="采矿权", page="50")
    assert got["page"] == 1 and len(got["results"]) == 2


def test_a_broader_answer_has_pages_too(client, shelf) -> None:
    for number in range(25):
        shelf.put(str(number), title=f"地灾简报第{number}期")
    services.write_current(shelf.source(), list(shelf.records))
    pages = [answer(client, q="地灾简报 火星探测计划书 航天员", page=str(page)) for page in (1, 2, 3)]
    assert [len(page["results"]) for page in pages] == [10, 10, 5]
    assert all(page["understood"] for page in pages)


def test_only_reading_is_allowed(client, published) -> None:
    assert client.post(reverse("search:results"), {"q": "x"}).status_code == 405


def table(client, **parameters) -> list[list[str]]:
    response = client.get(reverse("search:csv"), parameters)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_results_come_as_a_table_too(client, published) -> None:
    assert table(client, q="采矿权", kind="disclosure", page="7", sort="date") == [
        ["标题", "发文字号", "日期", "类型", "单位", "栏目", "效力", "网址"],
        ["采矿权出让登记办法", "岭自然资规〔2026〕8号", "2026-05-08", "政策文件", "权益处", "规范性文件", "现行有效",
         "http://testserver/1/"],
        ["采矿权转让规定", "", "2019-01-02", "政策文件", "矿权处", "规范性文件", "已废止", "http://testserver/2/"],
    ]  # fmt: skip
    assert 'href="/search.csv?q=%E9%87%87%E7%9F%BF%E6%9D%83&amp;kind=disclosure"' in page(
        client, {"q": "采矿权", "kind": "disclosure", "page": "1"}
    )
    assert len(table(client, q="量子计算机")) == len(table(client)) == 1


def test_a_table_has_the_results_of_all_pages_in_their_order_up_to_a_bound(client, shelf, monkeypatch) -> None:
    for number in range(270):
        shelf.put(str(number), title=f"地灾简报第{number}期")
    services.write_current(shelf.source(), list(shelf.records))
    titles = [row[0] for row in table(client, q="地灾简报")[1:]]
    shown = [result["title"] for n in range(1, 28) for result in answer(client, q="地灾简报", page=str(n))["results"]]
    assert titles == shown and len(set(titles)) == 270
    monkeypatch.setattr("search.views.IN_A_TABLE", 250)
    assert [row[0] for row in table(client, q="地灾简报")[1:]] == titles[:250]


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x")', "+1采矿", "-1采矿", "@采矿", " =1采矿", "\t=采矿"])
def test_no_cell_of_a_table_is_a_formula(client, shelf, title) -> None:
    shelf.put("1", title=title, unit="@单位", body="采矿权")
    services.write_current(shelf.source(), ["1"])
    (row,) = table(client, q="采矿权")[1:]
    assert row[0] == f"'{title}" and row[4] == "'@单位"


def suggestions(client, typed: str) -> list[dict]:
    return client.get(reverse("search:suggest"), {"q": typed}).json()["suggestions"]


def test_titles_are_suggested_with_their_number_and_how_many_there_are(client, published) -> None:
    got = client.get(reverse("search:suggest"), {"q": "采矿权"}).json()
    first = {"text": "采矿权转让规定", "number": ""}
    assert got == {
        "said": "2 条建议。",
        "suggestions": [first, {"text": "采矿权出让登记办法", "number": "岭自然资规〔2026〕8号"}],
    }
    assert client.get(reverse("search:suggest"), {"q": "量子计算机"}).json() == {
        "said": "没有建议。",
        "suggestions": [],
    }


@pytest.mark.parametrize("typed", ["", "采", " 采 ", "-", "\x00采\x1f", "采。", "a"])
def test_one_symbol_suggests_nothing(client, published, typed) -> None:
    assert suggestions(client, typed) == []


def test_a_very_long_beginning_is_answered(client, published) -> None:
    assert suggestions(client, "采矿权" * 4000) == []


def test_what_is_taken_away_or_lies_in_a_hidden_place_is_not_suggested(client, published, monkeypatch) -> None:
    assert len(suggestions(client, "采矿权")) == 2
    del published.records["2"]
    published.put("1", title="采矿权出让登记办法", places=("7",))
    services.write_current(published.source(), ["1", "2"])
    assert [found["text"] for found in suggestions(client, "采矿权")] == ["采矿权出让登记办法"]
    monkeypatch.setattr("search.suggesting.hidden_places", lambda: ("7",))
    assert suggestions(client, "采矿权") == []


ODD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["\x00", "9" * 400, "矿" * 10_000, '"' * 300, "-" * 99, "标题:", "文号:〔", "a" * 300]),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("q", "kind", "year", "unit", "page", "sort", "plain"), ODD)))
def test_no_parameters_break_the_page(client, published, parameters: dict[str, str]) -> None:
    cleaned = {name: value.encode("utf-8", "replace").decode() for name, value in parameters.items()}
    for name in ("search:json", "search:suggest", "search:csv"):
        assert client.get(reverse(name), cleaned).status_code == 200
    json.dumps(cleaned)
