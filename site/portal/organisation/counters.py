"""The cache that limits count in: SQLite in a file of its own, so that nothing counted is lost or thrown away.

Django's file-based cache reads a count and writes it back, so that two at once count as one; and when it is full it
throws away a third of its entries, whichever. Here counting is one statement, and an entry goes when its time is over.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

_TABLE = """
    CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, value, ends REAL NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS counters_ends ON counters (ends);
"""
_ADD = """
    INSERT INTO counters (key, value, ends) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends WHERE counters.ends <= ?
    RETURNING 1
"""
_COUNT = "UPDATE counters SET value = value + ? WHERE key = ? AND ends > ? RETURNING value"
_FORGET_OLD = "DELETE FROM counters WHERE key IN (SELECT key FROM counters WHERE ends <= ? ORDER BY ends LIMIT 4)"
_PATIENCE = 20  # seconds to wait for others that write


class Counters(BaseCache):
    """A cache backend for numbers and short texts; ``add`` and ``incr`` are atomic between processes and threads.

    ``LOCATION`` is the file. With several machines, Redis or Memcached is the backend instead: theirs are atomic too.
    """

    def __init__(self, location: str | Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = Path(location)
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def _run(self, statement: str, *values: Any) -> list[Any]:
        if self._connection is None or self._process != os.getpid():  # a connection must not go through a fork
            self._connection, self._process = self._connect(), os.getpid()
        return self._connection.execute(statement, values).fetchall()

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                opened.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_TABLE}")
                return opened
            except sqlite3.OperationalError:  # who makes the file first doesn't let others wait their turn
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def _ends(self, timeout: Any) -> float:
        ends = self.get_backend_timeout(timeout)
        return float("inf") if ends is None else float(ends)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where there is none; say whether it was kept. Of many at once, one is told so."""
        key, now = self.make_and_validate_key(key, version=version), time.time()
        # More than one is taken away for each that comes, so the file holds what is still valid and little else.
        self._run(_FORGET_OLD, now)
        return bool(self._run(_ADD, key, value, self._ends(timeout), now))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return a value, or ``default``."""
        key = self.make_and_validate_key(key, version=version)
        found = self._run("SELECT value FROM counters WHERE key = ? AND ends > ?", key, time.time())
        return found[0][0] if found else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value whatever there is."""
        key = self.make_and_validate_key(key, version=version)
        self._run("REPLACE INTO counters (key, value, ends) VALUES (?, ?, ?)", key, value, self._ends(timeout))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a value another end; say whether there is one."""
        key, now = self.make_and_validate_key(key, version=version), time.time()
        statement = "UPDATE counters SET ends = ? WHERE key = ? AND ends > ? RETURNING 1"
        return bool(self._run(statement, self._ends(timeout), key, now))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number and return it, its end unchanged; ValueError where there is none."""
        made = self.make_and_validate_key(key, version=version)
        found = self._run(_COUNT, delta, made, time.time())
        if not found:
            raise ValueError(f"Key '{key}' not found")
        return int(found[0][0])

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value; say whether there was one."""
        key = self.make_and_validate_key(key, version=version)
        return bool(self._run("DELETE FROM counters WHERE key = ? RETURNING 1", key))

    def clear(self) -> None:
        """Forget everything."""
        self._run("DELETE FROM counters")
