"""Counting what the public reads, without a write for each request and without anything about the reader.

A process gathers its counts and writes them when a request has ended and some seconds have passed since it last did.
A process that is killed loses the counts of those seconds: they are figures for a yearly look, not a record.
"""

from __future__ import annotations

import atexit
import logging
import re
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from .models import DailyUse

logger = logging.getLogger(__name__)

VISITS, FOUND = "visits", "found"
_MACHINES = re.compile(r"bot\b|bot/|spider|crawl|slurp|monitor|^$", re.IGNORECASE)
Key = tuple[date, int, str]


class _Gathered:
    """The counts of this process that are not written yet."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._lock = Lock()
        self._since = time.monotonic()

    def add(self, keys: Iterable[Key]) -> None:
        with self._lock:
            self._counts.update(keys)

    def due(self) -> bool:
        return bool(self._counts) and time.monotonic() - self._since >= settings.GONGKAI["USAGE_SECONDS"]

    def take(self) -> Counter[Key]:
        with self._lock:
            taken, self._counts, self._since = self._counts, Counter(), time.monotonic()
        return taken

    def give_back(self, counts: Counter[Key]) -> None:
        with self._lock:
            self._counts.update(counts)


_gathered = _Gathered()


def visited(page: Page, request: HttpRequest) -> None:
    """Count a visit of a public page: not of staff who are signed in, of programs that say so, or of a preview."""
    if _is_a_reader(request) and not getattr(request, "is_preview", False):
        _gathered.add([(timezone.localdate(), page.pk, VISITS)])


def found(page_ids: Iterable[int], request: HttpRequest) -> None:
    """Count that these pages stood in a list of search results."""
    if _is_a_reader(request):
        day = timezone.localdate()
        _gathered.add((day, page_id, FOUND) for page_id in page_ids)


def _is_a_reader(request: HttpRequest) -> bool:
    if request.method != "GET" or _MACHINES.search(request.headers.get("User-Agent", "")):
        return False
    return not request.user.is_authenticated


def write_due(**_signal: Any) -> None:
    """Write what was gathered where some seconds have passed; what a busy database refuses is kept for later."""
    if _gathered.due():
        write()


def write() -> None:
    """Add this process's counts to the days' rows, in one transaction."""
    counts = _gathered.take()
    if not counts:
        return
    try:
        with transaction.atomic():
            _add(counts)
    except DatabaseError as error:
        logger.warning("Counts of visits wait for the database: %s", error)
        _gathered.give_back(counts)


def _add(counts: Counter[Key]) -> None:
    """Rows are touched in the order of their keys, so that two processes never wait for each other in a circle."""
    known = set(Page.objects.filter(pk__in={page for _day, page, _what in counts}).values_list("pk", flat=True))
    for day, page, what in sorted(counts):
        if page in known:
            row, _made = DailyUse.objects.get_or_create(day=day, page_id=page)
            DailyUse.objects.filter(pk=row.pk).update(**{what: F(what) + counts[day, page, what]})


atexit.register(write)
