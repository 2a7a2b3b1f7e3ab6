"""A request that is too large, or doesn't say how large it is, is answered before anything reads it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import resolve

from portal.files.middleware import RequestSizeMiddleware
from tests import factories

pytestmark = pytest.mark.django_db
PUBLIC, STAFF = settings.GONGKAI["REQUEST_MAX_BYTES"], settings.GONGKAI["STAFF_REQUEST_MAX_BYTES"]
ADDRESSES = ["/", "/interaction/consult/", "/interaction/status/", "/search/", "/admin/login/", "/nowhere/"]


class Unread:
    """A body that fails whoever reads it."""

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_public_is_told_in_words_at_every_address(site, client, address):
    body = {"wsgi.input": Unread()}
    answer = client.generic("POST", address, CONTENT_LENGTH=str(PUBLIC + 1), **body)
    assert answer.status_code == 413
    assert "32" in answer.content.decode() and "<h1>" in answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_does_not_say_how_large_it_is_is_not_read(site, client, address):
    answer = client.generic("POST", address, HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input": Unread()})
    assert answer.status_code == 411
    assert client.generic("POST", address, CONTENT_LENGTH="many").status_code == 411


def test_staff_send_more_and_not_without_end(site, rf):
    passed = RequestSizeMiddleware(lambda request: HttpResponse("through"))
    user = factories.UserFactory()

    def answer(length, path="/admin/"):
        request = rf.post(path, CONTENT_LENGTH=str(length))
        request.user = user
        return passed(request).status_code

    assert (answer(PUBLIC + 1), answer(STAFF)) == (200, 200)
    request = rf.post("/admin/", CONTENT_LENGTH=str(STAFF + 1))
    request.user, request.session, request.COOKIES = user, {}, {}
    assert passed(request).status_code == 413


def test_systems_hand_in_attachments_and_are_refused_in_plain_words(site, client):
    assert resolve("/oa/v1/files").func
    passed = client.generic("POST", "/oa/v1/files", CONTENT_LENGTH=str(PUBLIC + 1))
    assert passed.status_code != 413  # who it is and what it sends is the API's to look at
    answer = client.generic("POST", "/oa/v1/files", CONTENT_LENGTH=str(STAFF + 1))
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/plain; charset=utf-8")


def test_what_is_small_costs_no_query(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert RequestSizeMiddleware(lambda request: HttpResponse())(rf.post("/", {"a": "b"})).status_code == 200
