"""What stops an application's clock, lets it go on or gives it longer (articles 32 and 33), and counting it again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head
from portal.calendars.working_days import local_date
from portal.organisation.services import liaisons_of

from ... import crypto
from ...recounting import recount_all
from .. import clocks
from ..models import Application, Letter, Pause
from ..states import ApplicationState
from .acts import act, finish, tell, tell_office, written

BATCH = 200  # of one round


@sensitive_variables()
def pause(
    application: Application,
    person: Any,
    *,
    whom: str,
    text: str = "",
    until: date | None = None,
    version: int | None = None,
) -> Letter | None:
    """Ask a third party (by a letter, article 32) or another agency: from tomorrow no day counts (article 33).

    ``until`` is the day by which the other agency is expected to answer, fifteen working days ahead at most.
    """
    with act(application, "pause", person, version, whom=whom) as (found, data):
        now, expected = timezone.now(), None
        if whom == Pause.Whom.AGENCY:
            expected = _expected(until or clocks.latest_expected(now), now)
            data["expected"] = expected.isoformat()
        found.pause()
        Pause.objects.create(application=found, whom=whom, began_at=now, expected_on=expected)
        letter = None
        if whom == Pause.Whom.THIRD_PARTY:
            letter = written(found, Letter.Kind.CONSULTATION, person, text)
            data["letter"] = letter.pk
    return letter


def _expected(until: date, now: datetime) -> date:
    latest = clocks.latest_expected(now)
    if local_date(now) < until <= latest:
        return until
    raise ActRefused([_("Please give a day from tomorrow to %(last)s, 15 working days ahead.") % {"last": latest}])


def wait_longer(application: Application, person: Any, *, until: date, version: int | None = None) -> Application:
    """The other agency was asked again: it is expected to answer by another day, at most fifteen working days ahead."""
    with act(application, "wait", person, version) as (found, data):
        standing = found.pauses.get(ended_at=None)
        data["before"] = str(standing.expected_on)
        standing.expected_on = _expected(until, timezone.now())
        standing.save(update_fields=["expected_on"])
        data["expected"] = standing.expected_on.isoformat()
    return found


def resume(application: Application, person: Any, version: int | None = None) -> Application:
    """Another agency answered: from tomorrow the days count again."""
    with act(application, "resume", person, version) as (found, _data):
        found.pauses.filter(ended_at=None).update(ended_at=timezone.now())
        found.resume()
    return found


@sensitive_variables()
def hear(
    application: Application, person: Any, *, heard: str, reasons: str = "", version: int | None = None
) -> Application:
    """The third party answered, or their time is over: it is kept what they said, and the days count again.

    ``heard`` is a value of ``Pause.Heard``; who doesn't agree gives ``reasons`` (article 32), else ActRefused.
    """
    if heard in Pause.OBJECTING and not reasons.strip():
        raise ActRefused([_("Please write down the reasons of the third party (article 32).")])
    with act(application, "hear", person, version, heard=heard) as (found, _data):
        standing, key = found.pauses.get(ended_at=None), found.data_key
        assert key is not None  # of what was erased nobody is asked any more
        standing.heard, standing.ended_at = heard, timezone.now()
        standing.sealed_reasons = crypto.seal(key, reasons.strip()) if reasons.strip() else None
        standing.save()
        found.resume()
    return found


def go_on_without_answer(now: datetime | None = None) -> int:
    """Let the clock of every application go on whose third party let its time pass (article 32); return how many.

    Nobody's act: the fifteenth working day ends the pause. The unit and the Office are told. Safe to repeat.
    """
    now, count = now or timezone.now(), 0
    standing = Pause.objects.filter(ended_at=None, whom=Pause.Whom.THIRD_PARTY)
    waiting = Application.objects.filter(state=ApplicationState.PAUSED, due_at__lt=now, pauses__in=standing)
    waiting = waiting.order_by("due_at")
    for pk in list(waiting.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            lock_head()
            found = Application.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
            count += _time_to_be_heard_is_over(found, now)
    return count


def _time_to_be_heard_is_over(found: Application, now: datetime) -> bool:
    pause = found.pauses.filter(ended_at=None, whom=Pause.Whom.THIRD_PARTY).first()
    ended = clocks.ends_at(pause) if pause else None
    if pause is None or ended is None or ended >= now or found.state != ApplicationState.PAUSED:
        return False
    pause.ended_at, pause.heard = ended, Pause.Heard.SILENT
    pause.save(update_fields=["ended_at", "heard"])
    found.resume()
    finish(found, "application.unheard", None, {"pause": pause.pk})
    text = _("The third party of application %(number)s let its time pass; the answer is due by %(due)s.")
    tell_office(found, text)
    if found.unit is not None:
        tell(liaisons_of(found.unit.acting), found, text)
    return True


@sensitive_variables()
def extend(application: Application, person: Any, *, days: int, text: str, version: int | None = None) -> Letter:
    """The head of the Office extends the time once, by at most twenty working days; the applicant is told why."""
    if not 1 <= days <= clocks.MOST_EXTENSION:
        raise ActRefused([_("The time is extended by 1 to 20 working days (article 33).")])
    with act(application, "extend", person, version, days=days) as (found, data):
        found.extension = days
        letter = written(found, Letter.Kind.EXTENSION, person, text)
        data["letter"] = letter.pk
    return letter


def recount_clocks() -> int:
    """Count the clocks of open applications again, after a year was entered; return how many changed."""
    rows = Application.objects.open().prefetch_related("pauses")
    return recount_all(rows, lambda found: clocks.count(found, list(found.pauses.all())), "application.recounted")
