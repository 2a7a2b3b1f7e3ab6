"""Handing releases on to readers: one queue a reader, each with a bound; who doesn't keep up is let go and catches up.

Everything here runs in one event loop. Memory is bounded: the newest releases are kept once for all, and queues hold
references to the same bytes.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, replace

from .feed import Frame

QUEUE = 64  # releases that one reader may be behind
KEPT = 500  # newest releases of all interviews, for those who come back


@dataclass(frozen=True)
class Sent:
    """A release as it goes out."""

    interview: int
    no: int
    data: bytes
    ends: bool
    key: str = ""


def sent_of(frame: Frame) -> Sent:
    """Return a release as it goes out."""
    return Sent(frame.interview, frame.no, frame.encoded(), frame.ends, frame.key)


BEAT = Sent(0, 0, b":\n\n", False)  # a comment: proxies and browsers see that the connection lives


class Reader:
    """Somebody who follows an interview. ``writer`` is the task that sends; dropping a reader cancels it."""

    __slots__ = ("dropped", "interview", "queue", "writer")

    def __init__(self, interview: int, size: int) -> None:
        self.interview = interview
        self.queue: asyncio.Queue[Sent] = asyncio.Queue(size)
        self.writer: asyncio.Task[None] | None = None
        self.dropped = False


class Places:
    """How many connections there are, of all and of each address: one address can't take everybody's."""

    def __init__(self, at_most: int, of_address: int) -> None:
        self.at_most, self.of_address = at_most, of_address
        self._taken: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """Take a place; False where there is none left, of all or of this address."""
        if self._taken.total() >= self.at_most or self._taken[address] >= self.of_address:
            return False
        self._taken[address] += 1
        return True

    def give_back(self, address: str) -> None:
        """Free a place that was taken."""
        self._taken[address] -= 1
        if not self._taken[address]:
            del self._taken[address]


class Hub:
    """Who follows which interview, and what was released last."""

    def __init__(self, newest: int = 0, queue: int = QUEUE, kept: int = KEPT) -> None:
        self.newest = newest
        self.count = 0
        self.dropped = 0
        self._complete_after = newest  # every release with a higher number is among those kept
        self._queue = queue
        self._kept: deque[Sent] = deque(maxlen=kept)
        self._readers: dict[int, set[Reader]] = {}

    def join(self, interview: int) -> Reader:
        """Begin to queue the releases of an interview (id) for a new reader."""
        reader = Reader(interview, self._queue)
        self._readers.setdefault(interview, set()).add(reader)
        self.count += 1
        return reader

    def leave(self, reader: Reader) -> None:
        """Forget a reader; a second time does nothing."""
        readers = self._readers.get(reader.interview, set())
        if reader in readers:
            readers.remove(reader)
            self.count -= 1
        if not readers:
            self._readers.pop(reader.interview, None)

    def publish(self, frame: Frame) -> None:
        """Hand a release on to everybody who follows its interview."""
        sent = sent_of(frame)
        self._correct(frame)
        if len(self._kept) == self._kept.maxlen:
            self._complete_after = self._kept[0].no
        self._kept.append(sent)
        self.newest = max(self.newest, frame.no)
        for reader in list(self._readers.get(frame.interview, ())):
            try:
                reader.queue.put_nowait(sent)
            except asyncio.QueueFull:
                self._drop(reader)

    def _correct(self, frame: Frame) -> None:
        """Who catches up gets a passage as it reads now, also under its first number: what was hidden isn't kept."""
        for place, sent in enumerate(self._kept):
            if sent.key == frame.key:
                self._kept[place] = replace(sent, data=replace(frame, no=sent.no, ends=sent.ends).encoded())

    def beat(self) -> None:
        """Give a sign of life to everybody to whom nothing else is under way."""
        for readers in self._readers.values():
            for reader in readers:
                if reader.queue.empty():
                    reader.queue.put_nowait(BEAT)

    def _drop(self, reader: Reader) -> None:
        """Let go of a reader who doesn't keep up: the browser comes back by itself, and says what it had last."""
        self.leave(reader)
        self.dropped += 1
        reader.dropped = True
        if reader.writer is not None:
            reader.writer.cancel()

    @property
    def oldest(self) -> int | None:
        """The lowest number that is kept, or None where nothing is."""
        return self._kept[0].no if self._kept else None

    def forget(self, numbers: set[int]) -> None:
        """Don't keep these releases any longer: nobody may see them now. Who missed some of them asks the database."""
        gone = [sent.no for sent in self._kept if sent.no in numbers]
        self._kept = deque((sent for sent in self._kept if sent.no not in numbers), self._kept.maxlen)
        self._complete_after = max(self._complete_after, *gone) if gone else self._complete_after

    def since(self, interview: int, no: int) -> list[Sent] | None:
        """Return the releases of an interview after a number, or None where not all of them are kept any more."""
        if no < self._complete_after:
            return None
        return [sent for sent in self._kept if sent.interview == interview and sent.no > no]
