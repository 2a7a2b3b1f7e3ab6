"""What is known of a case whose clock ran out: its arithmetic day by day, and at which desk it lay how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.calendars.services import calendar

from .. import desks
from ..ledger.models import Entry
from ..models import Case, Opinion
from ..sentences import called
from ..states import CaseState


@dataclass(frozen=True)
class Stay:
    """A time that a case lay somewhere; ``until`` None: it still does. ``days``: working days after the first."""

    where: str
    who: str
    since: datetime
    until: datetime | None
    days: int

    def plain(self) -> dict[str, Any]:
        """The stay as JSON."""
        until = self.until.isoformat() if self.until else None
        return {"where": self.where, "who": self.who, "from": self.since.isoformat(), "until": until, "days": self.days}


def stays(case: Case, now: datetime) -> list[Stay]:
    """Return where a case lay from its first sending to its end, or until now, in order; three queries."""
    sent = {entry.data.get("round", 1): entry.at for entry in _sendings(case)}
    opinions = list(case.opinions.select_related("actor").order_by("at", "pk"))
    works, found = calendar(), []

    def stay(where: Any, who: Any, since: datetime, until: datetime | None) -> None:
        found.append(Stay(str(where), str(who), since, until, max(works.remaining(until or now, since), 0)))

    since: datetime | None = None
    for number in sorted(sent):
        if since is not None:
            stay(_("with its maker"), case.maker, since, sent[number])
        since = sent[number]
        said = [opinion for opinion in opinions if opinion.round == number]
        for place, opinion in enumerate(said):
            stay(desks.desk_type(opinion.desk).label, opinion.actor, since, opinion.at)
            if not _others_have_yet_to_speak(case, opinion, said[place + 1 :]):
                since = opinion.at
    if since is not None and case.closed_at is None:
        stay(*_where_now(case), since, None)
    return found


def _others_have_yet_to_speak(case: Case, opinion: Opinion, later: list[Opinion]) -> bool:
    """Desks that sign together lie side by side: the next one's time began with the stage, not with this opinion."""
    if opinion.verdict == Opinion.Verdict.UNSURE:
        return False
    if later:
        return later[0].stage == opinion.stage
    return (case.state, case.round, case.stage) == (CaseState.IN_APPROVAL, opinion.round, opinion.stage)


def _sendings(case: Case) -> list[Entry]:
    return list(Entry.objects.filter(case_number=case.number, act="case.sent").order_by("seq"))


def _where_now(case: Case) -> tuple[str, str]:
    """The place and the people; nobody answers for the check of its files, nor for a time that has yet to come."""
    if case.state == CaseState.SCREENING:
        return _("in the check of its files"), "—"
    if case.state == CaseState.APPROVED:
        return _("approved, until it may be carried out"), "—"
    codes = desks.waiting_desks(case, desks.desks_done(case)) if case.state in CaseState.AT_DESKS else []
    if not codes:
        return _("with its maker"), str(case.maker)
    people = dict.fromkeys(post.holder for code in codes for post in desks.holders(code, case))
    return " + ".join(str(desks.desk_type(code).label) for code in codes), "、".join(people) or _("vacant")


def evidence(case: Case, now: datetime) -> dict[str, Any]:
    """Return all that speaks for or against the unit, as JSON: the clock, when it was carried out, and the desks."""
    until = case.closed_at or now
    return {
        "case": case.number,
        "title": called(case),
        "kind": case.kind,
        "clock": case.clock,
        "due": case.due_at.isoformat() if case.due_at else "",
        "provisional": case.provisional,
        "state": case.state,
        "closed": case.closed_at.isoformat() if case.closed_at else "",
        "working_days_over": max(-calendar().remaining(case.due_at, until), 0) if case.due_at else 0,
        "stays": [stay.plain() for stay in stays(case, now)],
    }
