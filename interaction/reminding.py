"""Who is told that the time for a ticket is nearly over, or is: by the thresholds of the approvals' clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.addons.types import RemindedClock
from portal.approvals.reminders import other_clocks
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import function_holders, holders

from . import functions, ticket_kinds
from .models import Ticket
from .states import TicketState
from .ticket_kinds import BY_PARTY, PETITION


class TicketClock(RemindedClock):
    """The clock of a ticket. While a reply is in approval, that case's clock counts to the same day and tells of it."""

    name = "tickets"

    def rows(self) -> Any:
        return Ticket.objects.open().exclude(state=TicketState.REPLYING).select_related("unit")

    def title(self, row: Ticket) -> str:
        return f"{ticket_kinds.kind_of(row).label} {row.number}"

    def url(self, row: Ticket) -> str:
        return reverse("interaction_admin:ticket", args=[row.pk])

    def days(self, row: Ticket) -> int:
        return row.clock["legs"][-1]["days"]

    def handlers(self, row: Ticket) -> list[Any]:
        """Those whose turn it is; of what is handled in another system also the Office, which can take it back."""
        people = people_of_unit(row.unit) if row.unit else functions.people_of(_duty(row))
        if row.system and row.unit:
            people += functions.people_of(Function.OFFICE)
        if row.asked_extension:
            posts = function_holders(Function.PETITION_OFFICE, (Capacity.LEADER_IN_CHARGE,))
            people += [post.person for post in posts]
        return people

    def unit(self, row: Ticket) -> Unit | None:
        return row.unit or unit_of(_duty(row))

    def is_read_by_office(self, row: Ticket) -> bool:
        return ticket_kinds.kind_of(row).path != BY_PARTY


class MergedClock(TicketClock):
    """The clock of a question that was merged: answered with the other one, whose unit is told what came late of it.

    It is looked at in the act that answers both, since its legs may not have begun before.
    """

    def rows(self) -> Any:
        return Ticket.objects.all()

    def url(self, row: Ticket) -> str:
        return super().url(row.merged_into or row)

    def handlers(self, row: Ticket) -> list[Any]:
        return super().handlers(row.merged_into or row)

    def unit(self, row: Ticket) -> Unit | None:
        return super().unit(row.merged_into or row)


def catch_up_merged(ticket: Ticket, at: datetime) -> None:
    """A merged question was answered at a moment: record and tell it where that was after its own time."""
    other_clocks.catch_up(MergedClock(), ticket, at)


def catch_up(ticket: Ticket, at: datetime | None = None) -> None:
    """Before an act on a ticket at a moment: record that its time is over, where no round of the clocks did."""
    other_clocks.catch_up(TicketClock(), ticket, at)


def _duty(row: Ticket) -> str:
    return Function.PETITION_OFFICE if ticket_kinds.kind_of(row).party == PETITION else Function.OFFICE


def people_of_unit(unit: Unit) -> list[Any]:
    """Return who works on what a unit was given: its liaisons and handlers, and who stands in for them."""
    return [post.person for capacity in functions.WORKING for post in holders(unit, capacity)]


def unit_of(function: str) -> Unit | None:
    """Return the unit that carries a duty, or None."""
    return None if functions.is_vacant(function) else functions.unit_with(function)
