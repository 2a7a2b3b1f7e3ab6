"""The encoder in use, and the vectors of documents and queries."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from ..titles import title_key
from . import cutting
from .encoder import Encoder, Kept, cosines

_kept = Kept()


def encoder_file() -> Path:
    """Return where the encoder lies."""
    return Path(settings.GONGKAI["SEARCH_ENCODER"])


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


def authority(title: str) -> float:
    """Return from 0 to 1 how much other documents cite a title; 0 without an encoder."""
    used = encoder()
    return used.authority(title_key(title)) if used else 0.0


def of_document(title: str, body: str) -> NDArray[np.int8] | None:
    """Return the vector of a document; None without an encoder."""
    used = encoder()
    return used.vector(cutting.of_document(title, body)) if used else None


def of_query(text: str) -> NDArray[np.int8] | None:
    """Return the vector of what somebody typed; None without an encoder or without a known token."""
    used = encoder()
    return _of_query(used.name, text) if used else None


@lru_cache(maxsize=256)
def _of_query(name: str, text: str) -> NDArray[np.int8] | None:
    used = encoder()
    return used.vector(cutting.of_query(text)) if used and used.name == name else None


def written(vector: NDArray[np.int8] | None) -> str:
    """Return a vector as it stands in a card, with its encoder's name: those of two have nothing in common."""
    return "" if vector is None else f"{encoder_name()}:{base64.b64encode(vector.tobytes()).decode('ascii')}"


def held(card: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the encoder's name and the vector that a card holds; empty where it holds none."""
    name, _colon, packed = str(card.get("vector", "")).partition(":")
    return name, base64.b64decode(packed)


def nearness(text: str, cards: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return how near each card's document is to what was typed, from 0 to 1; 0 where that isn't known."""
    asked, name = of_query(text), encoder_name()
    found = [0.0] * len(cards)
    if asked is None:
        return found
    vectors = [held(card) for card in cards]
    known = [at for at, (made_by, _packed) in enumerate(vectors) if made_by == name]
    if not known:
        return found
    packed = b"".join(vectors[at][1] for at in known)
    for at, value in zip(known, cosines(asked, np.frombuffer(packed, np.int8).reshape(len(known), -1)), strict=True):
        found[at] = max(float(value), 0.0)
    return found
