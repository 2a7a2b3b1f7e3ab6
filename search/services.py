"""What other rooms call: say that something changed, and answer a search."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.addons.types import IndexSource

from . import answering, best_bets, cutting, did_you_mean, engines, rules, word_lists
from .engines.base import LAST_PAGE, Engine, IndexBroken, IndexDocument, Query, Results, WriteReport
from .jobs import ask_for_rebuild
from .models import IndexState, Scheme
from .query import Asked, Understood

T = TypeVar("T")
_BULK = 2000  # documents of a rebuild that are written at once, unless they are long
_TOKENS_IN_BULK = 400_000
BATCH = 250  # subjects that are read and stored together: what a killed worker does again, and what memory holds


class UnknownSource(LookupError):
    """No extension offers this index source (an add-on was taken away)."""


def source_named(name: str) -> IndexSource:
    """Return a registered index source; raise :class:`UnknownSource` where there is none."""
    try:
        return registry.by_name("index_sources")[name]
    except KeyError as error:
        raise UnknownSource(f"No index source {name!r} is registered.") from error


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Yield the items in lists of at most ``size``."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def current_documents(source: IndexSource, subject_ids: Collection[str]) -> list[IndexDocument]:
    """Return the documents of subjects as the public may see them now, each with the next version."""
    return cutting.cut(current_rows(source, subject_ids))


def current_rows(source: IndexSource, subject_ids: Collection[str]) -> list[cutting.Row]:
    """Read the public state of subjects and take the next version of each, under the locks of their counters.

    The texts are cut after the transaction, so that the locks are held for the reading only.
    """
    with transaction.atomic():
        versions = _next_versions(source, subject_ids)
        records = source.read(list(versions))
    return [(f"{source.name}:{pk}", records.get(pk), version) for pk, version in versions.items()]


def _next_versions(source: IndexSource, subject_ids: Collection[str]) -> dict[str, int]:
    """Raise the counters of subjects and hold them until the transaction ends; return the new versions.

    Who holds a counter reads after everybody that had it before, so a higher version is never an older state. What is
    changed while somebody reads tells the index again, and that reading waits for the counter. All take the counters
    in one order, so that two never wait for each other.
    """
    asked = sorted(set(subject_ids))
    new = [IndexState(source=source.name, subject_id=subject_id) for subject_id in asked]
    IndexState.objects.bulk_create(new, ignore_conflicts=True)
    rows = IndexState.objects.filter(source=source.name, subject_id__in=asked)
    held = {state.subject_id: state.version + 1 for state in rows.select_for_update().order_by("subject_id")}
    rows.update(version=F("version") + 1)
    return held


@contextlib.contextmanager
def mending() -> Iterator[None]:
    """Have an index that is found broken built anew. What found it fails all the same, and is tried again or said."""
    try:
        yield
    except IndexBroken:
        ask_for_rebuild()
        raise


@mending()
def write_current(source: IndexSource, subject_ids: Iterable[str], index: str = "") -> WriteReport:
    """Bring these subjects up to date in the engine, a batch at a time; ``index`` names one that is being built.

    Raises EngineUnavailable where the engine can't store now.
    """
    engine = engines.current()
    reports = [engine.write(current_documents(source, batch), index) for batch in batches(subject_ids)]
    stale = tuple(key for report in reports for key in report.stale)
    return WriteReport(sum(report.written for report in reports), stale, any(report.fresh for report in reports))


def in_bulk(batches: Iterable[list[IndexDocument]]) -> Iterator[list[IndexDocument]]:
    """Yield the documents of some batches together, as many as engines like to take at once and memory holds."""
    bulk: list[IndexDocument] = []
    tokens = 0
    for batch in batches:
        bulk += batch
        tokens += sum(document.tokens.get("all_bigrams", "").count(" ") for document in batch)
        if len(bulk) >= _BULK or tokens >= _TOKENS_IN_BULK:
            yield bulk
            bulk, tokens = [], 0
    if bulk:
        yield bulk


def write_behind(batches: Iterable[Sequence[IndexDocument]], index: str, engine: Engine) -> Iterator[WriteReport]:
    """Write batches to an index that is being built, each while the next one is read and cut; yield their reports.

    Raises EngineUnavailable where the engine can't store now.
    """
    with ThreadPoolExecutor(1) as writer:
        under_way: Future[WriteReport] | None = None
        for batch in batches:
            if under_way:
                yield under_way.result()
            under_way = writer.submit(engine.write, batch, index)
        if under_way:
            yield under_way.result()


@dataclass(frozen=True)
class Found:
    """The answer to a search: ``query`` is the one that was answered, ``took`` in seconds; ``as_asked`` says that
    something was found for all of what was asked, and not only more broadly.
    """

    results: Results
    query: Query
    understood: tuple[Understood, ...]
    took: float
    as_asked: bool
    above: tuple[dict[str, Any], ...] = ()  # cards of what editors put above these results
    meant: str = ""  # what was meant if it was mistyped

    def pages(self) -> list[int]:
        """Return the ids of the pages among the results of this page of the list."""
        sources = {source.name for source in registry.items("index_sources") if source.of_pages}
        keys = [hit.key.split(":", 1) for hit in self.results.hits]
        return [int(subject) for source, subject in keys if source in sources]


def hidden_places() -> tuple[str, ...]:
    """Return the places in the tree that are out of public view now (law 4)."""
    return tuple(place for places in registry.manager.hook.hidden_places() for place in places)


def answered(query: Query, engine: Engine) -> Results:
    """Return an engine's answer to a query as it is. Raises EngineUnavailable where it can't answer."""
    return _first_found((query,), engine)[0]


@mending()
def _first_found(queries: Sequence[Query], engine: Engine) -> tuple[Results, Query]:
    """Return the answer to the first of these queries that finds anything, and that query; else to the first.

    Whether the index is gone is asked only where nothing was found: it takes a request.
    """
    nothing = Results()
    for number, query in enumerate(queries):
        results = engine.search(query)
        if results.total:
            return results, query
        nothing = nothing if number else results
    if is_lost(engine):
        raise IndexBroken("There is no index, though something was indexed.")
    return nothing, queries[0]


def find(
    asked: Asked, engine: Engine | None = None, lists: Mapping[str, str] | None = None, *, broaden: bool = True
) -> Found:
    """Answer a search: as asked and, where nothing is found, more broadly (``broaden``), which is then said.

    ``lists`` are the editors' lists (:func:`search.rules.in_force`); those in force where none are given. Raises
    EngineUnavailable where the engine can't answer.
    """
    engine = engine or engines.current()
    start = time.perf_counter()
    lists = rules.in_force() if lists is None else lists
    asked = rules.widened(asked, lists[Scheme.SYNONYMS])
    asked = replace(asked, query=asked.query.with_changes(hidden=hidden_places()))
    notes = list(asked.understood)
    query = asked.query
    broader = dict(_broader(asked)) if broaden else {}
    results = Results()
    if query.asks_something:
        results, query = _first_found((query, *broader), engine)
    as_asked = results.total > 0 and query is asked.query
    if query is not asked.query:
        notes = [known for known in notes if not known.undo] if query.text != asked.query.text else notes
        notes.append(broader[query])
    if results.total and not results.hits and query.walk is None:  # a page past the end
        query = query.with_changes(page=min(math.ceil(results.total / query.size), LAST_PAGE))
        results = engine.search(query)
    meant = _meant(query, results, asked.plain, engine, lists[Scheme.SYNONYMS])
    above = tuple(best_bets.shown(asked.typed, lists[Scheme.BEST_BETS])) if _is_first_look(query) else ()
    return Found(results, query, tuple(notes), time.perf_counter() - start, as_asked, above, meant)


def _meant(query: Query, results: Results, plain: bool, engine: Engine, synonyms: str) -> str:
    """Return what was probably meant, where nothing has what was typed in a row: a question that is worth a search."""
    if plain or not query.text or query.page > 1:
        return ""
    known = (word for line in word_lists.parse(synonyms) for word in (*line.typed, *line.meant))
    meant = did_you_mean.nearest(query.text, [hit.card["title"] for hit in results.hits], known)
    to_the_letter = Query(phrases=(query.text,), hidden=query.hidden, sort="date", size=1, cards_only=True)
    return "" if not meant or engine.search(to_the_letter).total else meant


def _is_first_look(query: Query) -> bool:
    """Say whether nothing narrows or orders a search: editors put something above no other."""
    return query.page == 1 and query.sort != "date" and not query.filters


def newest(asked: Asked, at_most: int, since: int = 0) -> Results:
    """Return at most so many results of a search, newest first and to the letter; ``since`` as in a query.

    Nothing is looked for more broadly. Raises EngineUnavailable where the engine can't answer.
    """
    query = rules.widened(asked, rules.in_force()[Scheme.SYNONYMS]).query
    first = {"sort": "date", "page": 1, "size": at_most, "cards_only": True, "since": since}
    query = query.with_changes(**first, hidden=hidden_places())
    return answered(query, engines.current()) if query.asks_something else Results()


def leads_to(asked: Asked, path: str) -> bool:
    """Return whether the page of results to a search links to a path of this site, as it would be answered now.

    Raises EngineUnavailable where the engine can't answer.
    """
    found = find(replace(asked, query=asked.query.with_changes(cards_only=True)))
    cards = (*found.above, *(hit.card for hit in found.results.hits))
    return any(urlsplit(card["url"]).path == path for card in cards)


def cards(asked: Asked, at_most: int) -> list[dict[str, Any]]:
    """Return the cards of the first results of a search, from its first page on and in the order of its pages.

    Raises EngineUnavailable where the engine can't answer.
    """
    engine = engines.current()
    size = answering.window(asked.query)  # pages of which the first is what is put in order again
    found = find(replace(asked, query=asked.query.with_changes(page=1, size=size, cards_only=True)), engine)
    hits = list(found.results.hits)
    for page in range(2, math.ceil(min(found.results.total, at_most) / size) + 1):
        hits += engine.search(found.query.with_changes(page=page)).hits
    return [hit.card for hit in hits[:at_most]]


def _broader(asked: Asked) -> list[tuple[Query, Understood]]:
    """Return wider queries, the nearest first. Phrases, exclusions, filters and fields stay as they were asked."""
    query = asked.query
    ways: list[tuple[Query, Understood]] = []
    if query.numbers and not asked.plain and not query.titles:
        as_words = query.with_changes(text=asked.typed, numbers=())
        ways.append((as_words, Understood(_("No document has this number. These have it among their words."))))
    if query.text:
        some = Understood(_("No document has all of this. These have some of it."))
        ways.append((query.with_changes(breadth=1), some))
        ways.append((query.with_changes(breadth=2), some))
    return ways


def is_lost(engine: Engine) -> bool:
    """Say whether an index that was there is gone: an engine can't tell that from one that never was."""
    return not engine.live() and IndexState.objects.exists()


def others_exist(payload: dict[str, Any]) -> bool:
    """Return whether other subjects than those of this payload have ever been indexed."""
    ids = payload["ids"]
    return IndexState.objects.exclude(source=payload["source"], subject_id__in=ids).exists()
