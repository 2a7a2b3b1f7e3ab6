"""Counts that a process gathers and writes now and then, so that no request waits for a write of its own.

They are written when a request has ended and some seconds have passed since they last were. A process that is killed
loses the counts of those seconds: they are figures to look at, not a record.
"""

from __future__ import annotations

import atexit
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.signals import request_finished
from django.db import DatabaseError, transaction
from django.http import HttpRequest

logger = logging.getLogger(__name__)

_MACHINES = re.compile(r"bot\b|bot/|spider|crawl|slurp|monitor|^$", re.IGNORECASE)
Key = TypeVar("Key", bound=Hashable)


def is_a_reader(request: HttpRequest) -> bool:
    """Return whether somebody of the public reads: not staff who are signed in, nor programs that say so."""
    if request.method != "GET" or _MACHINES.search(request.headers.get("User-Agent", "")):
        return False
    return not request.user.is_authenticated


class Gathered(Generic[Key]):
    """The counts of one kind in this process that are not written yet; one for each kind and process.

    ``keep`` adds counts to the database's rows, inside a transaction. Where it touches rows in the order of their keys,
    two processes never wait for each other in a circle.
    """

    def __init__(self, name: str, keep: Callable[[Counter[Key]], None]) -> None:
        self._name = name
        self._keep = keep
        self._counts: Counter[Key] = Counter()
        self._lock = Lock()
        self._since = time.monotonic()
        request_finished.connect(self.write_due, dispatch_uid=f"usage.{name}")
        atexit.register(self.write)

    def add(self, keys: Iterable[Key]) -> None:
        """Count each of these once more."""
        with self._lock:
            self._counts.update(keys)

    def take(self) -> Counter[Key]:
        """Return what was gathered, and begin anew."""
        with self._lock:
            taken, self._counts, self._since = self._counts, Counter(), time.monotonic()
        return taken

    def write_due(self, **_signal: Any) -> None:
        """Write what was gathered where some seconds have passed."""
        if self._counts and time.monotonic() - self._since >= settings.GONGKAI["USAGE_SECONDS"]:
            self.write()

    def write(self) -> None:
        """Write what was gathered in one transaction; what a busy database refuses is kept for later."""
        counts = self.take()
        if not counts:
            return
        try:
            with transaction.atomic():
                self._keep(counts)
        except DatabaseError as error:
            logger.warning("Counts of %s wait for the database: %s", self._name, error)
            with self._lock:
                self._counts.update(counts)
