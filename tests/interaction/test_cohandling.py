"""A second unit contributes to the reply of the unit that has a question, inside its clock (clause S5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from interaction import permissions, reading, services, timeline
from interaction.models import CoHandling, Ticket
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.notices.models import Notice
from tests.interaction.conftest import QUESTION
from tests.interaction.test_privacy import dump

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ASKED, SAID = "请说明该地块是否占用耕地", "经核对，该地块不占用永久基本农田"


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def ticket(monday, people):
    ticket = services.submit(**QUESTION).ticket
    return services.assign(ticket, people.units["registration"], people.office_liaison)


def asked(ticket, people, person=None, days=2):
    due = timezone.localdate() + timedelta(days=days)
    by = person or people.registration_head
    services.ask_cohandling(ticket, people.units["farmland"], by, due_on=due, text=ASKED)
    return Ticket.objects.get()


def contributed(ticket, people):
    services.contribute(ticket, people.farmland_handler, text=SAID)
    return Ticket.objects.get()


@pytest.mark.parametrize("who", ["registration_head", "office_liaison", "office_head"])
def test_the_office_or_the_head_of_the_unit_asks(people, ticket, who):
    due = ticket.due_at
    ticket = asked(ticket, people, getattr(people, who))
    assert ticket.due_at == due  # the clock runs on
    assert Notice.objects.filter(person=people.farmland_liaison, text__contains=ticket.number).exists()
    assert permissions.waiting_for(people.farmland_handler).get() == ticket


@pytest.mark.parametrize("who", ["registration_liaison", "farmland_head", "publicity_head", "root"])
def test_nobody_else_asks(people, ticket, who):
    with pytest.raises(ActRefused):
        asked(ticket, people, getattr(people, who))


@pytest.mark.parametrize("days", [-1, 4])
def test_the_day_lies_inside_the_clock(people, ticket, days):
    assert services.latest_day(ticket).isoformat() == "2026-11-26"
    with pytest.raises(ActRefused, match="2026-11-26"):
        asked(ticket, people, days=days)


def test_a_unit_is_asked_once_and_not_the_one_that_has_it(people, ticket):
    asked(ticket, people)
    with pytest.raises(ActRefused):
        asked(ticket, people)
    with pytest.raises(ActRefused):
        today, own = timezone.localdate(), people.units["registration"]
        services.ask_cohandling(ticket, own, people.office_head, due_on=today, text=ASKED)


def test_handlers_of_both_read_it_and_nobody_else(people, ticket):
    assert not permissions.can_read(ticket, people.farmland_liaison)
    ticket = contributed(asked(ticket, people), people)
    for person in (people.registration_liaison, people.farmland_liaison, people.office_liaison):
        assert permissions.can_read(ticket, person)
    for person in (people.publicity_head, people.farmland_leader, people.root, people.nobody):
        assert not permissions.can_read(ticket, person)
    assert [row["text"] for row in reading.cohandlings_of(ticket)] == [SAID]


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_stands_anywhere_in_clear(people, ticket):
    contributed(asked(ticket, people), people)
    found = dump()
    assert ASKED not in found and SAID not in found


def test_the_reply_draws_on_it_and_who_contributed_does_not_approve_it(people, ticket):
    ticket = contributed(asked(ticket, people), people)
    assert SAID in reading.contributions(ticket)
    assert Notice.objects.filter(person=people.registration_liaison, text__contains="farmland").exists()
    reply = services.draft_reply(ticket, people.registration_liaison, private_text=reading.contributions(ticket))
    assert people.farmland_handler.pk in reply.writers
    assert not permissions.can("reply", ticket, people.farmland_handler)


def test_only_the_unit_that_is_asked_contributes_and_may_write_it_anew(people, ticket):
    ticket = asked(ticket, people)
    with pytest.raises(ActRefused):
        services.contribute(ticket, people.publicity_handler, text=SAID)
    ticket = contributed(ticket, people)
    services.contribute(ticket, people.farmland_liaison, text="再次核对后更正")
    assert [row["text"] for row in reading.cohandlings_of(ticket)] == ["再次核对后更正"]
    assert CoHandling.objects.count() == 1


def test_one_that_is_no_longer_needed_reads_nothing_more(people, ticket):
    ticket = asked(ticket, people)
    services.end_cohandling(ticket, people.units["farmland"], people.registration_head)
    assert not permissions.can_read(ticket, people.farmland_liaison)
    assert not permissions.waiting_for(people.farmland_handler).exists()
    asked(Ticket.objects.get(), people)  # and can be asked anew


def test_a_missing_contribution_is_recorded_once_and_told_to_both(people, ticket):
    asked(ticket, people)
    Notice.objects.all().delete()
    assert services.remind_cohandlers() == 0
    with time_machine.travel(MONDAY + timedelta(days=3), tick=False):
        assert services.remind_cohandlers() == 1
        assert services.remind_cohandlers() == 0
    told = set(Notice.objects.values_list("person", flat=True))
    assert {people.farmland_liaison.pk, people.registration_liaison.pk} <= told
    assert Entry.objects.filter(act="ticket.cohandling_overdue").count() == 1


def test_the_public_reads_the_units_and_no_person(people, ticket):
    ticket = contributed(asked(ticket, people), people)
    words = str(timeline.steps_of(ticket))
    assert str(people.units["farmland"]) in words
    assert str(people.farmland_handler) not in words


def test_what_the_person_adds_or_takes_back_is_told_to_both(people, ticket):
    ticket = asked(ticket, people)
    Notice.objects.all().delete()
    services.withdraw(ticket)
    told = set(Notice.objects.values_list("person", flat=True))
    assert {people.farmland_liaison.pk, people.registration_liaison.pk} <= told
    assert not permissions.waiting_for(people.farmland_handler).exists()


def test_on_the_page_it_is_asked_given_and_taken_over(people, ticket, signed_in):
    url = services.ticket_url(ticket)
    form = {"unit": people.units["farmland"].pk, "due_on": "2026-11-25", "text": ASKED, "version": ticket.version}
    signed_in(people.registration_head).post(f"{url}acts/ask_cohandling/", form)
    page = signed_in(people.farmland_liaison).get(url).content.decode()
    assert ASKED in page and f"{url}acts/contribute/" in page
    assert f"{url}acts/ask_cohandling/" not in page
    rows = signed_in(people.farmland_liaison).get("/admin/tickets/").content.decode()
    assert ticket.number in rows and "2026-11-25" in rows
    assert ASKED not in rows
    version = Ticket.objects.get().version
    signed_in(people.farmland_liaison).post(f"{url}acts/contribute/", {"text": SAID, "version": version})
    client = signed_in(people.registration_liaison)
    assert client.get(url).content.decode().count(SAID) == 1
    page = client.get(f"{url}?contributions=1").content.decode()
    assert page.count(SAID) == 2  # where it stands, and in the reply
    page = signed_in(people.registration_head).get(url).content.decode()
    assert f"{url}acts/end_cohandling/" in page
    form = {"unit": people.units["farmland"].pk, "version": Ticket.objects.get().version}
    signed_in(people.registration_head).post(f"{url}acts/end_cohandling/", form)
    assert signed_in(people.farmland_liaison).get(url).status_code == 302
