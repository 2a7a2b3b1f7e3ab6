"""The words of the demonstration: every reference leads somewhere, whatever day it is built on."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from columns import terms
from portal.demonstration.content import FOLDER, read, read_all
from portal.demonstration.pictures import SCENES
from portal.demonstration.placeholders import fill
from portal.text import closing, document_numbers, personal
from portal.text.validity import validity_of
from portal.tiles import plugin
from special_topics.themes import check_accent

BUILD_DAYS = [date(2026, 11, 24), date(2027, 1, 1), date(2027, 6, 1), date(2028, 2, 29)]
CAPACITIES = {"head", "liaison", "secrecy_reviewer", "handler", "leader_in_charge"}
FUNCTIONS = {
    "office",
    "planning",
    "cyber_security",
    "publicity_centre",
    "technology_centre",
    "document_window",
    "petition_office",
}

UNDERWAY = read("underway")
DOCUMENTS = {row["slug"]: row for row in [*read_all("disclosures"), *UNDERWAY["disclosures"]]}
COLUMNS = {row["slug"]: row for row in read("columns")["columns"]}
INTERPRETATIONS = {row["slug"]: row for row in read_all("interpretations")}
NEWS = {row["slug"]: row for row in read_all("news")}
UNITS = {row["code"]: row for row in read("organisation")["units"]}
PEOPLE = {row["username"]: row for row in read("organisation")["people"]}


def filled(build: date) -> dict[str, dict]:
    """The documents as they read when the demonstration is built on a day."""
    rows = {slug: {**row, "formed": build - timedelta(days=row["formed_days_ago"])} for slug, row in DOCUMENTS.items()}
    for row in rows.values():
        row["doc_no"] = fill(row["doc_no"] or "", row["formed"], {})
    for row in rows.values():
        row["title"] = fill(row["title"], row["formed"], rows)
    for row in rows.values():
        row["body"] = fill(row["body"], row["formed"], rows)
        row["files"] = [fill(file["text"], row["formed"], rows) for file in row.get("attachments", [])]
    return rows


@pytest.fixture(params=BUILD_DAYS, ids=str)
def documents(request) -> dict[str, dict]:
    return filled(request.param)


def test_there_is_enough_of_everything():
    assert len(UNITS) >= 12 and len(PEOPLE) >= 25 and len(COLUMNS) >= 20
    assert len(DOCUMENTS) + len(NEWS) + len(INTERPRETATIONS) >= 80
    assert COLUMNS["laws"]["start_empty"]


@pytest.mark.clause("G2")
def test_each_function_stands_once():
    assert Counter(name for unit in UNITS.values() for name in unit.get("functions", [])) == Counter(FUNCTIONS)


@pytest.mark.clause("G2")
def test_each_unit_has_one_holder_of_each_capacity():
    held = Counter(
        (post["unit"], post["capacity"])
        for person in PEOPLE.values()
        for post in person["posts"]
        if "stands_in_for" not in post
    )
    assert {unit for unit, _capacity in held} <= UNITS.keys() and {capacity for _unit, capacity in held} <= CAPACITIES
    for unit in UNITS.keys() - {"leadership"}:
        for capacity in CAPACITIES - {"handler"}:
            assert held[unit, capacity] == 1, (unit, capacity)


def test_stand_ins_stand_in_for_a_post_that_somebody_holds():
    for person in PEOPLE.values():
        for post in person["posts"]:
            if "stands_in_for" in post:
                principal = PEOPLE[post["stands_in_for"]]
                assert {(p["unit"], p["capacity"]) for p in principal["posts"]} >= {(post["unit"], post["capacity"])}


def test_addresses_stand_once():
    counted = Counter([*DOCUMENTS, *INTERPRETATIONS, *NEWS])
    assert [slug for slug, count in counted.items() if count > 1] == []
    assert len(DOCUMENTS) == len(read_all("disclosures")) + len(UNDERWAY["disclosures"]) and len(NEWS) == len(
        read_all("news")
    )


def test_documents_stand_in_a_column_and_unit_that_exist():
    for slug, row in DOCUMENTS.items():
        column = COLUMNS[row["column"]]
        assert row["unit"] in UNITS and column["kind"] == "disclosure" and not column.get("start_empty"), slug


def test_documents_refer_to_older_ones():
    for slug, row in DOCUMENTS.items():
        for relation in ("replaces", "amends", "repeals"):
            for other in row.get(relation, []):
                assert DOCUMENTS[other]["formed_days_ago"] > row["formed_days_ago"], (slug, relation, other)


@pytest.mark.clause("D1")
def test_documents_stand_under_topics_of_the_catalogue():
    text = read("catalogue")["topics"]
    assert terms.problems(text) == []
    names = {term.name for term in terms.parse(text)}
    assert {row["topic"] for row in DOCUMENTS.values()} <= names


@pytest.mark.clause("D4")
def test_important_policy_documents_are_explained_or_let_go_first():
    explained = {row["interprets"] for row in INTERPRETATIONS.values()}
    for slug, row in DOCUMENTS.items():
        if row["tier"] == "important" and row["genre"] in {"规范性文件", "办法", "规定", "意见", "规划"}:
            assert slug in explained or row["waiver"]["reason"], slug


def test_interpretations_explain_a_document_of_their_unit():
    for slug, row in INTERPRETATIONS.items():
        assert row["unit"] == DOCUMENTS[row["interprets"]]["unit"] and row["column"] in COLUMNS, slug


@pytest.mark.clause("N5")
def test_news_stands_in_a_column_of_its_category_and_reprints_name_their_source():
    for slug, row in NEWS.items():
        assert row["unit"] in UNITS and row["category"] in COLUMNS[row["column"]]["categories"], slug
        assert ("source_url" in row) == (row["category"] == "reprint"), slug


def test_the_special_topic_shows_what_there_is():
    topic = read("topic")["topic"]
    assert topic["owner"] in UNITS and topic["parent"] in COLUMNS
    kinds = {tile.name for tile in plugin.tile_types()}
    used = set()
    for name, value in _pairs(topic["tiles"]):
        assert name != "page" or not isinstance(value, str) or value in {**DOCUMENTS, **INTERPRETATIONS, **NEWS}, value
        assert name != "picture" or value in SCENES, value
        used |= {name} & kinds
    assert len(used) >= 15  # it is what people look at to see what topics can be made of
    for colour in (topic["look"]["accent"], topic["look"]["accent_2"]):
        check_accent(colour)


def _pairs(value):
    """Every name with its value, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, inner
            yield from _pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)


def test_something_waits_at_every_kind_of_desk():
    waiting = {row["waits_at"] for kind in ("disclosures", "column_requests") for row in UNDERWAY[kind]}
    assert waiting == {"secrecy_reviewer", "unit_head", "leader_in_charge", "office_staff", "maker"}
    assert all(row["reason"] for row in UNDERWAY["take_downs"])
    for row in UNDERWAY["disclosures"]:
        assert COLUMNS[row["column"]]["owner"] == row["unit"] and ("returned" in row) == (row["waits_at"] == "maker")
        assert (row["tier"] == "important") or row["waits_at"] != "leader_in_charge"
    for row in UNDERWAY["column_requests"]:
        assert row["slug"] not in COLUMNS and row["parent"] in COLUMNS and row["unit"] in UNITS


def test_questions_are_at_a_stage_that_fits_their_facts():
    for row in read("questions")["questions"]:
        answered = row["stage"].startswith("answered")
        assert row["unit"] in UNITS or (row["unit"] is None and row["stage"] == "received"), row["subject"]
        assert (row["answered_days_ago"] is not None) == answered, row["subject"]
        assert bool(row["reply"]) == (answered or row["stage"] == "replying"), row["subject"]
        assert row["stage"] != "answered_public" or row["public_question"], row["subject"]


@pytest.mark.clause("C3")
def test_links_lead_to_registered_sites():
    hosts = {row["host"] for row in read("site")["link_targets"]}
    for path in FOLDER.glob("*.yaml"):
        found = set(re.findall(r"https?://([^/\"\s?]+)", path.read_text(encoding="utf-8")))
        assert found <= hosts, path.name


def test_no_text_has_a_word_of_the_lexicon():
    words = [row["word"] for row in read("site")["lexicon"]]
    for path in FOLDER.glob("*.yaml"):
        if path.stem not in ("site", "organisation"):
            text = path.read_text(encoding="utf-8")
            assert [word for word in words if word in text] == [], path.name


def test_every_placeholder_is_filled(documents):
    for slug, row in documents.items():
        for text in (row["title"], row["doc_no"], row["body"], *row["files"]):
            assert "{" not in text and "}" not in text, slug


def test_document_numbers_are_normal_and_stand_once(documents):
    serials = Counter()
    for slug, row in documents.items():
        if row["doc_no"]:
            number = document_numbers.parse(row["doc_no"])
            assert number.normal == row["doc_no"] and not document_numbers.looks_wrong(row["doc_no"]), slug
            serials[number.agency, number.year, number.serial] += 1
    assert [number for number, count in serials.items() if count > 1] == []


@pytest.mark.clause("D3")
def test_closing_lines_bear_the_date_of_formation(documents):
    for slug, row in documents.items():
        assert closing.date_of(row["body"]) == row["formed"], slug


def test_a_document_is_in_force_when_it_says_so(documents):
    for slug, row in documents.items():
        if (offset := row.get("effective_offset")) is not None:
            assert (offset > row["formed_days_ago"]) == (row["effect"] == "pending"), slug
            written = validity_of(row["body"], row["formed"]).effective_on
            assert written in (None, row["formed"] + timedelta(days=offset)), slug


def test_nobody_s_numbers_stand_in_a_text(documents):
    for slug, row in documents.items():
        assert not any(personal.find(text) for text in (row["body"], *row["files"])), slug
