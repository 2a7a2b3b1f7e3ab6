"""Who may do what in supervision."""

from __future__ import annotations

from typing import Any

from portal.organisation.models import Function
from portal.organisation.services import functions_of


def may_enter_years(person: Any) -> bool:
    """The Office keeps the calendar."""
    return Function.OFFICE in functions_of(person)
