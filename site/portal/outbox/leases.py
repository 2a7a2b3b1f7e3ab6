"""Who carries out a row, and for how long that claim holds without a sign of life."""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection
from django.utils import timezone

from .models import OutboxRow, Status

LEASE = timedelta(seconds=120)
RENEW_EVERY = 40.0
logger = logging.getLogger("portal.outbox")


_RUN = uuid.uuid4().hex[:8]


def claimant() -> str:
    """Return a name for a claim: host, process and a token, so that no two claims are ever taken for one another."""
    return f"{_mine()}{uuid.uuid4().hex[:12]}"


def holder_is_gone(claimed_by: str) -> bool:
    """Say whether the process that made a claim on this host has ended; a claim from another host can't be told."""
    host, _, rest = claimed_by.rpartition(":")[0].rpartition(":")
    if host != _host() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def is_of_a_predecessor(claimed_by: str) -> bool:
    """Say whether a claim bears the process id of this process, but was made by another one (containers have few)."""
    return claimed_by.startswith(f"{_host()}:{os.getpid()}:") and not claimed_by.startswith(_mine())


def _mine() -> str:
    """What all claims of this process begin with."""
    return f"{_host()}:{os.getpid()}:{_RUN}"


def _host() -> str:
    return socket.gethostname()[:80]


class Renewal:
    """Keeps a claim alive while a long job runs: renews it from a thread, which short jobs never wake."""

    def __init__(self, row: OutboxRow, every: float = RENEW_EVERY) -> None:
        self._row = row
        self._every = every
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"outbox-lease-{row.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._done.wait(self._every):
            try:
                renew(self._row)
            except DatabaseError as error:
                logger.warning("outbox row %s: its claim could not be renewed (%s)", self._row.pk, type(error).__name__)
            finally:
                connection.close()


def renew(row: OutboxRow) -> bool:
    """Give a claim its full time again; False where it has been taken away meanwhile."""
    held = OutboxRow.objects.filter(pk=row.pk, status=Status.CLAIMED, claimed_by=row.claimed_by)
    return bool(held.update(claimed_at=timezone.now()))
