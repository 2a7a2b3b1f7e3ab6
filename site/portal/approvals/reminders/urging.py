"""The sender urges a case on: once a working day, in view of everybody on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.calendars.services import calendar
from portal.calendars.working_days import WorkCalendar, local_date
from portal.notices.services import notify

from .. import desks
from ..errors import ActRefused
from ..ledger.services import lock_head, record
from ..models import Case
from ..sentences import called
from ..services import WAITING, case_url
from ..states import CaseState
from .models import Urge
from .services import at_desk


def next_day(last: date | None, today: date, works: WorkCalendar) -> date:
    """Return the first working day, today or later, on which a case may be urged that was urged last on ``last``."""
    day = max(today, last + timedelta(days=1)) if last else today
    while not works.is_working(day):
        day += timedelta(days=1)
    return day


def reasons_against(case: Case, person: Any) -> list[str]:
    """Return every reason why somebody can't urge a case on now; empty when they can."""
    if case.maker_id != person.pk or not person.is_active:
        return [_("Only the person who made this case can do that.")]
    if case.state == CaseState.SCREENING:
        return [_("The files are being checked; then it goes on by itself.")]
    if case.state not in CaseState.AT_DESKS:
        return [_("This case is not waiting at a desk.")]
    today = local_date(timezone.now())
    last = case.urges.order_by("-on").values_list("on", flat=True).first()
    again = next_day(last, today, calendar())
    if again == today:
        return []
    values = {"day": again.isoformat()}
    if last == today:
        return [_("Urged today already. It can be urged again on %(day)s, the next working day.") % values]
    return [_("Today is no working day. It can be urged on %(day)s, the next working day.") % values]


def urge(case_id: int, person: Any) -> Urge:
    """Urge a case on: the people at the desk where it waits are told, and the ledger keeps it.

    ActRefused with every reason, also where nobody sits at the desk.
    """
    with transaction.atomic():
        lock_head()
        case = Case.objects.select_for_update(of=("self",)).select_related("route", "unit", "maker").get(pk=case_id)
        if reasons := reasons_against(case, person):
            raise ActRefused(reasons)
        codes = desks.waiting_desks(case, desks.desks_done(case))
        people = at_desk(case)
        if not people:
            raise ActRefused([_("Nobody holds the desk where this waits. The Office can name a stand-in.")])
        urged = Urge.objects.create(
            case=case, by=person, on=local_date(timezone.now()), at=timezone.now(), desks=codes, told=len(people)
        )
        record(
            "case.urged",
            actor=person,
            capacity=case.maker_capacity,
            subject=case.subject_key,
            case_number=case.number,
            data={"round": case.round, "desks": codes, "told": sorted(person.pk for person in people)},
            digest=case.digest,
        )
        text = _("%(person)s asks you to hurry: %(title)s") % {"person": person, "title": called(case)}
        notify(people, text=text, url=case_url(case), topic=WAITING)
        return urged


@dataclass(frozen=True)
class Urging:
    """What a case's page shows of it: the urges so far, whether this person may urge, and else why not."""

    urges: list[Urge]
    is_mine: bool
    reasons: list[str]


def shown(case: Case, person: Any) -> Urging:
    """Return what somebody sees of the urging of a case."""
    mine = case.maker_id == person.pk and case.state in CaseState.OPEN
    urges = list(case.urges.select_related("by"))
    return Urging(urges, mine, reasons_against(case, person) if mine else [])
