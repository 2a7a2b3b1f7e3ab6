"""The units that carry duties of the regulation (clause G2), also where a duty rests with no unit at the moment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused
from portal.organisation import services as organisation
from portal.organisation.models import Capacity, Function, FunctionAssignment, Unit

WORKING = (Capacity.LIAISON, Capacity.HANDLER)


def is_vacant(function: str) -> bool:
    """Say whether a duty rests with no unit."""
    return not FunctionAssignment.objects.filter(function=function).exists()


def vacant_text(function: str) -> str:
    """Say in words that a duty rests with no unit, and what has to happen."""
    duty = Function(function).label
    return _(
        "No unit carries the duty “%(duty)s” at the moment, so that this can't be done. It is assigned under "
        "“Organisation”; please try again then."
    ) % {"duty": duty}


def unit_with(function: str) -> Unit:
    """Return the unit that carries a duty; ActRefused in words where none does."""
    try:
        return organisation.unit_with(function)
    except organisation.FunctionVacant:
        raise ActRefused([vacant_text(function)]) from None


def people_of(function: str) -> list[Any]:
    """Return who is told what concerns a duty; while it rests with no unit, the Office."""
    told = Function.OFFICE if is_vacant(function) else function
    return [post.person for post in organisation.function_holders(told, WORKING)]
