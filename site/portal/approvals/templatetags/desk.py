"""What pages of staff show beside what is decided: urging, vacant desks, phrases, and how it stands in public."""

from __future__ import annotations

from typing import Any

from django import template

from .. import in_public, standins
from ..models import Case
from ..phrases.services import choices_of
from ..reminders import urging

register = template.Library()


@register.inclusion_tag("approvals/urging.html", takes_context=True)
def case_urging(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """How often and when a case was urged, and the button for its maker or why there is none."""
    request = context["request"]
    return {"case": case, "urging": urging.shown(case, request.user), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("approvals/vacancy.html", takes_context=True)
def case_vacancy(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Vacant desks where a case waits, with the form of the head of the Office."""
    person = context["request"].user
    vacancies = standins.vacancies(case)
    may = bool(vacancies) and standins.may_name(person)
    return {
        "case": case,
        "vacancies": vacancies,
        "may_name": may,
        "candidates": standins.candidates(case, person) if may else [],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("approvals/in_public.html", takes_context=True)
def stands_in_public(context: dict[str, Any], subject: Any) -> dict[str, Any]:
    """Where something stands in public, or how it left, with what this person can do about it."""
    return {"look": in_public.look_at(subject, context["request"].user)}


@register.inclusion_tag("approvals/phrase_field.html", takes_context=True)
def opinion_phrases(context: dict[str, Any], fills: str) -> dict[str, Any]:
    """Phrases to choose from; the chosen one fills the text area of that id."""
    return {"phrases": choices_of(context["request"].user), "fills": fills}
