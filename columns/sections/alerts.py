"""Telling people that a section is due soon or overdue: each turn once, and on record (clauses G3, O9).

The round looks at how things stand, so it makes up for any standstill.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.ledger.services import lock_head, record
from portal.calendars.services import calendar
from portal.calendars.working_days import end_of, local_date
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function
from portal.organisation.services import function_holders, holders, liaisons_of

from ..models import DutyAlert
from .duty import Signal, Standing, read
from .life import key_of
from .signals import duty_met, duty_overrun

ROUND_JOB = "sections.duties"
TOPIC = "section.duty"
_TOLD = (Signal.AMBER, Signal.RED)
_ACTS = {Signal.AMBER: "section.due_soon", Signal.RED: "section.overdue"}


def go_round(today: date | None = None) -> int:
    """Tell of every section that turned amber or red since the last round; return how many. Safe to repeat.

    Nobody is told on a day that isn't worked.
    """
    today = today or timezone.localdate()
    if not calendar().is_working(today):
        return 0
    known = dict(DutyAlert.objects.filter(until=None).values_list("page_id", "signal"))
    told = 0
    for standing in read():
        if known.get(standing.page.pk, "") != _worth_telling(standing):
            told += _turn(standing, today)
    return told


def _worth_telling(standing: Standing) -> str:
    return standing.signal if standing.signal in _TOLD else ""


@transaction.atomic
def _turn(standing: Standing, today: date) -> bool:
    """End the alert that stands and make the new one; say whether people were told."""
    lock_head()
    standing_alert = DutyAlert.objects.filter(page=standing.page.pk, until=None).first()
    signal = _worth_telling(standing)
    if standing_alert is not None:
        if standing_alert.signal == signal:
            return False  # another round was faster
        DutyAlert.objects.filter(pk=standing_alert.pk).update(until=today)
        _say_if_met(standing_alert, standing)
    if not signal or standing.due is None:
        return False
    DutyAlert.objects.create(page_id=standing.page.pk, signal=signal, due_on=standing.due, since=today)
    record(_ACTS[Signal(signal)], subject=key_of(standing.page), data=evidence(standing))
    notify(_people(standing, signal), text=_sentence(standing, signal), url=address(standing.page.pk), topic=TOPIC)
    if signal == Signal.RED:
        facts = {"unit": standing.unit, "due_at": end_of(standing.due), "evidence": evidence(standing)}
        duty_overrun.send(type(standing.page), standing=standing, **facts)
    return True


def _say_if_met(ended: DutyAlert, standing: Standing) -> None:
    """A red alert that an update ended, and nothing else (an excuse, a closing): the record of it says so."""
    updated = local_date(standing.last) if standing.last else None
    if ended.signal == Signal.RED and updated is not None and updated > ended.due_on:
        over = max(-calendar().remaining(ended.due_on, updated), 0)
        found = {"page": standing.page.pk, "last": _plain(standing.last), "working_days_over": over}
        duty_met.send(type(standing.page), standing=standing, due_at=end_of(ended.due_on), evidence=found)


def address(page_id: int) -> str:
    """Where staff look at the contract of a section."""
    return reverse("sections:section", args=[page_id])


def evidence(standing: Standing) -> dict[str, Any]:
    """Return what speaks for a signal, as JSON: the duty, the last update, the day it was due, the days left."""
    duty = standing.duty
    return {
        "page": standing.page.pk,
        "unit": standing.unit.pk,
        "days": duty.days if duty else None,
        "in_working_days": bool(duty and duty.in_working_days),
        "by_rule": bool(duty and duty.by_rule),
        "last": _plain(standing.last),
        "from": _plain(standing.start),
        "due": _plain(standing.due),
        "provisional": standing.provisional,
        "left": standing.left,
        "working_days_over": _working_days_over(standing.due),
        "text": _("%(path)s: %(duty)s; last update: %(last)s")
        % {
            "path": standing.path,
            "duty": duty.text if duty else "",
            "last": _plain(standing.last and local_date(standing.last)) or _("none yet"),
        },
    }


def _working_days_over(due: date | None) -> int:
    return max(-calendar().remaining(due, timezone.localdate()), 0) if due else 0


def _plain(value: date | datetime | None) -> str:
    return value.isoformat() if value else ""


def _people(standing: Standing, signal: str) -> list[Any]:
    people = list(liaisons_of(standing.unit))
    if signal == Signal.RED:
        people += [post.person for post in holders(standing.unit, Capacity.HEAD)]
        people += [post.person for post in function_holders(Function.OFFICE, (Capacity.HEAD, Capacity.LIAISON))]
    return people


def _sentence(standing: Standing, signal: str) -> str:
    texts = {
        Signal.AMBER: _("“%(title)s” needs an update by %(day)s (%(unit)s)."),
        Signal.RED: _("“%(title)s” should have been updated by %(day)s (%(unit)s)."),
    }
    values = {"title": standing.page.title, "day": _plain(standing.due), "unit": standing.unit}
    return texts[Signal(signal)] % values
