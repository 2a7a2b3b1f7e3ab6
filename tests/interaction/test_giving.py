"""An answer reaches everybody who asked the same, and nobody reads what was written for somebody else (S4, S5)."""

from __future__ import annotations

import pytest

from interaction import reading, services
from interaction.exchange import outgoing
from interaction.kinds import ReplyKind
from interaction.models import Message, Ticket
from interaction.states import TicketState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.outbox.models import OutboxRow
from tests.factories import DECLARED
from tests.interaction.conftest import PUBLIC, QUESTION, passed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]
FOR_ONE = "欧阳春晓女士，您留的电话 13800138000 已登记，请周四来。"
OTHER = {**QUESTION, "name": "夏侯惇远", "contact": "13712345678"}


@pytest.fixture
def from_hall(people, window):
    """Return a consultation that came from the provincial hall."""
    return services.submit(**QUESTION, channel="hall", reference="GD-2026-7", entered_by=window.handler).ticket


def drafted(people, ticket, **texts):
    assigned = services.assign(ticket, people.units["registration"], people.office_liaison)
    return services.draft_reply(assigned, people.registration_liaison, **{"private_text": FOR_ONE, **texts})


def waiting(people, draft):
    """Have a reply sent and passed: it waits for the head."""
    return passed(people, services.send_reply(draft, people.registration_liaison, DECLARED))


def answer(people, ticket, **texts):
    case = waiting(people, drafted(people, ticket, **texts))
    approvals.agree(case.pk, people.registration_head, case.version)
    return Ticket.objects.get(pk=ticket.pk)


def sent_to_hall():
    return [outgoing.envelope_of(message).body["text"] for message in Message.objects.filter(direction="out")]


def mailed_to():
    return [row.payload["ticket"] for row in OutboxRow.objects.filter(job="interaction.news_mail").order_by("pk")]


@pytest.mark.clause("S4")
def test_the_hall_gets_the_public_words_of_a_reply_to_somebody_else(people, from_hall, ticket):
    services.merge(from_hall, ticket, people.office_liaison)
    answer(people, ticket, audience="public", **PUBLIC)
    assert sent_to_hall() == [PUBLIC["public_answer"]]


@pytest.mark.clause("S4")
def test_the_hall_gets_what_was_written_for_its_own_asker(people, from_hall):
    answer(people, from_hall, audience="public", **PUBLIC)
    assert sent_to_hall() == [FOR_ONE]


@pytest.mark.clause("S4")
def test_merged_with_an_answered_one_it_is_answered_in_the_hall_at_once(people, from_hall, ticket):
    answered = answer(people, ticket, audience="public", **PUBLIC)
    services.merge(from_hall, answered, people.office_liaison)
    found = Ticket.objects.get(pk=from_hall.pk)
    assert (found.state, found.answered_at is not None) == (TicketState.MERGED, True)
    assert sent_to_hall() == [PUBLIC["public_answer"]]


def test_merged_with_an_answered_one_everybody_who_asked_is_told(people, ticket):
    """Also those who had been merged with it before: they read the same answer."""
    answered = answer(people, ticket, audience="public", **PUBLIC)
    second, third = (services.submit(**{**OTHER, "contact": f"{who}@example.org"}).ticket for who in "ab")
    services.merge(third, second, people.office_liaison)
    before = mailed_to()
    services.merge(second, answered, people.office_liaison)
    assert mailed_to()[len(before) :] == [second.pk, third.pk]
    assert not Ticket.objects.filter(answered_at=None).exists()
    assert reading.answer_of(Ticket.objects.get(pk=third.pk)).number == answered.number


def test_what_was_erased_answers_nobody_any_more_but_a_public_answer_does(people, ticket):
    second, third = (services.submit(**OTHER).ticket for _ in range(2))
    services.merge(second, ticket, people.office_liaison)
    erased = services.erase(answer(people, ticket, private_text="请周四来。"), people.office_liaison)
    with pytest.raises(ActRefused):
        services.merge(third, erased, people.office_liaison)
    public = answer(people, services.submit(**QUESTION).ticket, audience="public", **PUBLIC)
    services.merge(third, services.erase(public, people.office_liaison), people.office_liaison)
    found = Ticket.objects.get(pk=third.pk)
    assert reading.answer_for(found, reading.answer_of(found)) == PUBLIC["public_answer"]


def test_merged_with_an_open_one_nobody_is_told_yet(people, ticket):
    other = services.submit(**{**OTHER, "contact": "a@example.org"}).ticket
    services.merge(other, ticket, people.office_liaison)
    assert mailed_to() == []
    assert Ticket.objects.get(pk=other.pk).answered_at is None


@pytest.mark.parametrize("words", ["夏侯惇远问：要带哪些材料？", "请打 137 1234 5678 联系。"])
def test_what_everybody_reads_names_none_of_those_who_asked(people, ticket, words):
    services.merge(services.submit(**OTHER).ticket, ticket, people.office_liaison)
    draft = drafted(people, ticket, audience="public", **{**PUBLIC, "public_question": words})
    assert len(ReplyKind().problems(draft)) == 1
    with pytest.raises(ActRefused):
        services.send_reply(draft, people.registration_liaison, DECLARED)


def test_what_those_who_asked_read_names_none_of_them(people, ticket):
    services.merge(services.submit(**OTHER).ticket, ticket, people.office_liaison)
    draft = drafted(people, ticket, private_text="夏侯惇远先生，请周四来。")
    with pytest.raises(ActRefused):
        services.send_reply(draft, people.registration_liaison, DECLARED)


def test_the_last_desk_looks_again_since_one_may_have_been_merged_meanwhile(people, ticket):
    case = waiting(
        people, drafted(people, ticket, audience="public", **{**PUBLIC, "public_question": "夏侯惇远问：带什么？"})
    )
    services.merge(services.submit(**OTHER).ticket, Ticket.objects.get(pk=ticket.pk), people.office_liaison)
    with pytest.raises(ActRefused):
        approvals.agree(case.pk, people.registration_head, case.version)
    assert not reading.public_answers().exists()
