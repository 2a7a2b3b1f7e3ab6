"""Who may pass: methods, limits, languages, conditional answers."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory
from django.utils.translation import get_language

from portal.apis.problems import Problem
from search.api import limits
from search.api.door import METHODS, door
from tests.plugins.portal import empty_caches

asking = RequestFactory()


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    empty_caches()


@door
def told(request, **_values) -> HttpResponse:
    return JsonResponse({"method": request.method, "language": get_language()})


@door
def refused(request) -> HttpResponse:
    raise Problem("not-found")


def test_a_head_is_answered_as_its_get_and_stays_a_head():
    request = asking.head("/")
    assert b'"GET"' in told(request).content and request.method == "HEAD"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_who_wants_to_change_something_is_refused(method):
    answer = told(getattr(asking, method)("/"))
    assert answer.status_code == 405 and answer["Allow"] == METHODS and answer["Cache-Control"] == "no-store"


def test_options_say_what_other_sites_scripts_may_send():
    answer = told(asking.options("/"))
    assert answer.status_code == 204 and "If-None-Match" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(("wish", "language"), [({}, "zh-hans"), ({"HTTP_ACCEPT_LANGUAGE": "en"}, "en")])
def test_the_answer_is_in_the_callers_language(wish, language):
    answer = told(asking.get("/", **wish))
    assert f'"{language}"'.encode() in answer.content and "Accept-Language" in answer["Vary"]


def test_the_same_answer_is_given_once():
    etag = told(asking.get("/"))["ETag"]
    again = told(asking.get("/", HTTP_IF_NONE_MATCH=etag))
    assert again.status_code == 304 and not again.content and again["ETag"] == etag
    assert told(asking.get("/", HTTP_IF_NONE_MATCH='W/"other"')).status_code == 200


def test_problems_are_answers_that_nobody_keeps():
    answer = refused(asking.get("/"))
    assert answer.status_code == 404 and answer["Cache-Control"] == "no-store" and "ETag" not in answer
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_each_address_has_its_own_limit():
    for _ in range(limits.REQUESTS.count):
        assert told(asking.get("/")).status_code == 200
    waiting = told(asking.get("/"))
    assert waiting.status_code == 429 and int(waiting["Retry-After"]) == limits.REQUESTS.seconds
    assert told(asking.get("/", REMOTE_ADDR="192.0.2.9")).status_code == 200
