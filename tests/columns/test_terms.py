"""Lists written as lines, and patterns of index numbers (clause D1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from columns import catalogue_defaults, terms

pytestmark = pytest.mark.clause("D1")
LIST = "land 土地\n  market 土地市场\n    auction 招标 拍卖\n  farmland 耕地保护\nsea 海洋"


def test_a_list_is_a_tree_in_the_order_of_its_lines():
    found = terms.parse(LIST)
    assert [(term.code, term.name, term.level) for term in found] == [
        ("land", "土地", 0),
        ("market", "土地市场", 1),
        ("auction", "招标 拍卖", 2),
        ("farmland", "耕地保护", 1),
        ("sea", "海洋", 0),
    ]
    assert found.under("land") == {"land", "market", "auction", "farmland"}
    assert found.full_name("auction") == "土地\\土地市场\\招标 拍卖"
    assert terms.problems(LIST) == []


def test_an_unknown_code_is_shown_as_it_is():
    found = terms.parse(LIST)
    assert (found.name("old"), found.full_name("old"), found.under("old")) == ("old", "old", {"old"})


def test_choices_are_indented_and_can_be_grouped():
    found = terms.parse(LIST)
    assert found.choices()[1] == ("market", "　土地市场")
    assert found.grouped()[0] == (
        "土地",
        [("market", "土地市场"), ("auction", "　招标 拍卖"), ("farmland", "耕地保护")],
    )


@pytest.mark.parametrize("indent", ["  ", "　", "\t"])
def test_two_spaces_a_wide_one_or_a_tab_are_one_step(indent):
    assert terms.parse(f"land 土地\n{indent}market 市场").by_code["market"].path == ("land", "market")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", None),
        ("土地", "1"),
        ("land", "1"),
        ("Land 土地", "1"),
        ("land 土地\n    market 市场", "2"),
        ("land 土地\nland 地", "2"),
        (f"land {'土' * 61}", "1"),
        ("land 土地\n" * 601, None),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, line):
    found = terms.problems(text)
    assert found and (line is None or line in found[0])


@pytest.mark.parametrize("scheme", ["topic", "genre", "audience", "ground"])
def test_the_portals_own_lists_are_sound(scheme):
    assert terms.problems(catalogue_defaults.BY_SCHEME[scheme]) == []


def test_the_portals_own_pattern_is_sound():
    assert terms.pattern_problems(catalogue_defaults.INDEX_NUMBER) == []


codes = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,39}", fullmatch=True)


@given(st.lists(st.tuples(codes, st.integers(0, 4)), min_size=1, max_size=20, unique_by=lambda pair: pair[0]))
def test_what_has_no_problem_is_read_whole(rows):
    text = "\n".join("  " * level + f"{code} 名称" for code, level in rows)
    if not terms.problems(text):
        assert [(term.code, term.level) for term in terms.parse(text)] == rows


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    terms.problems(text)
    terms.pattern_problems(text)
    assert all(term.code for term in terms.parse(text))


@pytest.mark.parametrize(
    "pattern",
    ["{org}/{year}-{serial:05}", "{org}-{year}-{serial}", "粤{org}/{year}/{serial:08}号", "{year}:{org}:{serial:04}"],
)
def test_sound_patterns(pattern):
    assert terms.pattern_problems(pattern) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{org}/{year}",
        "{org}/{year}-{serial}-{serial}",
        "{org}/{year}-{serial}{topic}",
        "{org}{year}-{serial:05}",
        "{org}/{year}{serial:05}",
        "{org}/{year}5{serial:05}",
        "{org}/{year}-{serial:5}",
        "{org!r}/{year}-{serial:05}",
        "{org.name}/{year}-{serial:05}",
        "{org}/{year:>9}-{serial:05}",
        "{org}/{year}-{serial:05",
        "{org} / {year}-{serial:05}",
        "政府信息公开目录索引号/{org}/{year}-{serial:05}",
    ],
)
def test_patterns_that_could_give_no_number_or_the_same_twice(pattern):
    assert terms.pattern_problems(pattern)


@given(
    st.sampled_from(["{org}/{year}-{serial:05}", "{year}:{org}:{serial}"]),
    st.lists(
        st.tuples(st.from_regex("[A-Z0-9]{1,18}", fullmatch=True), st.integers(2000, 2100), st.integers(1, 99_999)),
        unique=True,
        max_size=8,
    ),
)
def test_a_sound_pattern_never_writes_two_numbers_alike(pattern, numbers):
    written = [pattern.format(org=org, year=year, serial=serial) for org, year, serial in numbers]
    assert len(set(written)) == len(numbers) and all(len(number) <= terms.LONGEST_NUMBER for number in written)
