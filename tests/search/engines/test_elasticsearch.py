from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from elasticsearch import Elasticsearch

from portal.addons.types import IndexRecord
from search import documents
from search.checks import check_search
from search.engines.base import EngineUnavailable, Query
from search.engines.elasticsearch import ElasticsearchEngine, Server

NOBODY = "http://127.0.0.1:1"
REAL = pytest.mark.server("elasticsearch")


class Listener(HTTPServer):
    """A server that is broken in one way, and remembers who asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        self.server.asked.append(self.headers.get("Authorization", ""))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_PUT = do_POST

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def broken() -> Iterator[Listener]:
    with Listener() as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield listener
        listener.shutdown()


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def made_of(server: dict) -> ElasticsearchEngine:
    return ElasticsearchEngine(Server(**server))


def news(number: int, title: str = "采矿权公告") -> documents.IndexDocument:
    return documents.build(IndexRecord(key=f"t:{number}", kind="news", title=title, url="/"), 1)


@pytest.mark.parametrize(
    "act",
    [
        lambda engine: engine.live(),
        lambda engine: engine.indexes(),
        lambda engine: engine.outdated(),
        lambda engine: engine.search(Query(text="矿产")),
        lambda engine: engine.count(),
        lambda engine: list(engine.stored_keys()),
        lambda engine: engine.write([news(1)]),
        lambda engine: engine.write([news(1)], "gongkai-000001"),
        lambda engine: engine.start_building("gongkai-000002"),
        lambda engine: engine.swap("gongkai-000002"),
        lambda engine: engine.settle("gongkai-000002"),
        lambda engine: engine.delete("gongkai-000002"),
        lambda engine: engine.rebuilding().__enter__(),
    ],
)
def test_a_cluster_that_does_not_answer_is_said_to_be_unavailable(act) -> None:
    with pytest.raises(EngineUnavailable):
        act(made_of({"urls": (NOBODY,)}))


def test_a_server_that_lets_wait_is_waited_for_once(silent: str) -> None:
    engine = made_of({"urls": (silent,), "timeout": 0.3})
    for least, most in ((0.3, 3.0), (0.0, 0.1), (0.0, 0.1)):
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable):
            engine.search(Query(text="矿产"))
        assert least <= time.monotonic() - begun < most


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"api_key": "aWQ6a2V5"}, "ApiKey aWQ6a2V5"),
        ({"user": "portal", "password": "秘密"}, "Basic cG9ydGFsOuenmOWvhg=="),
        ({}, ""),
    ],
)
def test_it_signs_in_as_the_settings_say(broken: Listener, given: dict, said: str) -> None:
    with pytest.raises(EngineUnavailable):
        made_of({"urls": (broken.url,), **given}).live()
    assert set(broken.asked) == {said}
    assert len(broken.asked) == 3, "a node that is overloaded is asked again"


@pytest.mark.parametrize("named", [{"urls": ("nonsense",)}, {"urls": ("https://es:9200",), "ca": "/nowhere.pem"}])
def test_a_server_that_is_named_wrongly_is_said_before_anybody_searches(settings, named: dict) -> None:
    settings.GONGKAI = {**settings.GONGKAI, "SEARCH_ENGINE": "elasticsearch", "SEARCH_SERVER": named}
    assert [found.id for found in check_search(None)] == ["search.E002"]


@pytest.mark.parametrize(
    ("replicas", "settings"),
    [("0-1", {"auto_expand_replicas": "0-1"}), ("2", {"number_of_replicas": 2, "auto_expand_replicas": False})],
)
def test_shards_and_replicas_are_settings(replicas: str, settings: dict) -> None:
    made = Server((NOBODY,), shards=3, replicas=replicas).index_settings()
    kept = {"refresh_interval": "-1", "translog.durability": "request"}
    assert made == {"number_of_shards": 3, **kept, **settings}


@REAL
def test_another_node_is_asked_where_one_is_away_or_broken(broken: Listener, elasticsearch_server: dict) -> None:
    away = {**elasticsearch_server, "urls": (NOBODY, broken.url, *elasticsearch_server["urls"])}
    engine = made_of(away)
    engine.write([news(1)])
    for _ in range(5):
        assert engine.search(Query(text="采矿权")).total == 1


@REAL
def test_an_unknown_field_is_refused_and_nothing_makes_an_index_by_itself(elasticsearch_server: dict) -> None:
    engine = made_of(elasticsearch_server)
    with pytest.raises(EngineUnavailable):
        engine.write([news(1)], "gongkai-000009")
    assert engine.indexes() == []
    odd = news(1)
    odd.facets["surprise"] = ["x"]
    with pytest.raises(EngineUnavailable, match="strict_dynamic_mapping"):
        engine.write([odd])
    assert engine.count() == 0


@REAL
def test_words_with_the_syntax_of_the_engine_are_only_words(elasticsearch_server: dict) -> None:
    engine = made_of(elasticsearch_server)
    engine.write([news(1)])
    for typed in ('{"match_all":{}}', "a*b?", "采矿权 AND hidden:true", "\\u0000", "x" * 5000, "%s %(a)s"):
        assert engine.search(Query(text=typed, phrases=(typed,), titles=(typed,))).total == 0


@REAL
def test_a_server_whose_disk_is_full_answers_and_takes_writes_again_later(elasticsearch_server: dict) -> None:
    engine = made_of(elasticsearch_server)
    engine.write([news(1)])
    name = elasticsearch_server["prefix"] + engine.live()
    with Elasticsearch(list(elasticsearch_server["urls"])) as client:
        block = lambda on: client.indices.put_settings(  # noqa: E731  (what the server itself does)
            index=name, settings={"index.blocks.read_only_allow_delete": on}
        )
        block(True)
        with pytest.raises(EngineUnavailable):
            engine.write([news(2)])
        assert engine.search(Query(text="采矿权")).total == 1
        block(None)
    engine.write([news(2)])
    assert engine.count() == 2


@REAL
def test_several_shards_count_and_order_as_one(elasticsearch_server: dict) -> None:
    many = made_of({**elasticsearch_server, "shards": 4})
    one = made_of({**elasticsearch_server, "prefix": elasticsearch_server["prefix"] + "one-"})
    for engine in (many, one):
        engine.write([news(number, f"采矿权公告第{number}号") for number in range(80)])
    asked = Query(text="采矿权公告第7号")
    (first, facets), (other, counted) = (
        ([(hit.key, round(hit.score, 4)) for hit in engine.search(asked).hits], engine.search(asked).facets)
        for engine in (many, one)
    )
    assert first == other and first[0][0] == "t:7" and facets == counted


@REAL
def test_an_index_gets_its_copies_and_safe_writes_when_it_goes_live(elasticsearch_server: dict) -> None:
    engine = made_of({**elasticsearch_server, "replicas": "0-3"})
    engine.start_building("gongkai-000007")
    name = elasticsearch_server["prefix"] + "gongkai-000007"

    def how() -> tuple[str, str]:
        with Elasticsearch(list(elasticsearch_server["urls"])) as client:
            found = client.indices.get_settings(index=name, flat_settings=True)[name]["settings"]
        return found["index.translog.durability"], found["index.auto_expand_replicas"]

    assert how() == ("async", "false")
    engine.write([news(1)], "gongkai-000007")
    engine.swap("gongkai-000007")
    assert how() == ("request", "0-3") and engine.count() == 1


@REAL
def test_vectors_get_their_graph_when_everything_is_in(elasticsearch_server: dict) -> None:
    engine = made_of({**elasticsearch_server, "replicas": "0"})
    engine.start_building("gongkai-000008")
    name = elasticsearch_server["prefix"] + "gongkai-000008"

    def pieces_and_kind() -> tuple[int, str]:
        with Elasticsearch(list(elasticsearch_server["urls"])) as client:
            segments = client.indices.segments(index=name)["indices"][name]["shards"]["0"][0]["segments"]
            vector = client.indices.get_mapping(index=name)[name]["mappings"]["properties"]["vector"]
        return len(segments), vector["index_options"]["type"]

    for number in range(3):
        engine.write([news(number)], "gongkai-000008")
        engine._client.indices.refresh(index=name)
    engine.swap("gongkai-000008")
    assert pieces_and_kind() == (3, "flat") and engine.count() == 3
    engine.settle("gongkai-000008")
    assert pieces_and_kind() == (1, "hnsw") and engine.count() == 3


@REAL
def test_a_large_batch_goes_there_in_streams_and_every_stale_document_is_told(elasticsearch_server: dict) -> None:
    engine = made_of({**elasticsearch_server, "replicas": "0"})
    engine.create("gongkai-000009")
    newer = [replace(news(number), version=2) for number in range(0, 1200, 400)]
    engine.write(newer, "gongkai-000009")
    report = engine.write([news(number) for number in range(1200)], "gongkai-000009")
    assert report.written == 1197 and sorted(report.stale) == ["t:0", "t:400", "t:800"]
    engine.swap("gongkai-000009")
    assert engine.count() == 1200
