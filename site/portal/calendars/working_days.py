"""Counting working days: pure, with its arithmetic shown day by day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Legal clocks run in the time of the department, whatever the server is set to.
ZONE = ZoneInfo("Asia/Shanghai")
_END_OF_DAY = time(23, 59, 59)
_ONE_DAY = timedelta(days=1)
# From when to when the clock stood still, and for what, where that is told (a message id for gettext, as of holidays).
Pause = tuple[date | datetime, date | datetime] | tuple[date | datetime, date | datetime, str]
_SATURDAY = 5


class Reason(TextChoices):
    """Why a day counts or doesn't."""

    WORKING_DAY = "working_day", _("working day")
    MAKE_UP_DAY = "make_up_day", _("weekend day worked to make up for a holiday")
    WEEKEND = "weekend", _("weekend")
    HOLIDAY = "holiday", _("public holiday")
    ASSUMED_WORKING_DAY = "assumed_working_day", _("weekday of a year whose holidays are not known yet")
    ASSUMED_WEEKEND = "assumed_weekend", _("weekend of a year whose holidays are not known yet")
    CALENDAR_DAY = "calendar_day", _("calendar day")
    PAUSED = "paused", _("the clock stood still")


class FirstDay(Enum):
    """Which day a clock counts first: the next one unless a rule says otherwise (Civil Code, article 201)."""

    NEXT = 1
    SAME = 0

    def after(self, start: date) -> date:
        """Return the first day that counts for what begins on ``start``."""
        return start + self.value * _ONE_DAY


@dataclass(frozen=True)
class CountedDay:
    """One day of a deadline's arithmetic: whether it counted and why. ``name`` is the holiday's, where there is one."""

    date: date
    counted: bool
    reason: Reason
    name: str = ""

    @property
    def text(self) -> str:
        """The reason for people, with the holiday's name."""
        if not self.name:
            return str(self.reason.label)
        return gettext("%(reason)s (%(holiday)s)") % {"reason": self.reason.label, "holiday": gettext(self.name)}


@dataclass(frozen=True)
class Deadline:
    """When something is due (the last second of that day, aware), and every day that was looked at to find it.

    ``provisional``: a day of a year whose holidays are not known was looked at; it was taken as a plain week, and the
    deadline has to be counted again when the year is entered.
    """

    due: datetime
    provisional: bool
    days: tuple[CountedDay, ...]

    @property
    def label(self) -> Any:
        """What people are told about how sure the deadline is."""
        return _("provisional") if self.provisional else _("final")


def local_date(moment: date | datetime) -> date:
    """Return the department's day of a moment; a naive moment is taken as the department's time."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(ZONE).date() if moment.tzinfo else moment.date()


def end_of(day: date) -> datetime:
    """Return the last second of the day, aware."""
    return datetime.combine(day, _END_OF_DAY, tzinfo=ZONE)


def _named(days: Mapping[date, str] | Iterable[date]) -> dict[date, str]:
    return dict(days) if isinstance(days, Mapping) else dict.fromkeys(days, "")


class WorkCalendar:
    """Which days are worked. Days off and make-up days may come with their names (a mapping) or without."""

    def __init__(
        self,
        known_years: Collection[int],
        off_days: Mapping[date, str] | Iterable[date] = (),
        work_days: Mapping[date, str] | Iterable[date] = (),
    ) -> None:
        self.known_years = frozenset(known_years)
        self._off = _named(off_days)
        self._work = _named(work_days)

    def knows(self, year: int) -> bool:
        """Return whether the holidays of the year are known."""
        return year in self.known_years

    def is_working(self, day: date) -> bool:
        """Return whether the day is worked; in a year that is not known, whether it is a weekday."""
        return self.look_at(day).counted

    def look_at(self, day: date) -> CountedDay:
        """Return whether the day is worked and why."""
        weekend = day.weekday() >= _SATURDAY
        if not self.knows(day.year):
            return CountedDay(day, not weekend, Reason.ASSUMED_WEEKEND if weekend else Reason.ASSUMED_WORKING_DAY)
        if day in self._work:
            return CountedDay(day, True, Reason.MAKE_UP_DAY, self._work[day])
        if day in self._off:
            return CountedDay(day, False, Reason.HOLIDAY, self._off[day])
        return CountedDay(day, not weekend, Reason.WEEKEND if weekend else Reason.WORKING_DAY)

    def deadline(
        self,
        start: date | datetime,
        working_days: int,
        pauses: Iterable[Pause] = (),
        first_day: FirstDay = FirstDay.NEXT,
    ) -> Deadline:
        """Return when ``working_days`` working days from ``start`` on are over.

        ``first_day`` says whether the start day counts itself, where it is worked; zero days are over at its end in
        any case. Days after the first and up to the last of a pause don't count, and bear its name; a pause has to have
        an end. A negative number is a ValueError.
        """
        _require_count(working_days)
        spans = [(local_date(first), local_date(last), name[0] if name else "") for first, last, *name in pauses]
        looked_at: list[CountedDay] = []
        day, left = first_day.after(local_date(start)), working_days
        while left:
            looked_at.append(self._look_at(day, spans))
            day += _ONE_DAY
            left -= looked_at[-1].counted
        return self._deadline(looked_at[-1].date if looked_at else local_date(start), looked_at)

    def _look_at(self, day: date, spans: Iterable[tuple[date, date, str]]) -> CountedDay:
        found = self.look_at(day)
        names = [name for first, last, name in spans if first < day <= last] if found.counted else []
        return CountedDay(day, False, Reason.PAUSED, names[0]) if names else found

    def calendar_deadline(
        self, start: date | datetime, days: int, *, roll: bool = False, first_day: FirstDay = FirstDay.NEXT
    ) -> Deadline:
        """Return when ``days`` calendar days from ``start`` on are over; ``first_day``: whether its day counts itself.

        With ``roll``, a last day that isn't worked moves to the next working day. Without it no holiday matters, so
        the deadline is never provisional. A negative number is a ValueError.
        """
        _require_count(days)
        first = first_day.after(local_date(start))
        counted = [CountedDay(first + n * _ONE_DAY, True, Reason.CALENDAR_DAY) for n in range(days)]
        last = counted[-1].date if counted else local_date(start)
        if not roll:
            return Deadline(end_of(last), False, tuple(counted))
        looked_at = [self.look_at(last)]
        while not looked_at[-1].counted:
            looked_at.append(self.look_at(looked_at[-1].date + _ONE_DAY))
        moved = self._deadline(looked_at[-1].date, looked_at)
        # The last calendar day is shown with the reason why it could not be the end.
        days_shown = [*counted[:-1], *looked_at] if len(looked_at) > 1 else counted
        return Deadline(moved.due, moved.provisional, tuple(days_shown))

    def until(self, start: date | datetime, last: date) -> Deadline:
        """Return the deadline of a day that was named, with the days after ``start`` up to it as they are."""
        days = (last - local_date(start)).days
        looked_at = [self.look_at(local_date(start) + n * _ONE_DAY) for n in range(1, days + 1)]
        return self._deadline(last, looked_at)

    def remaining(self, due: date | datetime, now: date | datetime) -> int:
        """Return the working days that are left after today until the due day: 0 is due today, negative is overdue.

        An overdue clock is at least -1, also on the weekend after the due day.
        """
        today, last = local_date(now), local_date(due)
        if today <= last:
            return self._working_between(today, last)
        return -max(1, self._working_between(last, today))

    def _working_between(self, after: date, until: date) -> int:
        return sum(self.is_working(after + n * _ONE_DAY) for n in range(1, (until - after).days + 1))

    def _deadline(self, last: date, looked_at: list[CountedDay]) -> Deadline:
        provisional = any(not self.knows(day.date.year) for day in looked_at)
        return Deadline(end_of(last), provisional, tuple(looked_at))


def _require_count(number: int) -> None:
    if number < 0:
        raise ValueError(f"a deadline can't be {number} days away")
