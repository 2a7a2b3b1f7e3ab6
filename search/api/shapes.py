"""What the public API answers, as shapes."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema


class Row(Schema):
    """A document in a list."""

    key: str
    kind: str
    title: str
    url: str
    document_number: str
    unit: str
    column: str
    columns: list[str]
    date: date | None
    published_at: datetime | None
    updated_at: datetime | None
    effect: str
    archived: bool
    abstract: str


class File(Schema):
    name: str
    url: str
    size: int | None
    sha256: str


class Related(Schema):
    kind: str
    label: str
    key: str
    title: str
    url: str
    effect: str


class Document(Row):
    """A document with all that its page tells."""

    text: str
    keywords: list[str]
    metadata: dict[str, str]
    attachments: list[File]
    relations: list[Related]


class Rows(Schema):
    documents: list[Row]
    total: int
    next_cursor: str | None
    complete_until: datetime


class Found(Row):
    title_html: str
    excerpt_html: str
    excerpt_file: str


class FacetCount(Schema):
    value: str
    label: str
    count: int


class Answer(Schema):
    query: str
    understood: list[str]
    total: int
    facets: dict[str, list[FacetCount]]
    results: list[Found]
    next_cursor: str | None
