"""Late is what ended after its clock: the clock and the moment of the act say it, not what ran meanwhile (S4 to S7)."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interaction import figures, services, timeline
from interaction.models import CoHandling, Reply, Ticket
from interaction.ticket_kinds import COMPLAINT, ERROR
from portal.approvals import services as approvals
from portal.approvals.ledger.models import Entry
from portal.approvals.ledger.services import verify
from portal.approvals.reminders import jobs, other_clocks
from portal.calendars.working_days import ZONE
from portal.notices.models import Notice
from tests.factories import DECLARED
from tests.interaction.conftest import QUESTION
from tests.interaction.test_complaints import TOLD, taken, told_by_petitions

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
REPORT = {"name": "司徒望舒", "contact": "", "subject": "错字", "text": "“截止”应为“截至”。"}


def on(day: int, hour: int = 9):
    """A day of November 2026; the 16th is a Monday."""
    return time_machine.travel(datetime(2026, 11, day, hour, 0, tzinfo=ZONE), tick=False)


def asked(people, day: int = 16, given: int = 16):
    with on(day):
        ticket = services.submit(**QUESTION).ticket
    with on(given, 10):
        return services.assign(ticket, people.units["registration"], people.office_liaison)


def answer(people, ticket, day: int):
    with on(day):
        draft = services.draft_reply(ticket, people.registration_liaison, private_text="请周四来。", audience="private")
        case = services.send_reply(draft, people.registration_liaison, DECLARED)
        case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
        approvals.agree(case.pk, people.registration_head, case.version)
    return Ticket.objects.get(pk=ticket.pk)


def marks(ticket) -> int:
    return Entry.objects.filter(subject=ticket.subject_key, act="clock.overdue").count()


@pytest.mark.parametrize(("day", "late"), [(19, False), (20, True)])
def test_no_round_ran_and_the_answer_is_late_all_the_same(people, signed_in, day, late):
    ticket = answer(people, asked(people), day)
    assert ticket.is_late == late and list(Ticket.objects.ended_late()) == ([ticket] if late else [])
    assert marks(ticket) == late
    page = signed_in(people.office_liaison).get("/admin/tickets/?state=late").content.decode()
    assert (ticket.number in page) == late and ("超期1个工作日" in page.replace(" ", "")) == late
    assert [problem for problem in verify() if problem.seq] == []


def test_head_and_office_are_told_as_by_a_round_and_once(people):
    ticket = answer(people, asked(people), 20)
    for person in (people.registration_head, people.office_head):
        assert Notice.objects.filter(person=person, topic="case.clock", text__contains=ticket.number).count() == 1
    with on(23):
        jobs.go_round({})
    assert marks(ticket) == 1


def test_a_round_that_saw_it_before_leaves_the_act_nothing_to_record(people):
    ticket = asked(people)
    with on(20, 8):
        assert other_clocks.go_round() == 1
    assert marks(answer(people, ticket, 20)) == 1


@pytest.mark.clause("S7")
def test_an_error_report_settled_late(people):
    with on(16):
        ticket = services.submit(kind=ERROR, **REPORT).ticket
    with on(18):
        ticket = services.settle(ticket, people.office_handler, finding="corrected", text="已改正。")
    assert ticket.is_late and marks(ticket) == 1


def test_distributing_late_is_the_offices(people, signed_in):
    ticket = asked(people, 16, 18)
    assert marks(ticket) == 1
    ticket = answer(people, ticket, 20)
    assert not ticket.is_late  # the unit had its three days
    legs = timeline.explained(ticket)
    assert "超期" in legs[0]["sentence"] and "超期" not in legs[1]["sentence"]
    page = signed_in(people.office_liaison).get("/admin/tickets/figures/").content.decode()
    assert "1 件咨询超过" in page
    assert figures.by_unit(2026)[0]["share"] == 100


@pytest.mark.clause("S6")
def test_a_complaint_whose_acceptance_comes_late_by_the_day_it_was_accepted(people, petitions):
    with on(2):
        ticket = services.submit(kind=COMPLAINT, **TOLD).ticket  # fifteen days: the 17th
        taken(ticket)
    with on(25):
        ticket = told_by_petitions(ticket, 1, "accepted", at=datetime(2026, 11, 16, 9, tzinfo=ZONE).isoformat())
    assert marks(ticket) == 0 and "超期" not in timeline.explained(ticket)[0]["sentence"]


@pytest.mark.clause("S6")
def test_a_complaint_that_is_declined_late(people, petitions, signed_in):
    with on(2):
        ticket = services.submit(kind=COMPLAINT, **TOLD).ticket
        taken(ticket)
    with on(20):
        ticket = told_by_petitions(ticket, 1, "declined", reason="请向法院提起诉讼。")
    assert ticket.is_late and marks(ticket) == 1
    page = signed_in(petitions.liaison).get("/admin/tickets/?state=late").content.decode()
    assert "超期3天" in page.replace(" ", "")


def test_one_that_was_merged_counts_by_its_own_clock(people):
    first = asked(people)
    with on(17):
        other = services.submit(**QUESTION).ticket
        services.merge(other, first, people.office_liaison)
    with on(16):
        third = services.submit(**QUESTION).ticket
        services.merge(third, first, people.office_liaison)
    answer(people, first, 20)
    assert not Ticket.objects.get(pk=third.pk).is_late  # distributed by the 17th, answered by the 20th
    assert not Ticket.objects.get(pk=other.pk).is_late
    late = asked(people)
    with on(16):
        same = services.submit(**QUESTION).ticket
        services.merge(same, late, people.office_liaison)
    answer(people, late, 23)
    assert Ticket.objects.get(pk=same.pk).is_late and Ticket.objects.get(pk=late.pk).is_late
    assert marks(same) == 1 and marks(other) == 0  # each by its own clock, once


@pytest.mark.parametrize("assigned", [True, False])
def test_a_merged_one_that_is_answered_late_is_recorded_and_told_as_its_own(people, assigned):
    """Also where the other was in time, and where it had come to no unit yet when it was merged."""
    with on(16):
        old = services.submit(**QUESTION).ticket
    if assigned:
        with on(16, 10):
            old = services.assign(old, people.units["registration"], people.office_liaison)
    young = asked(people, 18, 18)
    with on(18, 11):
        old = services.merge(old, young, people.office_liaison)
    young = answer(people, young, 23)
    old = Ticket.objects.get(pk=old.pk)
    assert not young.is_late and old.is_late
    assert marks(young) == 0 and marks(old) == (1 if assigned else 2)  # its distribution was late too
    for person in (people.registration_head, people.office_head):
        found = Notice.objects.filter(person=person, topic="case.clock", text__contains=old.number)
        assert {notice.url for notice in found} <= {services.ticket_url(young), services.ticket_url(old)}
        assert found.filter(url=services.ticket_url(young)).count() == 1


def test_merged_after_its_time_with_an_answered_one_its_overrun_is_recorded(people):
    first = asked(people)
    with on(16, 11):
        services.merge(services.submit(**QUESTION).ticket, first, people.office_liaison)
    answered, other = answer(people, first, 17), asked(people)
    with on(24):
        services.merge(other, answered, people.office_liaison)
    assert marks(other) == 1


def test_who_takes_it_back_after_its_time_waited_too_long(people):
    ticket = asked(people)
    with on(20):
        ticket = services.withdraw(ticket)
    assert ticket.is_late and marks(ticket) == 1


def test_figures_of_a_unit_go_by_the_clock(people, client, signed_in):
    answer(people, asked(people), 20)  # on the fourth working day, of which the unit had three
    row = figures.by_unit(2026)[0]
    assert (row["answered"], row["share"], row["late"]) == (1, 0, 1)
    assert Reply.objects.get().working_days == 4
    with on(30):
        page = client.get("/interaction/answers/statistics/?year=2026").content.decode()
        assert "<td>0%</td><td>1</td>" in page
        asked(people)
        staff = signed_in(people.office_liaison)
        shown = staff.get("/admin/tickets/figures/?year=2026").content.decode()
    assert "<td>2</td><td>1</td><td>1</td><td>1</td><td>1</td>" in shown.replace("\n", "")


def test_the_units_figures_ask_a_fixed_number_of_queries(people, signed_in):
    staff = signed_in(people.office_liaison)
    asked(people)
    staff.get("/admin/tickets/figures/")
    with CaptureQueriesContext(connection) as few:
        staff.get("/admin/tickets/figures/")
    for _more in range(3):
        asked(people)
    with CaptureQueriesContext(connection) as many:
        staff.get("/admin/tickets/figures/")
    assert len(many) == len(few)


def test_one_ticket_leads_to_the_next_at_ones_turn(people, signed_in):
    first, second = asked(people), asked(people)
    with on(17):
        client = signed_in(people.registration_liaison)
        assert second.number in client.get(services.ticket_url(first)).content.decode()
        answer(people, second, 17)
        assert 'rel="next"' not in client.get(services.ticket_url(first)).content.decode()


def test_a_contribution_that_comes_late_is_marked_without_a_round(people):
    ticket = asked(people)
    with on(16):
        services.ask_cohandling(
            ticket,
            people.units["farmland"],
            people.office_liaison,
            due_on=datetime(2026, 11, 17).date(),
            text="请提供。",
        )
    with on(18):
        services.contribute(Ticket.objects.get(pk=ticket.pk), people.farmland_liaison, text="数据如下。")
        assert services.remind_cohandlers() == 0
    assert CoHandling.objects.get().overdue_at is not None
    assert Entry.objects.filter(act="ticket.cohandling_overdue").count() == 1
