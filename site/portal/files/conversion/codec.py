"""A conversion as JSON, from the process that reads a file to the one that makes the draft."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from .shapes import Block, Converted, File, Loss, Merge, Paragraph, Picture, Table


def dumps(found: Converted) -> bytes:
    """Return a conversion as JSON."""
    body = [{"kind": type(block).__name__, **asdict(block)} for block in found.body]
    return json.dumps({**asdict(found), "body": body}, default=_plain).encode()


def _plain(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


def loads(content: bytes) -> Converted:
    """Return what :func:`dumps` wrote."""
    data = json.loads(content)
    return Converted(
        **{
            **data,
            "formed_on": date.fromisoformat(data["formed_on"]) if data["formed_on"] else None,
            "body": tuple(_block(block) for block in data["body"]),
            "pictures": {key: _file(file) for key, file in data["pictures"].items()},
            "embedded": tuple(_file(file) for file in data["embedded"]),
            "losses": tuple(Loss(**loss) for loss in data["losses"]),
            "attachment_names": tuple(data["attachment_names"]),
            "source": tuple(data["source"]),
        }
    )


def _file(data: dict[str, str]) -> File:
    return File(data["name"], base64.b64decode(data["content"]))


def _block(data: dict[str, Any]) -> Block:
    kind = data.pop("kind")
    if kind == "Table":
        merges = tuple(Merge(**merge) for merge in data["merges"])
        return Table(tuple(map(tuple, data["rows"])), merges, data["header"], data["caption"])
    return Paragraph(**data) if kind == "Paragraph" else Picture(**data)
