from __future__ import annotations

import pytest

from search import services
from search.did_you_mean import nearest
from search.query import parse

TITLES = ["岭海省矿产资源总体规划", "不动产登记暂行条例实施细则"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("矿产资原", "矿产资源"),  # sounds the same
        ("不动铲登机", "不动产登记"),
        ("不动产登纪", "不动产登记"),
        ("矿产总体规划", ""),  # four characters are missing
        ("矿资源", "矿产资源"),  # one is missing
        ("不动动产登记", "不动产登记"),  # one too many
        ("登记暂行例", "登记暂行条例"),
        ("实施佃册", ""),
        ("矿产资源", ""),  # that is what is there
        ("矿原", ""),  # too short to tell
        ("kuangchan", ""),
        ("矿产 资原", ""),
        ("x" * 300, ""),
        ("", ""),
    ],
)
def test_the_nearest_stretch_of_a_title_is_meant(typed: str, meant: str) -> None:
    assert nearest(typed, TITLES) == meant


def test_of_several_the_nearest_counts_then_the_better_result() -> None:
    assert nearest("土地征守", ["土地增收", "土地征收"]) == "土地征收"
    assert nearest("土地征守", ["土地征税", "土地征收"]) == "土地征收", "it sounds the same"
    assert nearest("土地征守", ["土地征税", "土地征地"]) == "土地征税"


def test_words_of_a_title_are_not_cut_in_two() -> None:
    assert nearest("房产征", ["房产登记办法"]) == ""


def test_a_known_word_is_meant_though_no_title_has_it() -> None:
    known = ["房产证", "征地补偿", "不动产 权证书"]
    assert nearest("房产征", ["房产登记办法"], known) == "房产证"
    assert nearest("征地补尝", [], known) == "征地补偿"
    assert nearest("房产证", ["房产政策"], known) == "", "it is what was typed"


@pytest.mark.django_db
def test_everyday_words_of_the_list_are_known(shelf) -> None:
    shelf.put("1", title="不动产权证书样式", body="")
    services.write_current(shelf.source(), ["1"])
    lists = {"synonyms": "房产证 = 不动产权证书", "best_bets": ""}
    assert services.find(parse("房产征"), lists=lists).meant == "房产证"


@pytest.mark.django_db
def test_it_is_asked_where_nothing_has_what_was_typed(shelf) -> None:
    shelf.put("1", title="不动产登记暂行条例实施细则", body="")
    services.write_current(shelf.source(), ["1"])
    assert services.find(parse("不动产登纪")).meant == "不动产登记"
    assert services.find(parse("不动产登纪", plain=True)).meant == ""
    shelf.put("2", title="错别字更正", body="文中“不动产登纪”应为别的。")
    services.write_current(shelf.source(), ["2"])
    assert services.find(parse("不动产登纪")).meant == "", "it is no mistake: a document has it"
