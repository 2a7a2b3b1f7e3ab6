"""Who may do what in supervision."""

from __future__ import annotations

from typing import Any

from portal.organisation.models import Function
from portal.organisation.services import functions_of


def works_in_office(person: Any) -> bool:
    """The Office plans and supervises (clause G2)."""
    return Function.OFFICE in functions_of(person)


def may_enter_years(person: Any) -> bool:
    """The Office keeps the calendar."""
    return works_in_office(person)
