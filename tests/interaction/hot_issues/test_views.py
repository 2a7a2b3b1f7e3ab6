"""The public's pages and the staff's list of hot issues (clause N7)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interaction.hot_issues import indexing, services
from interaction.hot_issues.models import HotIssue, Response
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.demonstration import acts
from tests.factories import CHECKLIST
from tests.interaction.hot_issues.conftest import SAID, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("N7")]


def test_the_public_finds_what_was_approved_only(site, client, asked, staff, django_assert_num_queries):
    acts.approve(drafted(asked, staff), staff.liaison, timezone.now())
    waiting = services.begin(staff.unit, staff.liaison, **{**SAID, "title": "还没有回应的话题"})
    drafted(waiting, staff, title="还没有批准的回应")
    page = client.get(reverse("hot_issues:responses")).content.decode()
    assert "加装电梯登记问题的回应" in page and "还没有" not in page and SAID["about"] not in page
    page = client.get(reverse("hot_issues:response", args=[asked.number])).content.decode()
    assert "无需办理变更登记" in page and SAID["about"] not in page
    assert client.get(reverse("hot_issues:response", args=[waiting.number])).status_code == 404
    assert list(indexing.ids()) == [str(asked.pk)]
    with django_assert_num_queries(1):
        (record,) = indexing.read([str(asked.pk), str(waiting.pk)]).values()
    assert record.kind == "hot_issue" and "无需办理" in record.body


def test_the_office_asks_and_the_unit_writes(site, signed_in, staff, department):
    client = signed_in(department.office.liaison)
    url = reverse("hot_issues_admin:ask")
    assert client.get(url).status_code == 200
    assert client.post(url, {**SAID, "grave": "", "unit": staff.unit.pk, "days": 99}).status_code == 200
    assert client.post(url, {**SAID, "grave": "", "unit": staff.unit.pk, "days": 3}).status_code == 302
    issue = HotIssue.objects.get()
    page = client.get(reverse("hot_issues_admin:issue", args=[issue.pk])).content.decode()
    assert f"已要求{staff.unit}回应，期限" in page
    client = signed_in(staff.liaison)
    assert SAID["title"] in client.get(reverse("hot_issues_admin:issues")).content.decode()
    page = client.get(reverse("hot_issues_admin:issue", args=[issue.pk])).content.decode()
    assert SAID["about"] in page
    url = reverse("hot_issues_admin:respond", args=[issue.pk])
    assert SAID["title"] in client.get(url).content.decode()
    client.post(url, {"title": "回应", "concern": "关切", "text": "说明情况。", "send": "1", **CHECKLIST})
    assert Case.objects.get(kind=services.KIND).state == CaseState.SECRECY_REVIEW
    row = Response.objects.get()
    assert client.get(reverse("hot_issues_admin:response", args=[row.pk])).status_code == 302


def test_a_unit_begins_by_the_form(site, signed_in, staff):
    client = signed_in(staff.liaison)
    url = reverse("hot_issues_admin:new")
    assert client.get(url).status_code == 200
    assert client.post(url, {**SAID, "grave": "", "unit": staff.unit.pk}).status_code == 302
    assert HotIssue.objects.get().origin == "own"


def test_others_neither_see_nor_act(site, asked, signed_in, department):
    client = signed_in(department.farmland.liaison)
    assert SAID["title"] not in client.get(reverse("hot_issues_admin:issues") + "?state=all").content.decode()
    for name in ("issue", "respond"):
        assert client.get(reverse(f"hot_issues_admin:{name}", args=[asked.pk])).get("Location", "") == "/admin/"
    assert client.get(reverse("hot_issues_admin:ask")).get("Location", "") == "/admin/"


def test_the_acts_of_the_office(site, asked, signed_in, staff, department):
    client = signed_in(department.office.liaison)
    url = reverse("hot_issues_admin:act", args=[asked.pk, "postpone"])
    assert client.post(url, {"version": asked.version}).status_code == 422
    client.post(url, {"days": 6, "reason": "需要会商", "version": asked.version})
    assert HotIssue.objects.get().clock["days"] == 6
    client = signed_in(staff.liaison)
    client.post(reverse("hot_issues_admin:act", args=[asked.pk, "drop"]), {"reason": "不需要", "version": 2})
    assert HotIssue.objects.get().state == "open"


@pytest.mark.parametrize("state", ["mine", "late", "all", "answered"])
def test_the_list_takes_the_same_queries_for_many(site, department, signed_in, staff, state):
    client, url = signed_in(staff.liaison), f"{reverse('hot_issues_admin:issues')}?state={state}"
    counts = []
    for many in (1, 8):
        for number in range(many):
            services.ask(staff.unit, department.office.liaison, days=2, **{**SAID, "title": f"话题{number}"})
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_unit_begins_of_its_own_accord_and_is_told_what_comes_next(site, signed_in, staff):
    client = signed_in(staff.liaison)
    page = client.post(reverse("hot_issues_admin:new"), {**SAID, "unit": staff.unit.pk}, follow=True).content.decode()
    issue = HotIssue.objects.get()
    assert issue.due_at is None and "已启动回应，请撰写回应。" in page  # no day is due, so none is named
    page = client.post(reverse("hot_issues_admin:respond", args=[issue.pk]), {"title": "回应"}).content.decode()
    assert "请填写此项。" in page and "必需字段" not in page
