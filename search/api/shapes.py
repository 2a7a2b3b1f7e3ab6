"""What the public API answers, as shapes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

Values = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=12)]
Years = Annotated[list[Annotated[str, Field(pattern="^[0-9]{4}$")]], Field(max_length=12)]


class Filters(Schema):
    """The facets of the search page, each with any of some values."""

    kind: Values = []
    column: Values = []
    unit: Values = []
    topic: Values = []
    year: Years = []
    effect: Values = []
    files: Values = []

    def chosen(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return what was chosen, as an engine's query has it."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields)
        return tuple((name, tuple(dict.fromkeys(values))) for name, values in given if values)


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
