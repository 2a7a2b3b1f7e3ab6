"""Who may do what with a ticket (law 7): the Office, and the people of the unit that has it. Nobody else.

Rights come from posts only: a superuser without one sees no ticket's text. Leaders in charge lead a unit but don't
work in it; the publicity and technology centres supervise the site, not what people told the department.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.organisation.models import Capacity, Function
from portal.organisation.services import functions_of, posts_of

from .models import Consultation, ConsultationQuerySet
from .states import TicketState

Rule = Callable[[Consultation, Any], str | None]


def is_office(person: Any) -> bool:
    """Say whether a person works in the unit that carries the duty of the Office."""
    return Function.OFFICE in functions_of(person)


def working_units(person: Any) -> set[int]:
    """Return the ids of the units in which a person works today (leading one is not working in it)."""
    return set(posts_of(person).exclude(capacity=Capacity.LEADER_IN_CHARGE).values_list("unit_id", flat=True))


def works_somewhere(request: Any) -> bool:
    """Say whether who asks works in a unit; remembered with the request, since every page's menu asks."""
    if not hasattr(request, "_gongkai_works"):
        request._gongkai_works = bool(working_units(request.user))
    return request._gongkai_works


def can_read(consultation: Consultation, person: Any) -> bool:
    """Say whether a person may read what was told the department: the Office, and the unit that has the ticket."""
    return is_office(person) or (consultation.unit_id is not None and consultation.unit_id in working_units(person))


def visible(person: Any) -> ConsultationQuerySet:
    """Return the tickets that a person may open."""
    tickets = Consultation.objects.all()
    return tickets if is_office(person) else tickets.filter(unit_id__in=working_units(person))


def waiting_for(person: Any) -> ConsultationQuerySet:
    """Return the tickets at which it is a person's turn: to distribute them, or to answer them."""
    turn = Q(state=TicketState.ASSIGNED, unit_id__in=working_units(person))
    if is_office(person):
        turn |= Q(state=TicketState.RECEIVED)
    return Consultation.objects.filter(turn)


def _works_in_office(consultation: Consultation, person: Any) -> str | None:
    return None if is_office(person) else _("Only the Office can do that (clause S5).")


def _works_in_unit(consultation: Consultation, person: Any) -> str | None:
    if consultation.unit_id is not None and consultation.unit_id in working_units(person):
        return None
    return _("Only the people of the unit that has this consultation can answer it.")


def _can_be_assigned(consultation: Consultation, person: Any) -> str | None:
    if consultation.state in (TicketState.RECEIVED, TicketState.ASSIGNED):
        return None
    return _("This consultation can't be given to a unit any more: its reply is in approval, or it was answered.")


def _can_be_answered(consultation: Consultation, person: Any) -> str | None:
    if consultation.state in (TicketState.ASSIGNED, TicketState.REPLYING):
        return None
    return _("This consultation can't be answered now: it is not with a unit, or it was answered already.")


def _is_answered(consultation: Consultation, person: Any) -> str | None:
    return None if consultation.state == TicketState.ANSWERED else _("Only an answered consultation can be erased.")


def _is_not_erased(consultation: Consultation, person: Any) -> str | None:
    return _("This consultation was erased.") if consultation.erased_at else None


RULES: dict[str, tuple[Rule, ...]] = {
    "assign": (_works_in_office, _can_be_assigned, _is_not_erased),
    "reply": (_works_in_unit, _can_be_answered, _is_not_erased),
    "erase": (_works_in_office, _is_answered, _is_not_erased),
}


def reasons_against(act: str, consultation: Consultation, person: Any) -> list[str]:
    """Return every reason why a person can't do an act on a ticket now; empty when they can. KeyError: unknown act."""
    return [reason for rule in RULES[act] if (reason := rule(consultation, person))]


def can(act: str, consultation: Consultation, person: Any) -> bool:
    """Say whether a person can do an act on a ticket now."""
    return not reasons_against(act, consultation, person)
