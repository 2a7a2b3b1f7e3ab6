"""Telling people, and what they have read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.outbox.services import enqueue

from .models import MailChoice, Notice

MAIL_JOB = "notices.mail"
TEXT_LIMIT = 400


@transaction.atomic
def notify(people: Iterable[Any], *, text: Any, url: str = "", topic: str = "", always: bool = False) -> list[Notice]:
    """Tell people something, in the caller's transaction; return the notices, one for each active person.

    ``text`` is a sentence (a lazy one too; cut at 400 characters), ``url`` an address in the portal, ``topic`` a code
    by which others may group notices. Somebody named twice is told once. People with an e-mail address get a mail
    beside it, through the outbox, as each has chosen; ``always``: at once, whatever they chose (what the law asks).
    """
    chosen = {person.pk: person for person in people if person.is_active}
    line = " ".join(str(text).split())
    line = line if len(line) <= TEXT_LIMIT else f"{line[: TEXT_LIMIT - 1]}…"
    notices = Notice.objects.bulk_create(
        Notice(person=person, text=line, url=url, topic=topic, created_at=timezone.now()) for person in chosen.values()
    )
    at_once = {person.pk for person in chosen.values() if person.email}
    if at_once and not always:
        at_once -= MailChoice.objects.not_at_once(at_once)
    for notice in notices:
        if notice.person_id in at_once:
            enqueue(MAIL_JOB, {"notice": notice.pk}, key=f"{MAIL_JOB}:{notice.pk}")
    return notices


def mark_read(person: Any, notices: Iterable[int] | None = None) -> int:
    """Mark notices of a person as read, by their ids (None: all); return how many were unread. Others' stay as is."""
    unread = Notice.objects.filter(person=person).unread()
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=timezone.now())


def settle(url: str, topic: str) -> int:
    """Mark what everybody was told under a topic about an address as read: it has been dealt with. Return how many."""
    return Notice.objects.filter(url=url, topic=topic).unread().update(read_at=timezone.now())


def unread_count(person: Any) -> int:
    """Return how many notices a person has not read; one query."""
    return Notice.objects.filter(person=person).unread().count()
