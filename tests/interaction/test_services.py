"""The path of a consultation (clause S5), and everything that must not go."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interaction import clocks, crypto, reading, services
from interaction.models import KeyRow, Reply, Ticket
from interaction.states import TicketState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Publication
from portal.calendars.services import enter_year
from portal.calendars.working_days import local_date
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow
from tests.factories import DECLARED
from tests.interaction.conftest import passed

from .conftest import PUBLIC, QUESTION

FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in the people


@pytest.mark.clause("S5")
def test_submit_assign_reply_approve_public(people):
    with time_machine.travel(FRIDAY, tick=False):
        receipt = services.submit(**QUESTION, wish_public=True)
    ticket = receipt.ticket
    assert ticket.number == "ZX20261120-0001"
    assert local_date(ticket.due_at).isoformat() == "2026-11-23"
    assert Notice.objects.get(person=people.office_liaison).text

    with time_machine.travel(FRIDAY + timedelta(days=3), tick=False):
        ticket = services.assign(ticket, people.units["registration"], people.office_liaison, ticket.version)
    assert ticket.state == TicketState.ASSIGNED
    assert local_date(ticket.due_at).isoformat() == "2026-11-26"
    assert ticket.number in Notice.objects.get(person=people.registration_liaison).text

    with time_machine.travel(FRIDAY + timedelta(days=4), tick=False):
        draft = services.draft_reply(
            ticket, people.registration_liaison, private_text="请来二号窗口。", audience="public", **PUBLIC
        )
        case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    assert Ticket.objects.get().state == TicketState.REPLYING
    assert case.route.code == "reply"
    assert case.due_at == ticket.due_at
    assert not reading.public_answers().exists()

    with time_machine.travel(FRIDAY + timedelta(days=5), tick=False):
        approvals.agree(case.pk, people.registration_head, case.version, "同意")
    ticket = Ticket.objects.get()
    reply = reading.public_answers().get()
    assert ticket.state == TicketState.ANSWERED
    assert reply.working_days == 3
    assert reading.answer_of(ticket) == reply
    assert reading.private_answer(reply) == "请来二号窗口。"
    assert Publication.objects.get(kind="reply").digest == case.digest
    assert OutboxRow.objects.get(job="search.index").payload == {"source": "answer", "ids": [str(reply.pk)]}
    acts = list(Entry.objects.order_by("seq").values_list("act", flat=True))
    assert [act for act in acts if act.startswith("ticket.")] == [
        "ticket.received", "ticket.assigned", "ticket.answered",
    ]  # fmt: skip


@pytest.mark.clause("S5")
def test_a_private_reply_is_for_the_asker_only(people, assigned):
    draft = services.draft_reply(assigned, people.registration_liaison, private_text="请来二号窗口。", **PUBLIC)
    case = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    assert case.snapshot["public"] is None
    approvals.agree(case.pk, people.registration_head, case.version)
    reply = reading.answer_of(Ticket.objects.get())
    assert reply.given_at and not reply.published
    assert not reading.public_answers().exists()
    assert not OutboxRow.objects.filter(job="search.index").exists()
    assert not Publication.objects.exists()


def test_numbers_count_up_within_a_day(people):
    with time_machine.travel(FRIDAY, tick=False):
        numbers = [services.submit(**QUESTION, wish_public=False).ticket.number for _ in range(2)]
    with time_machine.travel(FRIDAY + timedelta(days=1), tick=False):
        numbers.append(services.submit(**QUESTION, wish_public=False).ticket.number)
    assert numbers == ["ZX20261120-0001", "ZX20261120-0002", "ZX20261121-0001"]


@pytest.mark.clause("S5")
def test_only_the_office_distributes(people, ticket):
    for name in ("registration_head", "publicity_handler", "office_leader", "root"):
        with pytest.raises(ActRefused):
            services.assign(ticket, people.units["registration"], people.all[name])
    assert Ticket.objects.get().state == TicketState.RECEIVED


@pytest.mark.clause("S5")
def test_given_on_to_another_unit_the_clock_runs_on(people, assigned):
    due = assigned.due_at
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        again = services.assign(assigned, people.units["farmland"], people.office_liaison)
    assert again.due_at == due
    assert again.unit == people.units["farmland"]
    with pytest.raises(ActRefused):
        services.assign(again, people.units["farmland"], people.office_liaison)


def test_another_units_draft_is_not_handed_on(people, draft):
    services.assign(draft.ticket, people.units["farmland"], people.office_liaison)
    assert not Reply.objects.exists()


def test_an_old_version_changes_nothing(people, ticket, assigned):
    with pytest.raises(Stale):
        services.assign(ticket, people.units["farmland"], people.office_liaison, version=1)
    with pytest.raises(Stale):
        services.draft_reply(assigned, people.registration_liaison, private_text="…", version=1)
    assert Ticket.objects.get().unit == people.units["registration"]


def test_only_the_unit_replies(people, assigned):
    for name in ("office_liaison", "farmland_liaison", "registration_leader", "root"):
        with pytest.raises(ActRefused):
            services.draft_reply(assigned, people.all[name], private_text="…")


def test_nobody_approves_their_own_reply(people, assigned):
    draft = services.draft_reply(assigned, people.registration_head, private_text="请来二号窗口。")
    case = passed(people, services.send_reply(draft, people.registration_head, DECLARED))
    with pytest.raises(ActRefused):
        approvals.agree(case.pk, people.registration_head, case.version)


@pytest.mark.parametrize("missing", PUBLIC)
def test_a_public_reply_needs_all_its_parts(people, assigned, missing):
    parts = PUBLIC | {missing: ""}
    draft = services.draft_reply(assigned, people.registration_liaison, private_text="好", audience="public", **parts)
    with pytest.raises(ActRefused):
        services.send_reply(draft, people.registration_liaison, DECLARED)
    assert Ticket.objects.get().state == TicketState.ASSIGNED
    assert not Case.objects.exists()


@pytest.mark.clause("S5")
@pytest.mark.parametrize("text", ["欧阳春晓问", "欧 阳 春 晓", "歐陽春曉", "写信到 OUYANG.CX@example.org"])
def test_a_public_reply_that_gives_the_asker_away_is_refused(people, assigned, text):
    parts = PUBLIC | {"public_question": PUBLIC["public_question"] + text}
    draft = services.draft_reply(assigned, people.registration_liaison, private_text="好", audience="public", **parts)
    with pytest.raises(ActRefused) as refusal:
        services.send_reply(draft, people.registration_liaison, DECLARED)
    assert "欧阳" not in str(refusal.value)


def test_a_reply_in_approval_can_not_be_changed(people, case):
    with pytest.raises(ActRefused):
        services.draft_reply(Ticket.objects.get(), people.registration_liaison, private_text="别的")


def test_bytes_changed_behind_the_case_are_not_given(people, case):
    """Law 1: what the head approves is what was sent, the private part too."""
    ticket = Ticket.objects.get()
    Reply.objects.update(sealed_answer=crypto.seal(ticket.data_key, "别的"))
    with pytest.raises(ActRefused):
        approvals.agree(case.pk, people.registration_head, case.version)
    assert Ticket.objects.get().state == TicketState.REPLYING


def test_returned_mended_and_sent_again(people, case):
    approvals.return_case(case.pk, people.registration_head, case.version, "请写明窗口")
    ticket = Ticket.objects.get()
    assert ticket.state == TicketState.REPLYING
    draft = services.draft_reply(
        ticket, people.registration_liaison, private_text="请来二号窗口，带证件。", audience="public", **PUBLIC
    )
    again = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    assert again.pk == case.pk
    approvals.agree(again.pk, people.registration_head, again.version)
    assert reading.private_answer(Reply.objects.get()) == "请来二号窗口，带证件。"


def test_refused_it_is_with_the_unit_again(people, case):
    approvals.refuse(case.pk, people.registration_head, case.version, "不能这样答")
    ticket = Ticket.objects.get()
    assert ticket.state == TicketState.ASSIGNED
    draft = services.draft_reply(ticket, people.registration_liaison, private_text="换一种答法")
    again = passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))
    assert again.pk != case.pk
    assert Reply.objects.count() == 1


def test_withdrawn_it_can_be_written_anew(people, case):
    approvals.withdraw(case.pk, people.registration_liaison, case.version)
    draft = services.draft_reply(Ticket.objects.get(), people.registration_liaison, private_text="再写")
    assert Ticket.objects.get().state == TicketState.ASSIGNED
    services.send_reply(draft, people.registration_liaison, DECLARED)
    assert Ticket.objects.get().state == TicketState.REPLYING


@pytest.mark.clause("S5")
def test_the_clock_explains_itself_day_by_day(people):
    with time_machine.travel(datetime(2026, 9, 30, 2, 0, tzinfo=UTC), tick=False):
        ticket = services.submit(**QUESTION, wish_public=False).ticket
    (leg,) = clocks.legs_of(ticket)
    assert local_date(leg.due).isoformat() == "2026-10-08"
    assert [day["date"] for day in leg.counted if day["counted"]] == ["2026-10-08"]
    assert {day["reason"] for day in leg.counted if not day["counted"]} >= {"holiday"}


def test_an_entered_year_counts_open_clocks_again_and_records_it(people):
    with time_machine.travel(datetime(2029, 12, 31, 2, 0, tzinfo=UTC), tick=False):
        ticket = services.submit(**QUESTION, wish_public=False).ticket
        assert ticket.provisional
        new_year = {datetime(2030, 1, 1).date(): "元旦", datetime(2030, 1, 2).date(): "元旦"}
        enter_year(2029, {datetime(2029, 1, 1).date(): "元旦"}, {}, "林办事")
        enter_year(2030, new_year, {}, "林办事")
    ticket = Ticket.objects.get()
    assert not ticket.provisional
    assert local_date(ticket.due_at).isoformat() == "2030-01-03"
    entry = Entry.objects.filter(act="ticket.recounted").order_by("-seq").first()
    assert entry.data["due"].startswith("2030-01-03")


@pytest.mark.clause("O1")
def test_erasing_destroys_the_key(people, answered):
    with pytest.raises(ActRefused):
        services.erase(answered, people.registration_head)
    services.erase(answered, people.office_liaison)
    ticket = Ticket.objects.get()
    assert not KeyRow.objects.exists()
    assert reading.told(ticket) is None
    reply = reading.answer_of(ticket)
    assert reading.private_answer(reply) is None
    assert reply.published  # what everybody reads was approved, and holds nothing of the person
    with pytest.raises(ActRefused):
        services.erase(ticket, people.office_liaison)


def test_a_key_is_overwritten_before_it_is_deleted(people, answered):
    """A deleted row's bytes may stay in the database's free space."""
    with CaptureQueriesContext(connection) as queries:
        services.destroy_keys(answered)
    written = [query["sql"].split()[0] for query in queries.captured_queries]
    assert [verb for verb in written if verb != "SELECT"] == ["UPDATE", "DELETE"]


def test_one_key_of_several_is_overwritten_before_it_is_emptied(answered):
    before = bytes(KeyRow.objects.get(ticket=answered).wrapped_text)
    with CaptureQueriesContext(connection) as queries:
        crypto.wipe(KeyRow.objects.filter(ticket=answered), "wrapped_text")
    updates = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("UPDATE")]
    assert len(updates) == 2 and "NULL" not in updates[0] and "NULL" in updates[1]
    row = KeyRow.objects.get(ticket=answered)
    assert before and row.wrapped_text is None and row.wrapped, "the others stay"


def test_an_open_ticket_is_not_erased(people, assigned):
    with pytest.raises(ActRefused):
        services.erase(assigned, people.office_liaison)
    assert KeyRow.objects.exists()
