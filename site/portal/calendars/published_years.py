"""The years whose holidays come with the installed ``chinesecalendar`` package."""

from __future__ import annotations

from datetime import date
from functools import cache

import chinese_calendar
from django.utils.translation import gettext_noop

# The package's names, so that they are translated.
HOLIDAY_NAMES = (
    gettext_noop("New Year's Day"),
    gettext_noop("Spring Festival"),
    gettext_noop("Tomb-sweeping Day"),
    gettext_noop("Labour Day"),
    gettext_noop("Dragon Boat Festival"),
    gettext_noop("National Day"),
    gettext_noop("Mid-autumn Festival"),
    gettext_noop("Anti-Fascist 70th Day"),
)


@cache
def holidays_of(year: int) -> tuple[dict[date, str], dict[date, str]] | None:
    """Return (days off, make-up days) of the year with their names, or None where the package doesn't know it."""
    try:
        chinese_calendar.get_holiday_detail(date(year, 1, 1))
    except NotImplementedError:
        return None
    off = {day: name for day, name in chinese_calendar.holidays.items() if day.year == year}
    work = {day: name for day, name in chinese_calendar.workdays.items() if day.year == year}
    return off, work
