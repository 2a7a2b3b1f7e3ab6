"""The public API: every answer fits its description, and what has left the public's view is in none (law 4)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from openapi_spec_validator.validation import OpenAPIV31SpecValidator
from wagtail.models import PageViewRestriction

from portal.approvals import takedowns
from portal.approvals.permits import table_permit
from portal.outbox.indexing import index_changed
from portal.outbox.services import drain
from search.api import limits
from tests import factories
from tests.plugins.portal import empty_caches

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C1")]
LIST, SEARCH = "/api/v1/documents/", "/api/v1/search"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    empty_caches()


def described() -> dict[str, Any]:
    return Client().get("/api/v1/openapi.json").json()


def ask(client: Client, address: str, parameters: Any = (), **headers: str) -> Any:
    """The answer, held against what openapi.json promises of it."""
    response = client.get(address, dict(parameters), headers=headers)
    document = described()
    found = [
        methods["get"]
        for path, methods in document["paths"].items()
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), address)
    ]
    promised = found[0]["responses"][str(response.status_code)]["content"]
    media = response.headers["Content-Type"].partition(";")[0]
    schema = {**promised[media]["schema"], "components": document["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(response.json())
    return response


def test_openapi_is_3_1_and_valid():
    document = described()
    assert document["openapi"] == "3.1.0"
    validate(document, cls=OpenAPIV31SpecValidator)
    assert set(document["paths"]) == {LIST, f"{LIST}{{key}}", SEARCH}
    assert "index_number" in document["components"]["schemas"]["Document"]["properties"]["metadata"]["properties"]


def test_the_examples_of_the_documents_run(site, client):
    factories.public_disclosure(site)
    drain()
    written = re.findall(r"^curl '(\S+)'$", Path("docs/api.md").read_text(encoding="utf-8"), re.M)
    assert len(written) == 4
    for command in written:
        address = urlsplit(command.replace("KEY", ask(client, LIST).json()["documents"][0]["key"]))
        assert ask(client, address.path, parse_qsl(address.query)).status_code == 200


def test_a_document_tells_what_its_page_tells(site, client):
    page = factories.draft_disclosure(site)
    file = factories.attach(page, factories.document(text="统一编号"))
    factories.acts.approve(page, site.department.registration.liaison, factories.timezone.now())
    drain()
    row = ask(client, LIST).json()["documents"][0]
    found = ask(client, f"{LIST}page:{page.pk}").json()
    assert {name: found[name] for name in row} == row and found["url"] == f"http://testserver{page.url}"
    assert found["metadata"]["document_number"] == "岭自然资规〔2026〕8号" and found["metadata"]["index_number"]
    assert "查询和利用" in found["text"] and found["attachments"][0]["sha256"]
    attachment = client.get(found["attachments"][0]["url"])
    assert attachment.status_code == 200 and len(attachment.getvalue()) == found["attachments"][0]["size"], file


@pytest.mark.parametrize("how", ["taken down", "restricted"])
def test_what_has_left_the_public_s_view_is_in_no_answer_at_once(site, client, how):
    page = factories.public_disclosure(site)
    drain()
    assert ask(client, SEARCH, {"q": page.title}).json()["results"]
    if how == "taken down":
        takedowns.take_down(page, site.department.publicity.handler, "有误")
    else:
        with table_permit(PageViewRestriction._meta.db_table, "test", None):
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert ask(client, f"{LIST}page:{page.pk}").status_code == 404
    assert ask(client, LIST).json()["documents"] == []
    assert ask(client, SEARCH, {"q": page.title}).json()["results"] == []


@pytest.mark.parametrize(("address", "rows"), [(LIST, "documents"), (SEARCH, "results")])
def test_cursors_reach_each_once_while_others_come_and_go(shelf, client, monkeypatch, address, rows):
    monkeypatch.setattr(limits.REQUESTS.__class__, "reached", lambda self, who: False)
    for number in range(1200):
        shelf.put(str(number), title=f"简报{number}", body="地质灾害" * (1 + number % 5))
    index_changed("shelf", *range(1200))
    drain()
    asked = {"q": "地质灾害"} if rows == "results" else {}
    found, cursor, added = [], "", 2000
    while cursor is not None:
        answer = client.get(address, {**asked, "limit": 70, **({"cursor": cursor} if cursor else {})}).json()
        found += [row["key"] for row in answer[rows]]
        cursor = answer["next_cursor"]
        shelf.put(str(added), title="新简报", body="地质灾害")
        index_changed("shelf", added)
        drain()
        added += 1
    assert len(found) == len(set(found)) and {f"shelf:{number}" for number in range(1200)} <= set(found)


def test_a_page_of_the_list_takes_as_many_queries_for_many_as_for_few(site, client):
    factories.public_disclosure(site, "doc-1")
    drain()

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(LIST, {"limit": 100}).status_code == 200
        return len(made)

    queries()
    few = queries()
    for number in range(2, 6):
        factories.public_disclosure(site, f"doc-{number}", document_number=f"岭自然资规〔2026〕{number + 10}号")
    drain()
    assert queries() == few and len(client.get(LIST).json()["documents"]) == 5


@pytest.mark.parametrize(
    ("address", "parameters", "pointer"),
    [
        (LIST, {"colour": "red"}, "/colour"),
        (LIST, {"limit": "0"}, "/limit"),
        (LIST, {"limit": "101"}, "/limit"),
        (LIST, {"since": "yesterday"}, "/since"),
        (LIST, {"since": "2026-01-01T00:00:00"}, "/since"),
        (LIST, {"cursor": "made-up"}, "/cursor"),
        (LIST, {"year": "26"}, "/year/0"),
        (LIST, {"limit": ["1", "2"]}, "/limit"),
        (SEARCH, {"sort": "price"}, "/sort"),
        (SEARCH, {"q": "字" * 201}, "/q"),
        (SEARCH, {"page": "2"}, "/page"),
    ],
)
def test_what_is_asked_wrongly_is_said(engine, client, address, parameters, pointer):
    answer = ask(client, address, parameters)
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == pointer
    english = ask(client, address, parameters, **{"Accept-Language": "en"})
    assert english.json()["title"] == "Something handed in isn't right."


def test_a_cursor_belongs_to_its_question(shelf, client):
    for number in range(3):
        shelf.put(str(number), title=f"简报{number}")
    index_changed("shelf", 0, 1, 2)
    drain()
    cursor = ask(client, LIST, {"limit": 1}).json()["next_cursor"]
    assert ask(client, LIST, {"limit": 2, "cursor": cursor}).status_code == 200
    assert ask(client, LIST, {"kind": "news", "cursor": cursor}).status_code == 422
    assert ask(client, SEARCH, {"q": "简报", "cursor": cursor}).status_code == 422


def test_an_answer_that_did_not_change_is_304(shelf, client):
    shelf.put("1", title="简报")
    index_changed("shelf", 1)
    drain()
    first = ask(client, SEARCH, {"q": "简报"})
    assert first["Cache-Control"] == "public, no-cache" and first["Access-Control-Allow-Origin"] == "*"
    assert client.get(SEARCH, {"q": "简报"}, headers={"If-None-Match": first["ETag"]}).status_code == 304
    del shelf.records["1"]
    assert client.get(SEARCH, {"q": "简报"}, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_methods_are_those_of_reading(engine, client):
    options = client.options(LIST)
    assert (options.status_code, options["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    head = client.head(LIST)
    assert head.status_code == 200 and head.content == b""
    refused = client.post(LIST)
    assert refused.status_code == 405 and refused["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/nothing").json()["type"] == "urn:gongkai:problem:not-found"


def test_who_asks_too_often_waits(engine, client):
    for _ in range(limits.REQUESTS.count):
        limits.REQUESTS.count_up("127.0.0.1")
    answer = client.get(LIST)
    assert answer.status_code == 429 and answer["Retry-After"] == str(limits.REQUESTS.seconds)
    assert client.get(LIST, REMOTE_ADDR="192.0.2.7").status_code == 200


NAMES = st.sampled_from(["q", "kind", "year", "since", "cursor", "limit", "sort", "plain", "effect", "x"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([LIST, SEARCH, f"{LIST}page:1", f"{LIST}x"]), st.dictionaries(NAMES, st.text(max_size=30)))
def test_whatever_is_asked_is_answered(shelf, client, address, parameters):
    empty_caches()
    assert client.get(address, parameters).status_code in (200, 404, 422)


def test_the_page_explains_it_in_both_languages(site, client):
    assert "/api/v1/documents/" in client.get("/api/").content.decode()
    assert "Open data for programs" in client.get("/api/?lang=en").content.decode()
