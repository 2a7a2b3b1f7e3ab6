"""Mails that go with notices: one for each at once, or one a working day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.calendars.services import calendar
from portal.outbox.services import enqueue

from . import mails
from .models import MailChoice, Notice

DIGEST_JOB = "notices.digest"
DIGESTS_JOB = "notices.digests"


def send_mail(payload: dict[str, Any]) -> None:
    """Mail one notice. Nothing is sent twice, nor to somebody who left or has read it in the portal meanwhile."""
    notice = Notice.objects.select_related("person").filter(pk=payload["notice"]).first()
    if notice is None or notice.mailed_at or notice.read_at:
        return
    if not notice.person.is_active or not notice.person.email:
        return
    mails.of_notice(notice).send()
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


def put_digests(payload: dict[str, Any]) -> None:
    """On a working day, put the daily mail of everybody whose time has come into the outbox, once a day each."""
    now = timezone.localtime()
    if not calendar().is_working(now.date()):
        return
    due = MailChoice.objects.filter(how=MailChoice.How.DIGEST, digest_at__lte=now.time(), person__is_active=True)
    for choice in due.exclude(person__email="").exclude(digested_at__gte=_midnight(now)):
        enqueue(DIGEST_JOB, {"person": choice.person_id}, key=f"{DIGEST_JOB}:{choice.person_id}")


def send_digest(payload: dict[str, Any]) -> None:
    """Send somebody the daily mail, unless it was sent today, they chose otherwise meanwhile, or there is nothing."""
    now = timezone.localtime()
    choice = MailChoice.objects.select_related("person").filter(person=payload["person"]).first()
    if choice is None or choice.how != MailChoice.How.DIGEST or not choice.person.is_active or not choice.person.email:
        return
    if choice.digested_at and choice.digested_at >= _midnight(now):
        return
    notices = list(Notice.objects.filter(person=choice.person, mailed_at=None).unread().order_by("pk")[: mails.LINES])
    mail = mails.digest(choice, notices)
    if mail is not None:
        mail.send()
    with transaction.atomic():
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)
        MailChoice.objects.filter(pk=choice.pk).update(digested_at=now)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
