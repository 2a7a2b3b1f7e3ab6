"""Drafts that other systems hand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .approvals import Finding


class DraftRefused(Exception):
    """What another system handed in makes no draft: ``errors`` maps a field ("" is the whole) to sentences."""

    def __init__(self, errors: Mapping[str, Iterable[Any]]) -> None:
        self.errors = {name: [str(sentence) for sentence in sentences] for name, sentences in errors.items()}
        super().__init__(" ".join(sentence for sentences in self.errors.values() for sentence in sentences))


@dataclass(frozen=True)
class DraftMaker:
    """Makes drafts of one kind from what another system hands in for a person and a unit (clause D5).

    ``schema()`` is the JSON Schema (2020-12) of the fields, an object. ``make(fields, files, person, unit)`` returns
    the new subject, ``change(subject, fields, files, person, unit)`` writes a new version of one whose case waits at
    its maker's: ``fields`` fit the schema, ``files`` are stored documents. Both run in the caller's transaction, make
    nothing public, and raise :class:`DraftRefused`. ``findings(subject)`` is what people should look at before it is
    sent.
    """

    name: str
    label: Any
    schema: Callable[[], dict[str, Any]]
    make: Callable[[Mapping[str, Any], list[Any], Any, Any], Any]
    change: Callable[[Any, Mapping[str, Any], list[Any], Any, Any], None]
    findings: Callable[[Any], Iterable[Finding]]
