"""Building the index anew while the site serves, and comparing it with the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from portal.addons import registry
from portal.addons.types import IndexSource

from . import documents, engines, services
from .engines.base import Engine, StoredKey, next_name
from .models import IndexState

BATCH = 50
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Rebuilt:
    """The outcome of a rebuild: subjects read, documents that can be found, the new index's name."""

    subjects: int
    visible: int
    index: str


def rebuild(progress: Progress | None = None) -> Rebuilt:
    """Build a new index from all sources, then move the alias to it; the one before is kept, older ones go.

    Searches go on in the old index meanwhile, and every change is written to both. A rebuild that was killed leaves
    an unfinished index: the next one removes it and starts cleanly. Raises RebuildRunning or EngineUnavailable.
    """
    engine = engines.current()
    with engine.rebuilding():
        live = engine.live()
        _remove_others(engine, {live})
        name = next_name(engine.indexes())
        engine.start_building(name)
        subjects = 0
        for source in registry.items("index_sources"):
            for batch in batches(source.ids(), BATCH):
                services.write_current(source, batch, name)
                subjects += len(batch)
                if progress:
                    progress(source.name, subjects)
        former = engine.swap(name)
        _remove_others(engine, {name, former})
        return Rebuilt(subjects, engine.count(), name)


def _remove_others(engine: Engine, kept: set[str]) -> None:
    """Remove unfinished and old indexes. The live one stays, and with it the one that was live before a swap."""
    for name in engine.indexes():
        if name not in kept:
            engine.delete(name)


def batches(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the ids in lists of at most ``size``."""
    iterator = iter(ids)
    while batch := list(islice(iterator, size)):
        yield batch


@dataclass
class Comparison:
    """What differs between database and index: keys, each in one list.

    ``missing``: public and not found. ``extra``: found and not public, or of a source that is no longer there.
    ``behind``: found, but an older version than the last one taken.
    """

    checked: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.extra or self.behind)

    @property
    def keys(self) -> list[str]:
        return [*self.missing, *self.extra, *self.behind]


def compare(progress: Progress | None = None) -> Comparison:
    """Compare database and index both ways. What waits in the outbox counts as a difference: let it drain first."""
    stored = {entry.key: entry for entry in engines.current().stored_keys()}
    outcome = Comparison()
    for source in registry.items("index_sources"):
        versions = dict(IndexState.objects.filter(source=source.name).values_list("subject_id", "version"))
        for subject_id in source.ids():
            key = f"{source.name}:{subject_id}"
            _compare_one(outcome, source, subject_id, stored.pop(key, None), versions.get(subject_id, 0))
            if progress:
                progress(source.name, outcome.checked)
    for entry in stored.values():
        outcome.checked += 1
        if not entry.hidden and not _is_public(entry.key):
            outcome.extra.append(entry.key)
    return outcome


def _compare_one(
    outcome: Comparison, source: IndexSource, subject_id: str, entry: StoredKey | None, version: int
) -> None:
    outcome.checked += 1
    found = entry is not None and not entry.hidden
    public = source.read(subject_id) is not None
    key = f"{source.name}:{subject_id}"
    if public and not found:
        outcome.missing.append(key)
    elif found and not public:
        outcome.extra.append(key)
    elif entry is not None and entry.version < version:
        outcome.behind.append(key)


def _is_public(key: str) -> bool:
    """Say whether a subject that its source no longer lists is public all the same."""
    name, _, subject_id = key.partition(":")
    source = registry.by_name("index_sources").get(name)
    return source is not None and source.read(subject_id) is not None


def mend(outcome: Comparison) -> int:
    """Write the current state of everything that differed; return how many documents were written.

    A document of a source that is gone becomes a tombstone with the next version.
    """
    engine = engines.current()
    sources = registry.by_name("index_sources")
    stored = {entry.key: entry.version for entry in engine.stored_keys()}
    written = 0
    for batch in batches(outcome.keys, BATCH):
        rows = []
        for key in batch:
            name, _, subject_id = key.partition(":")
            if name in sources:
                rows.append(services.current_document(sources[name], subject_id))
            else:
                rows.append(documents.tombstone(key, stored.get(key, 0) + 1))
        written += engine.write(rows).written
    return written
