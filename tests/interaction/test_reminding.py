"""Who is told that the time for a ticket is nearly over, or is: each once a stage, by one calendar (S4 to S7)."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interaction import services
from interaction.models import Ticket
from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import verify
from portal.approvals.reminders import jobs, other_clocks
from portal.calendars.working_days import ZONE
from portal.notices.models import Notice
from portal.organisation.models import FunctionAssignment, Post
from portal.organisation.services import name_stand_in
from tests import factories
from tests.interaction.conftest import QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=ZONE)


def round_on(day: int) -> int:
    with time_machine.travel(on(day), tick=False):
        return other_clocks.go_round()


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person, topic="case.clock").order_by("pk").values_list("text", flat=True))


@pytest.fixture
def assigned(people):
    """A question of Monday, with the registration by Thursday 19 November."""
    with time_machine.travel(MONDAY, tick=False):
        ticket = services.submit(**QUESTION).ticket
        return services.assign(ticket, people.units["registration"], people.office_liaison)


def test_handlers_first_then_the_head_and_the_office_and_each_once(people, assigned):
    assert round_on(16) == 0
    assert [round_on(17), round_on(17)] == [1, 0]
    assert len(told(people.registration_handler)) == len(told(people.registration_liaison)) == 1
    first = told(people.registration_handler)[0]
    assert "2026-11-19" in first and assigned.number in first
    assert not told(people.registration_head) and not told(people.office_head)
    assert [round_on(19), round_on(19)] == [1, 0]
    assert not told(people.registration_head)
    assert [round_on(20), round_on(20)] == [1, 0]
    for person in (people.registration_head, people.office_head, people.office_liaison):
        assert len(told(person)) == 1 and assigned.number in told(person)[0] and "问责台账" not in told(person)[0]
    assert not told(people.registration_leader)
    assert [round_on(24), round_on(24)] == [1, 0]
    assert len(told(people.registration_leader)) == 1
    assert len(told(people.registration_handler)) == 3
    acts = Entry.objects.filter(subject=assigned.subject_key, act__startswith="clock.").order_by("seq")
    assert [entry.act for entry in acts] == ["clock.ahead", "clock.today", "clock.overdue", "clock.escalated"]
    assert [problem for problem in verify() if problem.seq] == []


def test_nothing_of_what_was_asked_is_told(people, assigned):
    for day in (17, 19, 20, 24):
        round_on(day)
    words = " ".join(Notice.objects.values_list("text", flat=True))
    assert QUESTION["subject"] not in words and QUESTION["name"] not in words


def test_leaders_get_no_address_that_is_closed_to_them(people, assigned):
    round_on(24)
    assert Notice.objects.get(person=people.registration_leader, topic="case.clock").url == ""
    assert Notice.objects.filter(person=people.registration_head).first().url == services.ticket_url(assigned)


def test_after_a_standstill_the_last_reminder_is_given_only(people, assigned):
    round_on(19)
    assert len(told(people.registration_handler)) == 1


def test_stand_ins_are_told(people, assigned):
    post = Post.objects.get(person=people.registration_liaison)
    with time_machine.travel(on(17), tick=False):
        name_stand_in(post, people.farmland_handler, on(25).date(), people.root)
    round_on(17)
    assert len(told(people.farmland_handler)) == 1


def test_what_is_not_distributed_is_told_to_the_office(people):
    with time_machine.travel(MONDAY, tick=False):
        ticket = services.submit(**QUESTION).ticket
    round_on(16)
    assert not told(people.office_handler)  # one working day: the receipt says so itself
    round_on(17)
    assert len(told(people.office_handler)) == 1 and ticket.number in told(people.office_handler)[0]
    round_on(18)
    assert len(told(people.office_head)) == 1


def test_a_clock_that_starts_again_is_told_anew(people):
    with time_machine.travel(MONDAY, tick=False):
        ticket = services.submit(**QUESTION).ticket
    round_on(18)
    with time_machine.travel(on(18), tick=False):
        services.assign(Ticket.objects.get(), people.units["registration"], people.office_liaison)
    round_on(20)
    assert [ticket.number in text for text in told(people.registration_handler)] == [True]


def test_what_is_over_or_in_approval_is_not_told(people, assigned):
    with time_machine.travel(MONDAY, tick=False):
        services.withdraw(assigned)
    assert round_on(24) == 0


def test_a_reply_in_approval_is_told_by_its_case(people, assigned, draft_sent):
    assert round_on(24) == 0
    with time_machine.travel(on(24), tick=False):
        jobs.go_round({})
    assert told(people.registration_head) and draft_sent.number in told(people.registration_head)[0]


@pytest.fixture
def draft_sent(people, assigned):
    with time_machine.travel(MONDAY, tick=False):
        reply = services.draft_reply(assigned, people.registration_liaison, private_text="请周四上午来二号窗口。")
        return services.send_reply(reply, people.registration_liaison, factories.DECLARED)


@pytest.mark.clause("S6")
def test_a_complaint_goes_to_the_petition_office_and_the_office_reads_no_address(people, petitions):
    with time_machine.travel(datetime(2026, 10, 12, 9, 0, tzinfo=ZONE), tick=False):
        ticket = services.submit(**QUESTION, kind="complaint").ticket
    with time_machine.travel(datetime(2026, 10, 30, 9, 0, tzinfo=ZONE), tick=False):
        other_clocks.go_round()
    assert told(petitions.liaison) and told(petitions.head)
    found = Notice.objects.filter(person=people.office_head, topic="case.clock")
    assert found and all(ticket.number in notice.text and notice.url == "" for notice in found)


@pytest.mark.clause("S7")
def test_an_error_report_is_told_to_the_office_also_without_an_office(people):
    with time_machine.travel(MONDAY, tick=False):
        services.submit(**QUESTION, kind="error")
    round_on(18)
    assert told(people.office_handler)
    FunctionAssignment.objects.all().delete()
    round_on(20)  # nobody carries the duty any more: recorded all the same
    assert Entry.objects.filter(act="clock.escalated").count() == 1


def test_looking_costs_the_same_however_many_there_are(people, assigned):
    def looked() -> int:
        with CaptureQueriesContext(connection) as queries:
            round_on(24)
        return len(queries)

    round_on(24)
    few = looked()
    with time_machine.travel(MONDAY, tick=False):
        for _ in range(3):
            services.assign(services.submit(**QUESTION).ticket, people.units["registration"], people.office_liaison)
    round_on(24)
    assert looked() == few <= 6


def test_the_desk_shows_it_as_urgent(people, assigned, signed_in):
    with time_machine.travel(on(20), tick=False):
        for person in (people.registration_head, people.office_liaison):
            page = signed_in(person).get("/admin/tickets/?state=pressing").content.decode()
            assert assigned.number in page and "urgent" in page
        assert "已告知单位负责人和办公室" not in page
        other_clocks.go_round()
        page = signed_in(people.office_liaison).get("/admin/tickets/?state=pressing").content.decode()
        assert "已告知单位负责人和办公室" in page
    with time_machine.travel(MONDAY, tick=False):
        page = signed_in(people.office_liaison).get("/admin/tickets/?state=pressing").content.decode()
        assert assigned.number not in page
