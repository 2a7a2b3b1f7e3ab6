"""The vectors of an embedded index, beside it in two files: one of vectors, one of keys, each entry of one length.

Both grow at their ends; the last entry of a key counts, and one of noughts takes it out. A rebuild starts new ones. The
files carry the encoder's name: those of another encoder are not read. Writers hold the index's own lock. What a kill
leaves at the ends is cut off by the next write and passed over by readers; what is shown is decided by the index, so an
entry that it doesn't have finds nothing.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import simsimd
from numpy.typing import NDArray

from .encoder import DIMENSIONS

_KEY = 96  # bytes of a key


def _files(directory: Path, encoder: str) -> tuple[Path, Path]:
    return directory / f"vectors-{encoder}.i8", directory / f"vectors-{encoder}.keys"


def append(directory: Path, encoder: str, vectors: Mapping[str, bytes]) -> None:
    """Add the vectors of documents by key; an empty one takes a key out. Very long keys are left out."""
    encoded = ((key.encode("utf-8", "replace"), vector or bytes(DIMENSIONS)) for key, vector in vectors.items())
    entries = [(key, vector) for key, vector in encoded if len(key) <= _KEY]
    if not entries or not encoder:
        return
    rows, keys = _files(directory, encoder)
    _cut_alike(rows, keys)
    with rows.open("ab") as file:
        file.write(b"".join(vector for _key, vector in entries))
    with keys.open("ab") as file:
        file.write(b"".join(key.ljust(_KEY, b"\0") for key, _vector in entries))


def _cut_alike(rows: Path, keys: Path) -> None:
    """Cut both files to the entries that are whole in both."""
    files = [(path, length) for path, length in ((rows, DIMENSIONS), (keys, _KEY)) if path.exists()]
    whole = min(path.stat().st_size // length for path, length in files) if len(files) == 2 else 0
    for path, length in files:
        if path.stat().st_size != whole * length:
            os.truncate(path, whole * length)


@dataclass
class _Read:
    """What was read of the files of one index so far."""

    seen: tuple[int, int]
    keys: list[str] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    live: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))


class Nearest:
    """Finds the nearest vectors of an index; what was read stays known until the files change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[Path, str], _Read] = {}

    def of(self, directory: Path, encoder: str, vector: bytes, count: int, least: float) -> list[tuple[str, float]]:
        """Return keys with their nearness (cosine), the nearest first: at most ``count``, none below ``least``.

        Raises OSError or ValueError where the files can't be read.
        """
        rows, keys = _files(directory, encoder)
        if not vector or not encoder or not rows.exists() or not keys.exists():
            return []
        with self._lock:
            known = self._read(rows, keys)
            names, live = known.keys, known.live
        if not len(live):
            return []
        near = _nearness(rows, live, np.frombuffer(vector, np.int8))
        places = np.argpartition(-near, count)[:count] if len(near) > count else np.arange(len(near))
        ordered = sorted(places[near[places] >= least], key=lambda at: (-near[at], names[at]))
        return [(names[at], float(near[at])) for at in ordered]

    def _read(self, rows: Path, keys: Path) -> _Read:
        place = (rows, keys.name)
        size = (rows.stat().st_size, keys.stat().st_size)
        known = self._known.get(place)
        if known is None or size[0] < known.seen[0] or size[1] < known.seen[1]:
            if len(self._known) > 4:
                self._known.clear()
            known = self._known[place] = _Read((0, 0))
        if size != known.seen:
            _read_on(known, rows, keys)
            known.seen = size
        return known


def _read_on(known: _Read, rows: Path, keys: Path) -> None:
    """Read what was added; a superseded entry, and one of noughts, is never near.

    Lists grow at their ends and what is ``live`` is made anew: who looks into them meanwhile sees what was there.
    """
    first = len(known.keys)
    with keys.open("rb") as file:
        file.seek(first * _KEY)
        added = file.read()
    count = min(rows.stat().st_size // DIMENSIONS, first + len(added) // _KEY)
    names = [added[at : at + _KEY].rstrip(b"\0").decode() for at in range(0, (count - first) * _KEY, _KEY)]
    vectors = np.memmap(rows, np.int8, "r", shape=(count, DIMENSIONS)) if count else np.zeros((0, DIMENSIONS), np.int8)
    live = np.concatenate([known.live, vectors[first:].any(axis=1)])
    for at, name in enumerate(names, first):
        if name in known.last:
            live[known.last[name]] = False
        known.last[name] = at
    known.keys += names
    known.live = live


def _nearness(rows: Path, live: NDArray[np.bool_], asked: NDArray[np.int8]) -> NDArray[np.float32]:
    vectors = np.memmap(rows, np.int8, "r", shape=(len(live), DIMENSIONS))
    distances = np.asarray(simsimd.cdist(asked[None], vectors, metric="cosine"))[0]
    return np.where(live, 1 - distances, -1.0).astype(np.float32)
