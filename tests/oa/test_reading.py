"""What a system reads of its cases: all of it in a bounded number of queries, opinions' words only when let."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.approvals import services as approvals
from portal.approvals.models import Case
from tests import factories
from tests.oa.signed import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def public_case(oa, site) -> Case:
    """A handed-in case that went through all its desks."""
    oa.send(oa.hand_in())
    registration = site.department.registration
    case = Case.objects.get(kind="disclosure")
    case = approvals.pass_secrecy(case.pk, registration.secrecy, case.version, "不涉密")
    return approvals.agree(case.pk, registration.head, case.version, "同意公开")


@pytest.mark.clause("D5")
@pytest.mark.clause("D6")
def test_a_case_is_followed_to_its_publication(oa, public_case):
    found = oa.get(f"cases/{public_case.number}").json()
    assert (found["state"], found["version"]) == ("carried_out", public_case.version)
    assert [step["state"] for step in found["steps"]] == ["done"] * 4
    opinions = [opinion for step in found["steps"] for opinion in step["opinions"]]
    assert [(opinion["verdict"], opinion["text"]) for opinion in opinions] == [
        ("passed", "不涉密"),
        ("agreed", "同意公开"),
    ]
    assert found["public_url"].startswith("http") and found["clock"] is None
    assert opinions[1]["capacity"].startswith("registration处")


def test_opinions_words_need_their_scope(oa, public_case):
    oa.system.scopes = ["read"]
    oa.system.save()
    answer = oa.get(f"cases/{public_case.number}")
    opinions = [opinion for step in answer.json()["steps"] for opinion in step["opinions"]]
    assert {opinion["text"] for opinion in opinions} == {None} and "不涉密" not in answer.content.decode()


@pytest.mark.clause("D3")
def test_an_open_case_tells_its_clock(oa):
    clock = oa.send(oa.hand_in()).json()["clock"]
    assert clock["clause"] == "D3" and clock["level"] in ("ok", "soon", "late") and clock["due_at"]


def test_lists_go_page_by_page_to_the_end(oa):
    made = [oa.hand_in(record_id=f"OA-{number}", fields={"title": f"通知{number}"}) for number in range(5)]
    oa.send(made[0])
    seen, cursor = [], ""
    for _page in range(3):
        answer = oa.get(f"cases?limit=2&cursor={cursor}").json()
        seen += [row["record_id"] for row in answer["cases"]]
        cursor = answer["next_cursor"]
    assert seen == [f"OA-{number}" for number in (4, 3, 2, 1, 0)] and cursor is None
    waiting = oa.get("cases?state=secrecy_review").json()
    assert [row["number"] for row in waiting["cases"]] == [made[0]["number"]]


def test_what_comes_between_two_pages_moves_nothing(oa):
    for number in range(3):
        oa.hand_in(record_id=f"OA-{number}")
    first = oa.get("cases?limit=2").json()
    oa.hand_in(record_id="OA-late")
    second = oa.get(f"cases?limit=2&cursor={first['next_cursor']}").json()
    assert [row["record_id"] for row in second["cases"]] == ["OA-0"]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "state=nothing", "cursor=5", "cursor=NTox"])
def test_lists_are_bounded_and_cursors_the_portals(oa, query):
    assert oa.get(f"cases?{query}").status_code == 422


def test_a_list_asks_as_often_whatever_its_length(oa):
    oa.hand_in()
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert oa.get("cases?limit=100").status_code == 200
        counts.append(len(queries))
        for number in range(4):
            oa.hand_in(record_id=f"more-{number}")
    assert counts[0] == counts[1]


def test_cases_that_were_not_handed_in_by_it_are_none_of_its(oa, site):
    own = approvals.open_case(factories.draft_disclosure(site), site.department.registration.liaison)
    assert oa.get(f"cases/{own.number}").status_code == 404
    assert oa.get("cases").json()["cases"] == []
    assert oa.post(f"cases/{own.number}/withdraw", {"version": 1}).status_code == 404


def test_a_colleague_sees_the_units_cases(oa, site):
    case = oa.hand_in()
    head = site.department.registration.head
    head.external_id = "h1"
    head.save()
    assert oa.get(f"cases/{case['number']}", maker="h1").status_code == 200


def test_a_kind_that_has_gone_leaves_the_record_readable(oa, monkeypatch):
    case = oa.hand_in()
    Case.objects.filter(number=case["number"]).update(kind="gone")
    answer = oa.get(f"cases/{case['number']}")
    assert answer.status_code == 200 and answer.json()["kind"] == "gone"
    assert oa.post(f"cases/{case['number']}/draft", {"version": 1, "fields": draft()["fields"]}).status_code == 409
