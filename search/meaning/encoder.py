"""The encoder: a vector for each token; a text's is the sum over its different tokens, at length one.

Vectors of texts have :data:`DIMENSIONS` whole numbers from -127 to 127: a quarter of the room, and no figure is worse.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import math
import os
import threading
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from portal.text.segmenting import Cut

from .cutting import SUFFIXES

Floats = NDArray[np.float32]
DIMENSIONS = 192
_FORMAT = 1
_SCALE = 127.0
logger = logging.getLogger("search")


class Damaged(ValueError):
    """The file holds no encoder that can be used."""


@dataclass(frozen=True)
class Encoder:
    """``rows`` holds a vector a token as whole numbers, ``scales`` what each is multiplied with.

    ``cited`` says of titles how many passages of other documents cite them.
    """

    tokens: tuple[str, ...]
    rows: NDArray[np.int8]
    scales: Floats
    name: str = ""
    cited: dict[str, int] = field(default_factory=dict, repr=False)
    _places: tuple[dict[str, int], ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, tokens: Iterable[str], rows: Floats, cited: Mapping[str, int] | None = None) -> Encoder:
        """Make an encoder from a vector a token; its name follows from what it holds."""
        known = tuple(tokens)
        scales = (np.abs(rows).max(axis=1) / _SCALE + 1e-12).astype(np.float32)
        whole = np.rint(rows / scales[:, None]).astype(np.int8)
        return cls._named(known, whole, scales, dict(cited or {}))

    @classmethod
    def _named(cls, known: tuple[str, ...], rows: NDArray[np.int8], scales: Floats, cited: dict[str, int]) -> Encoder:
        digest = hashlib.blake2b("\n".join(known).encode(), digest_size=6)
        digest.update(rows.tobytes())
        digest.update(scales.tobytes())
        places: dict[str, dict[str, int]] = {suffix: {} for suffix in SUFFIXES}
        for at, token in enumerate(known):
            name, tab, kind = token.partition("\t")
            places[tab + kind][name] = at
        return cls(known, rows, scales, digest.hexdigest(), cited, tuple(places.values()))

    def vector(self, text: Cut) -> NDArray[np.int8] | None:
        """Return the vector of a text; None where none of its tokens is known."""
        found = self.vectors(text, ())
        return None if found is None else found[0]

    def vectors(self, title: Cut, parts: Sequence[Sequence[Cut]]) -> NDArray[np.int8] | None:
        """Return the vector of a text, and below it those of its parts where it has several that say something.

        None where no token is known.
        """
        known = list(map(self._known, parts))
        everything = self._known([title]).union(*known)
        if not everything:
            return None
        rows = [everything, *filter(None, known)] if len(parts) > 1 else [everything]
        places = np.fromiter(chain.from_iterable(rows), np.int64)
        starts = np.cumsum([0, *map(len, rows[:-1])])
        # Summed without BLAS: its threads take more time to wait for each other than so little work takes.
        return whole(np.add.reduceat(self.rows[places] * self.scales[places, None], starts))

    def _known(self, cuts: Iterable[Cut]) -> set[int]:
        found: set[int | None] = set()
        for cut in cuts:
            for places, tokens in zip(self._places, cut, strict=True):
                found.update(map(places.get, tokens))
        found.discard(None)
        return cast("set[int]", found)

    def authority(self, title: str) -> float:
        """Return from 0 to 1 how much a title is cited, beside the one that is cited most."""
        return math.log1p(self.cited.get(title, 0)) / self._most if self._most else 0.0

    @cached_property
    def _most(self) -> float:
        return math.log1p(max(self.cited.values(), default=0))

    def save(self, path: Path) -> None:
        """Write the encoder in one step: nobody ever reads half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = np.frombuffer("\n".join(self.tokens).encode(), np.uint8)
        packed = io.BytesIO()
        cited = np.frombuffer(json.dumps(self.cited, ensure_ascii=False).encode(), np.uint8)
        form = np.array(_FORMAT)
        np.savez(packed, format=form, tokens=text, rows=self.rows, scales=self.scales, cited=cited)
        written = path.with_name(f"{path.name}.{os.getpid()}.new")
        with written.open("wb") as file:
            file.write(packed.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read an encoder; raise FileNotFoundError, or :class:`Damaged` where it can't be used."""
        try:
            with np.load(path, allow_pickle=False) as file:
                known = tuple(file["tokens"].tobytes().decode().split("\n"))
                cited = json.loads(file["cited"].tobytes())
                made = cls._checked(int(file["format"]), known, file["rows"], file["scales"], cited)
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise Damaged(f"{path.name}: {error}") from error
        return made

    @classmethod
    def _checked(
        cls, form: int, known: tuple[str, ...], rows: NDArray[Any], scales: NDArray[Any], cited: dict[str, int]
    ) -> Encoder:
        fits = rows.shape == (len(known), DIMENSIONS) and scales.shape == (len(known),)
        if form != _FORMAT or not fits or rows.dtype != np.int8 or scales.dtype != np.float32:
            raise ValueError("made by another version of the portal")
        return cls._named(known, rows, scales, cited)


def whole(vectors: Floats) -> NDArray[np.int8]:
    """Return vectors, row by row, as whole numbers; the largest of each becomes 127."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return np.rint(vectors * (_SCALE / largest)).astype(np.int8)


def cosines(asked: NDArray[np.int8], vectors: NDArray[np.int8]) -> Floats:
    """Return how near each of the vectors is to the one that was asked, from -1 to 1."""
    query, rows = asked.astype(np.float32), vectors.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows)) * np.linalg.norm(query)
    return (rows @ query) / np.maximum(lengths, 1e-9)


class Kept:
    """The encoder of a file, read once and again when the file changes. A damaged one counts as none, and is logged."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[Path, int, int] | None = None
        self._encoder: Encoder | None = None
        self._problem = ""

    def at(self, path: Path) -> tuple[Encoder | None, str]:
        """Return the encoder of a file, None where there is none to use, and what is wrong with the file."""
        try:
            status = path.stat()
        except OSError:
            return None, ""
        seen = (path, status.st_mtime_ns, status.st_ino)
        with self._lock:
            if self._seen != seen:
                self._encoder, self._problem = _read(path)
                self._seen = seen
            return self._encoder, self._problem


def _read(path: Path) -> tuple[Encoder | None, str]:
    try:
        return Encoder.load(path), ""
    except (Damaged, FileNotFoundError) as error:
        logger.warning("The encoder of search can't be used, search goes by words alone: %s", error)
        return None, str(error)
