"""A watched folder: files go out to ``out/`` and come in through ``in/``; receipts lie beside them.

Below ``EXCHANGE_DIR/<folder>``::

    out/<sequence>-<id>.json|csv|xlsx   ours, written whole at once
    receipts/<id>.json                  theirs: {"id", "digest"} of one of our files that they keep
    in/*.json|csv|xlsx                  theirs, JSON (a message or a list of them) or a table
    taken/<id>.json                     ours: the receipt for one of their messages
    in/done/                            files of which every message was taken
    in/bad/                             files that can't be read; those who look after the connector are told
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.addons.types import Envelope

from ..exchange import connectors, envelopes, incoming, tables
from ..exchange.errors import Failed

LARGEST = 20 * 1024 * 1024
AT_ONCE = 200
SETTLED = 2.0  # seconds for which a file hasn't changed: nobody is writing it any more
LONGEST_NAME = 50  # characters that are kept of a name: with the moment before it, it is one again
KINDS = (".json", ".csv", ".xlsx")
logger = logging.getLogger("interaction.exchange")


class Folder:
    """A session over a folder that both sides reach (a network drive, say)."""

    def __init__(self, connector: Any) -> None:
        self.connector = connector
        self._bad: set[Path] = set()
        self.root = Path(settings.GONGKAI["EXCHANGE_DIR"]) / connector.folder
        if not connector.folder or Path(connector.folder).name != connector.folder:
            raise Failed(_("no folder is set"))
        for name in ("out", "receipts", "in/done", "in/bad", "taken"):
            try:
                (self.root / name).mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Failed(_("the folder can't be reached")) from error

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
        self._tell_of_bad()
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
        self._tell_of_bad()

    def _tell_of_bad(self) -> None:
        if self._bad:
            incoming.tell_of_bad_files(self.connector, len(self._bad))
            self._bad.clear()

    def _receipt(self, message_id: str) -> Path:
        return self.root / "taken" / f"{_safe(message_id)}.json"

    def _put_away(self, path: Path, place: str = "done") -> bool:
        """Move a file out of the way; one that can't be moved (somebody has it open, say) is looked at again."""
        try:
            os.replace(path, self.root / "in" / place / f"{time.time_ns()}-{path.name[-LONGEST_NAME:]}")
        except OSError as error:
            if path.exists():
                logger.warning("A file of %s can't be moved: %s", self.connector.party, type(error).__name__)
            return False
        return True

    def receipts(self) -> dict[str, str]:
        return dict(self._receipts("receipts"))

    def listing(self, days: int) -> dict[str, dict[str, str]]:
        sent = {envelope.id: envelopes.digest(envelope) for path in self._files() for envelope in self._read(path)}
        self._tell_of_bad()
        return {"received": self.receipts(), "sent": dict(self._receipts("taken")) | sent}

    def _columns(self) -> dict[str, dict[str, str]]:
        party = connectors.party_of(self.connector)
        return party.columns if party else {}

    def _files(self) -> list[Path]:
        """Files that came in and are whole, the first names first: what else lies there takes no place of theirs."""
        try:
            names = sorted((self.root / "in").iterdir())
        except OSError as error:
            raise Failed(_("the folder can't be reached")) from error
        return list(islice(filter(_is_whole, names), AT_ONCE))

    def _read(self, path: Path) -> Iterator[Envelope]:
        """Read the messages of a file. One that can't be read is put aside, and stops no other."""
        try:
            if path.stat().st_size > LARGEST:
                raise Failed(_("too large"))
            content = path.read_bytes()
            if path.suffix.lower() == ".json":
                found = envelopes.of_json(content)
            else:
                party = connectors.party_of(self.connector)
                if party is None or not party.reads:
                    raise Failed(_("no tables are expected"))
                columns = party.columns[party.reads]
                found = tables.read(path.name, content, columns, party.name, party.reads)
        except Exception:  # whatever a file makes a reader do
            if self._put_away(path, "bad"):
                self._bad.add(path)
            return
        yield from found

    def _receipts(self, name: str) -> Iterator[tuple[str, str]]:
        for path in (self.root / name).glob("*.json"):
            try:
                found = json.loads(path.read_bytes())
                if envelopes.is_id(found["id"]):
                    yield found["id"], str(found["digest"])
            except (ValueError, KeyError, TypeError, OSError, RecursionError):
                continue


def _is_whole(path: Path) -> bool:
    """Say whether something in the folder is a file of theirs, and nobody is writing it any more."""
    try:
        kept = path.suffix.lower() in KINDS and not path.is_symlink() and path.is_file()
        return kept and path.stat().st_mtime <= time.time() - SETTLED
    except OSError:  # taken away this moment
        return False


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
        raise Failed(_("the folder can't be written")) from error
