"""The handlers' pages."""

import pytest

from interaction import services
from interaction.models import Reply, Ticket
from interaction.states import TicketState
from portal.approvals.models import Case
from tests.factories import CHECKLIST

from .conftest import PUBLIC, QUESTION

TICKETS = "/admin/tickets/"


@pytest.mark.clause("S5")
def test_the_office_sees_what_waits_and_gives_it_to_a_unit(people, ticket, signed_in):
    client = signed_in(people.office_liaison)
    page = client.get(TICKETS).content.decode()
    assert ticket.number in page
    assert QUESTION["subject"] in page and QUESTION["name"] not in page  # who may read it sees what it is about
    url = services.ticket_url(ticket)
    form = {"unit": people.units["registration"].pk, "version": ticket.version}
    client.post(f"{url}assign/", form)
    assert Ticket.objects.get().unit == people.units["registration"]
    assert ticket.number not in client.get(TICKETS).content.decode()
    assert ticket.number in client.get(f"{TICKETS}?state=assigned").content.decode()


@pytest.mark.clause("S5")
def test_the_unit_answers_and_sends_for_approval(people, assigned, signed_in):
    client = signed_in(people.registration_liaison)
    assert assigned.number in client.get(TICKETS).content.decode()
    url = f"{services.ticket_url(assigned)}reply/"
    reply = {"private_text": "请来二号窗口。", "audience": "public", **PUBLIC, "version": assigned.version}
    client.post(url, reply)
    assert Ticket.objects.get().state == TicketState.ASSIGNED
    answer = client.post(url, reply | {"version": Ticket.objects.get().version, "send": "1", **CHECKLIST})
    case = Case.objects.get()
    assert answer.url == f"/admin/cases/{case.pk}/"
    page = signed_in(people.registration_head).get(answer.url).content.decode()
    assert "二号窗口" in page and "青石沟村" in page
    assert "青石沟村" not in signed_in(people.publicity_handler).get(answer.url).content.decode()


def test_what_was_written_is_not_lost_when_it_is_refused(people, assigned, signed_in):
    client = signed_in(people.registration_liaison)
    url = f"{services.ticket_url(assigned)}reply/"
    late = {"private_text": "请来三号窗口。", "audience": "private", "version": 1}
    answer = client.post(url, late)
    assert answer.status_code == 200
    assert "三号窗口" in answer.content.decode()
    assert not Reply.objects.exists()


@pytest.mark.parametrize("missing", ["private_text", "audience", "public_title"])
def test_an_incomplete_reply_is_said_at_the_field(people, assigned, signed_in, missing):
    client = signed_in(people.registration_liaison)
    reply = {"private_text": "好的好的", "audience": "public", **PUBLIC, "version": assigned.version, missing: ""}
    answer = client.post(f"{services.ticket_url(assigned)}reply/", reply)
    assert answer.status_code == 422
    assert missing in answer.context["reply_form"].errors


def test_a_unit_must_be_chosen(people, ticket, signed_in):
    answer = signed_in(people.office_liaison).post(f"{services.ticket_url(ticket)}assign/", {"version": 1})
    assert answer.status_code == 422
    assert "unit" in answer.context["assign_form"].errors


def test_the_list_is_for_people_with_a_post(people, ticket, signed_in):
    assert signed_in(people.root).get(TICKETS).status_code in (302, 403)
    assert ticket.number not in signed_in(people.farmland_liaison).get(f"{TICKETS}?state=all").content.decode()


def test_an_erased_ticket_says_so(people, answered, signed_in):
    services.erase(answered, people.office_liaison)
    answer = signed_in(people.office_liaison).get(services.ticket_url(answered))
    assert answer.status_code == 200
    assert answer.context["told"] is None
