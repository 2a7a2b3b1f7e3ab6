"""Interviews: one that is over, passage by passage as it was released, with its transcript, and one announced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from interaction.live import reading, services
from interaction.live.models import Announcement, Interview, Passage, Transcript
from portal.approvals import services as approvals
from portal.organisation.models import Capacity, Unit, User

from . import acts
from .content import read
from .past import at, moment
from .people import holder
from .planning import Act

SECONDS_A_PASSAGE = 150
REVIEWED_AFTER = timedelta(seconds=8)


def plan() -> list[Act]:
    """Return the acts of all interviews, each at its moment."""
    found: list[Act] = []
    for row in read("interviews")["interviews"]:
        begins = _begins(row)
        announced = min(begins - timedelta(days=3), timezone.now() - timedelta(hours=3))
        made: dict[str, Any] = {}
        found.append(Act(announced, _step(_announce, row, made)))
        if "passages" in row:
            found.append(Act(begins, _step(_hold, row, made)))
            found.append(Act(begins + timedelta(hours=26), _step(_write, row, made)))
    return found


def _step(function: Callable[..., None], row: dict[str, Any], made: dict[str, Any]) -> Callable[[datetime], None]:
    return lambda when: function(row, made, when)


def _begins(row: dict[str, Any]) -> datetime:
    if "days_ago" in row:
        return moment(row["days_ago"], row["hour"])
    day = timezone.localtime() + timedelta(days=row["days_ahead"])
    return day.replace(hour=row["hour"], minute=0, second=0, microsecond=0)


def _announce(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    unit, begins = Unit.objects.get(code=row["unit"]), _begins(row)
    maker = holder(unit, Capacity.LIAISON)
    with at(when - timedelta(hours=2)):
        interview = services.new_interview(unit)
        announcement = Announcement.objects.create(
            interview=interview,
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            questions_until=begins - timedelta(hours=1),
            text_reviewer=holder(unit, Capacity.SECRECY_REVIEWER),
            recorder=User.objects.get(username=row["recorder"]),
            made_by=maker,
            created_at=when - timedelta(hours=2),
            **{name: row[name] for name in ("title", "summary", "guests")},
        )
    acts.approve(announcement, maker, when)
    made["interview"] = interview.pk
    with at(when + timedelta(hours=1)):
        for asked in row.get("questions", ()):
            question = services.ask(Interview.objects.get(pk=interview.pk), name=asked["name"], text=asked["text"])
            if "state" in asked:
                services.decide(question, maker, asked["state"])


def _hold(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    spoken: list[Passage] = []
    for number, said in enumerate(row["passages"]):
        spoken.append(_say(row, made, when + timedelta(seconds=number * SECONDS_A_PASSAGE), **said))
    for number, said in enumerate(row["corrections"]):
        wrong = spoken[said["of"] - 1]
        later = when + timedelta(minutes=35 + number)
        _say(row, made, later, kind=wrong.kind, speaker=wrong.speaker, text=said["text"], corrects=wrong)


def _say(row: dict[str, Any], made: dict[str, Any], when: datetime, **said: Any) -> Passage:
    interview = Interview.objects.get(pk=made["interview"])
    recorder = User.objects.get(username=row["recorder"])
    reviewer = holder(interview.unit, Capacity.SECRECY_REVIEWER)
    with at(when):
        case = services.send_passage(Passage(interview=interview, made_at=when, **said), recorder, acts.DECLARED)
    with at(when + REVIEWED_AFTER):
        approvals.pass_secrecy(case.pk, reviewer, case.version)
    return Passage.objects.get(pk=case.subject_id)


def _write(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    interview = Interview.objects.get(pk=made["interview"])
    maker = holder(interview.unit, Capacity.LIAISON)
    transcript = Transcript.objects.create(
        interview=interview,
        text=reading.as_text(interview),
        made_by=maker,
        created_at=when,
        summary=row["transcript"]["summary"],
    )
    acts.approve(transcript, maker, when + timedelta(hours=2))
