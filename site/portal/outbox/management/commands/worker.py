"""Carry out after-effects until told to stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connections

from portal.outbox import periodic, services
from portal.outbox.services import Lane

BATCH = 100
RELEASE_EVERY = 15.0
PURGE_EVERY = 3600.0
LOOK_FOR_TURNS_EVERY = 15.0
WAIT_AFTER_DATABASE_ERROR = 2.0
logger = logging.getLogger("portal.outbox")


class Command(BaseCommand):
    help = "Carries out after-effects (outbox rows) until SIGTERM or SIGINT; the row under way is finished first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="carry out what is due now, then stop")
        parser.add_argument("--poll", type=float, default=0.3, help="seconds between looks for new rows (0.3)")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        with _stopped_by_signal(stop):
            if options["once"]:
                Loop(stop, poll=options["poll"]).run(once=True)
                return
            with _slow_jobs_beside(stop, options["poll"]):
                Loop(stop, poll=options["poll"], lane=Lane.QUICK).run()


@contextmanager
def _slow_jobs_beside(stop: threading.Event, poll: float) -> Iterator[None]:
    """Carry out slow jobs in a thread: a file that takes minutes to read holds up nothing on its way to search."""

    def run() -> None:
        try:
            Loop(stop, poll, lane=Lane.SLOW, tidies=False).run()
        except Exception:
            logger.exception("slow jobs can't go on; the worker ends")
        finally:
            stop.set()
            connections.close_all()

    thread = threading.Thread(target=run, name="slow jobs")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class Loop:
    """The worker's life: look, carry out, tidy up, and come back after a database that was locked or away."""

    def __init__(self, stop: threading.Event, poll: float, *, lane: Lane = Lane.ANY, tidies: bool = True) -> None:
        self._stop = stop
        self._poll = poll
        self._lane = lane
        self._tidies = tidies
        self._next_release = 0.0
        self._next_purge = 0.0
        self._next_turns = 0.0

    def run(self, *, once: bool = False) -> None:
        """Go round until stopped; with ``once``, until nothing is due."""
        while not self._stop.is_set():
            taken = self._round()
            if once and not taken:
                return
            if not taken:
                self._stop.wait(self._poll if taken is not None else WAIT_AFTER_DATABASE_ERROR)

    def _round(self) -> int | None:
        """Do one round and return how many rows were taken; None when the database could not be used."""
        try:
            close_old_connections()
            if self._tidies:
                self._tidy()
            return services.drain(BATCH, stop=self._stop.is_set, lane=self._lane)
        except DatabaseError as error:
            logger.warning("the outbox can't be read or written now: %s", type(error).__name__)
            connections.close_all()
            return None

    def _tidy(self) -> None:
        now = time.monotonic()
        if now >= self._next_release:
            services.release_stale()
            self._next_release = now + RELEASE_EVERY
        if now >= self._next_turns:
            periodic.put_due()
            self._next_turns = now + LOOK_FOR_TURNS_EVERY
        if now >= self._next_purge:
            # A full batch means that more is waiting: the next round goes on with it, rows in between.
            full = services.purge() > 0
            self._next_purge = now + (RELEASE_EVERY if full else PURGE_EVERY)


@contextmanager
def _stopped_by_signal(stop: threading.Event) -> Iterator[None]:
    """Set ``stop`` on SIGTERM and SIGINT, and put the former handlers back afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
