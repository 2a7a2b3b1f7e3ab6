"""Who may call which URL: every URL of the resolver, as every kind of person, against tests/access/table.yaml."""

import gc
import re

import pytest

from tests.access import table
from tests.access.examples import EXAMPLES, LEFT_OUT, examples
from tests.access.looking import answers
from tests.access.routes import Route, routes
from tests.access.world import PEOPLE

KEYS = [key for route in routes() for key, _example in examples(route)]


def test_every_url_stands_in_the_table():
    missing = [key for key in KEYS if key not in table.read()]

    assert not missing, f"not in tests/access/table.yaml: {missing}"


def test_the_table_has_no_url_that_is_gone():
    gone = [key for key in table.read() if key not in KEYS]

    assert not gone, f"gone from the resolver: {gone}"


def test_no_example_is_left_over():
    used = {start for start in EXAMPLES for route in routes() if route.parameters and _first(route) == start}

    assert used == set(EXAMPLES)


def test_what_is_left_out_is_there():
    assert {route.pattern for route in routes()} >= set(LEFT_OUT)


def _first(route: Route) -> str | None:
    return next((start for start in EXAMPLES if re.match(start, route.pattern)), None)


# Wagtail leaves files of pictures open; they are collected here, and not in the test that comes next.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.django_db
@pytest.mark.parametrize("kind", PEOPLE)
def test_each_person_gets_what_the_table_says(world, kind):
    expected = table.read()
    found = answers(world, kind)

    wrong = {
        key: f"{answer} instead of {expected.get(key, {}).get(kind)}"
        for key, answer in found.items()
        if answer != expected.get(key, {}).get(kind)
    }
    gc.collect()
    assert not wrong
