"""A watched folder: files go out to ``out/`` and come in through ``in/``; receipts lie beside them.

Below ``EXCHANGE_DIR/<folder>``::

    out/<sequence>-<id>.json|csv|xlsx   ours, written whole at once
    receipts/<id>.json                  theirs: {"id", "digest"} of one of our files that they keep
    in/*.json|csv|xlsx                  theirs, JSON (a message or a list of them) or a table
    taken/<id>.json                     ours: the receipt for one of their messages
    in/done/                            files of which every message was taken
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.addons.types import Envelope

from ..exchange import connectors, envelopes, tables
from ..exchange.errors import Failed

LARGEST = 20 * 1024 * 1024
AT_ONCE = 200
SETTLED = 2.0  # seconds for which a file hasn't changed: nobody is writing it any more
KINDS = (".json", ".csv", ".xlsx")


class Folder:
    """A session over a folder that both sides reach (a network drive, say)."""

    def __init__(self, connector: Any) -> None:
        self.connector = connector
        self.root = Path(settings.GONGKAI["EXCHANGE_DIR"]) / connector.folder
        if not connector.folder or Path(connector.folder).name != connector.folder:
            raise Failed("no folder is set")
        for name in ("out", "receipts", "in/done", "taken"):
            try:
                (self.root / name).mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Failed("the folder can't be reached") from error

    def send(self, found: Sequence[Envelope]) -> dict[str, str]:
        for envelope in found:
            kind = self.connector.file_format
            if kind != "json" and envelope.event not in self._columns():
                kind = "json"
            content = (
                envelopes.canonical(envelopes.as_dict(envelope))
                if kind == "json"
                else tables.write([envelope], self._columns()[envelope.event], kind)
            )
            _write(self.root / "out" / f"{envelope.sequence:06d}-{envelope.id}.{kind}", content)
        return {}

    def fetch(self, limit: int) -> list[Envelope]:
        found: list[Envelope] = []
        for path in self._files():
            held = list(self._read(path))
            new = [envelope for envelope in held if not self._receipt(envelope.id).exists()]
            found += new
            if not new:
                self._put_away(path)  # all of it was taken before
            if len(found) >= limit:
                break
        return found[:limit]

    def acknowledge(self, ids: Sequence[str]) -> None:
        wanted = set(ids)
        for path in self._files():
            held = list(self._read(path))
            for envelope in held:
                if envelope.id in wanted:
                    receipt = {"id": envelope.id, "digest": envelopes.digest(envelope)}
                    _write(self._receipt(envelope.id), envelopes.canonical(receipt))
            if all(self._receipt(envelope.id).exists() for envelope in held):
                self._put_away(path)

    def _receipt(self, message_id: str) -> Path:
        return self.root / "taken" / f"{_safe(message_id)}.json"

    def _put_away(self, path: Path) -> None:
        if path.exists():
            os.replace(path, self.root / "in" / "done" / f"{time.time_ns()}-{path.name}")

    def receipts(self) -> dict[str, str]:
        return dict(self._receipts("receipts"))

    def listing(self, days: int) -> dict[str, dict[str, str]]:
        sent = {envelope.id: envelopes.digest(envelope) for path in self._files() for envelope in self._read(path)}
        return {"received": self.receipts(), "sent": dict(self._receipts("taken")) | sent}

    def _columns(self) -> dict[str, dict[str, str]]:
        party = connectors.party_of(self.connector)
        return party.columns if party else {}

    def _files(self) -> list[Path]:
        """Files that came in and are whole, the oldest name first."""
        limit = time.time() - SETTLED
        found = []
        for path in sorted((self.root / "in").iterdir())[:AT_ONCE]:
            if path.suffix.lower() not in KINDS or path.is_symlink() or not path.is_file():
                continue
            if path.stat().st_mtime <= limit:
                found.append(path)
        return found

    def _read(self, path: Path) -> Iterator[Envelope]:
        """Read the messages of a file. One that can't be read is put aside as ``.bad``, and stops no other."""
        try:
            if path.stat().st_size > LARGEST:
                raise Failed("too large")
            content = path.read_bytes()
            if path.suffix.lower() == ".json":
                rows = json.loads(content)
                found = [envelopes.from_dict(row) for row in (rows if isinstance(rows, list) else [rows])]
            else:
                party = connectors.party_of(self.connector)
                if party is None or not party.reads:
                    raise Failed("no tables are expected")
                columns = party.columns[party.reads]
                found = tables.read(path.name, content, columns, party.name, party.reads)
        except (Failed, ValueError, OSError):
            if path.exists():
                os.replace(path, path.with_suffix(f"{path.suffix}.bad"))
            return
        yield from found

    def _receipts(self, name: str) -> Iterator[tuple[str, str]]:
        for path in (self.root / name).glob("*.json"):
            try:
                found = json.loads(path.read_bytes())
                yield str(found["id"]), str(found["digest"])
            except (ValueError, KeyError, TypeError, OSError):
                continue


def _safe(name: str) -> str:
    """Return a message id as a file name: ids of others may hold anything."""
    if name.isascii() and name.replace("-", "").replace("_", "").isalnum():
        return name
    return "x" + name.encode("utf-8", "surrogatepass").hex()[:180]


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: who watches the folder never sees half of it."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        raise Failed("the folder can't be written") from error
