"""Everyday words are looked for as official ones too, which is said and can be taken back."""

from __future__ import annotations

import pytest

from search import rules, services
from search.models import Scheme
from search.query import parse
from search.rules import other_wordings

LIST = "房产证、房本 = 不动产权证书、房屋所有权证\n房产 = 不动产\n征地 = 土地征收"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("房产证补办", ["不动产权证书补办", "房屋所有权证补办"]),
        ("房產證 丢了", ["不动产权证书 丢了", "房屋所有权证 丢了"]),
        ("房产", ["不动产"]),
        ("征地 房产", ["土地征收 不动产"]),
        ("土地征收", []),
        ("征地（土地征收）", []),  # it says so itself
        ("", []),
    ],
)
def test_the_longest_everyday_word_counts(typed: str, meant: list[str]) -> None:
    assert list(other_wordings(typed, LIST)) == meant


def test_there_are_never_many_wordings() -> None:
    many = "\n".join(f"甲{n} = " + "、".join(f"乙{n}{m}" for m in range(9)) for n in range(9))
    assert len(list(other_wordings("".join(f"甲{n}" for n in range(9)), many))) == 5


def test_an_empty_list_changes_nothing() -> None:
    asked = parse("房产证")
    assert rules.widened(asked, "") == asked


@pytest.mark.parametrize("typed", ['"房产证"', "房产证 OR 地契", "岭自然资规〔2026〕8号", "标题:房产证"])
def test_what_is_asked_to_the_letter_stays(typed: str) -> None:
    assert rules.widened(parse(typed), LIST) == parse(typed)
    assert rules.widened(parse("房产证", plain=True), LIST).query.alternatives == ()


@pytest.mark.django_db
def test_official_words_are_found_and_it_is_said(shelf) -> None:
    shelf.put("1", title="不动产权证书补发须知", body="遗失的应当公告。")
    shelf.put("2", title="房产证样式", body="")
    services.write_current(shelf.source(), list(shelf.records))
    found = services.find(parse("房产证"))
    assert [hit.key for hit in found.results.hits] == ["shelf:2", "shelf:1"], "what was typed comes first"
    assert "不动产权证书" in str(found.understood[-1].text) and found.understood[-1].undo
    assert "<mark>不动产权证书</mark>" in found.results.hits[1].title_html
    assert [hit.key for hit in services.find(parse("房产证", plain=True)).results.hits] == ["shelf:2"]


@pytest.mark.django_db
def test_without_a_version_the_portals_own_lists_are_in_force() -> None:
    assert rules.in_force() == rules.DEFAULTS and "不动产权证书" in rules.in_force()[Scheme.SYNONYMS]
