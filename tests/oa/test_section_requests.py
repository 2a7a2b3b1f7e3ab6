"""A connected system asks for columns and topics: handed in like a document, by the rules of the unit's own form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from columns.models import ColumnPage, OpeningRequest
from columns.sections.states import LifeState
from portal.approvals import services
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.oa.models import Delivery
from tests import factories, topics
from tests.oa.contract import document

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5"), pytest.mark.clause("D5")]
COLUMN = {
    "section": "column", "title": "登记指南", "slug": "guide", "purpose": "公开办事指南", "parent": "disclosure",
    "kind": "services", "update_days": 90, "partners": ["farmland"], "contact": "0791-1111111",
}  # fmt: skip


def topic_fields(**changed):
    until = (factories.today() + timedelta(days=60)).isoformat()
    return {
        "section": "topic",
        "title": "全国土地日",
        "slug": "land-day",
        "purpose": "宣传",
        "ends_on": until,
        **changed,
    }


def asked(oa, fields=COLUMN, **more):
    return oa.post("drafts", {"kind": "section_opening", "record_id": "OA-2026-2", "fields": fields, **more})


def test_a_column_is_asked_for_sent_decided_and_told(oa, site):
    oa.system.webhook_url, oa.system.webhook_hosts = "https://oa.example.gov.cn/told", "oa.example.gov.cn"
    oa.system.save()
    case = asked(oa).json()
    assert (case["kind"], case["route"], case["state"]) == ("section_opening", "column_opening", "drafting")
    registration = site.department.registration
    request = OpeningRequest.objects.get(slug="guide")
    assert (request.owner_unit, request.made_by, request.parent_id) == (
        registration.unit, registration.liaison, site.section.pk,
    )  # fmt: skip
    assert list(request.partners.all()) == [site.department.farmland.unit] and request.update_days == 90
    assert oa.send(case).json()["state"] == "secrecy_review"
    row = Case.objects.get(number=case["number"])
    for person, act in (
        (registration.secrecy, services.pass_secrecy),
        (registration.head, services.agree),
        (site.department.office.liaison, services.agree),
    ):
        row = act(row.pk, person, row.version)
    read = oa.get(f"cases/{case['number']}").json()
    assert (read["state"], read["public_url"]) == ("carried_out", None)
    column = ColumnPage.objects.get(slug="guide")
    assert column.state == LifeState.ACTIVATING and column.contact == "0791-1111111"
    told = Delivery.objects.filter(submission__case=row).values_list("entry__act", flat=True)
    assert {"case.sent", "case.agreed", "case.carried_out"} <= set(told)
    assert Entry.objects.get(act="case.sent", case_number=row.number).data["via"]["record"] == "OA-2026-2"


def test_when_the_section_is_public_its_address_is_told(oa, site):
    case = asked(oa, {**COLUMN, "kind": "disclosure"}).json()
    factories.acts.approve(
        OpeningRequest.objects.get(slug="guide"), site.department.registration.liaison, timezone.now()
    )
    column = ColumnPage.objects.get(slug="guide")
    factories.public_disclosure(factories.Site(site.department, site.home, site.section, column))
    assert oa.get(f"cases/{case['number']}").json()["public_url"].endswith("/disclosure/guide/")


def test_a_topic_stands_in_the_only_place_and_needs_its_end(oa, site):
    index = topics.topic_index(site)
    answer = asked(oa, {name: value for name, value in topic_fields().items() if name != "ends_on"})
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/fields/ends_on"
    answer = asked(oa, topic_fields())
    assert answer.status_code == 201, answer.content.decode()
    assert OpeningRequest.objects.get(slug="land-day").parent_id == index.pk


def test_the_same_request_twice_is_done_once(oa, site):
    body = {"kind": "section_opening", "fields": COLUMN}
    first, second = (oa.post("drafts", body, idempotency_key="once") for _turn in range(2))
    assert first.json() == second.json() and second.headers["Idempotency-Replayed"] == "true"
    assert OpeningRequest.objects.filter(slug="guide").count() == 1


def test_a_returned_request_is_changed_as_a_whole_and_sent_again(oa, site):
    case = oa.send(asked(oa).json()).json()
    services.return_case(
        Case.objects.get(number=case["number"]).pk, site.department.registration.secrecy, case["version"], "周期太长"
    )
    version = Case.objects.get(number=case["number"]).version
    address = f"cases/{case['number']}/draft"
    less = {name: value for name, value in COLUMN.items() if name not in ("partners", "contact", "kind")}
    changed = oa.post(address, {"version": version, "fields": {**less, "update_days": 30}})
    assert changed.status_code == 200, changed.content.decode()
    request = OpeningRequest.objects.get(slug="guide")
    assert (request.update_days, request.contact, request.kind) == (30, "", "disclosure")
    assert not request.partners.exists()
    other = oa.post(address, {"version": version + 1, "fields": {**less, "section": "topic"}})
    assert other.json()["errors"][0]["pointer"] == "/fields/section"
    assert oa.send(changed.json()).json()["round"] == 2


def test_what_the_form_refuses_is_refused_at_the_field_and_nothing_is_kept(oa, site):
    """Address of another column, of the portal, of a wrong form; a place that isn't one; numbers out of range."""
    for field, value in (
        ("slug", "policy"), ("slug", "search"), ("slug", "a b"), ("parent", "nowhere"), ("partners", ["nobody"]),
        ("update_days", 0), ("update_days", 99999), ("purpose", " "),
    ):  # fmt: skip
        place = "home" if (field, value) == ("slug", "search") else COLUMN["parent"]
        parent = site.home.slug if place == "home" else place
        answer = asked(oa, {**COLUMN, "parent": parent, field: value})
        assert answer.status_code == 422, (field, value)
        assert answer.json()["errors"][0]["pointer"].startswith(f"/fields/{field}"), answer.json()
    assert not OpeningRequest.objects.exclude(slug="policy").exists()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"owner_unit": 1}, "/fields/owner_unit"), ({"page": 1}, "/fields/page"),
        ({"section": "shop"}, "/fields/section"),
        ({"is_required": True}, "/fields/duty_basis"), ({"update_days": "90"}, "/fields/update_days"),
        ({"ends_on": "2027-01-01"}, "/fields/ends_on"),
    ],
)  # fmt: skip
def test_only_what_is_asked_of_a_type_is_taken(oa, site, fields, pointer):
    answer = asked(oa, {**COLUMN, **fields})
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == pointer, answer.content.decode()


def test_what_is_like_it_already_is_a_finding_and_no_hindrance(oa, site):
    case = asked(oa, {**COLUMN, "title": "政策文件库"}).json()
    assert [(found["kind"], found["blocks"]) for found in case["findings"]] == [("similar_section", False)] * 1
    assert "政策文件" in case["findings"][0]["message"] and oa.send(case).status_code == 200


def test_the_same_rules_hold_when_it_is_sent(oa, site):
    oa.send(asked(oa).json())
    second = asked(oa, {**COLUMN, "title": "另一个指南"}).json()
    assert any(found["kind"] == "problem" for found in second["findings"]) and oa.send(second).status_code == 409


def test_openapi_describes_it():
    found = document()["components"]["schemas"]["Fields-section_opening"]
    Draft202012Validator.check_schema(found)
    assert set(found["properties"]["section"]["enum"]) == {"column", "topic"}
    assert found["required"] == ["section", "purpose", "title", "slug"] and "owner_unit" not in found["properties"]
