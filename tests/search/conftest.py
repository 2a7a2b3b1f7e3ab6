from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import IndexRecord, IndexSource
from search import engines
from search.engines.base import Engine


@dataclass
class Shelf:
    """Content of an add-on that is found through search: what is in ``records`` is public."""

    name: str = "shelf"
    records: dict[str, IndexRecord] = field(default_factory=dict)

    def put(self, subject_id: str, **facts: object) -> None:
        record = IndexRecord(key=f"{self.name}:{subject_id}", kind="news", title="", url=f"/{subject_id}/")
        self.records[subject_id] = replace(record, **facts)

    def source(self) -> IndexSource:
        return IndexSource(self.name, {}, self.read, lambda: list(self.records))

    def read(self, subject_ids: Sequence[str]) -> dict[str, IndexRecord]:
        return {subject_id: self.records[subject_id] for subject_id in subject_ids if subject_id in self.records}


@pytest.fixture
def engine(settings, tmp_path) -> Engine:
    """The engine of the settings on an empty folder of its own."""
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_DIR": tmp_path / "search"}
    return engines.current()


@pytest.fixture
def shelf(engine: Engine) -> Iterator[Shelf]:
    """A registered index source with nothing in it."""
    made = Shelf()
    source = made.source()
    module = SimpleNamespace(index_sources=hookimpl(lambda: [source], specname="index_sources"))
    registry.register(module)
    yield made
    registry.unregister(module)
