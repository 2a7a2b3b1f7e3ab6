"""Co-handling: a second unit contributes to the reply of the unit that has a consultation, inside its clock (S5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.calendars.working_days import end_of, local_date
from portal.organisation.models import Function, Unit
from portal.organisation.services import liaisons_of

from .. import crypto, permissions
from ..functions import unit_with
from ..models import CoHandling, Ticket
from ..states import TicketState
from .tickets import act_on, capacity_in, tell

BATCH = 200
State = CoHandling.State


def latest_day(ticket: Ticket) -> date:
    """Return the last day that a co-handling unit can be given: the clock's own, or today once that has run out."""
    today = timezone.localdate()
    return max(local_date(ticket.due_at), today) if ticket.due_at else today


@sensitive_variables()
def ask_cohandling(
    ticket: Ticket, unit: Unit, person: Any, *, due_on: date, text: str, version: int | None = None
) -> CoHandling:
    """The Office or the head of the unit that has it asks another unit to contribute by a day inside the clock.

    ``text`` is what it is asked. Raises ActRefused with every reason; the ticket's own clock runs on.
    """
    with act_on(ticket, "ask_cohandling", person, version) as ticket:
        key = ticket.data_key
        assert key is not None  # an erased ticket was refused above
        if reasons := _against_asking(ticket, unit, due_on):
            raise ActRefused(reasons)
        asked = CoHandling.objects.create(
            ticket=ticket,
            unit=unit,
            due_at=end_of(due_on),
            asked_by=person,
            asked_at=timezone.now(),
            sealed_asked=crypto.seal(key, text.strip()),
        )
        _record(ticket, "cohandling_asked", person, _acting(ticket, person), unit=unit.pk, due=due_on.isoformat())
        words = _("Your unit is asked to contribute to the reply to %(kind)s %(number)s by %(by)s.")
        tell(liaisons_of(unit), ticket, words, by=due_on.isoformat())
    return asked


def _against_asking(ticket: Ticket, unit: Unit, due_on: date) -> list[str]:
    reasons = []
    if not unit.is_active:
        reasons.append(_("This unit no longer exists."))
    if unit.pk == ticket.unit_id:
        reasons.append(_("It is with that unit already."))
    if CoHandling.objects.filter(ticket=ticket, unit=unit).exclude(state=State.ENDED).exists():
        reasons.append(_("That unit was asked already."))
    if not timezone.localdate() <= due_on <= latest_day(ticket):
        last = latest_day(ticket).isoformat()
        reasons.append(_("The day has to lie inside the clock: from today to %(last)s.") % {"last": last})
    return reasons


def _acting(ticket: Ticket, person: Any) -> Unit:
    """Return for which unit somebody asks: the one that has the ticket, else the Office."""
    if ticket.unit is not None and permissions.heads(person, ticket.unit):
        return ticket.unit
    return unit_with(Function.OFFICE)


@sensitive_variables()
def contribute(ticket: Ticket, person: Any, *, text: str, version: int | None = None) -> CoHandling:
    """The co-handling unit writes its contribution, or writes it anew before the reply is sent for approval."""
    with act_on(ticket, "contribute", person, version) as ticket:
        key = ticket.data_key
        assert key is not None  # an erased ticket was refused above
        asked = asked_of(ticket, person)
        assert asked is not None  # who isn't asked was refused above
        asked.sealed_text, asked.state = crypto.seal(key, text.strip()), State.GIVEN
        asked.given_by, asked.given_at = person, timezone.now()
        if asked.given_at > asked.due_at and asked.overdue_at is None:  # no round saw it
            _overdue(asked, ticket)
        asked.save()
        _record(ticket, "contributed", person, asked.unit, unit=asked.unit_id)
        if ticket.unit is not None:
            words = _("%(unit)s has contributed to the reply to %(kind)s %(number)s, which is due by %(due)s.")
            tell(liaisons_of(ticket.unit), ticket, words, unit=str(asked.unit))
    return asked


def end_cohandling(ticket: Ticket, unit: Unit, person: Any, *, version: int | None = None) -> None:
    """The Office or the head of the unit that has it no longer needs another unit, which then reads nothing more."""
    with act_on(ticket, "end_cohandling", person, version) as ticket:
        changed = CoHandling.objects.filter(ticket=ticket, unit=unit).exclude(state=State.ENDED)
        if not changed.update(state=State.ENDED):
            raise ActRefused([_("That unit isn't asked.")])
        _record(ticket, "cohandling_ended", person, _acting(ticket, person), unit=unit.pk)
        tell(liaisons_of(unit), ticket, _("Your unit needn't contribute to %(kind)s %(number)s any more."))


def asked_of(ticket: Ticket, person: Any) -> CoHandling | None:
    """Return what a person's unit is asked for, what is still open first; None where it isn't."""
    found = CoHandling.objects.filter(ticket=ticket, unit_id__in=permissions.working_units(person))
    return found.exclude(state=State.ENDED).select_related("unit").order_by("given_at", "pk").first()


def remind_cohandlers() -> int:
    """Record every co-handling whose day has passed without a contribution, once; tell both units. Return how many."""
    late = CoHandling.objects.filter(state=State.ASKED, overdue_at=None, due_at__lt=timezone.now())
    late = late.filter(ticket__state=TicketState.ASSIGNED).order_by("due_at", "pk")
    given = 0
    for pk in list(late.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            lock_head()
            asked = CoHandling.objects.select_for_update(of=("self",)).select_related("ticket__unit", "unit").get(pk=pk)
            if asked.overdue_at is not None or asked.state != State.ASKED:
                continue
            _overdue(asked, asked.ticket)
            asked.save(update_fields=["overdue_at"])
            people = [*liaisons_of(asked.unit), *(liaisons_of(asked.ticket.unit) if asked.ticket.unit else [])]
            words = _("The contribution of %(unit)s to %(kind)s %(number)s was due by %(by)s and is missing.")
            tell(people, asked.ticket, words, unit=str(asked.unit), by=local_date(asked.due_at).isoformat())
        given += 1
    return given


def _overdue(asked: CoHandling, ticket: Ticket) -> None:
    """Record that the day of a contribution has passed without one. The caller saves."""
    asked.overdue_at = timezone.now()
    _record(ticket, "cohandling_overdue", None, None, unit=asked.unit_id)


def _record(ticket: Ticket, act: str, person: Any, acting: Unit | None, **data: Any) -> None:
    record(
        f"ticket.{act}",
        actor=person,
        capacity=capacity_in(acting, person) if person is not None and acting is not None else "",
        subject=ticket.subject_key,
        data={"number": ticket.number, **data},
        digest=ticket.text_digest,
    )
