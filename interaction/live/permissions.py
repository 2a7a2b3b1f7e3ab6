"""Who may do what with an interview: the people of its unit, who was named to record it, who was named to review it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from portal.organisation.services import posts_of

from ..permissions import is_office, working_units
from .models import Interview

__all__ = ["can_prepare", "can_record", "can_review", "can_see", "is_office", "visible", "working_units"]


def visible(person: Any) -> QuerySet[Interview]:
    """Return the interviews that a person may open among the staff's pages: the Office all, others their units'."""
    found = Interview.objects.all()
    return found if is_office(person) else found.filter(unit_id__in=working_units(person))


def can_see(interview: Interview, person: Any) -> bool:
    """Say whether a person may open an interview among the staff's pages."""
    return is_office(person) or can_prepare(interview, person)


def can_prepare(interview: Interview, person: Any) -> bool:
    """Say whether a person may prepare it and read the questions: whoever works in the unit that holds it (law 7)."""
    return bool({interview.unit_id, interview.unit.acting.pk} & working_units(person))


def can_record(interview: Interview, person: Any) -> bool:
    """Say whether a person types what is said: who was named for it, or stands in for them."""
    return interview.announced is not None and acts_for(interview.announced.recorder_id, interview, person)


def can_review(interview: Interview, person: Any) -> bool:
    """Say whether a person releases passages: the text reviewer who was named, or who stands in for them (N6)."""
    return interview.announced is not None and acts_for(interview.announced.text_reviewer_id, interview, person)


def acts_for(named: int, interview: Interview, person: Any) -> bool:
    """Say whether a person is the one named, in a post of the interview's unit, or stands in for them there."""
    units = {interview.unit_id, interview.unit.acting.pk}
    return any((post.stands_in_for or post).person_id == named for post in posts_of(person) if post.unit_id in units)
