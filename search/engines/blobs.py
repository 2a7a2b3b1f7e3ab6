"""The two blobs of a document as bytes: the card, small and read for every candidate, and the texts, compressed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import orjson

from .base import StoredText


def pack_card(card: dict[str, Any]) -> bytes:
    """Return the card as bytes, not compressed: its facts, a nought that no JSON holds, and its vectors as they are."""
    facts = {name: value for name, value in card.items() if name != "vectors"}
    return _json(facts) + b"\0" + card.get("vectors", b"")


def unpack_card(packed: bytes) -> dict[str, Any]:
    """Return the card; empty for no bytes."""
    facts, _nought, vectors = packed.partition(b"\0")
    return {**orjson.loads(facts), "vectors": vectors} if facts else {}


def pack_texts(texts: Sequence[StoredText]) -> bytes:
    """Return the texts as compressed bytes; a folded text that is as its source stands there once."""
    rows = [
        [text.name, text.source, None if text.folded == text.source else text.folded, text.checkpoints]
        for text in texts
    ]
    return zlib.compress(_json(rows), 1)


def unpack_texts(packed: bytes) -> list[StoredText]:
    """Return the texts; none for no bytes."""
    rows = orjson.loads(zlib.decompress(packed)) if packed else []
    return [
        StoredText(name, source, source if folded is None else folded, tuple(map(tuple, marks)))
        for name, source, folded, marks in rows
    ]


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:  # half of a pair of surrogates stands in it, which no UTF-8 holds
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
