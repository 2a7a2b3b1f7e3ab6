"""The worklist as a page: tabs, filters that stay in the address, and deciding from the row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.approvals import services
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from tests import factories
from tests.approvals.test_worklist import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def url() -> str:
    return reverse("approvals:worklist")


def titles(client, address: str) -> list[str]:
    return [row["title"] for row in client.get(address).context["rows"]]


def test_each_tab_holds_its_own(client, site, url):
    registration = site.department.registration
    late = sent(site, "late", 9, days_ago=30)
    client.force_login(registration.secrecy)
    assert titles(client, url) == titles(client, f"{url}?tab=unit") == [late.title]
    opened = ["开设栏目：政策文件"]  # what the reviewer passed when the column was asked for
    assert titles(client, f"{url}?tab=sent") == [] and titles(client, f"{url}?tab=done") == opened
    services.pass_secrecy(late.pk, registration.secrecy, late.version)
    assert titles(client, url) == [] and titles(client, f"{url}?tab=done") == [late.title, *opened]
    client.force_login(registration.liaison)
    assert late.title in titles(client, f"{url}?tab=sent")
    client.force_login(site.department.farmland.head)
    assert titles(client, f"{url}?tab=unit") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [("due=late", 1), ("due=soon", 0), ("due=none", 0), ("kind=columns.disclosure", 2), ("kind=take_down", 0),
     ("state=secrecy_review", 2), ("state=approved", 0), ("tier=general", 2), ("tier=direct", 0), ("unit=999999", 0),
     ("due=nonsense&unit=x&kind=<b>", 2)],
)  # fmt: skip
def test_filters_narrow_it_and_what_names_nothing_does_not_count(client, site, url, query, found):
    sent(site, "late", 9, days_ago=30)
    fresh = sent(site, "fresh", 8, days_ago=0)
    client.force_login(site.department.registration.secrecy)
    query = query.replace("columns.disclosure", fresh.kind)
    answer = client.get(f"{url}?{query}")
    assert len(answer.context["rows"]) == found
    if "nonsense" not in query:
        assert query in next(tab["url"] for tab in answer.context["tabs"] if not tab["current"])


def test_it_agrees_and_returns_straight_from_the_row(client, site, url):
    registration = site.department.registration
    case = sent(site)
    client.force_login(registration.secrecy)
    form = {"case": case.pk, "version": case.version, "act": "agree", "next": f"{url}?due=soon"}
    answer = client.post(url, form)
    assert answer.status_code == 302 and answer.url == f"{url}?due=soon"
    case = Case.objects.get(pk=case.pk)
    assert case.state == CaseState.IN_APPROVAL
    client.force_login(registration.head)
    refused = client.post(url, {"case": case.pk, "version": case.version, "act": "return"})
    assert refused.status_code == 422 and [row["open"] for row in refused.context["rows"]] == [True]
    chosen = {"case": case.pk, "version": case.version, "act": "return", "phrase": "请补充附件后重新报送。"}
    assert client.post(url, {**chosen, "next": "https://elsewhere.example/"}).url == url
    assert Case.objects.get(pk=case.pk).state == CaseState.RETURNED
    assert case.opinions.get(actor=registration.head).text == "请补充附件后重新报送。"


def test_what_changed_meanwhile_is_refused_and_nothing_written_is_lost(client, site, url):
    case = sent(site)
    client.force_login(site.department.registration.secrecy)
    answer = client.post(url, {"case": case.pk, "version": case.version - 1, "act": "return", "text": "有错字"})
    assert answer.status_code == 422 and get_messages(answer.wsgi_request)
    assert [row["text"] for row in answer.context["rows"]] == ["有错字"]
    assert Case.objects.get(pk=case.pk).state == CaseState.SECRECY_REVIEW
    gone = client.post(url, {"case": 999999, "version": 1, "act": "agree", "text": "同意"})
    assert gone.status_code == 422 and "同意" in gone.content.decode() and gone.context["left_over"] == "同意"


def test_a_fixed_number_of_queries(client, site, url):
    client.force_login(site.department.registration.secrecy)

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    sent(site)
    few = count()
    for serial in range(9, 13):
        sent(site, f"doc{serial}", serial, days_ago=serial)
    assert count() == few


def test_pages_are_bounded(client, site, url, monkeypatch):
    monkeypatch.setattr("portal.approvals.worklist_views.PER_PAGE", 2)
    for serial in range(9, 12):
        sent(site, f"doc{serial}", serial)
    client.force_login(site.department.registration.secrecy)
    assert [len(titles(client, f"{url}?p={page}")) for page in (1, 2, 99)] == [2, 1, 1]


def test_nearly_overdue_is_within_two_working_days(client, site, url):
    case = sent(site, days_ago=0)
    client.force_login(site.department.registration.head)
    assert titles(client, f"{url}?tab=unit") == []
    Case.objects.filter(pk=case.pk).update(due_at=case.sent_at + timedelta(hours=1))
    assert titles(client, f"{url}?tab=unit") == [case.title]


def test_of_another_unit_nothing_is_seen_nor_decided(client, site, url):
    case = sent(site)
    client.force_login(factories.PostFactory().person)
    assert titles(client, url) == []
    answer = client.post(url, {"case": case.pk, "version": case.version, "act": "agree"})
    assert answer.status_code == 422 and Case.objects.get(pk=case.pk).version == case.version
