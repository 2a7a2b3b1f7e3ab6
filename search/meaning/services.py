"""The encoder in use, and the vectors of documents and queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from portal.text.segmenting import Cut

from ..titles import title_key
from . import cutting
from .encoder import DIMENSIONS, Encoder, Kept, cosines

_kept = Kept()


def encoder_file() -> Path:
    """Return where the encoder lies."""
    return _path(settings.GONGKAI["SEARCH_ENCODER"])


_path = lru_cache(maxsize=8)(Path)  # it is asked for twice a document


def encoder() -> Encoder | None:
    """Return the encoder in use; None where none was trained, or the file is damaged."""
    return _kept.at(encoder_file())[0]


def problem() -> str:
    """Return what is wrong with the encoder's file, "" where nothing is."""
    return _kept.at(encoder_file())[1]


def encoder_name() -> str:
    """Return the name of the encoder in use, "" where there is none: an index depends on it."""
    used = encoder()
    return used.name if used else ""


def authority(titles: Iterable[str]) -> dict[str, float]:
    """Return from 0 to 1 how much other documents cite each title; 0 without an encoder."""
    used = encoder()
    return {title: used.authority(title_key(title)) if used else 0.0 for title in titles}


def of_document(title: Cut, pieces: Sequence[Cut]) -> NDArray[np.int8] | None:
    """Return the vector of a document and those of its parts, row by row; None without an encoder.

    ``pieces`` are those that its text begins with (:func:`.cutting.begun`).
    """
    used = encoder()
    return used.vectors(title, cutting.parts(pieces)) if used else None


def of_query(text: str) -> NDArray[np.int8] | None:
    """Return the vector of what somebody typed; None without an encoder or without a known token."""
    used = encoder()
    return _of_query(used.name, text) if used else None


@lru_cache(maxsize=256)
def _of_query(name: str, text: str) -> NDArray[np.int8] | None:
    used = encoder()
    return used.vector(cutting.of_query(text)) if used and used.name == name else None


def written(vectors: NDArray[np.int8] | None) -> dict[str, Any]:
    """Return vectors as they stand in a card, with their encoder's name: those of two have nothing in common."""
    return {} if vectors is None else {"encoder": encoder_name(), "vectors": vectors.tobytes()}


def held(card: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the encoder's name and the document's own vector that a card holds; empty where it holds none."""
    return card.get("encoder", ""), card.get("vectors", b"")[:DIMENSIONS]


@dataclass(frozen=True)
class Nearness:
    """How near a document is to what was typed, and the nearest of its parts: from 0 to 1, 0 where that isn't known."""

    all: float = 0.0
    part: float = 0.0


def nearness(text: str, cards: Sequence[Mapping[str, Any]]) -> list[Nearness]:
    """Return how near each card's document is to what was typed."""
    asked, name = of_query(text), encoder_name()
    found = [Nearness()] * len(cards)
    known = [at for at, card in enumerate(cards) if card.get("vectors") and card["encoder"] == name]
    if asked is None or not known:
        return found
    vectors = [cards[at]["vectors"] for at in known]
    near = np.maximum(cosines(asked, np.frombuffer(b"".join(vectors), np.int8).reshape(-1, DIMENSIONS)), 0.0)
    counts = np.array([len(packed) // DIMENSIONS for packed in vectors])
    first = np.cumsum(counts) - counts
    own = near[first]
    near[first] = np.where(counts > 1, 0.0, own)  # what has no parts is its own nearest part
    for at, whole, part in zip(known, own.tolist(), np.maximum.reduceat(near, first).tolist(), strict=True):
        found[at] = Nearness(whole, part)
    return found
