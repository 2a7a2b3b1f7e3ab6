"""How much a title is like what was typed: counted in the title as it stands, the figure is as by gathering grams."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from search.ranking import _dice, _grams

TEXTS = st.text("土地管理法aa1", max_size=12)


@given(TEXTS.filter(bool), TEXTS)
def test_it_is_the_dice_overlap_of_characters_and_bigrams(typed: str, title: str) -> None:
    asked, held = (Counter(text) + Counter(map("".join, pairwise(text))) for text in (typed, title))
    assert _dice(_grams(typed), title) == 2 * (asked & held).total() / (asked.total() + held.total())
