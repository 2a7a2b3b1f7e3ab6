"""Lists of words are texts that people write; what is wrong with a line is said with its number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules import DEFAULTS
from search.word_lists import MOST_LINES, parse, problems


def test_a_line_has_what_is_typed_and_what_is_meant() -> None:
    text = "# 登记\n房产证、 房 本，房產證 = 不动产权证书、 国有土地使用证\n\n征地=土地征收"
    first, second = parse(text)
    assert (first.number, first.typed) == (2, ("房产证", "房 本"))
    assert first.meant == ("不动产权证书", "国有土地使用证")
    assert (second.number, second.typed, second.meant) == (4, ("征地",), ("土地征收",))
    assert list(problems(text)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("房产证", "1"),
        ("房产证 =", "1"),
        ("= 不动产权证书", "1"),
        ("# 注\n证 = 不动产权证书", "2"),
        ("长" * 41 + " = 甲", "1"),
        ("甲乙 = 丙\n丁、甲乙 = 戊", "2"),
        ("、".join(f"甲{n}" for n in range(13)) + " = 乙", "12"),
        ("\n".join(f"甲{n} = 乙" for n in range(MOST_LINES + 1)), str(MOST_LINES)),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    found = list(problems(text))
    assert found and said in found[0]


@given(st.text(max_size=300))
def test_any_text_is_a_list_or_is_told_why_not(text: str) -> None:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(parse(text)) == len(lines) or list(problems(text))


@pytest.mark.parametrize("text", DEFAULTS.values())
def test_the_portals_own_lists_are_in_order(text: str) -> None:
    assert list(problems(text)) == []
