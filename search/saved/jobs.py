"""What the worker does for saved searches. All are safe to repeat, and none sends anything twice."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from portal.outbox.services import enqueue
from portal.sealing.keys import KeyUnusable

from ..models import SavedSearch
from . import mails, services

MAIL, AT_ONCE, DUE, TIDY = "search.saved_mail", "search.saved_at_once", "search.saved_due", "search.saved_tidy"
CHUNK = 100
GATHERING = timedelta(minutes=2)  # what is published in one go makes one mail; longer than services leave for an act
_REFUSED_FOR_GOOD = 500
logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server took no mail. What it answered may name the address, and is told to nobody (law 7)."""


def ask(payload: dict[str, Any]) -> None:
    """Ask an address whether it wants to be told of a search, unless it has said so meanwhile."""
    row = SavedSearch.objects.filter(pk=payload["saved"]).first()
    if row is not None and not (row.confirmed_at and row.how == payload["how"]):
        _send(row, mails.question(row, payload["how"]))


def index_written() -> None:
    """Have those looked for who are told at once, after the index was given something: a little later, all in one."""
    if SavedSearch.objects.filter(how=SavedSearch.How.AT_ONCE, confirmed_at__isnull=False).exists():
        enqueue(AT_ONCE, {"after": 0}, key=AT_ONCE, not_before=timezone.now() + GATHERING)


def look_at_once(payload: dict[str, Any]) -> None:
    """Put a mail for everybody who is told at once and for whom something is new, so many at a time."""
    rows = SavedSearch.objects.filter(how=SavedSearch.How.AT_ONCE, confirmed_at__isnull=False, pk__gt=payload["after"])
    chunk = list(rows.order_by("pk")[:CHUNK])
    for row in chunk:
        _look(row)
    if len(chunk) == CHUNK:
        last = chunk[-1].pk
        enqueue(AT_ONCE, {"after": last}, key=f"{AT_ONCE}:{last}")


def look_when_due(payload: dict[str, Any]) -> None:
    """Put a mail for everybody whose morning has come and for whom something is new, so many at a time."""
    now = timezone.now()
    chunk = list(SavedSearch.objects.filter(confirmed_at__isnull=False, next_at__lte=now).order_by("next_at")[:CHUNK])
    for row in chunk:
        _look(row)
        SavedSearch.objects.filter(pk=row.pk).update(next_at=services.next_look(row.how, now))
    if len(chunk) == CHUNK:
        enqueue(DUE, {}, key=DUE)


def _look(row: SavedSearch) -> None:
    try:
        found = services.news(row)
    except KeyUnusable:
        logger.warning("Saved search %s can't be opened: it was sealed with another master key.", row.pk)
        return
    if found:
        enqueue(MAIL, {"saved": row.pk}, key=f"{MAIL}:{row.pk}")


def mail(payload: dict[str, Any]) -> None:
    """Tell somebody what is new, and nothing where nothing is.

    What is about to be told is marked as told before the mail goes out, and marked back where the server didn't take
    it: whoever is killed in between loses this mail rather than send it twice.
    """
    row = SavedSearch.objects.filter(pk=payload["saved"], confirmed_at__isnull=False).first()
    found = services.news(row) if row else None
    if row is None or found is None:
        return
    written = mails.new_results(row, services.opened(row), found)
    if not SavedSearch.objects.filter(pk=row.pk, since=row.since).update(since=found.until):
        return  # ended meanwhile, or told by another worker
    try:
        _send(row, written)
    except NotSent:
        SavedSearch.objects.filter(pk=row.pk, since=found.until).update(since=row.since)
        raise


def _send(row: SavedSearch, written: EmailMultiAlternatives) -> None:
    """Send; where the server refuses the address for good, the search is erased with it."""
    try:
        written.send()
    except SMTPRecipientsRefused as refused:
        if any(code < _REFUSED_FOR_GOOD for code, _said in refused.recipients.values()):
            raise NotSent("The mail server doesn't take mail for an address now.") from None
        row.delete()
    except Exception as error:
        raise NotSent(type(error).__name__) from None


def tidy(payload: dict[str, Any]) -> None:
    """Erase what nobody confirmed in time."""
    services.erase_unconfirmed()
