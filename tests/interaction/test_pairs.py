"""Questions as pairs of characters: folded, without idle words, stored so that they come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interaction.pairs import packed, pairs, unpacked


def test_writing_and_marks_make_no_difference():
    assert pairs("宅基地登記，要哪些 材料？") == pairs("宅基地登记要哪些材料") == pairs("宅基地登记 要哪些材料！")
    assert pairs("ＡＢ12") == pairs("ab12")


@pytest.mark.parametrize("text", ["", "土", "请问怎么办理", "？！…"])
def test_what_every_question_has_says_nothing(text):
    assert pairs(text) == set()


def test_neighbours_across_a_mark_are_a_pair_and_order_matters():
    assert len(pairs("登记、材料")) == 3
    assert not pairs("登记") & pairs("记登")


@given(st.sets(st.integers(0, 2**32 - 1), max_size=500))
def test_what_is_stored_comes_back(found):
    stored = packed(found)
    assert len(stored) == 4 * len(found)
    assert list(unpacked(stored)) == list(unpacked(memoryview(stored))) == sorted(found)


def test_the_lowest_byte_stands_first():
    assert packed({0x01020304, 1}) == b"\x01\0\0\0\x04\x03\x02\x01"


@given(st.text(max_size=200))
def test_any_text_has_pairs_that_can_be_stored(text):
    assert set(unpacked(packed(pairs(text)))) == pairs(text)
