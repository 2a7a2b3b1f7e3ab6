"""Questions that ask the same: answered together, and taken apart again where they don't (clause S5)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.organisation.models import Function
from portal.organisation.services import liaisons_of

from .. import reading
from ..functions import people_of, unit_with
from ..models import Reply, Ticket
from ..states import TicketState
from . import giving
from .tickets import act_on, capacity_in, drop_draft, tell

S = TicketState


def merge(ticket: Ticket, into: Ticket, person: Any, version: int | None = None) -> Ticket:
    """The Office says that two tickets ask the same: the reply to the other one answers this one too."""
    with act_on(ticket, "merge", person, version) as ticket:
        target = Ticket.objects.select_for_update().get(pk=into.pk)
        if reason := reason_against_merging(ticket, target):
            raise ActRefused([reason])
        ticket.merge()
        drop_draft(ticket)
        merged = [ticket, *ticket.duplicates.all()]  # who asked the same as this one reads the same reply
        ticket.merged_into = target
        ticket.duplicates.update(merged_into=target)
        giving.give_what_is_there(merged, target)
        record(
            "ticket.merged",
            actor=person,
            capacity=capacity_in(unit_with(Function.OFFICE), person),
            subject=ticket.subject_key,
            data={"number": ticket.number, "into": target.number},
            digest=ticket.text_digest,
        )
    return ticket


def separate(ticket: Ticket, person: Any, version: int | None = None) -> Ticket:
    """The Office takes a merged ticket apart again before it was answered; it is where it was, its clock ran on."""
    with act_on(ticket, "separate", person, version) as ticket:
        other = ticket.merged_into
        assert other is not None  # one that isn't merged was refused above
        ticket.separate()
        if ticket.unit is not None:
            ticket.assign()
        ticket.merged_into = None
        record(
            "ticket.separated",
            actor=person,
            capacity=capacity_in(unit_with(Function.OFFICE), person),
            subject=ticket.subject_key,
            data={"number": ticket.number, "from": other.number},
            digest=ticket.text_digest,
        )
        people = liaisons_of(ticket.unit) if ticket.unit else people_of(Function.OFFICE)
        tell(people, ticket, _("%(kind)s %(number)s is answered by itself again; it is due by %(due)s."))
    return ticket


def reason_against_merging(ticket: Ticket, target: Ticket) -> str:
    """Say why a ticket can't be answered with another one, "" where it can."""
    if target.pk == ticket.pk or target.kind != ticket.kind or target.state in (S.MERGED, S.WITHDRAWN):
        return _("It can't be merged with that one.")
    if target.system:  # who answers over there wouldn't know that others read it
        return _("That one is handled in the OA system; please answer this one itself.")
    if target.erased_at is not None and not reading.public_answers().filter(ticket=target).exists():
        return _("What was told in it was erased.")
    if _was_written_for_one(target):
        return _("The reply to that one was written for one person only; please answer this one itself.")
    return ""


def _was_written_for_one(ticket: Ticket) -> bool:
    """Say whether a reply was given, or is in approval, whose authors didn't know that others would read it (law 7)."""
    answer = reading.answer_of(ticket) or (reading.draft_of(ticket) if ticket.state == S.REPLYING else None)
    return answer is not None and answer.audience != Reply.Audience.PUBLIC and not others_asking(ticket)


def others_asking(ticket: Ticket) -> int:
    """Return how many others asked the same and read the reply to this ticket."""
    return ticket.duplicates.count()
