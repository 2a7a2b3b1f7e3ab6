"""The calendar that counts every deadline, and entering a year whose holidays were announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import CalendarDay, CalendarYear
from .published_years import holidays_of
from .signals import calendar_year_entered
from .working_days import WorkCalendar, local_date

_PUBLISHED_RANGE = range(2004, 2100)
_WARN_FROM_MONTH = 11
_SATURDAY = 5

# One calendar a process, with the stamps of the entries that it was built from.
_built: tuple[tuple[UUID, ...], WorkCalendar] | None = None


def calendar() -> WorkCalendar:
    """Return the calendar as it is now: entered years, and for the others what the installed package knows.

    Costs one small query; the days are read again only after a year was entered, by whichever process.
    """
    global _built
    stamps = tuple(CalendarYear.objects.order_by("pk").values_list("stamp", flat=True))
    built = _built
    if built is None or built[0] != stamps:
        built = _built = (stamps, _build())
    return built[1]


def _build() -> WorkCalendar:
    known = set(CalendarYear.objects.values_list("year", flat=True))
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for day in CalendarDay.objects.all():
        if day.date.year in known:
            (work if day.is_working else off)[day.date] = day.name
    for year in set(_PUBLISHED_RANGE) - known:
        published = holidays_of(year)
        if published:
            known.add(year)
            off |= published[0]
            work |= published[1]
    return WorkCalendar(known, off, work)


def year_to_enter(on: date | None = None) -> int | None:
    """Return the year whose holidays have to be entered now, or None.

    From November on the next year is asked for, two months before it begins; a current year that is not known comes
    first. ``on`` is today when it is left out.
    """
    today = on or local_date(timezone.now())
    current = calendar()
    if not current.knows(today.year):
        return today.year
    if today.month >= _WARN_FROM_MONTH and not current.knows(today.year + 1):
        return today.year + 1
    return None


def enter_year(
    year: int,
    off: Mapping[date, str] | Iterable[date],
    work: Mapping[date, str] | Iterable[date],
    by: Any,
    *,
    source: str = "",
) -> CalendarYear:
    """Record the holidays of a year, in place of what was known of it, and return the year's row.

    ``off`` are the days off, ``work`` the weekend days that are worked to make up for them; both may be mappings to
    the holiday's name. ``by`` is the person (or a name). Weekends need not be listed. Sends
    :data:`~portal.calendars.signals.calendar_year_entered` inside the transaction. Raises ValidationError with every
    reason when the days can't be right.
    """
    days_off, make_up_days = _with_names(off), _with_names(work)
    problems = _problems(year, days_off, make_up_days)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        row, created = CalendarYear.objects.update_or_create(
            year=year,
            defaults={
                "source": source,
                "entered_by_name": getattr(by, "full_name", "") or str(by),
                "entered_at": timezone.now(),
                "stamp": uuid4(),
            },
        )
        CalendarDay.objects.filter(date__year=year).delete()
        CalendarDay.objects.bulk_create(
            [CalendarDay(date=day, is_working=False, name=name) for day, name in days_off.items()]
            + [CalendarDay(date=day, is_working=True, name=name) for day, name in make_up_days.items()]
        )
        calendar_year_entered.send(sender=CalendarYear, calendar_year=row, year=year, replaced=not created)
    return row


def _with_names(days: Mapping[date, str] | Iterable[date]) -> dict[date, str]:
    return dict(days) if isinstance(days, Mapping) else dict.fromkeys(days, "")


def _problems(year: int, off: dict[date, str], work: dict[date, str]) -> list[str]:
    problems: list[str] = []
    if not off:
        problems.append(_("A year without any holiday can't be right."))
    for day in sorted({*off, *work}):
        if day.year != year:
            problems.append(_("%(day)s does not lie in %(year)s.") % {"day": day.isoformat(), "year": year})
    for day in sorted(off.keys() & work.keys()):
        problems.append(_("%(day)s can't be a day off and a make-up day.") % {"day": day.isoformat()})
    for day in sorted(work):
        if day.weekday() < _SATURDAY:
            problems.append(_("%(day)s is no weekend day, so it can't be a make-up day.") % {"day": day.isoformat()})
    return problems
