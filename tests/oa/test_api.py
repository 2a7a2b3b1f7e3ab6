"""The API's own description holds, scopes part who may do what, and problems speak the caller's language."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.test import Client
from openapi_spec_validator import validate
from openapi_spec_validator.validation import OpenAPIV31SpecValidator

from portal.files.models import Document
from portal.oa.models import Scope
from portal.oa.problems import Problem
from tests.oa import contract
from tests.oa.signed import draft

pytestmark = pytest.mark.django_db


def test_openapi_is_3_1_and_valid(client):
    answer = client.get("/oa/v1/openapi.json")
    assert answer.status_code == 200 and answer.json()["openapi"] == "3.1.0"
    validate(answer.json(), cls=OpenAPIV31SpecValidator)


def test_openapi_names_every_operation_its_signing_and_the_kinds():
    document = contract.document()
    operations = [(path, name) for path, found in document["paths"].items() for name in found]
    assert len(operations) == 8
    for path, name in operations:
        headers = {
            row["$ref"].rpartition("/")[2] for row in document["paths"][path][name]["parameters"] if "$ref" in row
        }
        assert {"Timestamp", "Nonce", "Signature", "Maker", "Unit"} <= headers
        assert ("IdempotencyKey" in headers) is (name == "post")
        assert document["paths"][path][name]["security"]
    assert {"Fields-disclosure", "Fields-interpretation", "Fields-news"} <= set(document["components"]["schemas"])


def test_kinds_tell_the_schema_of_their_fields(oa):
    kinds = {kind["name"]: kind for kind in oa.get("kinds", language="zh-CN").json()}
    assert {"disclosure", "interpretation", "news", "section_opening"} <= set(kinds)
    assert kinds["disclosure"]["fields"]["properties"]["formed_on"]["title"] == "成文日期"


CALLS = {
    "kinds": lambda oa, case: oa.get("kinds"),
    "upload": lambda oa, case: oa.upload(),
    "hand in": lambda oa, case: oa.post("drafts", draft()),
    "change": lambda oa, case: oa.post(f"cases/{case['number']}/draft", {"version": 1, "fields": draft()["fields"]}),
    "send": lambda oa, case: oa.send(case),
    "withdraw": lambda oa, case: oa.post(f"cases/{case['number']}/withdraw", {"version": 1}),
    "case": lambda oa, case: oa.get(f"cases/{case['number']}"),
    "cases": lambda oa, case: oa.get("cases"),
}
NEEDED = {
    "kinds": None, "upload": Scope.DRAFTS, "hand in": Scope.DRAFTS, "change": Scope.DRAFTS, "send": Scope.SEND,
    "withdraw": Scope.SEND, "case": Scope.READ, "cases": Scope.READ,
}  # fmt: skip


@pytest.mark.parametrize("scope", [None, *Scope])
def test_each_scope_opens_its_operations_and_no_others(oa, scope):
    case = oa.hand_in()
    oa.system.scopes = [scope] if scope else []
    oa.system.save()
    let_in = {name for name, call in CALLS.items() if call(oa, case).status_code < 300}
    allowed = {name for name, needed in NEEDED.items() if needed in (None, scope)}
    assert let_in == (allowed - {"withdraw"} if scope == Scope.SEND else allowed)  # it had just been sent: stale


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "drafts", 405), ("POST", "kinds", 405), ("DELETE", "cases", 405), ("GET", "nothing/", 404)],
)
def test_other_methods_and_addresses_are_none(client, method, path, status):
    assert client.generic(method, f"/oa/v1/{path}").status_code == status


@pytest.mark.parametrize("path", ["kinds", "cases", "cases/SP2026-000001"])
def test_a_browser_session_is_no_way_in(site, path):
    browser = Client()
    browser.force_login(site.department.office.head)
    answer = browser.get(f"/oa/v1/{path}")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_problems_speak_the_callers_language(oa):
    english = oa.get("cases/SP1999-000001", language="en").json()
    for language in ("zh-CN", "zh-Hans", "", "de"):
        assert oa.get("cases/SP1999-000001", language=language).json()["title"] != english["title"]
    assert english["title"] == "There is nothing at this address."
    assert all(title and 400 <= status < 600 for status, title in Problem.known.values())


@pytest.mark.parametrize("number", ["SP1999-000001", "%00", "x" * 300, "%E4%B8%AD", "'%20OR%201=1"])
def test_a_number_that_is_none_is_not_found(oa, number):
    """Signed as it is sent, and looked for as it is meant."""
    answer = oa.get(f"cases/{number}", as_path=unquote(f"/oa/v1/cases/{number}"))
    assert answer.status_code == 404, answer.content.decode()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/kind"), ({"kind": "disclosure"}, "/fields"), ({"kind": 7, "fields": {}}, "/kind"),
        ({"kind": "x", "fields": {}}, "/kind"), ({"kind": "disclosure", "fields": []}, "/fields"),
        (draft(attachments=["1"]), "/attachments/0"), (draft(attachments=[-1]), "/attachments/0"),
        (draft(attachments=[2**40]), "/attachments/0"), (draft(attachments=list(range(1, 30))), "/attachments"),
        (draft(record_id="x" * 121), "/record_id"), (draft(live=True), "/live"),
        (draft(evidence={}), "/evidence/record_id"),
        (draft(fields={"title": ""}), "/fields/title"), (draft(fields={"title": "x" * 300}), "/fields/title"),
        (draft(fields={"body": ""}), "/fields/body"), (draft(fields={"body": "<script>x</script>"}), "/fields/body"),
        (draft(fields={"body": "<table><tr><td>1</td></tr></table>"}), "/fields/body"),
        (draft(fields={"document_number": "第8号"}), "/fields/document_number"),
        (draft(fields={"effective_on": "2026-12-01", "expires_on": "2026-01-01"}), "/fields/expires_on"),
        (draft(fields={"replaces": 10**30}), "/fields/replaces"), (draft(fields={"replaces": "x"}), "/fields/replaces"),
        (draft(fields={"touches_vital_interests": "yes"}), "/fields/touches_vital_interests"),
        (draft(fields={"genre": "decree"}), "/fields/genre"), (draft(fields={"column": "../"}), "/fields/column"),
        (draft(fields={"__class__": "x"}), "/fields/__class__"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_isnt_right_is_said_where_it_stands(oa, body, pointer, language):
    answer = oa.post("drafts", body, language=language)
    assert answer.status_code == 422, answer.content.decode()
    assert pointer in [error["pointer"] for error in answer.json()["errors"]], answer.json()
    assert all(error["detail"] for error in answer.json()["errors"])


@pytest.mark.parametrize("body", [b" ", b"{", b"[]", b"\xff", b'{"kind": NaN}', b'{"kind": "\\u0000"}', b"[" * 100_000])
def test_hostile_json_is_a_problem(oa, body):
    answer = oa.ask("POST", "drafts", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:gongkai:problem:malformed")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.exe", b"MZ"), ("x.pdf", b"<html><script>"), ("x.html", b"<html>"), ("x.svg", b"<svg/>"), ("x", b"%PDF-1"),
        ("x.pdf", b""), ("x.docx", b"%PDF-1.4"), ("../../x.exe", b"MZ"),
    ],
)  # fmt: skip
def test_files_that_arent_what_they_say_are_refused(oa, name, content):
    answer = oa.upload(name, content)
    assert answer.status_code in (400, 422) and not Document.objects.exists()


def test_a_file_keeps_its_name_and_lies_where_nobody_guesses(oa, site):
    answer = oa.upload("../../etc/通知 附件.pdf").json()
    document = Document.objects.get(pk=answer["id"])
    assert document.uploaded_by_user == site.department.registration.liaison
    assert answer["sha256"] == document.sha256 and ".." not in document.file.name and "etc" not in document.file.name


def test_a_large_file_comes_through(oa):
    """Larger than what Django takes into memory."""
    content = b"%PDF-1.4\n" + b"0" * 8_000_000
    answer = oa.upload("大.pdf", content)
    assert answer.status_code == 201 and answer.json()["size"] == len(content)


def test_a_file_comes_as_a_body_and_no_form(oa):
    answer = oa.ask("POST", "files?name=x.pdf", b"%PDF-1.4", content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:gongkai:problem:malformed")
