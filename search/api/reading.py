"""What the public API reads. Whatever an index holds, the database decides what may be told (law 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from portal.addons import registry
from portal.addons.types import IndexRecord
from portal.apis.problems import Problem

from .. import engines, labels
from ..engines.base import Hit, Query, Walk
from ..query import Asked, from_address
from ..records import complete_until, public
from ..services import answered, find, hidden_places
from . import cursors

Absolute = Callable[[str], str]


def documents(asked: Query, cursor: str, absolute: Absolute) -> dict[str, Any]:
    """Return documents, newest first, and where they go on. Raises Problem and EngineUnavailable."""
    until = complete_until()
    query = cursors.read(cursor, asked).with_changes(hidden=hidden_places())
    results = answered(query, engines.current())
    records = public([hit.key for hit in results.hits])
    return {
        "documents": [row(key, record, absolute) for key, record in records.items()],
        "total": results.total,
        "next_cursor": cursors.written(results.follows, query, asked),
        "complete_until": until,
    }


def document(key: str, absolute: Absolute) -> dict[str, Any]:
    """Return one document with all that its page tells; Problem where the public sees none."""
    record = public([key]).get(key)
    if record is None or _is_hidden(record):
        raise Problem("not-found")
    source, _colon, subject = key.partition(":")
    relations = registry.by_name("index_sources")[source].relations
    return {
        **row(key, record, absolute),
        "text": record.body,
        "keywords": list(record.keywords),
        "metadata": dict(record.facts),
        "attachments": [
            {"name": file.name, "url": absolute(file.url) if file.url else "", "size": file.size, "sha256": file.sha256}
            for file in record.files
        ],
        "relations": [
            {
                "kind": other.kind,
                "label": str(other.label),
                "key": other.key,
                "title": other.title,
                "url": absolute(other.url),
                "effect": other.effect,
            }
            for other in (relations(subject) if relations else ())
        ],
    }


def answer(parameters: QueryDict, cursor: str, limit: int, absolute: Absolute) -> dict[str, Any]:
    """Return the answer of the search page as rows, and where they go on. Raises Problem and EngineUnavailable."""
    asked = from_address(parameters)
    wanted = asked.query.with_changes(size=limit)
    query = cursors.read(cursor, wanted)
    found = find(Asked(asked.typed, query, asked.understood, asked.plain), broaden=query.walk == Walk())
    records = public([hit.key for hit in found.results.hits])
    return {
        "query": asked.typed,
        "understood": [str(note.text) for note in found.understood],
        "total": found.results.total,
        "facets": {
            code: [{"value": v.value, "label": labels.of(code, v.value), "count": v.count} for v in values]
            for code, values in found.results.facets.items()
        },
        "results": [_found(hit, records[hit.key], absolute) for hit in found.results.hits if hit.key in records],
        "next_cursor": cursors.written(found.results.follows, found.query, wanted),
    }


def _found(hit: Hit, record: IndexRecord, absolute: Absolute) -> dict[str, Any]:
    excerpt = hit.excerpt
    marked = {"title_html": hit.title_html, "excerpt_html": "", "excerpt_file": ""}
    if excerpt:
        marked |= {"excerpt_html": excerpt.html, "excerpt_file": excerpt.file}
    return {**row(hit.key, record, absolute), **marked}


def _is_hidden(record: IndexRecord) -> bool:
    return bool(set(record.places) & set(hidden_places()))


def row(key: str, record: IndexRecord, absolute: Absolute) -> dict[str, Any]:
    """Return a document as it stands in a list."""
    return {
        "key": key,
        "kind": record.kind,
        "title": record.title,
        "url": absolute(record.url),
        "document_number": record.doc_no or record.order_no,
        "unit": record.unit,
        "column": record.column,
        "columns": list(record.columns),
        "date": record.on,
        "published_at": record.published_at,
        "updated_at": record.updated_at,
        "effect": record.effect,
        "archived": record.archived,
        "abstract": record.abstract,
    }
