"""Who may do what with an activity: the people of the unit that initiates it, and its jurors. Nobody else.

What people sent in is read by those who work in the unit only (law 7): neither a superuser, nor the Office, nor the
leader in charge sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from .. import retention
from ..permissions import is_office, working_units
from .models import Activity, ActivityKind, ActivityQuerySet
from .states import ActivityState

Rule = Callable[[Activity, Any], str | None]


def works_in(activity: Activity, person: Any) -> bool:
    """Say whether a person works in the unit that initiates an activity."""
    return activity.unit_id in working_units(person)


def is_juror(activity: Activity, person: Any) -> bool:
    """Say whether a person is of the jury of a contest."""
    return activity.jurors.filter(pk=person.pk).exists()


def can_see(activity: Activity, person: Any) -> bool:
    """Say whether a person may open an activity's staff page: its unit, and the Office (without what was sent in)."""
    return works_in(activity, person) or is_office(person)


def can_read(activity: Activity, person: Any) -> bool:
    """Say whether a person may read what people sent in."""
    return works_in(activity, person)


def visible(person: Any) -> ActivityQuerySet:
    """Return the activities whose staff pages a person may open."""
    found = Activity.objects.all()
    return found if is_office(person) else found.filter(unit_id__in=working_units(person))


def _works_in_unit(activity: Activity, person: Any) -> str | None:
    return None if works_in(activity, person) else _("Only the people of the initiating unit can do that (clause S3).")


def _is_draft(activity: Activity, person: Any) -> str | None:
    if activity.state == ActivityState.DRAFT:
        return None
    return _("This activity is public: only its end can be changed, through a case.")


def _is_open(activity: Activity, person: Any) -> str | None:
    return None if activity.state == ActivityState.OPEN else _("This activity is not open.")


def _has_not_ended(activity: Activity, person: Any) -> str | None:
    return _("This activity has ended already.") if activity.has_ended() else None


def _is_closed(activity: Activity, person: Any) -> str | None:
    return None if activity.state == ActivityState.CLOSED else _("The result is written once the activity has ended.")


def _is_not_concluded(activity: Activity, person: Any) -> str | None:
    return _("The result is public already.") if activity.state == ActivityState.CONCLUDED else None


def _is_public(activity: Activity, person: Any) -> str | None:
    if activity.published:
        return None
    if activity.state == ActivityState.DRAFT:
        return _("This activity was not approved yet.")
    return _("This activity was taken out of public view.")


def _takes_answers(activity: Activity, person: Any) -> str | None:
    return None if activity.is_answered else _("Nothing is answered in this kind of activity.")


def _is_voted(activity: Activity, person: Any) -> str | None:
    return None if activity.is_voted else _("There are no ballots in this kind of activity.")


def _is_contest(activity: Activity, person: Any) -> str | None:
    return None if activity.kind == ActivityKind.SLOGAN else _("Only slogans are judged.")


def _is_of_jury(activity: Activity, person: Any) -> str | None:
    return None if is_juror(activity, person) else _("Only the jury gives points.")


def _works_in_office(activity: Activity, person: Any) -> str | None:
    return None if is_office(person) else _("Only the Office can do that (clause S5).")


def _is_over_for_good(activity: Activity, person: Any) -> str | None:
    """The result is public, or so long overdue that what people sent in isn't kept for it any more."""
    if activity.state == ActivityState.CONCLUDED:
        return None
    if activity.closed_at is not None and activity.closed_at < retention.kept_since():
        return None
    return _("What people sent in is erased once the result is public, or its retention time is over.")


def _is_training(activity: Activity, person: Any) -> str | None:
    return None if activity.kind == ActivityKind.TRAINING else _("Attendance is kept for trainings only.")


def _result_is_in_approval(activity: Activity, person: Any) -> str | None:
    from .results import in_approval

    if not in_approval(activity):
        return None
    return _("The result is in approval; what it rests on can't be changed until it comes back.")


_HANDLED: tuple[Rule, ...] = (_works_in_unit, _is_public, _is_not_concluded, _result_is_in_approval)

RULES: dict[str, tuple[Rule, ...]] = {
    "edit": (_works_in_unit, _is_draft),
    "send": (_works_in_unit, _is_draft),
    "delete": (_works_in_unit, _is_draft),
    "stop": (_works_in_unit, _is_public, _is_open, _has_not_ended),
    "prolong": (_works_in_unit, _is_public, _is_open, _has_not_ended),
    "answer": (*_HANDLED, _takes_answers),
    "discard": (*_HANDLED, _is_voted),
    "jury": (*_HANDLED, _is_contest),
    "shortlist": (*_HANDLED, _is_contest),
    "score": (_is_public, _is_not_concluded, _is_contest, _is_of_jury),
    "attendance": (*_HANDLED, _is_training),
    "result": (_works_in_unit, _is_public, _is_closed),
    "erase": (_works_in_office, _is_over_for_good),
    "export": (_works_in_unit, _is_public),
}


def reasons_against(act: str, activity: Activity, person: Any) -> list[str]:
    """Return every reason why a person can't do an act on an activity now; empty when they can. KeyError: unknown."""
    return [reason for rule in RULES[act] if (reason := rule(activity, person))]


def can(act: str, activity: Activity, person: Any) -> bool:
    """Say whether a person can do an act on an activity now."""
    return not reasons_against(act, activity, person)
