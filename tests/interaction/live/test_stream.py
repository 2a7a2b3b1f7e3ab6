"""Following an interview: what goes out, who is let go, and fifty readers on a real server (clause N6)."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from interaction.live.stream import feed, server
from interaction.live.stream.feed import Frame
from interaction.live.stream.hub import Hub, Places
from portal.approvals import takedowns
from tests import factories
from tests.interaction.live.building import announced, announcement, said
from tests.load import live_readers

pytestmark = pytest.mark.clause("N6")


def finished(coroutine: Coroutine[None, None, Any]) -> Any:
    """Run it in a thread of its own: Playwright, once started by a story, leaves an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def frame(no: int, interview: int = 1, ends: bool = False) -> Frame:
    return Frame(interview, no, f"passage-{no}", f"<p>{no}</p>", ends)


def numbers(reader) -> list[int]:
    return [reader.queue.get_nowait().no for _ in range(reader.queue.qsize())]


def test_a_release_is_an_event_with_its_number():
    sent = Frame(1, 7, "passage-3", "<p>一\n\n二</p>").encoded().decode()
    assert sent == "id: 7\nevent: passage\ndata: <p>一\ndata: 二</p>\n\n"
    assert b"event: end\n" in frame(8, ends=True).encoded()


def test_readers_get_what_belongs_to_their_interview():
    hub = Hub()
    mine, other = hub.join(1), hub.join(2)
    hub.publish(frame(1))
    hub.publish(frame(2, interview=2))
    assert numbers(mine) == [1] and numbers(other) == [2] and hub.newest == 2


def test_who_does_not_keep_up_is_let_go():
    async def run() -> None:
        hub = Hub(queue=3)
        slow, quick = hub.join(1), hub.join(1)
        slow.writer = asyncio.create_task(asyncio.sleep(60))
        for no in range(1, 6):
            hub.publish(frame(no))
            quick.queue.get_nowait()
        await asyncio.sleep(0)
        assert slow.writer.cancelled() and hub.dropped == 1 and hub.count == 1

    finished(run())


def test_what_is_kept_is_bounded_and_says_when_it_is_not_complete():
    hub = Hub(newest=10, kept=3)
    assert hub.since(1, 9) is None  # released before this process began to look
    for no in range(11, 16):
        hub.publish(frame(no))
    assert [sent.no for sent in hub.since(1, 12)] == [13, 14, 15]
    assert hub.since(1, 11) is None
    assert hub.since(2, 13) == []


def test_who_catches_up_gets_a_corrected_passage_as_it_reads_now():
    """What a correction hides isn't sent from memory under its first number either."""
    hub = Hub()
    hub.publish(Frame(1, 1, "passage-9", "<p>身份证号</p>"))
    hub.publish(frame(2))
    hub.publish(Frame(1, 3, "passage-9", "<p>已更正</p>"))
    kept = hub.since(1, 0)
    assert [sent.no for sent in kept] == [1, 2, 3] and "身份证号".encode() not in b"".join(sent.data for sent in kept)
    assert kept[0].data == Frame(1, 1, "passage-9", "<p>已更正</p>").encoded()


def test_what_is_taken_back_is_forgotten_and_asked_of_the_database_again():
    hub = Hub()
    for no in range(1, 5):
        hub.publish(frame(no, interview=1 if no < 3 else 2))
    hub.forget({1, 2})
    assert hub.since(1, 0) is None and hub.since(1, 1) is None  # they may be public again by now
    assert [sent.no for sent in hub.since(2, 2)] == [3, 4] and hub.oldest == 3


@pytest.mark.django_db
def test_what_was_taken_out_of_view_is_known_by_its_numbers(interview, staff, department):
    passage = said(interview, staff, "开场。")
    assert feed.taken_back(0) == set()
    takedowns.take_down(interview.announced, department.publicity.handler, "有误")
    assert feed.taken_back(0) == {passage.release_no} and feed.taken_back(passage.release_no + 1) == set()


def test_a_sign_of_life_goes_to_whom_nothing_else_is_under_way():
    hub = Hub()
    idle, busy = hub.join(1), hub.join(2)
    hub.publish(frame(1, interview=2))
    hub.beat()
    assert numbers(idle) == [0] and numbers(busy) == [1]


def test_leaving_twice_counts_once():
    hub = Hub()
    reader = hub.join(1)
    hub.leave(reader)
    hub.leave(reader)
    assert hub.count == 0


@pytest.mark.django_db
def test_a_correction_goes_out_as_the_whole_passage(interview, staff, django_assert_num_queries):
    passage = said(interview, staff, "三日办结")
    said(interview, staff, "五个工作日办结", corrects=passage)
    with django_assert_num_queries(3):
        first, second = feed.released_after(0, 100)
    assert first.key == second.key == f"passage-{passage.pk}"
    assert "<del>三日办结</del>" in second.html and "五个工作日办结" in second.html
    assert [found.no for found in feed.frames_of(interview.pk, 1, 100)] == [2] and feed.newest() == 2


@pytest.mark.django_db
def test_what_is_typed_is_escaped(interview, staff):
    said(interview, staff, "<script>alert(1)</script>", speaker="<b>甲</b>")
    (found,) = feed.released_after(0, 10)
    assert "<script>" not in found.html and "<b>甲" not in found.html


def test_one_address_does_not_take_all_places():
    places = Places(at_most=4, of_address=2)
    assert [places.take("a") for _reader in range(3)] == [True, True, False]
    assert places.take("b") and places.take("c") and not places.take("d")  # all are taken
    places.give_back("a")
    assert places.take("d")
    for address in ("a", "b", "c", "d"):
        places.give_back(address)
    assert places.take("a") and places.take("a")


async def asked(stream, path, method="GET", headers=(), query=b"", client="192.0.2.1"):
    """Ask the application without a server; return status and body."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.sleep(0.05)
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers), "query_string": query}
    scope["client"] = (client, 40000)
    await stream(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def address(transactional_db):
    """Ask an application (that takes so many readers) what a path answers: status and body."""

    def ask(path, readers_at_most=2, taken=(), **how):
        async def run():
            stream = server.Stream(readers_at_most, of_address=2)
            await stream.begin()
            for address in taken:
                assert stream.places.take(address)
            try:
                answers = [await asked(stream, path, **how) for _time in range(3)]  # a place is free again afterwards
                assert len({status for status, _body in answers}) == 1
                return answers[-1]
            finally:
                await stream.close()

        return finished(run())

    return ask


def test_what_the_address_answers(address, interview, staff):
    said(interview, staff, "大家好")
    path = f"/live-events/{interview.number}/"
    assert address("/live-events/FT2026-9999/")[0] == 404
    assert address("/elsewhere/")[0] == 404
    assert address(path, method="POST")[0] == 405
    assert address(path, method="HEAD") == (200, b"")
    status, body = address(path)
    assert status == 200 and b"id: 1\n" in body and "大家好".encode() in body
    assert b"id: 1\n" not in address(path, headers=[(b"last-event-id", b"1")])[1]
    assert b"id: 1\n" not in address(path, query=b"after=1")[1]
    assert json.loads(address("/live-events/")[1])["readers"] == 0
    said(interview, staff, "再见", kind="end")
    assert address(path, query=b"after=2")[0] == 204  # over: a browser that has all is told not to come back
    status, body = address(path, query=b"after=1")
    assert status == 200 and b"event: end\n" in body


def test_no_more_readers_follow_than_there_are_places(monkeypatch):
    monkeypatch.setattr(server, "_public", lambda number: (1, False))
    scope = {"type": "http", "method": "GET", "path": "/live-events/FT2026-0001/", "headers": [], "query_string": b""}

    async def run(many: int) -> tuple[list[int], int, int]:
        stream, statuses, stays = server.Stream(5, of_address=60), [], asyncio.Event()

        async def receive():
            await stays.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        readers = [asyncio.create_task(stream(scope, receive, send)) for _ in range(many)]
        while len(statuses) < many:
            await asyncio.sleep(0.01)
        following = stream.hub.count
        stays.set()
        await asyncio.gather(*readers)
        later = asyncio.create_task(stream(scope, receive, send))  # those who left made room
        await later
        await stream.close()
        return sorted(statuses), following, stream.hub.count

    assert finished(run(5)) == ([200] * 6, 5, 0)
    assert finished(run(6)) == ([*[200] * 6, 503], 5, 0)  # who finds no place is told to come back
    assert finished(run(60)) == ([*[200] * 6, *[503] * 55], 5, 0)


def test_the_places_of_an_address_are_those_of_its_network(address, interview, settings):
    path = f"/live-events/{interview.number}/"
    full = {"taken": ["192.0.2.1"] * 2, "readers_at_most": 9}
    assert address(path, **full)[0] == 503
    assert address(path, client="::ffff:192.0.2.1", **full)[0] == 503
    assert address(path, client="192.0.2.2", **full)[0] == 200
    full["taken"] = ["2001:db8::/64"] * 2
    assert address(path, client="2001:db8::9", **full)[0] == 503
    settings.GONGKAI = {**settings.GONGKAI, "TRUSTED_PROXIES": ["10.0.0.0/8"]}
    behind = {"client": "10.0.0.1", "taken": ["198.51.100.7"] * 2, "readers_at_most": 9}
    assert address(path, headers=[(b"x-forwarded-for", b"198.51.100.7")], **behind)[0] == 503
    assert address(path, headers=[(b"x-forwarded-for", b"198.51.100.8")], **behind)[0] == 200


def test_a_draft_has_no_events(address, staff):
    assert address(f"/live-events/{announcement(staff).interview.number}/")[0] == 404


@pytest.mark.long
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the load of readers is measured on SQLite here")
@pytest.mark.django_db(transaction=True)
def test_fifty_readers_follow_on_a_real_server():
    staff = factories.make_department().registration
    interview = announced(staff)
    name = connection.settings_dict["NAME"]
    environment = {
        **os.environ,
        "GONGKAI_DATABASE": f"sqlite:///{name}",
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
    }
    release = live_readers.releasing(interview, staff)
    figures = live_readers.measure(environment, interview.number, release, readers=50, passages=6, pause=0.1)
    assert figures.complete  # everybody got everything once and in order, also who dropped out
    assert figures.p95_s < 10 * live_readers.P95_SECONDS
    assert figures.peak_mb < live_readers.MEMORY_MB
