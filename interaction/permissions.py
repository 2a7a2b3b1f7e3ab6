"""Who may do what with a ticket (law 7): those who handle its kind, and the people of the unit that has it.

Rights come from posts only: a superuser without one sees no ticket's text. The Office handles consultations and error
reports, the petition office complaints; the document window sees what it carries to and from other systems, and a unit
that is asked to contribute what it contributes to. Leaders in
charge lead a unit but don't work in it; one who is asked for an extension sees that complaint (clause S6).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import functions_of, posts_of

from . import functions, ticket_kinds
from .exchange import connectors, outgoing
from .models import CoHandling, Ticket, TicketQuerySet
from .states import TicketState
from .ticket_kinds import BY_OFFICE, BY_PARTY, BY_UNIT, OA, PETITION

Rule = Callable[[Ticket, Any], str | None]
CARRIED = (Ticket.Channel.HALL, Ticket.Channel.NATIONAL)


def is_office(person: Any) -> bool:
    """Say whether a person works in the unit that carries the duty of the Office."""
    return Function.OFFICE in functions_of(person)


def is_petition_office(person: Any) -> bool:
    """Say whether a person works in the petition office (clause S6)."""
    return Function.PETITION_OFFICE in functions_of(person)


def leads_petitions(person: Any) -> bool:
    """Say whether a person is the leader in charge of the petition office (clause S6)."""
    posts = posts_of(person).filter(capacity=Capacity.LEADER_IN_CHARGE)
    return posts.filter(unit__functions__function=Function.PETITION_OFFICE).exists()


def looks_after_exchange(person: Any, party: str = "") -> bool:
    """Say whether a person looks after the connector of a party, or of any."""
    duties = functions_of(person)
    if Function.TECHNOLOGY_CENTRE in duties or Function.OFFICE in duties:
        return True
    petitions, others = Function.PETITION_OFFICE in duties, Function.DOCUMENT_WINDOW in duties
    return (petitions and party in ("", PETITION)) or (others and party in ("", *CARRIED))


def carries(person: Any, party: str) -> bool:
    """Say whether a person may take the messages of a connector as a file: whoever handles what stands in them."""
    duties = functions_of(person)
    if party == PETITION:
        return Function.PETITION_OFFICE in duties
    if party in CARRIED:
        return Function.DOCUMENT_WINDOW in duties or Function.OFFICE in duties
    return party == OA and Function.OFFICE in duties


def lays_aside(person: Any, party: str) -> bool:
    """Say whether a person may leave a dead letter of a connector out for good: who carries such messages.

    Where nobody carries any (short messages, checks of names, systems of add-ons), those who look after it may.
    """
    carried = party in (PETITION, OA, *CARRIED)
    return carries(person, party) if carried else looks_after_exchange(person, party)


def sets_up_exchange(person: Any) -> bool:
    """Say whether a person may change how a connector reaches its system: the technology centre."""
    return Function.TECHNOLOGY_CENTRE in functions_of(person)


def working_units(person: Any) -> set[int]:
    """Return the ids of the units in which a person works today (leading one is not working in it)."""
    return set(posts_of(person).exclude(capacity=Capacity.LEADER_IN_CHARGE).values_list("unit_id", flat=True))


def works_somewhere(request: Any) -> bool:
    """Say whether who asks works in a unit; remembered with the request, since every page's menu asks."""
    if not hasattr(request, "_gongkai_works"):
        request._gongkai_works = bool(working_units(request.user)) or leads_petitions(request.user)
    return request._gongkai_works


def _of_paths(*paths: str) -> list[str]:
    return [kind.name for kind in ticket_kinds.all_kinds().values() if kind.path in paths]


def _petition_kinds() -> list[str]:
    return [kind.name for kind in ticket_kinds.all_kinds().values() if kind.party == PETITION]


def _may_see(person: Any) -> Q:
    """Return which tickets a person handles."""
    duties = functions_of(person)
    found = Q(unit_id__in=working_units(person))
    if Function.OFFICE in duties:
        found |= Q(kind__in=_of_paths(BY_UNIT, BY_OFFICE))
    if Function.PETITION_OFFICE in duties:
        found |= Q(kind__in=_of_paths(BY_PARTY))
    if Function.DOCUMENT_WINDOW in duties:
        found |= Q(channel__in=CARRIED)
    if leads_petitions(person):
        found |= Q(kind__in=_petition_kinds(), asked_extension__gt=0)
    return found | Q(pk__in=_cohandled(person))


def _cohandled(person: Any, *states: str) -> Any:
    """Return the ids of tickets to which a person's units contribute, or are asked to."""
    wanted = states or (CoHandling.State.ASKED, CoHandling.State.GIVEN)
    found = CoHandling.objects.filter(unit_id__in=working_units(person), state__in=wanted)
    return found.values("ticket_id")


def heads(person: Any, unit: Unit) -> bool:
    """Say whether a person is the head of a unit today."""
    return posts_of(person).filter(unit=unit, capacity=Capacity.HEAD).exists()


def can_read(ticket: Ticket, person: Any) -> bool:
    """Say whether a person may read what was told the department."""
    return Ticket.objects.filter(_may_see(person), pk=ticket.pk).exists()


def visible(person: Any) -> TicketQuerySet:
    """Return the tickets that a person may open."""
    return Ticket.objects.filter(_may_see(person))


def waiting_for(person: Any) -> TicketQuerySet:
    """Return the tickets at which it is a person's turn: to distribute, answer, decide, or carry them to a system."""
    duties = functions_of(person)
    turn = Q(state=TicketState.ASSIGNED, unit_id__in=working_units(person), system="")
    if Function.OFFICE in duties:
        turn |= Q(state=TicketState.RECEIVED, kind__in=_of_paths(BY_UNIT, BY_OFFICE), system="")
    turn |= Q(state=TicketState.ASSIGNED, system="", pk__in=_cohandled(person, CoHandling.State.ASKED))
    if leads_petitions(person):
        turn |= Q(kind__in=_petition_kinds(), state=TicketState.ACCEPTED, asked_extension__gt=0)
    if parties := _parties_carried_to(duties):
        turn |= Q(pk__in=outgoing.to_carry(parties).values("ticket_id"))
    if Function.PETITION_OFFICE in duties and connectors.by_hand([PETITION]):  # what is told there is entered by them
        turn |= Q(kind__in=_petition_kinds(), state__in=(TicketState.HANDED_OVER, TicketState.ACCEPTED))
    return Ticket.objects.filter(turn)


def _parties_carried_to(duties: Collection[str]) -> list[str]:
    """Return the systems to which the unit with some duties carries what waits, where no connection does."""
    petitions = [PETITION] if Function.PETITION_OFFICE in duties else []
    return petitions + (list(CARRIED) if Function.DOCUMENT_WINDOW in duties else [])


def _of(function: str, otherwise: str) -> str:
    """Say that nobody can do it while the duty rests with no unit, else who does."""
    return functions.vacant_text(function) if functions.is_vacant(function) else otherwise


def _works_in_office(ticket: Ticket, person: Any) -> str | None:
    if is_office(person):
        return None
    return _of(Function.OFFICE, _("Only the Office can do that (clause S5)."))


def _works_for_petitions(ticket: Ticket, person: Any) -> str | None:
    if is_petition_office(person):
        return None
    return _of(Function.PETITION_OFFICE, _("Only the petition office can do that (clause S6)."))


def _answers_for_its_erasure(ticket: Ticket, person: Any) -> str | None:
    by_party = ticket_kinds.kind_of(ticket).path == BY_PARTY
    return _works_for_petitions(ticket, person) if by_party else _works_in_office(ticket, person)


def _leads_petitions(ticket: Ticket, person: Any) -> str | None:
    if leads_petitions(person):
        return None
    return _of(
        Function.PETITION_OFFICE, _("Only the leader in charge of the petition office decides that (clause S6).")
    )


def _works_in_unit(ticket: Ticket, person: Any) -> str | None:
    if ticket.unit_id is not None and ticket.unit_id in working_units(person):
        return None
    return _("Only the people of the unit that has it can do that.")


def _leads_the_handling(ticket: Ticket, person: Any) -> str | None:
    if is_office(person) or (ticket.unit is not None and heads(person, ticket.unit)):
        return None
    return _("Only the Office and the head of the unit that has it can do that.")


def _is_asked_to_contribute(ticket: Ticket, person: Any) -> str | None:
    if Ticket.objects.filter(pk=ticket.pk).filter(pk__in=_cohandled(person)).exists():
        return None
    return _("Your unit isn't asked to contribute to it.")


def _has_cohandlers(ticket: Ticket, person: Any) -> str | None:
    if ticket.cohandlings.exclude(state=CoHandling.State.ENDED).exists():
        return None
    return _("No other unit is asked to contribute.")


def _goes(*paths: str) -> Rule:
    def rule(ticket: Ticket, person: Any) -> str | None:
        return None if ticket_kinds.kind_of(ticket).path in paths else _("This kind isn't handled like that.")

    return rule


def _is_in(*states: str) -> Rule:
    def rule(ticket: Ticket, person: Any) -> str | None:
        if ticket.state in states:
            return None
        return _("That can't be done now: its state is “%(state)s”.") % {"state": TicketState.LABELS[ticket.state]}

    return rule


def _is_not_erased(ticket: Ticket, person: Any) -> str | None:
    return _("What was told in it was erased.") if ticket.erased_at else None


def _is_handled_here(ticket: Ticket, person: Any) -> str | None:
    if not ticket.system:
        return None
    return _("It is handled in the OA system, and its state is mirrored here; the Office can take it back.")


def _is_handled_elsewhere(ticket: Ticket, person: Any) -> str | None:
    return None if ticket.system else _("It is handled in this portal.")


def _was_not_answered(ticket: Ticket, person: Any) -> str | None:
    return _("It was answered together with the other one already.") if ticket.answered_at else None


def _was_not_extended(ticket: Ticket, person: Any) -> str | None:
    return _("The time was extended already; it is extended once only (clause S6).") if ticket.extension else None


def _was_not_asked_for(ticket: Ticket, person: Any) -> str | None:
    return _("The extension waits for the leader in charge already.") if ticket.asked_extension else None


def _was_asked_for(ticket: Ticket, person: Any) -> str | None:
    return None if ticket.asked_extension else _("No extension is asked for.")


def _is_carried_by_hand(ticket: Ticket, person: Any) -> str | None:
    if connectors.by_hand([ticket_kinds.kind_of(ticket).party]):
        return None
    return _("It is exchanged with the other system by itself; what is told there comes in from there.")


def _waits_to_be_carried(ticket: Ticket, person: Any) -> str | None:
    if outgoing.to_carry([ticket_kinds.kind_of(ticket).party]).filter(ticket=ticket).exists():
        return None
    return _("Nothing about it waits to be carried.")


S = TicketState
BY_HAND: tuple[Rule, ...] = (_works_for_petitions, _goes(BY_PARTY), _is_carried_by_hand)
RULES: dict[str, tuple[Rule, ...]] = {
    "assign": (_works_in_office, _goes(BY_UNIT), _is_handled_here, _is_in(S.RECEIVED, S.ASSIGNED), _is_not_erased),
    "give_back": (_works_in_unit, _goes(BY_UNIT), _is_handled_here, _is_in(S.ASSIGNED)),
    "reply": (_works_in_unit, _goes(BY_UNIT), _is_handled_here, _is_in(S.ASSIGNED, S.REPLYING), _is_not_erased),
    "ask_cohandling": (_leads_the_handling, _goes(BY_UNIT), _is_handled_here, _is_in(S.ASSIGNED), _is_not_erased),
    "end_cohandling": (_leads_the_handling, _has_cohandlers, _is_in(S.ASSIGNED, S.REPLYING)),
    "contribute": (_is_asked_to_contribute, _is_handled_here, _is_in(S.ASSIGNED), _is_not_erased),
    "merge": (_works_in_office, _goes(BY_UNIT), _is_handled_here, _is_in(S.RECEIVED, S.ASSIGNED), _is_not_erased),
    "separate": (_works_in_office, _goes(BY_UNIT), _is_in(S.MERGED), _was_not_answered, _is_not_erased),
    "recall": (_works_in_office, _is_handled_elsewhere, _is_in(S.RECEIVED, S.ASSIGNED), _is_not_erased),
    "settle": (_works_in_office, _goes(BY_OFFICE), _is_in(S.RECEIVED), _is_not_erased),
    "ask_extension": (
        _works_for_petitions, _goes(BY_PARTY), _is_in(S.ACCEPTED), _was_not_extended, _was_not_asked_for,
    ),
    "decide_extension": (_leads_petitions, _goes(BY_PARTY), _is_in(S.ACCEPTED), _was_not_extended, _was_asked_for),
    "note_delivery": (*BY_HAND, _waits_to_be_carried, _is_not_erased),
    "enter_accepted": (*BY_HAND, _is_in(S.HANDED_OVER), _is_not_erased),
    "enter_declined": (*BY_HAND, _is_in(S.HANDED_OVER), _is_not_erased),
    "enter_result": (*BY_HAND, _is_in(S.ACCEPTED), _is_not_erased),
    "erase": (_answers_for_its_erasure, _is_in(*S.OVER), _is_not_erased),
}  # fmt: skip


def reasons_against(act: str, ticket: Ticket, person: Any) -> list[str]:
    """Return every reason why a person can't do an act on a ticket now; empty when they can. KeyError: unknown act."""
    return [reason for rule in RULES[act] if (reason := rule(ticket, person))]


def can(act: str, ticket: Ticket, person: Any) -> bool:
    """Say whether a person can do an act on a ticket now."""
    return not reasons_against(act, ticket, person)
