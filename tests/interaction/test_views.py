"""The public pages: forms that say what is wrong, codes that can't be tried out, answers for everybody."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interaction import limits, services
from interaction.models import Ticket
from interaction.states import TicketState
from portal.approvals import services as approvals
from tests.factories import DECLARED
from tests.interaction.conftest import passed

from .conftest import PUBLIC, QUESTION

FILLED = {**QUESTION, "wish": "public"}
CONSULT, STATUS = "/interaction/consult/", "/interaction/status/"


@pytest.mark.clause("S5")
def test_a_question_gets_number_and_code_once(client, people):
    answer = client.post(CONSULT, FILLED, follow=True)
    ticket = Ticket.objects.get()
    page = answer.content.decode()
    assert ticket.number in page and answer.context["code"] in page
    again = client.get("/interaction/consult/receipt/").content.decode()
    assert answer.context["code"] not in again
    assert answer.headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", ""), ("subject", "短"), ("text", ""), ("text", "太短"), ("text", "长" * 3001), ("name", ""),
        ("contact", ""), ("contact", "请来找我"), ("wish", ""), ("wish", "whoever"), ("website", "http://spam.example"),
    ],
)  # fmt: skip
def test_bad_input_is_said_at_the_field_and_nothing_is_lost(client, people, name, value):
    answer = client.post(CONSULT, FILLED | {name: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert not Ticket.objects.exists()
    kept = next(key for key in ("subject", "name") if key != name)
    assert FILLED[kept] in answer.content.decode()


@pytest.mark.parametrize("contact", ["13800138000", "0771-5551234", "+86 771 555 1234", "a@example.org"])
def test_usual_contacts_are_taken(client, people, contact):
    assert client.post(CONSULT, FILLED | {"contact": contact}).status_code == 302


def test_a_question_left_open_closes_after_half_an_hour(client, receipt):
    client.post("/interaction/status/", {"number": receipt.ticket.number, "code": receipt.code})
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert client.get("/interaction/mine/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get("/interaction/mine/").status_code == 302
        assert client.post("/interaction/mine/withdraw/").url == "/interaction/status/"
    assert Ticket.objects.get().state == TicketState.RECEIVED


@pytest.mark.usefixtures("unchallenged")
def test_questions_from_one_network_are_limited(client, people):
    for _ in range(limits.SUBMISSIONS.count):
        assert client.post(CONSULT, FILLED, REMOTE_ADDR="203.0.113.9").status_code == 302
    refused = client.post(CONSULT, FILLED, REMOTE_ADDR="203.0.113.9")
    assert refused.status_code == 429
    assert QUESTION["text"] in refused.content.decode()
    assert Ticket.objects.count() == limits.SUBMISSIONS.count
    assert client.post(CONSULT, FILLED, REMOTE_ADDR="203.0.113.10").status_code == 302


def test_a_forged_header_lifts_no_limit(client, people):
    for n in range(limits.WRONG_CODES.count):
        client.post(STATUS, {"number": "ZX20200101-0001", "code": "AAAA2222"}, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    answer = client.post(STATUS, {"number": "ZX20200101-0001", "code": "AAAA2222"}, HTTP_X_FORWARDED_FOR="192.0.2.1")
    assert answer.status_code == 429


@pytest.mark.clause("S5")
def test_unknown_number_and_wrong_code_look_the_same(client, receipt):
    wrong = client.post(STATUS, {"number": receipt.ticket.number, "code": "AAAA2222"})
    unknown = client.post(STATUS, {"number": "ZX20200101-0001", "code": "AAAA2222"})
    assert wrong.status_code == unknown.status_code
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "ticket" not in wrong.context


@pytest.mark.clause("S5")
def test_wrong_codes_are_limited_and_then_the_right_one_too(client, receipt):
    number = receipt.ticket.number
    for _ in range(limits.WRONG_CODES.count):
        assert client.post(STATUS, {"number": number, "code": "AAAA2222"}).status_code == 422
    blocked = client.post(STATUS, {"number": number, "code": receipt.code})
    assert blocked.status_code == 429
    assert "青石沟村" not in blocked.content.decode()
    elsewhere = client.post(STATUS, {"number": number, "code": receipt.code}, follow=True, REMOTE_ADDR="203.0.113.20")
    assert "青石沟村" in elsewhere.content.decode()


def test_right_codes_use_up_no_tries(client, receipt):
    for _ in range(limits.WRONG_CODES.count + 1):
        answer = client.post(STATUS, {"number": receipt.ticket.number, "code": receipt.code})
        assert answer.url == "/interaction/mine/"


def test_nobody_locks_another_out_by_trying_their_number(client, receipt):
    number = receipt.ticket.number
    for place in range(8):
        for _time in range(limits.WRONG_CODES.count):
            client.post(STATUS, {"number": number, "code": "ABCDEFGH"}, REMOTE_ADDR=f"198.51.100.{place}")
    answer = client.post(STATUS, {"number": number, "code": receipt.code}, REMOTE_ADDR="203.0.113.20")
    assert answer.status_code == 302 and answer.url == "/interaction/mine/"


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_codes_at_once_no_more_are_looked_at():
    def tried(number: int) -> int:
        try:
            typed = {"number": f"ZX20261124-{number:04d}", "code": "ABCDEFGH"}
            return Client(REMOTE_ADDR="198.51.100.9").post(STATUS, typed).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        statuses = Counter(threads.map(tried, range(40)))
    assert statuses == {422: limits.WRONG_CODES.count, 429: 40 - limits.WRONG_CODES.count}


@pytest.mark.clause("S5")
def test_the_asker_sees_the_way_the_clock_and_at_last_the_answer(client, people, receipt):
    number, code = receipt.ticket.number.lower(), f"{receipt.code[:4]} {receipt.code[4:].lower()}"
    typed = {"number": f" {number} ", "code": code}
    page = client.post(STATUS, typed, follow=True).content.decode()
    due = receipt.ticket.clock["legs"][0]["due"][:10]
    assert due in page and QUESTION["subject"] in page
    ticket = services.assign(receipt.ticket, people.units["registration"], people.office_liaison)
    draft = services.draft_reply(ticket, people.registration_liaison, private_text="请来二号窗口。")
    case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    assert "二号窗口" not in client.post(STATUS, typed, follow=True).content.decode()
    approvals.agree(case.pk, people.registration_head, case.version)
    page = client.post(STATUS, typed, follow=True).content.decode()
    assert "二号窗口" in page and "registration处" in page


@pytest.mark.clause("S5")
def test_everybody_reads_public_answers(client, answered):
    page = client.get("/interaction/answers/").content.decode()
    assert PUBLIC["public_title"] in page and "registration处" in page
    page = client.get(f"/interaction/answers/{answered.number}/").content.decode()
    assert PUBLIC["public_answer"] in page
    assert "二号窗口" not in page and "青石沟村" not in page and QUESTION["name"] not in page


def test_an_answer_in_approval_is_not_there(client, case):
    assert client.get(f"/interaction/answers/{case.snapshot['number']}/").status_code == 404
    assert PUBLIC["public_title"] not in client.get("/interaction/answers/").content.decode()


def test_a_list_costs_the_same_however_long(client, people):
    """One row or many: the same queries."""

    def answer_one():
        ticket = services.submit(**QUESTION, wish_public=True).ticket
        ticket = services.assign(ticket, people.units["registration"], people.office_liaison)
        draft = services.draft_reply(
            ticket, people.registration_liaison, private_text="好", audience="public", **PUBLIC
        )
        case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
        approvals.agree(case.pk, people.registration_head, case.version)

    answer_one()
    client.get("/interaction/answers/")
    with CaptureQueriesContext(
        connection,
    ) as short:
        client.get("/interaction/answers/")
    for _ in range(4):
        answer_one()
    with CaptureQueriesContext(connection) as long:
        client.get("/interaction/answers/")
    assert len(long) == len(short)
