"""The embedded engine: tantivy in the process, one folder an index, an alias file beside them.

One writer holds tantivy's lock; whoever drains the outbox takes it, commits and lets go. A process that is killed
while it writes leaves the last commit, and no lock. Readers look at two small files before every search, so a commit
or a swap of another process is seen at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import tantivy
from django.utils.translation import gettext_lazy as _

from .. import answering, documents
from ..intent import Intent, intent
from ..meaning import services as meaning
from ..meaning.nearest import Nearest, append
from ..ranking import Candidate
from .base import (
    ALIAS,
    FACETS,
    EngineUnavailable,
    FacetValue,
    IndexBroken,
    IndexDocument,
    Query,
    RebuildRunning,
    Results,
    StoredKey,
    WriteReport,
)
from .tantivy_index import before, card_of, key_of, schema, texts_of, to_tantivy, translate
from .tantivy_order import Order

_BYTES_FOR_ONE = 15_000_000  # tantivy's minimum
_BYTES_FOR_MANY = 96_000_000
_MANY = 50
_FACET_VALUES = 200
_LOCK_PAUSE = 0.02
_ORDERS = 4  # that are kept for those who read on; one of 100,000 results takes 2.4 MB


class EmbeddedEngine:
    """See :class:`search.engines.base.Engine`. ``directory`` holds the indexes; ``patience`` is how long, in seconds,
    a write waits for another writer before it gives up with :class:`EngineUnavailable`.
    """

    name = "embedded"
    label = _("built-in engine")

    def __init__(self, directory: Path | str, patience: float = 30.0) -> None:
        self.directory = Path(directory)
        self.patience = patience
        self._open: dict[str, tuple[tuple[int, int], tantivy.Index]] = {}
        self._orders: dict[Any, Order] = {}
        self._nearest = Nearest()
        self._lock = threading.Lock()

    # --- the alias --------------------------------------------------------------------------------------------
    def live(self) -> str:
        return self._alias().get("live", "")

    def indexes(self) -> list[str]:
        if not self.directory.is_dir():
            return []
        return sorted(path.parent.name for path in self.directory.glob("*/fingerprint"))

    def outdated(self) -> bool:
        live = self.live()
        with contextlib.suppress(OSError):
            return not live or (self.directory / live / "fingerprint").read_text() != documents.fingerprint()
        return True

    @contextlib.contextmanager
    def rebuilding(self) -> Iterator[None]:
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "rebuild.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise RebuildRunning("Another process is rebuilding the index.") from error
            yield

    def start_building(self, index: str) -> None:
        self.create(index)
        with self._changing_alias() as alias:
            alias["building"] = index

    def swap(self, index: str) -> str:
        if not (self.directory / index / "fingerprint").exists():
            raise EngineUnavailable(f"There is no index {index!r}.")
        with self._changing_alias() as alias:
            former = alias.get("live", "")
            alias["live"] = index
            if alias.get("building") == index:
                alias["building"] = ""
        return former

    def settle(self, index: str) -> None:
        """Nothing is left to do: commits merge on their way."""

    def create(self, index: str) -> None:
        path = self.directory / index
        with _storing():
            path.mkdir(parents=True, exist_ok=True)
            if not (path / "fingerprint").exists():
                tantivy.Index(schema(), path=str(path))
                (path / "fingerprint").write_text(documents.fingerprint())

    def delete(self, index: str) -> None:
        if index == self.live():
            raise ValueError("The live index can't be deleted.")
        with self._changing_alias() as alias:
            if alias.get("building") == index:
                alias["building"] = ""
        self._open.pop(index, None)
        shutil.rmtree(self.directory / index, ignore_errors=True)

    def _alias(self) -> dict[str, str]:
        try:
            return json.loads((self.directory / f"{ALIAS}.alias").read_text())
        except FileNotFoundError:
            return {}
        except ValueError:  # damaged: as if there were none, and what is there has to be built anew
            return {}
        except OSError as error:
            raise EngineUnavailable(f"The alias can't be read: {error}") from error

    @contextlib.contextmanager
    def _changing_alias(self) -> Iterator[dict[str, str]]:
        """Change the alias file in one step, one process at a time."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "alias.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            alias = self._alias()
            yield alias
            written = self.directory / f"{ALIAS}.alias.new"
            with written.open("w") as file:
                file.write(json.dumps(alias))
                file.flush()
                os.fsync(file.fileno())
            written.replace(self.directory / f"{ALIAS}.alias")

    # --- writing ----------------------------------------------------------------------------------------------
    def write(self, documents: Sequence[IndexDocument], index: str = "") -> WriteReport:
        if index:
            return self._write_one(index, documents)
        # First the one being built: should it go live in between, the second write finds it there, and none is lost.
        building = self._alias().get("building", "")
        if building and (self.directory / building).is_dir():
            self._write_one(building, documents)
        live, fresh = self._live_for_writing()
        report = self._write_one(live, documents)
        return WriteReport(report.written, report.stale, fresh)

    def _live_for_writing(self) -> tuple[str, bool]:
        live = self.live()
        if live and (self.directory / live / "fingerprint").exists():
            return live, False
        with _storing(), self._changing_alias() as alias:
            live = alias.get("live") or new_name()
            alias["live"] = live
            shutil.rmtree(self.directory / live, ignore_errors=True)
            self._open.pop(live, None)
            self.create(live)
        return live, True

    def _write_one(self, name: str, batch: Sequence[IndexDocument]) -> WriteReport:
        newest: dict[str, IndexDocument] = {}
        stale: list[str] = []
        for document in batch:
            known = newest.get(document.key)
            if known and known.version > document.version:
                stale.append(document.key)
            else:
                newest[document.key] = document
        index = self._index(name)
        with _storing(), self._writer(index, len(newest)) as writer:
            stored = _stored_versions(index, newest)
            self._write_vectors(name, [document for key, document in newest.items() if stored[key] <= document.version])
            for key, document in newest.items():
                if stored[key] > document.version:
                    stale.append(key)
                    continue
                writer.delete_documents_by_term("key", key)
                writer.add_document(to_tantivy(document))
            writer.commit()
        return WriteReport(len(batch) - len(stale), tuple(stale))

    def _write_vectors(self, name: str, batch: Sequence[IndexDocument]) -> None:
        """Add vectors before the commit: one too many finds nothing, one too few would not be found."""
        held = {document.key: meaning.held(document.card) for document in batch}
        used = meaning.encoder_name()
        own = {key: vector if made_by == used else b"" for key, (made_by, vector) in held.items()}
        append(self.directory / name, used, own)

    @contextlib.contextmanager
    def _writer(self, index: tantivy.Index, size: int) -> Iterator[tantivy.IndexWriter]:
        """Hold the one writer; without a commit nothing of it stays. Merges finish before it lets go."""
        until = time.monotonic() + self.patience
        memory = _BYTES_FOR_MANY if size >= _MANY else _BYTES_FOR_ONE
        while True:
            try:
                writer = index.writer(memory, num_threads=1)
                break
            except ValueError as error:
                if "LockBusy" not in str(error) or time.monotonic() > until:
                    raise EngineUnavailable(f"The index can't be written: {error}") from error
                time.sleep(_LOCK_PAUSE)
        try:
            yield writer
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()

    # --- reading ----------------------------------------------------------------------------------------------
    def search(self, query: Query) -> Results:
        live = self.live()
        if not live or not query.asks_something:
            return Results()
        with _reading():
            searcher = self._index(live).searcher()
            meant = intent(query)
            near = self._near(live, meant)
            translated = translate(meant, near=near)
            find = self._first if query.walk is None else self._next
            total, candidates = find(searcher, translated, query)
            chosen, follows = answering.page(query, candidates, _key)
            hits = tuple(
                answering.hit(query, _key(c), c, () if query.cards_only else texts_of(c.reference)) for c in chosen
            )
            return Results(total, hits, self._facets(searcher, meant, near) if query.counts else {}, follows)

    def _next(self, searcher: tantivy.Searcher, translated: tantivy.Query, query: Query) -> tuple[int, list[Candidate]]:
        """Return how many there are in all, and those that come next in a walk."""
        wanted = answering.wanted(query)
        if not wanted.by_day:
            order = self._order(translated, query)
            return len(order), _candidates(order.searcher, order.after(wanted.after, wanted.size))
        older = before(translated, wanted.after) if wanted.after else translated
        found = searcher.search(older, wanted.size, count=False, order_by_field="place")
        return _count(searcher.search(translated, 1)), _candidates(searcher, found.hits)

    def _order(self, translated: tantivy.Query, query: Query) -> Order:
        """Return all results by their scores, from the index as it is now: made anew after every commit."""
        name = self.live()
        index = self._index(name)
        key = (name, self._open[name][0], query.with_changes(walk=None, page=1, size=0, cards_only=False))
        with self._lock:
            found = self._orders.pop(key, None)
        if found is None:
            found = Order(index.searcher(), translated)
        with self._lock:
            self._orders[key] = found
            while len(self._orders) > _ORDERS:
                self._orders.pop(next(iter(self._orders)))
        return found

    @staticmethod
    def _first(searcher: tantivy.Searcher, translated: tantivy.Query, query: Query) -> tuple[int, list[Candidate]]:
        wanted = answering.wanted(query)
        by = "day" if wanted.by_day else None
        found = searcher.search(translated, wanted.size, offset=wanted.offset, order_by_field=by)
        return _count(found), _candidates(searcher, found.hits)

    def _near(self, live: str, meant: Intent) -> list[str]:
        """Return the keys of what is near; files that can't be read mean that the index is broken."""
        near = meant.near
        if near is None:
            return []
        found = self._nearest.of(self.directory / live, near.encoder, near.vector, near.count, near.least)
        return [key for key, _nearness in found]

    def _facets(
        self, searcher: tantivy.Searcher, meant: Intent, near: Sequence[str]
    ) -> dict[str, tuple[FacetValue, ...]]:
        others = [facet for facet in FACETS if facet not in meant.chosen]
        counted = self._counts(searcher, translate(meant, near=near, counting=True), others)
        for facet in meant.chosen:
            counted |= self._counts(searcher, translate(meant, facet, near, counting=True), [facet])
        return {facet: counted.get(facet, ()) for facet in FACETS}

    @staticmethod
    def _counts(
        searcher: tantivy.Searcher, query: tantivy.Query, facets: list[str]
    ) -> dict[str, tuple[FacetValue, ...]]:
        if not facets:
            return {}
        asked = {facet: {"terms": {"field": facet, "size": _FACET_VALUES}} for facet in facets}
        answer = searcher.aggregate(query, asked)
        return {
            facet: tuple(FacetValue(b["key"], int(b["doc_count"])) for b in answer[facet]["buckets"])
            for facet in facets
        }

    def count(self, index: str = "") -> int:
        name = index or self.live()
        if not name:
            return 0
        with _reading():
            opened = self._index(name)
            visible = tantivy.Query.term_query(opened.schema, "visible", "1")
            return _count(opened.searcher().search(visible, 1))

    def stored_keys(self, index: str = "") -> Iterator[StoredKey]:
        name = index or self.live()
        if not name:
            return
        with _reading():
            stamps = self._index(name).searcher().terms_with_prefix("stamp", "", tantivy.Query.all_query())
        for stamp, _count in stamps:
            key, version, hidden = stamp.rsplit("\t", 2)
            yield StoredKey(key, int(version), hidden == "1")

    def _index(self, name: str) -> tantivy.Index:
        """Return the opened index, reloaded where another process has committed since."""
        path = self.directory / name
        with _reading(), self._lock:
            status = (path / "meta.json").stat()
            seen = (status.st_mtime_ns, status.st_ino)
            known = self._open.get(name)
            if known and known[0] == seen:
                return known[1]
            if known:
                index = known[1]
                index.reload()
            else:
                index = tantivy.Index(schema(), path=str(path), reuse=True)
                index.config_reader("manual")
                index.reload()
            self._open[name] = (seen, index)
            return index


def new_name() -> str:
    """Return a name for a new index; later names sort later."""
    return f"{ALIAS}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{time.time_ns() % 10**9:09d}"


def _reading() -> contextlib.AbstractContextManager[None]:
    """What can't be read is broken: nothing but files of this machine stands behind it."""
    return _turned_into(IndexBroken)


def _storing() -> contextlib.AbstractContextManager[None]:
    """What can't be stored now may be later: a full disk has room again."""
    return _turned_into(EngineUnavailable)


@contextlib.contextmanager
def _turned_into(kind: type[EngineUnavailable]) -> Iterator[None]:
    """Turn what tantivy and the file system raise into one of our errors; its panics are no Exceptions."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        raise kind(str(error)) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise kind(str(error)) from error
        raise


def _stored_versions(index: tantivy.Index, keys: Iterable[str]) -> dict[str, int]:
    """Return the version that is stored of each key, as of now."""
    with _reading():
        index.reload()
        searcher = index.searcher()
        return {key: _stored_version(index, searcher, key) for key in keys}


def _stored_version(index: tantivy.Index, searcher: tantivy.Searcher, key: str) -> int:
    """Return the stored version, -1 where the key is not there."""
    found = searcher.search(tantivy.Query.term_query(index.schema, "key", key), 1, count=False).hits
    if not found:
        return -1
    return int(searcher.fast_field_values("version", [found[0][1]])[0] or 0)


def _count(found: tantivy.SearchResult) -> int:
    """Its type hints leave the count out."""
    return int(found.count)  # type: ignore[attr-defined]


def _candidates(searcher: tantivy.Searcher, hits: list[Any]) -> list[Candidate]:
    rows = [(float(score or 0.0), searcher.doc(address)) for score, address in hits]
    return [Candidate(score, card_of(row), row) for score, row in rows]


def _key(candidate: Candidate) -> str:
    return key_of(candidate.reference)
