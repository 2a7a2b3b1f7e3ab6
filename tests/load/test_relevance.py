from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from search import engines
from tests.load import made_up_laws, relevance

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return made_up_laws.write(tmp_path / "made-up.jsonl", count=40)


def shown(client: Client, typed: str) -> list[str]:
    """The keys on the public pages, one page after the other."""
    found: list[str] = []
    page, pages = 1, 1
    while page <= pages:
        answer = client.get(reverse("search:json"), {"q": typed, "page": str(page)}).json()
        found += [row["url"].rstrip("/").rpartition("/")[2] for row in answer["results"]]
        page, pages = page + 1, answer["pages"]
    return found


def test_what_is_judged_is_what_the_public_page_shows(corpus: Path, client: Client) -> None:
    engine = engines.current()
    relevance.index(engine, corpus)
    assert engine.count() == 40
    titles = [json.loads(line)["title"] for line in corpus.read_text(encoding="utf-8").splitlines()]
    for typed in (titles[3], "规定", "第7号", "怎么办理登记", '"第一章"', "火星移民"):
        assert relevance.ranked(engine, typed) == shown(client, typed)
    assert relevance.ranked(engine, titles[3])[0] == "made-up-4"


def test_an_index_is_made_once_while_nothing_changes(corpus: Path) -> None:
    engine = engines.current()
    relevance.index(engine, corpus)
    first = engine.live()
    relevance.index(engine, corpus)
    assert engine.live() == first


def test_a_row_becomes_the_record_of_an_imported_document() -> None:
    row = {
        "id": "a1", "title": "土地复垦条例", "category": "行政法规", "on": None,
        "history": ["2011年3月5日国务院令第592号公布"], "body": "## 第一章\n\n　　第一条 为了规范土地复垦。",
    }  # fmt: skip
    made = relevance.document(row)
    assert made.key == "a1" and made.card["rank"] == "regulation" and made.facets["kind"] == ["disclosure"]
    assert "国务院令592" in "".join(made.exact["numbers"]).replace("第", "")
    assert [text.source for text in made.texts] == [
        "2011年3月5日国务院令第592号公布\n第一章\n第一条 为了规范土地复垦。"
    ]
