"""Each act on a handed-in case is told to its system: signed, again until it is taken, and no word too much."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.addons import registry
from portal.approvals import services as approvals
from portal.approvals.models import Case
from portal.oa import credentials, outgoing, signing, webhooks
from portal.oa.models import Delivery, Token
from portal.outbox.models import OutboxRow, Status
from portal.outbox.services import drain
from tests import factories

pytestmark = pytest.mark.django_db
URL, HOST = "https://oa.example.gov.cn/told", "oa.example.gov.cn"


@pytest.fixture
def told(oa, monkeypatch) -> list[dict]:
    """What the OA was told; ``oa.down`` makes it unreachable."""
    type(oa.system).objects.update(webhook_url=URL, webhook_hosts=HOST)
    oa.down, received = False, []

    def post(url, body, headers, hosts):
        if oa.down:
            raise outgoing.Failed("oa.example.gov.cn answered 503")
        assert (url, list(hosts)) == (URL, [HOST])
        received.append({"headers": headers, "body": body, **json.loads(body)})
        return 204

    monkeypatch.setattr(outgoing, "post", post)
    return received


def deliveries() -> list[Status]:
    rows = OutboxRow.objects.filter(job=webhooks.JOB).order_by("pk")
    return [row.status for row in rows]


@pytest.mark.clause("D5")
def test_every_act_on_a_case_is_told_in_order(oa, site, told):
    registration = site.department.registration
    oa.send(oa.hand_in())
    case = Case.objects.get(kind="disclosure")
    case = approvals.return_case(case.pk, registration.secrecy, case.version, "请补充附件")
    oa.send({"number": case.number, "version": case.version})
    case = Case.objects.get(pk=case.pk)
    case = approvals.pass_secrecy(case.pk, registration.secrecy, case.version, "不涉密")
    approvals.agree(case.pk, registration.head, case.version, "同意公开")
    drain()

    events = ["case.sent", "case.returned", "case.sent", "case.passed", "case.agreed", "case.carried_out"]
    assert [message["event"] for message in told] == events
    assert [message["sequence"] for message in told] == sorted(message["sequence"] for message in told)
    assert {message["case"] for message in told} == {case.number} and told[0]["record_id"] == "OA-2026-1"
    assert [message["round"] for message in told] == [1, 1, 2, 2, 2, 2]
    assert not Delivery.objects.filter(delivered_at=None).exists()


def test_refusing_and_withdrawing_are_told_too(oa, site, told):
    case = oa.send(oa.hand_in()).json()
    oa.post(f"cases/{case['number']}/withdraw", {"version": case["version"]})
    oa.send(oa.hand_in(fields={"title": "另一件"}))
    other = Case.objects.get(state="secrecy_review")
    approvals.refuse(other.pk, site.department.registration.secrecy, other.version, "不宜公开")
    drain()
    assert [message["event"] for message in told] == ["case.sent", "case.withdrawn", "case.sent", "case.refused"]


def test_no_opinion_and_no_name_is_told(oa, site, told):
    oa.send(oa.hand_in())
    case = Case.objects.get(kind="disclosure")
    approvals.return_case(case.pk, site.department.registration.secrecy, case.version, "第二段涉及内部安排")
    drain()
    words = "".join(message["body"].decode() for message in told)
    assert "内部安排" not in words and str(site.department.registration.secrecy) not in words
    for row in OutboxRow.objects.filter(job=webhooks.JOB):
        assert set(row.payload) == {"delivery"}


def test_what_is_told_is_signed(oa, told):
    oa.send(oa.hand_in())
    drain()
    headers, body = told[0]["headers"], told[0]["body"]
    parts = {"delivery": headers["Gongkai-Delivery"], "timestamp": headers["Gongkai-Timestamp"]}
    assert headers["Gongkai-Key"] == oa.token.split("_")[1]
    assert headers["Gongkai-Delivery"] == told[0]["delivery"] == str(Delivery.objects.get().pk)
    assert headers["Gongkai-Signature"] == signing.of_delivery(oa.key, digest=signing.body_digest(body), **parts)


def test_nothing_is_told_of_an_act_that_was_rolled_back(oa, told):
    case = oa.hand_in(fields={"formed_on": "2026-11-10"})
    assert oa.send(case).status_code == 409
    assert not Delivery.objects.exists() and deliveries() == []


def test_cases_of_the_portal_itself_are_told_to_nobody(site, oa, told):
    factories.public_disclosure(site)
    assert not Delivery.objects.exists()


def test_what_isnt_taken_is_tried_again_given_up_and_sent_again_by_a_person(oa, site, told, client):
    oa.down = True
    oa.send(oa.hand_in())
    job = registry.by_name("jobs")[webhooks.JOB]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for attempt in range(1, job.max_attempts + 1):
            assert drain(limit=50) >= 1 or attempt > 1
            row = OutboxRow.objects.get(job=webhooks.JOB)
            assert row.attempts == attempt
            clock.shift(timedelta(seconds=3700))
    assert row.status == Status.DEAD and "503" in row.last_error and told == []

    technician = site.department.technology.head
    client.force_login(technician)
    page = client.get(reverse("oa_delivery_modeladmin_index"), {"outcome": "dead"}).content.decode()
    again = reverse("outbox:retry", args=[row.pk])
    assert again in page and "503" in page
    oa.down = False
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        client.force_login(technician)
        client.post(again)
        drain()
    assert [message["event"] for message in told] == ["case.sent"]
    assert Delivery.objects.get().delivered_at is not None


def test_attempts_are_counted_for_the_receiver(oa, told):
    oa.down = True
    oa.send(oa.hand_in())
    drain()
    oa.down = False
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        drain()
    assert told[0]["headers"]["Gongkai-Attempt"] == "2"


def test_a_system_that_is_down_is_left_in_peace_for_a_while(oa, told, monkeypatch):
    """One call that waits for an answer, not one for each delivery: other after-effects stand in the same queue."""
    called = []

    def post(*_arguments):
        called.append(1)
        raise outgoing.Failed("no answer")

    monkeypatch.setattr(outgoing, "post", post)
    for number in range(4):
        oa.send(oa.hand_in(fields={"title": f"通知{number}"}))
    drain()
    assert len(called) == 1 and deliveries() == [Status.PENDING] * 4


def test_without_a_valid_token_nothing_is_told(oa, site, told):
    oa.send(oa.hand_in())
    credentials.revoke(Token.objects.get(), site.department.office.head)
    drain()
    row = OutboxRow.objects.get(job=webhooks.JOB)
    assert told == [] and row.status == Status.PENDING and "NoToken" in row.last_error


def test_the_newest_token_signs(oa, site, told):
    oa.send(oa.hand_in())
    newer = credentials.issue(oa.system, site.department.office.head)
    drain()
    assert told[0]["headers"]["Gongkai-Key"] == newer.row.key_id


@pytest.mark.parametrize("change", [{"is_active": False}, {"webhook_url": ""}])
def test_a_system_that_was_cut_off_is_told_nothing_more(oa, told, change):
    oa.send(oa.hand_in())
    type(oa.system).objects.update(**change)
    drain()
    assert told == [] and deliveries() == [Status.DONE]


def test_a_delivery_that_was_taken_is_not_repeated(oa, told):
    oa.send(oa.hand_in())
    drain()
    webhooks.deliver({"delivery": str(Delivery.objects.get().pk)})
    webhooks.deliver({"delivery": "00000000-0000-4000-8000-000000000000"})
    assert len(told) == 1


def test_hosts_are_checked_when_it_is_sent_not_only_when_it_was_entered(oa, monkeypatch):
    type(oa.system).objects.update(webhook_url="https://evil.example/", webhook_hosts=HOST)
    oa.send(oa.hand_in())
    drain()
    row = OutboxRow.objects.get(job=webhooks.JOB)
    assert "Refused" in row.last_error and settings.GONGKAI["OA_PLAIN_HTTP_HOSTS"] == []
