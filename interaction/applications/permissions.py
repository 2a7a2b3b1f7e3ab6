"""Who may do what with an application (law 7): the Office, and the people of the unit that prepares the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calendars.services import calendar
from portal.organisation.models import Capacity, Function
from portal.organisation.services import posts_of

from ..permissions import is_office, working_units
from . import clocks
from .models import Application, ApplicationQuerySet, Pause
from .states import ApplicationState

__all__ = ["can", "can_read", "is_office", "reasons_against", "visible", "waiting_for", "working_units"]
Rule = Callable[[Application, Any], str | None]


def can_read(application: Application, person: Any) -> bool:
    """Say whether a person may read what was told: the Office, and the unit that has the application."""
    return is_office(person) or (application.unit_id is not None and application.unit_id in working_units(person))


def visible(person: Any) -> ApplicationQuerySet:
    """Return the applications that a person may open."""
    found = Application.objects.all()
    return found if is_office(person) else found.filter(unit_id__in=working_units(person))


def waiting_for(person: Any) -> ApplicationQuerySet:
    """Return the applications at which it is a person's turn."""
    units, now = working_units(person), timezone.now()
    turn = Q(state=ApplicationState.IN_HAND, unit_id__in=units)
    turn |= Q(state=ApplicationState.PAUSED, unit_id__in=units, due_at__lt=now)  # who was asked hasn't answered
    if is_office(person):
        turn |= Q(state__in=(ApplicationState.RECEIVED, ApplicationState.PAUSED))
        turn |= Q(state=ApplicationState.IN_HAND, unit=None)
        turn |= Q(state=ApplicationState.CORRECTING, due_at__lt=now)
        by_hand = Application.objects.undelivered().exclude(answer_by=Application.Way.PORTAL)
        turn |= Q(pk__in=by_hand.values("pk"))  # somebody posts or hands over the letter, and notes the proof
        turn |= Q(pk__in=Application.objects.owing_notice().values("pk"))
    return Application.objects.filter(turn)


def _works_in_office(application: Application, person: Any) -> str | None:
    return None if is_office(person) else _("Only the Office can do that.")


def _heads_office(application: Application, person: Any) -> str | None:
    heads = posts_of(person).filter(capacity=Capacity.HEAD, unit__functions__function=Function.OFFICE)
    return None if heads.exists() else _("Only the head of the Office extends the time (article 33).")


def _works_in_unit(application: Application, person: Any) -> str | None:
    if application.unit_id is not None and application.unit_id in working_units(person):
        return None
    return _("Only the people of the unit that has this application can answer it.")


def _handles(application: Application, person: Any) -> str | None:
    return None if can_read(application, person) else _("Only those who handle this application can do that.")


def _is_in(*states: str) -> Rule:
    def rule(application: Application, person: Any) -> str | None:
        if application.state in states:
            return None
        state = ApplicationState.LABELS[application.state]
        return _("That can't be done now: the application is “%(state)s”.") % {"state": state}

    return rule


def _was_not_corrected_before(application: Application, person: Any) -> str | None:
    return _("A correction is asked for once only (article 30).") if application.correction_asked_at else None


def _is_early_enough_to_ask(application: Application, person: Any) -> str | None:
    due = calendar().deadline(application.received_at, clocks.TO_CONFIRM).due
    if timezone.now() <= due:
        return None
    return _("A correction can only be asked for within 7 working days of the receipt (article 30).")


def _was_not_extended(application: Application, person: Any) -> str | None:
    return _("The time was extended already; it is extended once only (article 33).") if application.extension else None


def _is_not_overdue(application: Application, person: Any) -> str | None:
    late = application.due_at is not None and timezone.now() > application.due_at
    return _("The time is over: it can't be extended any more.") if late else None


def _time_to_correct_is_over(application: Application, person: Any) -> str | None:
    if application.due_at is not None and timezone.now() > application.due_at:
        return None
    return _("The applicant still has time for the correction.")


def _is_not_erased(application: Application, person: Any) -> str | None:
    return _("This application was erased.") if application.erased_at else None


def _waits_for_an_agency(application: Application, person: Any) -> str | None:
    if application.pauses.filter(ended_at=None, whom=Pause.Whom.AGENCY).exists():
        return None
    return _("No other agency is asked.")


def _waits_for_a_third_party(application: Application, person: Any) -> str | None:
    if application.pauses.filter(ended_at=None, whom=Pause.Whom.THIRD_PARTY).exists():
        return None
    return _("No third party is asked.")


def _owes_notice(application: Application, person: Any) -> str | None:
    if Application.objects.owing_notice().filter(pk=application.pk).exists():
        return None
    return _("No third party waits for a notice.")


S = ApplicationState
RULES: dict[str, tuple[Rule, ...]] = {
    "confirm": (_works_in_office, _is_in(S.RECEIVED)),
    "ask_correction": (
        _works_in_office, _is_in(S.RECEIVED, S.IN_HAND), _was_not_corrected_before, _is_early_enough_to_ask,
    ),
    "lapse": (_works_in_office, _is_in(S.CORRECTING), _time_to_correct_is_over),
    "assign": (_works_in_office, _is_in(S.RECEIVED, S.IN_HAND, S.PAUSED)),
    "pause": (_works_in_office, _is_in(S.IN_HAND)),
    "wait": (_works_in_office, _is_in(S.PAUSED), _waits_for_an_agency),
    "resume": (_works_in_office, _is_in(S.PAUSED), _waits_for_an_agency),
    "hear": (_works_in_office, _is_in(S.PAUSED), _waits_for_a_third_party),
    "notice": (_works_in_office, _is_in(S.ANSWERED), _owes_notice, _is_not_erased),
    "extend": (_heads_office, _is_in(S.IN_HAND), _was_not_extended, _is_not_overdue),
    "answer": (_works_in_unit, _is_in(S.IN_HAND, S.ANSWERING), _is_not_erased),
    "deliver": (_handles, _is_not_erased),
    "erase": (_works_in_office, _is_in(*S.OVER), _is_not_erased),
}  # fmt: skip


def reasons_against(act: str, application: Application, person: Any) -> list[str]:
    """Return every reason why a person can't do an act now; empty when they can. KeyError: unknown act."""
    return [reason for rule in RULES[act] if (reason := rule(application, person))]


def can(act: str, application: Application, person: Any) -> bool:
    """Say whether a person can do an act on an application now."""
    return not reasons_against(act, application, person)
