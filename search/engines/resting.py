"""A server that lets searches wait in vain: the next ones fail at once, so that waiting threads don't stop the site."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from elastic_transport import ConnectionTimeout


class Resting:
    """After a search that waited in vain the server isn't asked for ``seconds``; then one search tries again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._until = 0.0

    @contextlib.contextmanager
    def unless(self) -> Iterator[None]:
        """Let a search ask the server; raise ConnectionTimeout where it rests."""
        if self._until:
            if time.monotonic() < self._until:
                raise ConnectionTimeout("The server did not answer a moment ago.")
            self._rest()  # the others wait for what becomes of this one
        try:
            yield
        except ConnectionTimeout:
            self._rest()
            raise
        self._until = 0.0

    def _rest(self) -> None:
        self._until = time.monotonic() + self.seconds
