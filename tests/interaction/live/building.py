"""Builders of interviews, for tests and for the load of readers: every one goes through its case."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import time_machine
from django.utils import timezone

from interaction.live import services
from interaction.live.models import Announcement, Interview, Passage
from portal.approvals import services as approvals
from portal.demonstration import acts
from tests import factories
from tests.factories import DECLARED


def announcement(staff: factories.Staff, interview: Interview | None = None, **fields) -> Announcement:
    """Return a drafted announcement of an interview that begins in ten minutes."""
    soon = timezone.now() + timedelta(minutes=10)
    values = {
        "title": "不动产登记“一窗办理”在线访谈",
        "summary": "介绍不动产登记一窗办理的新做法，回应群众关心的问题。",
        "guests": "林向荣 登记局局长\n苏敏 登记局副局长",
        "starts_at": soon,
        "ends_at": soon + timedelta(hours=1),
        "questions_until": soon,
        "text_reviewer": staff.secrecy,
        "recorder": staff.handler,
        "made_by": staff.liaison,
    }
    found = interview or services.new_interview(staff.unit)
    return Announcement.objects.create(interview=found, **{**values, **fields})


def announced(staff: factories.Staff, **fields) -> Interview:
    """Return an announced interview; its unit head approved."""
    row = announcement(staff, **fields)
    acts.approve(row, staff.liaison, timezone.now())
    return Interview.objects.get(pk=row.interview_id)


def sent(interview: Interview, staff: factories.Staff, text: str = "各位网友好。", by=None, **fields):
    """Send a passage as the recorder (the handler, if nobody else is named); return its case."""
    passage = Passage(interview=fresh(interview), text=text, **fields)
    return services.send_passage(passage, by or staff.handler, DECLARED)


def release(case, person):
    """Release a passage with one act."""
    return approvals.pass_secrecy(case.pk, person, case.version)


def said(interview: Interview, staff: factories.Staff, text: str = "各位网友好。", **fields) -> Passage:
    """Send and release a passage; the end once it has begun by the clock."""
    begins = fresh(interview).announced.starts_at
    with time_machine.travel(begins) if fields.get("kind") == Passage.Kind.END else nullcontext():
        case = release(sent(interview, staff, text, **fields), staff.secrecy)
    return Passage.objects.get(pk=case.subject_id)


def fresh(interview: Interview) -> Interview:
    """Return the interview as the database has it now."""
    return Interview.objects.get(pk=interview.pk)
