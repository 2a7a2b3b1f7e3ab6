"""A unit's reply: drafted, sent for approval, given (clauses S4 and S5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.approvals.rows import note_published
from portal.approvals.states import CaseState

from .. import clocks, crypto, reading
from ..models import Reply, Ticket
from ..states import TicketState
from . import giving, in_oa, reviews
from .tickets import act_on, case_of


@sensitive_variables()
def draft_reply(
    ticket: Ticket,
    person: Any,
    *,
    private_text: str,
    audience: str = Reply.Audience.PRIVATE,
    public_title: str = "",
    public_question: str = "",
    public_answer: str = "",
    version: int | None = None,
) -> Reply:
    """Write or rewrite the unit's reply; nothing is sent. Raises ActRefused, also while the reply is in approval."""
    with act_on(ticket, "reply", person, version) as ticket:
        reply = reading.draft_of(ticket) or Reply(ticket=ticket, number=ticket.number)
        case = case_of(reply) if reply.pk else None
        if case is not None and case.state in CaseState.LOCKING:
            raise ActRefused([_("The reply is in approval; it can be changed when it comes back.")])
        if ticket.state == TicketState.REPLYING and (case is None or case.state in CaseState.FINAL):
            ticket.drop_reply()  # its maker withdrew the case
        reply.ticket = ticket  # so that it tells its writer the version to send
        key, unit = ticket.data_key, ticket.unit
        assert key is not None and unit is not None  # an erased ticket and one with no unit were refused above
        if not reply.pk or reading.private_answer(reply) != private_text.strip():
            reply.sealed_answer = crypto.seal(key, private_text.strip())
        reply.unit, reply.made_by, reply.audience = unit, person, audience
        contributors = ticket.cohandlings.exclude(given_by=None).values_list("given_by_id", flat=True)
        reply.writers = sorted({*reply.writers, person.pk, *contributors})  # the reply draws on what they wrote
        public = audience == Reply.Audience.PUBLIC  # what stays private leaves nothing in clear
        reply.public_title = public_title.strip() if public else ""
        reply.public_question = public_question.strip() if public else ""
        reply.public_answer = public_answer.strip() if public else ""
        reply.asked_on = timezone.localdate(ticket.received_at)
        reply.save()
    return reply


def send_reply(reply: Reply, person: Any, declaration: Mapping[str, str], version: int | None = None) -> Case:
    """Send a drafted reply to the secrecy reviewer and the unit head for approval (clauses O1, S5).

    ``declaration`` answers the secrecy checklist. Raises ActRefused with every reason.
    """
    with act_on(reply.ticket, "reply", person, version) as ticket:
        reply = Reply.objects.select_related("ticket", "unit").get(pk=reply.pk)
        case = approvals.open_case(reply, person)
        case = approvals.send(case.pk, person, case.version, declaration=declaration)
        ticket.start_reply()
    return case


def carry_out_reply(case: Case, reply: Reply) -> None:
    """Give the approved answer: to the asker by the code, and to everybody where that was approved (law 1).

    Called by the case engine inside the approving transaction.
    """
    ticket = Ticket.objects.select_for_update().get(pk=reply.ticket_id)
    now = timezone.now()
    with table_permit(Reply._meta.db_table, "answer", case, case.digest):
        reply.given_at = now
        reply.working_days = clocks.working_days_between(ticket.received_at, now)
        reply.published = reply.audience == Reply.Audience.PUBLIC
        reply.save()
    ticket.answer()
    ticket.answered_at = now
    clocks.end(ticket, now)
    ticket.version += 1
    ticket.save()
    others = list(ticket.duplicates.all())
    giving.end_merged(others, now)
    giving.give([ticket, *others], reply)
    in_oa.tell_oa_of_answer(ticket, reverse("interaction:answer", args=[reply.number]) if reply.published else "")
    record(
        "ticket.answered",
        subject=ticket.subject_key,
        case_number=case.number,
        data={"number": ticket.number, "audience": reply.audience, "working_days": reply.working_days},
        digest=case.digest,
    )
    if reply.published:
        note_published(case, reply)
        reviews.begin(reply)


def show_reply(reply: Reply, is_public: bool, act: str, case: Case | None) -> None:
    """Let everybody read a given answer, or nobody but its asker; inside the caller's transaction (law 1)."""
    with table_permit(Reply._meta.db_table, act, case, case.digest if case else ""):
        reply.published = is_public
        reply.save(update_fields=["published"])


def drop_reply(reply: Reply) -> None:
    """The reply's case ended without an answer: the ticket is with the unit again, on the same clock.

    Called by the case engine inside the act's transaction.
    """
    ticket = Ticket.objects.select_for_update().get(pk=reply.ticket_id)
    if ticket.state != TicketState.REPLYING:
        return  # it was never sent
    ticket.drop_reply()
    ticket.version += 1
    ticket.save()
