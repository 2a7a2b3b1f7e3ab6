"""Building the index anew while the site serves, and comparing it with the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from portal.addons import registry

from . import cutting, documents, engines, services
from .engines.base import Engine, StoredKey, next_name
from .models import IndexState

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
            read = (services.current_rows(source, batch) for batch in services.batches(source.ids()))
            for report in services.write_behind(services.in_bulk(cutting.documents_of(read)), name, engine):
                subjects += report.written + len(report.stale)
                if progress:
                    progress(source.name, subjects)
        former = engine.swap(name)
        engine.settle(name)
        _remove_others(engine, {name, former})
        return Rebuilt(subjects, engine.count(), name)


def _remove_others(engine: Engine, kept: set[str]) -> None:
    """Remove unfinished and old indexes. The live one stays, and with it the one that was live before a swap."""
    for name in engine.indexes():
        if name not in kept:
            engine.delete(name)


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
        for batch in services.batches(source.ids()):
            public = source.read(batch)
            for subject_id in batch:
                key = f"{source.name}:{subject_id}"
                version = versions.get(subject_id, 0)
                _compare_one(outcome, key, stored.pop(key, None), version, public=subject_id in public)
            if progress:
                progress(source.name, outcome.checked)
    outcome.checked += len(stored)
    outcome.extra += _not_public([entry.key for entry in stored.values() if not entry.hidden])
    return outcome


def _compare_one(outcome: Comparison, key: str, entry: StoredKey | None, version: int, *, public: bool) -> None:
    outcome.checked += 1
    found = entry is not None and not entry.hidden
    if public and not found:
        outcome.missing.append(key)
    elif found and not public:
        outcome.extra.append(key)
    elif entry is not None and entry.version < version:
        outcome.behind.append(key)


def _not_public(keys: list[str]) -> list[str]:
    """Return those keys whose subjects, which their sources no longer list, aren't public all the same."""
    found = []
    for source, ids in _by_source(keys):
        for batch in services.batches(ids):
            public = registry.by_name("index_sources")[source].read(batch) if _is_registered(source) else {}
            found += [f"{source}:{subject_id}" for subject_id in batch if subject_id not in public]
    return found


def _by_source(keys: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the names of sources, each with the ids of its subjects among the keys."""
    for name, found in groupby(sorted(keys), key=lambda key: key.partition(":")[0]):
        yield name, [key.partition(":")[2] for key in found]


def _is_registered(source: str) -> bool:
    return source in registry.by_name("index_sources")


def mend(outcome: Comparison) -> int:
    """Write the current state of everything that differed; return how many documents were written.

    A document of a source that is gone becomes a tombstone with the next version.
    """
    engine = engines.current()
    stored = {entry.key: entry.version for entry in engine.stored_keys()}
    written = 0
    for source, ids in _by_source(outcome.keys):
        if _is_registered(source):
            written += services.write_current(services.source_named(source), ids).written
            continue
        for batch in services.batches(f"{source}:{subject_id}" for subject_id in ids):
            written += engine.write([documents.tombstone(key, stored.get(key, 0) + 1) for key in batch]).written
    return written
