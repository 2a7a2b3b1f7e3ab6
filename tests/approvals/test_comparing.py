"""Comparing versions: equal versions give nothing, every difference is shown, and nothing of either is lost."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.approvals.comparing import ADDED, CHANGED, REMOVED, SAME, Bounds, Change, Part, compare

pytestmark = [pytest.mark.clause("D6"), pytest.mark.clause("D8")]
WORDS = st.sampled_from(["登记", "机构", "应当", "查询", "，", "。", "2026年", "a", " ", "所有", "资料"])
LINES = st.lists(st.lists(WORDS, max_size=8).map("".join), min_size=1, max_size=6)
KEYED = st.lists(st.tuples(st.sampled_from("abcdefg"), LINES), max_size=7, unique_by=lambda entry: entry[0])
UNNAMED = st.lists(st.tuples(st.just(""), LINES), max_size=7)
PARTS = st.one_of(KEYED, UNNAMED)


def parts(entries: list[tuple[str, list[str]]]) -> list[Part]:
    return [Part("body", key, "正文", lines, lambda lines=lines: list(lines), at) for at, (key, lines) in
            enumerate(entries, start=1)]  # fmt: skip


def side(change: Change, without: str) -> list[str]:
    """The lines of one version, joined back together from the pieces of a change."""
    gone = ADDED if without == ADDED else REMOVED
    return [
        "".join(piece.text for piece in row.pieces if piece.kind != gone) for row in change.rows if row.kind != gone
    ]


@given(PARTS)
def test_equal_versions_show_no_change(entries):
    assert compare(parts(entries), parts(entries)) == []


@settings(max_examples=300)
@given(PARTS, PARTS)
def test_every_difference_is_shown_and_joining_the_pieces_gives_either_version(before, after):
    changes = compare(parts(before), parts(after))
    assert bool(changes) is (before != after)
    old, new = (Counter(tuple(lines) for _key, lines in version) for version in (before, after))
    shown_old = Counter(tuple(side(change, ADDED)) for change in changes if change.kind != ADDED)
    shown_new = Counter(tuple(side(change, REMOVED)) for change in changes if change.kind != REMOVED)
    assert shown_old <= old and shown_new <= new
    # What isn't shown stands in both versions alike.
    assert old - shown_old == new - shown_new


@given(st.permutations("abcdef"))
def test_moved_parts_are_the_fewest_that_explain_the_order(order):
    lines = {key: [f"第{key}条"] for key in order}
    changes = compare(parts([(key, lines[key]) for key in "abcdef"]), parts([(key, lines[key]) for key in order]))
    assert all(change.was and change.kind == SAME for change in changes)
    stayed = [key for at, key in enumerate(order, start=1) if at not in {change.number for change in changes}]
    assert stayed == sorted(stayed)
    assert len(changes) <= 5


@given(LINES, LINES)
def test_folding_hides_only_lines_without_change(old, new):
    for change in compare(parts([("a", old)]), parts([("a", new)])):
        folded = list(change.folded())
        rows = [row for row in folded if not isinstance(row, int)]
        assert [row for row in rows if row.kind != SAME] == [row for row in change.rows if row.kind != SAME]
        assert len(rows) + sum(row for row in folded if isinstance(row, int)) == len(change.rows)


def one(before: list[str], after: list[str], **bounds) -> Change:
    (change,) = compare(parts([("a", before)]), parts([("a", after)]), Bounds(**bounds))
    return change


def test_inside_a_line_the_words_that_differ_are_marked():
    change = one(["权利人可以依法查询、复制所有登记结果。"], ["权利人可以依法查询、复制与其相关的登记结果。"])
    (row,) = change.rows
    assert row.kind == CHANGED
    assert [(piece.kind, piece.text) for piece in row.pieces] == [
        (SAME, "权利人可以依法查询、复制"),
        (REMOVED, "所有"),
        (ADDED, "与其相关的"),
        (SAME, "登记结果。"),
    ]


def test_a_line_put_before_others_leaves_them_as_they_are():
    change = one(["第一条　登记。", "第二条　查询。"], ["第零条　总则。", "第一条　登记。", "第二条　查询。"])
    assert [row.kind for row in change.rows] == [ADDED, SAME, SAME]


def test_lines_that_have_nothing_in_common_are_replaced_as_a_whole():
    (row,) = one(["本通知自印发之日起施行"], ["特此公告"]).rows
    assert [(piece.kind, piece.text) for piece in row.pieces] == [
        (REMOVED, "本通知自印发之日起施行"),
        (ADDED, "特此公告"),
    ]


def test_blocks_that_were_typed_anew_are_found_again_by_what_they_say():
    before = [("1", ["各市、县自然资源主管部门："]), ("2", ["为规范登记，现通知如下。"]), ("3", ["特此通知。"])]
    after = [("9", ["各市、县自然资源主管部门："]), ("8", ["为进一步规范登记，现通知如下。"]), ("7", ["特此通知。"])]
    (change,) = compare(parts(before), parts(after))
    assert change.kind == CHANGED and change.number == 2 and not change.was


def test_what_is_read_alike_but_stored_otherwise_is_said():
    before = Part("", "body", "正文", "<p>一</p>", lambda: ["一"])
    after = Part("", "body", "正文", "<p><b>一</b></p>", lambda: ["一"])
    (change,) = compare([before], [after])
    assert change.unseen


def test_a_long_text_is_compared_within_its_bounds_and_says_when_they_are_reached():
    old = [f"第{number}条　登记机构应当在{number}个工作日内办理。" for number in range(6000)]
    new = [line.replace("应当", "必须") if at % 50 == 0 else line for at, line in enumerate(old)]
    began = time.monotonic()
    change = one(old, new, rows=5000)
    assert time.monotonic() - began < 5 and not change.coarse
    assert change.cut and len(change.rows) == 5000
    coarse = one(old, new, seconds=0)
    assert coarse.coarse and {row.kind for row in coarse.rows} == {REMOVED}  # the rows end before the new ones begin
    assert not one(["一"], ["二"], seconds=5).coarse
