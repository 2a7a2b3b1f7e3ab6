"""The same thresholds for clocks that no case carries: what the public handed in (hook ``reminded_clocks``).

Each row keeps in ``reminded`` which thresholds of its deadline were passed, so that each is told once; a deadline that
moves begins anew. Like the round of the cases, this one looks at how things stand and makes up for any standstill.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.addons.types import RemindedClock
from portal.calendars.services import calendar
from portal.calendars.working_days import WorkCalendar
from portal.notices.services import notify

from ..ledger.services import lock_head, record
from ..worklist import NEAR_DAYS
from . import thresholds
from .models import Threshold
from .services import BATCH, HORIZON, TOPIC, passed, people_of, sentence

_WHO = Threshold.Audience


def pressing(rows: Any, now: datetime | None = None) -> Any:
    """Return those of some rows (a query set) whose clock has run out, or will within NEAR_DAYS working days."""
    return rows.filter(due_at__lte=calendar().deadline(now or timezone.now(), NEAR_DAYS).due)


def go_round(now: datetime | None = None) -> int:
    """Look at every running clock and tell what is due; return how many had something. Safe to repeat."""
    now = now or timezone.now()
    rules, works = thresholds.in_force(), calendar()
    return sum(_round_of(kind, now, rules, works) for kind in registry.items("reminded_clocks"))


def _round_of(kind: RemindedClock, now: datetime, rules: list[Threshold], works: WorkCalendar) -> int:
    near = kind.rows().filter(due_at__lte=now + HORIZON).order_by("due_at", "pk")
    rows = near.values_list("pk", "due_at", "reminded")
    found = [pk for pk, due, reminded in rows if _new(rules, due, reminded, now, works)][:BATCH]
    for pk in found:
        with transaction.atomic():
            lock_head()  # before every other lock, as every act does
            row = kind.rows().select_for_update(of=("self",)).filter(pk=pk).first()
            if row is not None:  # else somebody acted on it meanwhile
                _look_at(kind, row, now, rules, works)
    return len(found)


def catch_up(kind: RemindedClock, row: Any, at: datetime | None = None) -> None:
    """Before an act on a locked row: where its clock is over and no round saw it, record and tell it at once.

    Whether something is late is said by its clock and the moment of the act (``at``), not by what ran meanwhile. The
    caller's transaction holds the ledger's head.
    """
    at = at or timezone.now()
    if row.due_at is None or row.due_at >= at or kind.waits_for_others(row):
        return
    if not kind.rows().filter(pk=row.pk).exists():
        return  # a case's own clock looks after it, also once that is closed
    rules, works = thresholds.in_force(), calendar()
    if any(rule.code == thresholds.OVERDUE for rule in _new(rules, row.due_at, row.reminded, at, works)):
        _look_at(kind, row, at, rules, works)


def codes_passed(row: Any) -> list[str]:
    """Return the thresholds that a row's deadline, as it is now, was told to have passed."""
    return _given(row.due_at, row.reminded)


def _given(due: datetime, reminded: dict[str, Any]) -> list[str]:
    return reminded.get("codes", []) if reminded.get("due") == _key(due) else []


def _key(due: datetime) -> str:
    return due.astimezone(UTC).isoformat()


def _new(
    rules: list[Threshold], due: datetime, reminded: dict[str, Any], now: datetime, works: WorkCalendar
) -> list[Threshold]:
    given = _given(due, reminded)
    return [rule for rule in passed(rules, due, now, works) if rule.code not in given]


def _look_at(kind: RemindedClock, row: Any, now: datetime, rules: list[Threshold], works: WorkCalendar) -> None:
    new = _new(rules, row.due_at, row.reminded, now, works)
    row.reminded = {"due": _key(row.due_at), "codes": [*codes_passed(row), *(rule.code for rule in new)]}
    row.save(update_fields=["reminded"])
    if kind.waits_for_others(row):
        _tell_whose_turn_it_is(kind, row, {rule.code for rule in new})
        return
    left = works.remaining(row.due_at, now)
    for place, rule in enumerate(new):
        # Of several reminders that were missed only the last is given; a leg that is as short as one says so itself.
        if rule.days > 0 or (place + 1 == len(new) and -rule.days < kind.days(row)):
            _tell(kind, row, rule, left)


def _tell_whose_turn_it_is(kind: RemindedClock, row: Any, codes: set[str]) -> None:
    """Tell the handlers that others let their time pass; where nobody went on for days, who oversees it too."""
    overseers = kind.overseers(row) if thresholds.ESCALATED in codes else []
    if thresholds.OVERDUE not in codes and not overseers:
        return
    due = timezone.localtime(row.due_at).strftime("%Y-%m-%d")
    text = _("The time of those who were asked ended on %(due)s; it goes on with you: %(title)s")
    people = {*kind.handlers(row), *overseers}
    notify(people, text=text % {"due": due, "title": kind.title(row)}, url=kind.url(row), topic=TOPIC)


def _words(code: str, title: str, unit: Any, due: datetime, left: int) -> str:
    if code != thresholds.OVERDUE:
        return sentence(code, title, unit, due, left)
    text = _("Overdue since %(due)s and not answered; the head of %(unit)s and the Office were told: %(title)s")
    return text % {"due": timezone.localtime(due).strftime("%Y-%m-%d"), "unit": unit, "title": title}


def _tell(kind: RemindedClock, row: Any, rule: Threshold, left: int) -> None:
    """Tell those who may open it with its address, others whom the threshold names that it is so (law 7)."""
    unit = kind.unit(row)
    closed = {_WHO.LEADER} | (set() if kind.is_read_by_office(row) else {_WHO.OFFICE})
    readers = people_of([name for name in rule.audience if name not in closed], unit, lambda: kind.handlers(row))
    others = people_of([name for name in rule.audience if name in closed], unit, list) - readers
    text = _words(rule.code, kind.title(row), unit or _("no unit"), row.due_at, left)
    for people, url in ((readers, kind.url(row)), (others, "")):
        notify(people, text=text, url=url, topic=TOPIC, always=rule.days > 0)
    told = sorted(person.pk for person in readers | others)
    data = {"number": row.number, "due": row.due_at.isoformat(), "days": rule.days, "told": told}
    record(f"clock.{rule.code}", subject=row.subject_key, data=data, digest=row.text_digest)
