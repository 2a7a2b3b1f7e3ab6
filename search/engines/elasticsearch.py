"""Elasticsearch 8: versioned indexes behind an alias, external versions, tombstones. A plain server is enough.

The live index stands behind the alias `gongkai`, the one being built behind `gongkai-building`. Both are written
through their aliases, so that a write can never make an index of its own, and a swap moves both in one step.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, BadRequestError, ConflictError, Elasticsearch, NotFoundError, helpers
from elasticsearch.dsl import Search
from elasticsearch.serializer import OrjsonSerializer

from .. import answering, documents
from ..intent import Intent, intent
from ..ranking import Candidate
from . import elasticsearch_mapping as mapped
from .base import (
    ALIAS,
    FACETS,
    EngineUnavailable,
    FacetValue,
    Hit,
    IndexDocument,
    Position,
    Query,
    Results,
    StoredKey,
    WriteReport,
    next_name,
)
from .blobs import unpack_card, unpack_texts
from .elasticsearch_lock import holding
from .resting import Resting

_FACET_VALUES = 200
_KEYS_AT_A_TIME = 1000
_BYTES_AT_A_TIME = 10_000_000  # a small node takes in a tenth of its heap at one time
_MANY, _STREAMS = 1000, 2  # documents that are written in so many streams
_PATIENT_SECONDS = 60.0
_REST_SECONDS = 10.0
_MERGING_SECONDS = 900.0
_COPYING_TIMES = 40  # half a minute each
_BUILDING = {"number_of_replicas": 0, "auto_expand_replicas": False, "translog.durability": "async"}
logger = logging.getLogger("search")


@dataclass(frozen=True)
class Server:
    """How to reach a cluster and how to keep indexes in it.

    ``urls`` are its nodes. ``api_key`` (encoded) or ``user`` and ``password`` sign in; ``ca`` is the file of the
    authority that signed the nodes' certificates. ``timeout`` is in seconds, for a search. ``prefix`` comes before
    every name, for clusters that serve others too. ``replicas`` is a number, or a range such as ``0-1``: as many as
    there are nodes for.
    """

    urls: tuple[str, ...]
    api_key: str = ""
    user: str = ""
    password: str = ""
    ca: str = ""
    timeout: float = 5.0
    prefix: str = ""
    shards: int = 1
    replicas: str = "0-1"

    def client(self) -> Elasticsearch:
        """Return a client that goes on to the next node where one does not answer.

        Raises ValueError where an address or the authority's file can't be right.
        """
        if self.ca and not Path(self.ca).is_file():
            raise ValueError(f"There is no file {self.ca}.")
        options: dict[str, Any] = {
            "request_timeout": self.timeout,
            "max_retries": 2,
            "serializer": OrjsonSerializer(),
            "retry_on_timeout": len(self.urls) > 1,  # whom nobody else can answer for is not waited for twice
        }
        if self.api_key:
            options["api_key"] = self.api_key
        elif self.user:
            # As one text: the client takes a pair in ASCII only.
            options["basic_auth"] = base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")
        if self.ca:
            options["ca_certs"] = self.ca
        return Elasticsearch(list(self.urls), retry_on_status=(429, 502, 503, 504), **options)

    def index_settings(self) -> dict[str, Any]:
        """Return an index's settings. Nothing refreshes by the clock: whoever writes says when it has to be seen."""
        return {"number_of_shards": self.shards, "refresh_interval": "-1", **self.safety()}

    def safety(self) -> dict[str, Any]:
        """Return what keeps a live index whole: copies, and every write on the disk before it counts as done."""
        copies = {"number_of_replicas": int(self.replicas)} if self.replicas.isdigit() else {}
        expanding = {"auto_expand_replicas": False if copies else self.replicas}
        return {**copies, **expanding, "translog.durability": "request"}


class ElasticsearchEngine:
    """See :class:`search.engines.base.Engine`."""

    name = "elasticsearch"
    label = "Elasticsearch"

    def __init__(self, server: Server) -> None:
        self.server = server
        self._client = server.client()
        self._patient = self._client.options(request_timeout=_PATIENT_SECONDS)
        self._resting = Resting(_REST_SECONDS)
        self._live = f"{server.prefix}{ALIAS}"
        self._building = f"{server.prefix}{ALIAS}-building"

    # --- indexes and aliases ------------------------------------------------------------------------------------
    def live(self) -> str:
        return self._behind().get(self._live, "")

    def indexes(self) -> list[str]:
        with _unavailable():
            return sorted(map(self._short, self._client.indices.get(index=f"{self._live}-*", features=["aliases"])))

    def outdated(self) -> bool:
        with _unavailable():
            try:
                found = self._client.indices.get_mapping(index=self._live)
            except NotFoundError:
                return True
        stored = [index["mappings"].get("_meta", {}).get("fingerprint") for index in found.values()]
        return stored != [documents.fingerprint()]

    def rebuilding(self) -> contextlib.AbstractContextManager[None]:
        return holding(self._client, f"{self.server.prefix}{ALIAS}.lock")

    def create(self, index: str) -> None:
        self._create(index)

    def start_building(self, index: str) -> None:
        """What is lost of an index before it is live is lost with the rebuild: it needs no copies, and no haste.

        Nor a graph of its vectors: one that is made while documents come in is made again at every merging.
        """
        self._create(index, settings={**self.server.index_settings(), **_BUILDING}, building=True)
        with _unavailable():
            self._move(self._building, index)

    def swap(self, index: str) -> str:
        former = self.live()
        with _unavailable():
            self._make_safe(self._long(index))
            self._move(self._live, index, also=[self._removal(self._building)])
        return former

    def settle(self, index: str) -> None:
        """Merge the index into one piece, with a graph of its vectors.

        A search looks for some hundred words in each piece, and a rebuild leaves a dozen. What takes very long goes on
        behind.
        """
        name = self._long(index)
        with _unavailable():
            self._patient.indices.put_mapping(index=name, properties=mapped.graph())
            with contextlib.suppress(ConnectionTimeout):
                once = self._client.options(request_timeout=_MERGING_SECONDS, max_retries=0)
                once.indices.forcemerge(index=name, max_num_segments=1)
            self._patient.indices.refresh(index=name)

    def _make_safe(self, index: str) -> None:
        """See that all of an index is on the disk, and on as many nodes as are there for it."""
        self._patient.indices.put_settings(index=index, settings=self.server.safety())
        self._patient.indices.flush(index=index)
        self._patient.indices.refresh(index=index)
        for _ in range(_COPYING_TIMES):
            copying = self._patient.cluster.health(
                index=index, wait_for_no_initializing_shards=True, wait_for_events="languid", timeout="30s"
            )
            if not copying["timed_out"]:
                return
        raise EngineUnavailable(f"The copies of {index} are not made yet.")

    def delete(self, index: str) -> None:
        if index == self.live():
            raise ValueError("The live index can't be deleted.")
        with _unavailable():
            self._patient.indices.delete(index=self._long(index), ignore_unavailable=True)

    def _long(self, index: str) -> str:
        return f"{self.server.prefix}{index}"

    def _short(self, index: str) -> str:
        return index.removeprefix(self.server.prefix)

    def _behind(self) -> dict[str, str]:
        """Return alias → index for the two aliases that exist, in one request."""
        with _unavailable():
            try:
                found = self._client.indices.get_alias(name=f"{self._live},{self._building}").body
            except NotFoundError as error:  # it names those that it does have
                found = {name: row for name, row in error.body.items() if isinstance(row, dict) and "aliases" in row}
        return {alias: self._short(index) for index, row in found.items() for alias in row["aliases"]}

    def _create(
        self, index: str, alias: str = "", settings: dict[str, Any] | None = None, building: bool = False
    ) -> None:
        """Make an index, with its alias in the same step; nothing happens where another process was faster."""
        with _unavailable():
            try:
                self._patient.indices.create(
                    index=self._long(index),
                    mappings=mapped.mapping(building),
                    settings=settings or self.server.index_settings(),
                    aliases={alias: {}} if alias else {},
                )
            except BadRequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise

    def _move(self, alias: str, index: str, also: Sequence[dict[str, Any]] = ()) -> None:
        here = {"add": {"index": self._long(index), "alias": alias}}
        self._patient.indices.update_aliases(actions=[self._removal(alias), here, *also])

    def _removal(self, alias: str) -> dict[str, Any]:
        return {"remove": {"index": f"{self._live}-*", "alias": alias, "must_exist": False}}

    # --- writing ------------------------------------------------------------------------------------------------
    def write(self, documents: Sequence[IndexDocument], index: str = "") -> WriteReport:
        if index:
            return self._write(self._long(index), documents, by_alias=False)
        behind, fresh = self._behind(), False
        if self._live not in behind:
            self._create(next_name(self.indexes()), self._live)
            fresh = True
        # First the one being built: should it go live in between, the second write finds it there, and none is lost.
        if self._building in behind:
            self._write_building(documents)
        report = self._write(self._live, documents, by_alias=True)
        return WriteReport(report.written, report.stale, fresh)

    def _write_building(self, documents: Sequence[IndexDocument]) -> None:
        try:
            self._write(self._building, documents, by_alias=True)
        except EngineUnavailable:
            if self._building in self._behind():  # otherwise it is live by now, or given up
                raise

    def _write(self, target: str, batch: Sequence[IndexDocument], by_alias: bool) -> WriteReport:
        """Write through an alias, seen at once, or straight into an index that nobody reads yet.

        A large batch goes there in two streams: while the server works on one request, it reads the next.
        """
        with _unavailable():
            if not by_alias and not self._client.indices.exists(index=target):
                raise EngineUnavailable(f"There is no index {target!r}.")
            if len(batch) < _MANY:
                stale = self._stream(target, batch, by_alias)
            else:
                with ThreadPoolExecutor(_STREAMS) as pool:
                    parts = [batch[start::_STREAMS] for start in range(_STREAMS)]
                    found = pool.map(lambda part: self._stream(target, part, by_alias), parts)
                    stale = list(chain.from_iterable(found))
        return WriteReport(len(batch) - len(stale), tuple(stale))

    def _stream(self, target: str, batch: Sequence[IndexDocument], by_alias: bool) -> list[str]:
        """Write some documents one request after the other; return the keys of those that were stale."""
        stale: list[str] = []
        outcomes = helpers.streaming_bulk(
            self._patient, map(_action, batch), index=target, require_alias=by_alias, refresh=by_alias,
            raise_on_error=False, max_retries=2, max_chunk_bytes=_BYTES_AT_A_TIME,
        )  # fmt: skip
        for done, outcome in outcomes:
            row = outcome["index"]
            if row.get("status") == 409:
                stale.append(row["_id"])
            elif not done:
                raise EngineUnavailable(f"{row['_id']} can't be stored: {row.get('error')}")
        return stale

    # --- reading ------------------------------------------------------------------------------------------------
    def search(self, query: Query) -> Results:
        if not query.asks_something:
            return Results()
        with _unavailable(), self._resting.unless():
            try:
                answer = self._asked(query, intent(query))
            except NotFoundError:
                return Results()
            rows = answer["hits"]["hits"]
            candidates = [Candidate(row["_score"] or 0.0, _card(row), _key_of(row)) for row in rows]
            chosen, follows = answering.page(query, candidates, _key)
            total = answer["hits"]["total"]["value"]
            if query.cards_only:
                return Results(total, tuple(answering.hit(query, c.reference, c, ()) for c in chosen), {}, follows)
            counted = FACETS if query.counts else ()
            facets = {facet: _values(answer["aggregations"][facet]) for facet in counted}
            return Results(total, self._hits(query, chosen), facets, follows)

    def _asked(self, query: Query, meant: Intent) -> dict[str, Any]:
        """Filters come after the counting, so that one request counts every facet without its own filter."""
        wanted = answering.wanted(query)
        order: list[Any] = [{"day": "desc"}] if wanted.by_day else ["_score"]
        body: dict[str, Any] = {
            "query": mapped.translate(meant),
            "sort": [*order, "key"],
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": ["card"],
            "track_total_hits": True,
        }
        if meant.chosen:
            body["post_filter"] = mapped.filters(meant)
        if wanted.after:
            body["search_after"] = self._from(wanted.after, wanted.by_day, query, body)
        if query.counts:
            body["aggs"] = {facet: _counting(facet, meant) for facet in FACETS}
        return self._answered(query, {**body, "from": wanted.offset, "size": wanted.size})

    def _answered(self, query: Query, body: dict[str, Any]) -> dict[str, Any]:
        """Ask the live index. The same words go to the same copies of the shards: scores may differ a little between
        copies. Those of several shards are made comparable by a round of its own.
        """
        same = hashlib.sha256(repr(query.with_changes(page=1, walk=None)).encode()).hexdigest()[:16]
        how = "dfs_query_then_fetch" if self.server.shards > 1 else "query_then_fetch"
        found = self._client.search(
            index=self._live, search_type=how, preference=same, allow_partial_search_results=False, body=body
        )
        return found.body

    def _from(self, after: Position, by_day: bool, query: Query, body: dict[str, Any]) -> list[Any]:
        """Return what comes before the next ones: scores drift when documents are written, so that it is asked anew."""
        if by_day:
            return [after.day, after.key]
        this = {"bool": {"must": [body["query"]], "filter": [{"term": {"key": after.key}}]}}
        rows = self._answered(query, {**body, "query": this, "size": 1})["hits"]["hits"]
        return [rows[0]["_score"] if rows else after.score, after.key]

    def _hits(self, query: Query, chosen: Sequence[Candidate]) -> tuple[Hit, ...]:
        """Texts are fetched for the page alone."""
        if not chosen:
            return ()
        ids = [candidate.reference for candidate in chosen]
        found = self._client.mget(index=self._live, ids=ids, realtime=False)
        texts = {row["_id"]: _bytes(row.get("_source", {}).get("texts", "")) for row in found["docs"]}
        return tuple(answering.hit(query, c.reference, c, unpack_texts(texts[c.reference])) for c in chosen)

    def count(self, index: str = "") -> int:
        with _unavailable(), contextlib.suppress(NotFoundError):
            return int(self._refreshed(index).query(mapped.VISIBLE).count())
        return 0

    def stored_keys(self, index: str = "") -> Iterator[StoredKey]:
        with _unavailable(), contextlib.suppress(NotFoundError):
            search = self._refreshed(index).sort("key").source(False).extra(stored_fields="_none_")
            search = search.extra(docvalue_fields=["version", "hidden"], size=_KEYS_AT_A_TIME, track_total_hits=False)
            after: dict[str, Any] = {}
            while rows := search.extra(**after).execute().to_dict()["hits"]["hits"]:
                for row in rows:
                    yield StoredKey(_key_of(row), row["fields"]["version"][0], row["fields"]["hidden"][0])
                after = {"search_after": rows[-1]["sort"]}

    def _refreshed(self, index: str) -> Search:
        """Look at all that was written; raise NotFoundError where there is no such index."""
        name = self._long(index) if index else self._live
        self._patient.indices.refresh(index=name)
        return Search(using=self._patient, index=name)


def _action(document: IndexDocument) -> dict[str, Any]:
    return {
        "_op_type": "index",
        "_id": document.key,
        "version": document.version,
        "version_type": "external_gte",
        "_source": mapped.to_source(document),
    }


def _key(candidate: Candidate) -> str:
    return candidate.reference


def _key_of(row: dict[str, Any]) -> str:
    """Return a hit's key from what it was sorted by: its id would have to be unpacked with all of its texts."""
    return row["sort"][-1]


def _card(row: dict[str, Any]) -> dict[str, Any]:
    return unpack_card(_bytes(row["fields"]["card"][0]))


def _bytes(written: str) -> bytes:
    return base64.b64decode(written)


def _counting(facet: str, meant: Intent) -> dict[str, Any]:
    """Return what counts a facet's values, under the filters of the others where any are chosen."""
    terms = {"terms": {"field": facet, "size": _FACET_VALUES, "shard_size": 5 * _FACET_VALUES}}
    if not meant.chosen:
        return terms
    return {"filter": mapped.filters(meant, without=facet), "aggs": {"values": terms}}


def _values(answer: dict[str, Any]) -> tuple[FacetValue, ...]:
    """Return the counts of a facet, under the filters of the others where any are chosen."""
    buckets = answer.get("values", answer)["buckets"]
    return tuple(FacetValue(bucket["key"], bucket["doc_count"]) for bucket in buckets)


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    """Turn what the client raises into :class:`EngineUnavailable`; a refusal that says we asked wrongly is logged."""
    try:
        yield
    except ApiError as error:
        if error.status_code < 500 and not isinstance(error, (ConflictError, NotFoundError)):
            logger.error("Elasticsearch refused a request: %s", error)
        raise EngineUnavailable(str(error)) from error
    except (TransportError, helpers.BulkIndexError) as error:
        raise EngineUnavailable(str(error)) from error
