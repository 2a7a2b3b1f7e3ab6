"""The ASGI application that readers follow interviews by: server-sent events, and nothing else.

It runs beside the portal in a process of its own (docs/live.md). One task polls the database for what was released;
readers cost a task and a queue each, and no database connection. It only reads what is public.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import connections

from portal.organisation.limits import network_of

from ..models import Interview
from . import feed
from .hub import BEAT, Hub, Places, Reader, Sent, sent_of

logger = logging.getLogger("interaction.live")
ADDRESS = re.compile(r"/live-events/(FT[0-9]{4}-[0-9]{4,6})/")
HEALTH = "/live-events/"
POLL_SECONDS = 0.25
AT_ONCE = 200
CATCH_UP = 300  # releases that somebody may have missed; whoever missed more loads the page again
HEARTBEAT_SECONDS = 15.0
KNOWN_SECONDS = 2.0
KNOWN_AT_MOST = 1000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    # Public, and the same for everybody: the page may come from another port than the events.
    (b"access-control-allow-origin", b"*"),
]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Stream:
    """The application. ``readers_at_most`` bounds what a process takes on, ``of_address`` what of one address.

    The others are told to come back; their page asks for what is new meanwhile.
    """

    def __init__(self, readers_at_most: int | None = None, of_address: int | None = None) -> None:
        knobs = settings.GONGKAI
        self.places = Places(
            knobs["LIVE_READERS"] if readers_at_most is None else readers_at_most,
            knobs["LIVE_READERS_OF_ADDRESS"] if of_address is None else of_address,
        )
        self.hub = Hub()
        self._known: dict[str, tuple[float, tuple[int, bool] | None]] = {}
        self._looked = 0.0
        self._tasks: list[asyncio.Task[None]] = []
        self._database = ThreadPoolExecutor(1, "live-poll")  # a connection of its own: nobody waits in front of it
        self._lookups = ThreadPoolExecutor(1, "live-lookup")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.begin()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def begin(self) -> None:
        """Begin to look for releases."""
        self.hub = Hub(await _in(self._database, feed.newest))
        self._tasks = [asyncio.create_task(self._poll()), asyncio.create_task(self._beat())]

    async def close(self) -> None:
        """Stop looking, and let the database go."""
        for task in self._tasks:
            task.cancel()
        for pool in (self._database, self._lookups):
            await _in(pool, connections.close_all)
            pool.shutdown()

    async def _poll(self) -> None:
        """Look for releases again and again; a database that is away for a while is waited for."""
        while True:
            try:
                frames = await _in(self._database, feed.released_after, self.hub.newest, AT_ONCE)
                await self._forget_what_is_away()
            except Exception:  # whatever the database raises: readers stay, and get it when it is back
                logger.exception("looking for releases failed")
                await asyncio.sleep(4 * POLL_SECONDS)
                continue
            for frame in frames:
                self.hub.publish(frame)
            if len(frames) < AT_ONCE:
                await asyncio.sleep(POLL_SECONDS)

    async def _forget_what_is_away(self) -> None:
        """What was taken out of public view isn't sent from memory to those who come back."""
        if self.hub.oldest is None or time.monotonic() - self._looked < KNOWN_SECONDS:
            return
        self._looked = time.monotonic()
        if numbers := await _in(self._database, feed.taken_back, self.hub.oldest):
            self.hub.forget(numbers)

    async def _beat(self) -> None:
        """One clock for all readers: a timer for each would cost more than the readers themselves."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            self.hub.beat()

    async def _http(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405)
        elif scope["path"] == HEALTH:
            figures = {"readers": self.hub.count, "dropped": self.hub.dropped, "newest": self.hub.newest}
            await _answer(send, 200, json.dumps(figures).encode())
        elif (match := ADDRESS.fullmatch(scope["path"])) is None:
            await _answer(send, 404)
        elif not self.places.take(address := _address(scope)):
            await _answer(send, 503, headers=[(b"retry-after", b"30")])
        else:
            # Taken before anything is waited for: a crowd that comes at once would all find the same free place.
            try:
                await self._follow(match[1], _had_last(scope), scope, receive, send)
            finally:
                self.places.give_back(address)

    async def _follow(self, number: str, after: int, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        known = await self._look_up(number)
        if known is None:
            await _answer(send, 404)
            return
        interview, over = known
        if scope["method"] == "HEAD":
            await _answer(send, 200, headers=HEADERS)
            return
        if over and not await self._missed(interview, after):
            await _answer(send, 204)  # tells the browser not to come back
            return
        reader = self.hub.join(interview)
        try:
            await self._serve(reader, after, over, receive, send)
        finally:
            self.hub.leave(reader)

    async def _serve(self, reader: Reader, after: int, over: bool, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        # They come back spread over some seconds, not all in the same instant.
        await _piece(send, b"retry: %d\n\n" % random.randint(1000, 4000))
        if reader.dropped:
            return
        reader.writer = writer = asyncio.create_task(self._write(reader, after, over, send))
        watcher = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({writer, watcher}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            finished = writer.done() and not writer.cancelled() and not watcher.done()
            for task in (writer, watcher):
                task.cancel()
            how, _left = await asyncio.gather(writer, watcher, return_exceptions=True)
            if isinstance(how, Exception):
                logger.error("writing to a reader failed", exc_info=how)
        if finished:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write(self, reader: Reader, after: int, over: bool, send: Send) -> None:
        """Send what a reader missed, then what comes; ends with the interview."""
        missed, last = await self._missed(reader.interview, after), after
        if len(missed) >= CATCH_UP:
            await _piece(send, b"event: reload\ndata: \n\n")
            return
        for sent in missed:
            await _piece(send, sent.data)
            last = sent.no
        if over or (missed and missed[-1].ends):
            return
        while True:
            sent = await reader.queue.get()
            if sent is BEAT or sent.no > last:
                await _piece(send, sent.data)
                last = max(last, sent.no)
            if sent.ends:
                return

    async def _missed(self, interview: int, after: int) -> list[Sent]:
        """Return what was released after a number: from memory where it is kept, else from the database."""
        kept = self.hub.since(interview, after)
        if kept is not None:
            return kept
        frames = await _in(self._lookups, feed.frames_of, interview, after, CATCH_UP)
        return [sent_of(frame) for frame in frames]

    async def _look_up(self, number: str) -> tuple[int, bool] | None:
        """Return (id, whether it is over) of a public interview, or None; asked of the database at most so often."""
        asked, found = self._known.get(number, (0.0, None))
        if time.monotonic() - asked > KNOWN_SECONDS or not asked:
            found = await _in(self._lookups, _public, number)
            if len(self._known) >= KNOWN_AT_MOST:
                self._known.clear()
            self._known[number] = (time.monotonic(), found)
        return found


def _public(number: str) -> tuple[int, bool] | None:
    row = Interview.objects.filter(number=number, public=True).values_list("pk", "ended_at").first()
    return (row[0], row[1] is not None) if row else None


def _address(scope: dict[str, Any]) -> str:
    """Return the address that a connection comes from, as limits count it."""
    said = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
    return network_of((scope.get("client") or ("",))[0], said)


def _had_last(scope: dict[str, Any]) -> int:
    """Return the number of the last release that a reader has: what a browser that comes back says, else the page's."""
    said = next((value for name, value in scope["headers"] if name == b"last-event-id"), b"").decode("latin-1")
    if not said:
        said = parse_qs(scope["query_string"].decode("latin-1")).get("after", ["0"])[0]
    return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else 0


async def _in(pool: ThreadPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Any:
    """Ask the database in a thread, which keeps its connection until an error."""

    def ask() -> Any:
        try:
            return function(*arguments)
        except Exception:
            connections.close_all()
            raise

    return await asyncio.get_running_loop().run_in_executor(pool, ask)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _piece(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _answer(send: Send, status: int, body: bytes = b"", headers: list[tuple[bytes, bytes]] | None = None) -> None:
    found = headers or [(b"content-type", b"application/json")]
    found = [*found, *([(b"content-length", str(len(body)).encode())] if status != 204 else [])]
    await send({"type": "http.response.start", "status": status, "headers": found})
    await send({"type": "http.response.body", "body": body})
