"""Versions of one document stand together, the one in force first; books under one title stay apart."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.addons.types import IndexRecord
from portal.text import segmenting
from search import documents, versions
from search.ranking import Candidate, standing

FIRST = "第一条 为了规范矿产资源勘查和开采活动，维护所有者权益。第二条 勘查、开采矿产资源应当依法取得探矿权、采矿权。"
REVISED = FIRST + "第三条 本办法自公布之日起施行，原办法同时废止。"
OTHER = "第一条 民事主体的人身权利、财产权利以及其他合法权益受法律保护。第二条 自然人的民事权利能力一律平等。"


def card(title: str, body: str, on: date | None = None, **facts: object) -> dict:
    record = IndexRecord(key="t:1", kind="disclosure", title=title, url="/", body=body, on=on, **facts)
    return documents.build(record, 1).card


def candidate(*facts: object, **more: object) -> Candidate:
    return Candidate(1.0, card(*facts, **more), None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("矿产资源管理办法", FIRST), ("矿产资源管理办法", REVISED), True),
        (("民法典", OTHER), ("民法典", FIRST), False),  # two books under one title
        (("矿产资源管理办法", FIRST), ("关于转发《矿产资源管理办法》的通知", FIRST), True),  # the same text
        (("矿产资源管理办法", FIRST), ("矿产资源管理细则", OTHER), False),
        (("空白", ""), ("空白", ""), False),  # nothing to tell by
    ],
)
def test_what_is_a_version(one, other, same) -> None:
    assert versions.same(card(*one), card(*other)) is same


def test_they_stand_at_the_place_of_the_best_with_the_one_in_force_first() -> None:
    old = candidate("办法", FIRST, date(2010, 1, 1), effect="repealed")
    between = candidate("细则", OTHER, date(2020, 1, 1))
    kept = candidate("办法", REVISED, date(2019, 1, 1), effect="in_force")
    newer = candidate("办法", FIRST, date(2023, 1, 1), effect="expired")
    assert versions.together([old, between, kept, newer], standing) == [kept, newer, old, between]


@given(st.lists(st.sampled_from([("办法", FIRST), ("办法", REVISED), ("办法", OTHER), ("细则", OTHER)]), max_size=30))
def test_nothing_is_lost_and_groups_are_whole(drawn) -> None:
    candidates = [Candidate(1.0, card(*facts, on=date(2000 + place, 1, 1)), place) for place, facts in enumerate(drawn)]
    found = versions.together(candidates, standing)
    assert sorted(one.reference for one in found) == list(range(len(drawn)))
    firsts = [one.reference for one in candidates]
    if not any(versions.same(a.card, b.card) for a in candidates for b in candidates if a is not b):
        assert [one.reference for one in found] == firsts


@given(
    st.lists(
        st.tuples(st.sampled_from(["办法", "细则"]), st.sampled_from([FIRST, REVISED, OTHER, FIRST + OTHER])),
        max_size=30,
    ),
    st.integers(0, 12),
)
def test_the_first_places_are_the_same_however_many_are_asked_for(drawn, first) -> None:
    candidates = [Candidate(1.0, card(*facts, on=date(2000 + place, 1, 1)), place) for place, facts in enumerate(drawn)]
    found = versions.together(candidates, standing, first)
    assert found[:first] == versions.together(candidates, standing)[:first]
    assert sorted(one.reference for one in found) == list(range(len(drawn)))


@given(st.lists(st.text("矿产资源土地", min_size=1, max_size=3), max_size=60))
def test_a_sketch_is_like_itself_and_small(words: list[str]) -> None:
    made = versions.sketch(words)
    assert len(made) <= 24 and (versions.likeness(made, made) == 1.0 or not made)


def test_likeness_is_near_the_share_of_what_both_have() -> None:
    words = segmenting.words(FIRST * 3 + OTHER)
    longer = words + segmenting.words("其他规定由省人民政府另行制定并报国务院备案")
    pairs, more = {*pairwise(words)}, {*pairwise(longer)}
    share = len(pairs & more) / len(pairs | more)
    assert abs(versions.likeness(versions.sketch(words), versions.sketch(longer)) - share) < 0.2
