"""JSON that was made to harm is refused with a sentence, and never reaches the database."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.oa.parsing import parse
from portal.oa.problems import Problem

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc字", max_size=4), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.text("abc字", max_size=4), json_values, max_size=4))
def test_what_is_sound_comes_back_as_it_was(value):
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=60))
def test_whatever_comes_is_an_object_or_a_problem(body):
    try:
        assert isinstance(parse(body), dict)
    except Problem as problem:
        assert problem.code == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'"text"', b"{", b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1, "a": 2}', b"\xff\xfe{}",
        b'{"a": "\\u0000"}', b'{"\\u0000": 1}', b'{"a": ["\\ud800"]}', b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", '{"a": "ａ"}'.encode("gb18030"),
        b'{"a": {"b": {"c": [1, {"d": "x\\u0000y"}]}}}',
    ],
)  # fmt: skip
def test_hostile_json_is_refused(body):
    with pytest.raises(Problem) as refused:
        parse(body)
    assert refused.value.code == "malformed" and str(refused.value.detail)


def test_a_backslash_before_u0000_is_text():
    assert parse(b'{"a": "\\\\u0000"}') == {"a": "\\u0000"}
