"""What approvals put into somebody's daily mail: what waits, what is overdue, and what became of their cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons.types import DigestSection
from portal.organisation.services import posts_of

from . import worklist
from .ledger.models import Entry
from .models import Case
from .sentences import called
from .services import case_url
from .templatetags.approvals import act_label, clock_text

LINES = 100
_DECIDED = ("case.carried_out", "case.returned", "case.refused")


def sections(person: Any, since: datetime) -> list[DigestSection]:
    """Return what waits for a person, what of their units is overdue, and what of their cases was decided since."""
    waiting = tuple((_waits(item), case_url(item.case)) for item in worklist.waiting_for(person)[:LINES])
    units = [post.unit_id for post in posts_of(person)]
    now = timezone.now()
    late = list(worklist.pressing_in(units, now).filter(due_at__lt=now)[:LINES])
    return [
        DigestSection(_("Waits for you"), waiting),
        DigestSection(_("Overdue in your unit"), tuple((_overdue(case), case_url(case)) for case in late)),
        DigestSection(_("Decided"), tuple(_decided(person, since))),
    ]


def _waits(item: worklist.Waiting) -> str:
    clock = item.clock
    values = {"title": called(item.case), "clock": clock_text(clock) if clock else _("without a clock")}
    return _("%(title)s (%(clock)s)") % values


def _overdue(case: Case) -> str:
    clock = worklist.clock_of(case)
    return _("%(title)s (%(clock)s)") % {"title": called(case), "clock": clock_text(clock) if clock else ""}


def _decided(person: Any, since: datetime) -> list[tuple[str, str]]:
    """What was decided since on cases that the person made; the newest decision on each, the newest first."""
    mine = Case.objects.filter(maker=person).values("number")
    entries = Entry.objects.filter(act__in=_DECIDED, at__gt=since, case_number__in=mine).order_by("-seq")[:LINES]
    acts = {entry.case_number: entry.act for entry in reversed(entries)}
    cases = Case.objects.filter(number__in=acts).order_by("-number")
    values = ((case, {"act": act_label(acts[case.number]), "title": called(case)}) for case in cases)
    return [(_("%(title)s: %(act)s") % words, case_url(case)) for case, words in values]
