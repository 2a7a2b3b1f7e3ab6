"""Without a connection the petition office carries a complaint, and enters what comes back: it waits for them (S6)."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interaction import permissions, reading, services
from interaction.exchange import connectors
from interaction.models import Connector, Message, Note, Ticket
from interaction.states import TicketState
from interaction.ticket_kinds import COMPLAINT, PETITION
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.notices.models import Notice
from tests.interaction.test_complaints import TOLD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S6")]


@pytest.fixture
def complaint(people, petitions):
    return services.submit(kind=COMPLAINT, **TOLD).ticket


@pytest.fixture
def delivered(complaint, petitions):
    return services.note_delivery(complaint, petitions.liaison, proof="XF-2026-118，窗口收讫")


def again(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def waits(person):
    return list(permissions.waiting_for(person).values_list("number", flat=True))


def test_it_waits_for_the_petition_office_from_the_receipt_to_the_result(people, petitions, complaint, signed_in):
    clerk = petitions.liaison
    assert "请立即" in Notice.objects.filter(person=clerk).latest("pk").text
    staff = signed_in(clerk)
    assert "需人工递交" in staff.get("/admin/tickets/").content.decode()
    assert waits(clerk) == [complaint.number] and waits(people.office_liaison) == []
    ticket = services.note_delivery(complaint, clerk, proof="XF-2026-118")
    assert ticket.state == TicketState.HANDED_OVER and waits(clerk) == [complaint.number]
    assert Message.objects.get(event="complaint").proof == "XF-2026-118"
    ticket = services.enter_accepted(ticket, clerk, on=timezone.localdate(), reference="XF118", letter="受理告知书")
    assert waits(clerk) == [complaint.number]
    assert again(ticket).clock["legs"][-1]["days"] == 60 and again(ticket).reference == "XF118"
    ticket = services.enter_result(ticket, clerk, text="已退还二十元。", letter="答复意见书 9 号")
    assert ticket.state == TicketState.ANSWERED and waits(clerk) == []
    assert [note["text"] for note in reading.notes_of(ticket, Note.TOLD)] == ["已退还二十元。"]
    entered = Entry.objects.filter(act="ticket.entered_by_hand")
    assert {entry.actor_id for entry in entered} == {clerk.pk} and entered.count() == 2


def test_one_that_is_not_accepted_tells_the_person_why(delivered, petitions):
    ticket = services.enter_declined(delivered, petitions.liaison, reason="请向法院提起诉讼。", letter="告知书")
    assert ticket.state == TicketState.DECLINED
    assert reading.notes_of(ticket, Note.TOLD)[0]["text"] == "请向法院提起诉讼。"


def test_an_extension_waits_to_be_carried_too(delivered, petitions):
    ticket = services.enter_accepted(delivered, petitions.liaison, on=timezone.localdate(), letter="告知书")
    ticket = services.ask_extension(ticket, petitions.liaison, days=10, reason="需实地核查。")
    ticket = services.decide_extension(ticket, petitions.leader, agree=True)
    assert permissions.can("note_delivery", ticket, petitions.liaison)
    services.note_delivery(ticket, petitions.liaison, proof="当面送达")
    assert not permissions.can("note_delivery", again(ticket), petitions.liaison)


def test_what_was_entered_is_kept_as_a_message_with_its_letter_and_sealed(delivered, petitions):
    services.enter_declined(delivered, petitions.liaison, reason="请向法院提起诉讼。", letter="告知书 3 号")
    kept = Message.objects.get(direction="in")
    assert (kept.event, kept.sequence, kept.state, kept.proof) == ("declined", 1, "applied", "告知书 3 号")
    assert "诉讼".encode() not in bytes(kept.sealed_body)


@pytest.mark.parametrize("days", [1, -1])
def test_the_day_of_acceptance_lies_between_receipt_and_today(delivered, petitions, days):
    with pytest.raises(ActRefused):
        services.enter_accepted(
            delivered, petitions.liaison, on=timezone.localdate() + timedelta(days=days), letter="告知书"
        )
    assert again(delivered).state == TicketState.HANDED_OVER


def test_nobody_else_enters_anything_and_nothing_before_it_was_delivered(people, petitions, complaint):
    acts = ("note_delivery", "enter_accepted", "enter_declined", "enter_result")
    for person in (people.office_head, people.registration_head, people.root, petitions.leader):
        assert not [act for act in acts if permissions.can(act, complaint, person)]
    assert [act for act in acts if permissions.can(act, complaint, petitions.liaison)] == ["note_delivery"]


def test_with_a_connection_nothing_is_carried_or_entered_by_hand(complaint, delivered, petitions):
    Connector.objects.update(transport="http", is_active=True, url="https://petition.example")
    assert connectors.by_hand([PETITION]) == []
    assert not permissions.can("enter_accepted", delivered, petitions.liaison)
    assert waits(petitions.liaison) == []


def test_all_of_it_can_be_done_on_the_pages(complaint, petitions, signed_in):
    staff = signed_in(petitions.liaison)
    page = f"/admin/tickets/{complaint.pk}/"
    assert "登记送达" in staff.get(page).content.decode()
    for name, data in (
        ("note_delivery", {"proof": "XF-118"}),
        ("enter_accepted", {"on": timezone.localdate().isoformat(), "reference": "XF118", "letter": "受理告知书"}),
        ("enter_result", {"text": "已退还二十元。", "letter": "答复意见书"}),
    ):
        staff.post(f"{page}acts/{name}/", {"version": again(complaint).version, **data})
    assert again(complaint).state == TicketState.ANSWERED


def test_a_file_of_the_petition_system_is_brought_in_by_the_petition_office_only(
    people, delivered, petitions, signed_in
):
    address = "/admin/tickets/exchange/petition/bring-in/"
    rows = [
        {"id": "p1", "subject": delivered.number, "sequence": 1, "event": "accepted",
         "body": {"at": timezone.now().isoformat(), "reference": "XF1"}},
    ]  # fmt: skip

    def file(name="p.json"):
        return {"file": SimpleUploadedFile(name, json.dumps(rows).encode())}

    assert signed_in(people.office_liaison).post(address, file()).status_code == 404
    staff = signed_in(petitions.liaison)
    assert staff.post(address, file("p.csv")).status_code == 422
    assert staff.post(address, file()).status_code == 302
    assert again(delivered).state == TicketState.ACCEPTED
