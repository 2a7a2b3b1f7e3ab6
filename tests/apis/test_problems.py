"""Problems of programs that call: a code for them, words for people, in the caller's language."""

from __future__ import annotations

import json

import pytest
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from portal.apis import problems
from portal.apis.problems import PROBLEMS, Problem

asking = RequestFactory()


@pytest.mark.parametrize("code", PROBLEMS)
def test_each_problem_is_told_in_both_languages(code):
    told = {}
    for language in ("zh-hans", "en"):
        with override(language):
            told[language] = Problem(code).as_json()
    assert told["en"]["title"] != told["zh-hans"]["title"] and told["en"]["type"] == told["zh-hans"]["type"]
    assert told["en"]["status"] == PROBLEMS[code][0] and told["en"]["detail"] == told["en"]["title"]


def test_an_answer_carries_its_status_and_headers():
    answer = problems.answer(Problem("too-many").as_json(), problems.too_many(30))
    assert (answer.status_code, answer["Retry-After"]) == (429, "30")
    assert answer["Content-Type"] == "application/problem+json" and json.loads(answer.content)["errors"] == []


@pytest.mark.parametrize(
    ("wish", "language"),
    [({}, "zh-hans"), ({"HTTP_ACCEPT_LANGUAGE": "en-GB,en"}, "en"), ({"HTTP_ACCEPT_LANGUAGE": "xx"}, "zh-hans")],
)
def test_the_language_is_the_callers_or_the_portals(wish, language):
    assert problems.language_of(asking.get("/", **wish)) == language


class Wanted(BaseModel, extra="forbid"):
    name: str = Field(max_length=3)
    rows: list[int] = Field(default=[], max_length=2)


@pytest.mark.parametrize(
    ("given_", "pointer", "sentence"),
    [
        ({}, "/name", "This field is missing."),
        ({"name": "long"}, "/name", "The value is longer than 3 characters."),
        ({"name": "a", "colour": 1}, "/colour", "There is no such field."),
        ({"name": "a", "rows": [1, 2, 3]}, "/rows", "There are more than 2."),
        ({"name": "a", "rows": ["x"]}, "/rows/0", "The value isn't right (int)."),
    ],
)
def test_what_does_not_fit_is_pointed_at(given_, pointer, sentence):
    with pytest.raises(ValidationError) as refused, override("en"):
        Wanted(**given_)
    errors = [{**error, "loc": ("query", *error["loc"])} for error in refused.value.errors()]
    with override("en"):
        assert problems.pointed(errors) == [(pointer, sentence)]


@given(st.integers(0, 200))
def test_many_faults_are_told_up_to_a_bound(count):
    errors = [{"loc": ("query", str(n)), "type": "missing"} for n in range(count)]
    assert len(problems.pointed(errors)) == min(count, 50)
