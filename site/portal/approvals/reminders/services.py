"""Reminders before the legal clock of a case runs out, and what follows when it has (clauses D3, O7, O9).

The round looks at how things stand, so it makes up for any standstill: of several reminders that were missed only the
last is given, and an overrun is recorded however late it is seen, also when the case was carried out meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calendars.services import calendar
from portal.calendars.working_days import WorkCalendar
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import function_holders, holders

from .. import desks
from ..ledger.services import lock_head, record
from ..models import Case
from ..sentences import called
from ..services import case_url
from ..signals import overrun, overrun_ended
from ..states import CaseState
from . import thresholds
from .evidence import evidence
from .models import ClockMark, Threshold

BATCH = 200
TOPIC = "case.clock"
# Twenty working days reach over at most this many days, the longest holidays included.
HORIZON = timedelta(days=45)


def go_round(now: datetime | None = None) -> int:
    """Look at every running clock and give what is due; return how many cases had something. Safe to repeat."""
    now = now or timezone.now()
    rules, works = thresholds.in_force(), calendar()
    found = [*_running(now, rules, works), *_moved(), *_late_and_closed()]
    for pk in dict.fromkeys(found):
        with transaction.atomic():
            _look_at(pk, now, rules, works)
    return len(found)


def _running(now: datetime, rules: list[Threshold], works: WorkCalendar) -> list[int]:
    """Cases whose running clock has passed what nobody was told yet, in two queries.

    The clock of what was returned to its maker runs too: the law's doesn't stop for that.
    """
    running = Case.objects.filter(state__in=CaseState.UNFINISHED, due_at__lte=now + HORIZON).order_by("due_at", "pk")
    dues = list(running.values_list("pk", "due_at"))
    given = set(ClockMark.objects.filter(case__in=running).values_list("case_id", "code", "due_at"))
    return [
        pk
        for pk, due in dues
        if due and any((pk, rule.code, due) not in given for rule in passed(rules, due, now, works))
    ]


def _ended(case: str, due_at: str) -> Exists:
    return Exists(ClockMark.objects.filter(case=OuterRef(case), due_at=OuterRef(due_at), code=thresholds.ENDED))


def _moved() -> list[int]:
    """Cases that were recorded as overdue and whose clock, counted anew, ends on another day."""
    marks = ClockMark.objects.filter(code=thresholds.OVERDUE).exclude(due_at=F("case__due_at"))
    return list(marks.exclude(_ended("case", "due_at")).values_list("case_id", flat=True)[:BATCH])


def _late_and_closed() -> list[int]:
    """Cases that were closed after their time and whose record isn't complete; the next round takes what is left."""
    late = Case.objects.filter(state__in=CaseState.FINAL, closed_at__gt=F("due_at")).exclude(_ended("pk", "due_at"))
    return list(late.order_by("closed_at").values_list("pk", flat=True)[:BATCH])


def passed(rules: Iterable[Threshold], due: datetime, now: datetime, works: WorkCalendar) -> list[Threshold]:
    """Return the thresholds that a clock has passed, the earliest first."""
    left = works.remaining(due, now)
    over = now > due
    return [rule for rule in rules if (over and -left >= rule.days) or (rule.days <= 0 and left <= -rule.days)]


def _look_at(pk: int, now: datetime, rules: list[Threshold], works: WorkCalendar) -> None:
    lock_head()  # before every other lock, as every act does
    case = Case.objects.select_for_update(of=("self",)).select_related("route", "unit", "maker").get(pk=pk)
    marks = set(case.clock_marks.values_list("code", "due_at"))
    for code, due in sorted(marks):
        if code == thresholds.OVERDUE and due != case.due_at and (thresholds.ENDED, due) not in marks:
            _end(case, due, now, moved=True)
    if case.due_at is None or (case.closed_at and case.closed_at <= case.due_at):
        return
    new = [
        rule
        for rule in passed(rules, case.due_at, case.closed_at or now, works)
        if (rule.code, case.due_at) not in marks
    ]
    for place, rule in enumerate(new):
        reminds = case.closed_at is None and (rule.days > 0 or place + 1 == len(new))
        _pass(case, rule, now, told=reminds or rule.code == thresholds.OVERDUE)
    if case.closed_at and (thresholds.ENDED, case.due_at) not in marks:
        _end(case, case.due_at, now)


def _pass(case: Case, rule: Threshold, now: datetime, *, told: bool) -> None:
    due_at: Any = case.due_at  # cases without a clock don't come here
    ClockMark.objects.create(case=case, code=rule.code, due_at=due_at, at=now, told=told)
    data: dict[str, Any] = {"due": due_at.isoformat(), "days": rule.days}
    if rule.code == thresholds.OVERDUE:
        data["evidence"] = evidence(case, now)
        overrun.send(Case, case=case, evidence=data["evidence"])
    if told:
        people = people_of(rule.audience, case.unit, lambda: at_desk(case), [case.maker])
        data["told"] = sorted(person.pk for person in people)
        notify(
            people,
            text=sentence(rule.code, called(case), case.unit, due_at, calendar().remaining(due_at, now)),
            url=case_url(case),
            topic=TOPIC,
            always=rule.days > 0,
        )
    if told or rule.code == thresholds.OVERDUE:
        record(f"clock.{rule.code}", subject=case.subject_key, case_number=case.number, data=data, digest=case.digest)


def _end(case: Case, due_at: datetime, now: datetime, *, moved: bool = False) -> None:
    """What had run over is closed, or its clock was counted anew (``moved``): the record of it is completed."""
    ClockMark.objects.create(case=case, code=thresholds.ENDED, due_at=due_at, at=now, told=False)
    found = evidence(case, now)
    overrun_ended.send(Case, case=case, evidence=found, due_at=due_at, moved=moved)
    record(
        "clock.ended",
        subject=case.subject_key,
        case_number=case.number,
        data={"due": due_at.isoformat(), "evidence": found},
    )


def sentence(code: str, title: str, unit: Any, due_at: datetime, left: int) -> str:
    """Return how people are told that a clock passed a threshold; ``left`` are its working days."""
    values = {"title": title, "days": left, "due": timezone.localtime(due_at).strftime("%Y-%m-%d"), "unit": unit}
    text = {
        thresholds.AHEAD: _("Due on %(due)s, in %(days)s working days: %(title)s"),
        thresholds.TODAY: _("Due today: %(title)s"),
        thresholds.OVERDUE: _("Overdue since %(due)s, recorded against %(unit)s: %(title)s"),
        thresholds.ESCALATED: _(
            "Overdue since %(due)s and still open, brought before the leader in charge of %(unit)s: %(title)s"
        ),
    }[code]
    return text % values


def people_of(
    audience: Iterable[str], unit: Unit | None, desk: Callable[[], Iterable[Any]], makers: Iterable[Any] = ()
) -> set[Any]:
    """Return the people whom a threshold names, each once, stand-ins too; ``desk`` gives those who have to act now."""
    who = Threshold.Audience
    of_unit = {who.LIAISON: Capacity.LIAISON, who.HEAD: Capacity.HEAD, who.LEADER: Capacity.LEADER_IN_CHARGE}
    people: set[Any] = set()
    for name in audience:
        if name == who.DESK:
            people |= set(desk())
        elif name == who.MAKER:
            people |= set(makers)
        elif name == who.OFFICE:
            people |= {post.person for post in function_holders(Function.OFFICE, (Capacity.HEAD, Capacity.LIAISON))}
        elif unit is not None:
            people |= {post.person for post in holders(unit, of_unit[who(name)])}
    return people


def at_desk(case: Case) -> set[Any]:
    """Return the people at the desks where a case waits now, without its maker."""
    codes = desks.waiting_desks(case, desks.desks_done(case))
    found = {post.person for code in codes for post in desks.holders(code, case)}
    return {person for person in found if person.pk != case.maker_id}
