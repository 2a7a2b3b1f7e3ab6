"""What a database keeps of a key that was destroyed, and its removal (law 7).

SQLite overwrites what is deleted (``secure_delete``, set for every connection), but earlier pages stand in the
write-ahead log until it is carried over and emptied. PostgreSQL keeps old rows until a vacuum (docs/tickets.md).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from django.db import connection, transaction

PATIENCE = 1  # seconds to wait for others that read; the worker comes back to it


def remove_after_commit() -> None:
    """Remove traces once the transaction that destroys a key is committed."""
    transaction.on_commit(remove, robust=True)


def remove() -> bool:
    """Carry the write-ahead log over and empty it; False where others are reading what was before.

    Over a connection of its own, so that it waits shortly: nobody can write meanwhile.
    """
    if connection.vendor != "sqlite":
        return True
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=PATIENCE)) as own:
        own.execute("PRAGMA secure_delete=ON")
        try:
            busy, _pages, _carried = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # somebody writes
            return False
    return not busy
