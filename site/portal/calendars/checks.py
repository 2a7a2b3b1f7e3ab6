"""What operators could forget, as system checks."""

from __future__ import annotations

from typing import Any

from django.core.checks import Warning, register
from django.db import DatabaseError

from .services import year_to_enter


@register()
def the_coming_year_is_known(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """gongkai.W005: from November on, the holidays of the next year are not known yet; or those of this year.

    Every command says so, not only those that check the database. Where there is none yet, nothing is said.
    """
    try:
        year = year_to_enter()
    except DatabaseError:
        return []
    if year is None:
        return []
    return [
        Warning(
            f"The holidays of {year} are not known: its deadlines are provisional.",
            hint="Once the State Council has announced them, the Office enters them in the admin (Working days).",
            id="gongkai.W005",
        )
    ]
