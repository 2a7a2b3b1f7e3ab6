"""Kinds of tickets (what a person tells the department), and the systems with which tickets are exchanged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class ClockLeg:
    """One leg of a ticket's clock: ``days`` working days, or calendar days, and the clause that asks for them."""

    name: str
    days: int
    clause: str
    label: Any
    calendar: bool = False


@dataclass(frozen=True)
class TicketKind:
    """A kind of ticket.

    ``path`` says who handles it: ``unit`` (the Office distributes, a unit replies), ``office`` (the Office itself) or
    ``party`` (handed over to the system named in ``party``, which is the system of record). The first leg runs from the
    receipt. ``steps`` are (state, label) in the order in which a person sees them. ``words`` are the texts of the
    public form: ``title``, ``lead``, ``text_label``, ``text_help``, ``button``.
    """

    name: str
    prefix: str
    label: Any
    clause: str
    path: str
    legs: tuple[ClockLeg, ...]
    steps: tuple[tuple[str, Any], ...]
    words: dict[str, Any] = field(default_factory=dict)
    form: str = ""
    party: str = ""

    def leg(self, name: str) -> ClockLeg:
        """Return a leg by its name; KeyError when the kind has none of that name."""
        return {leg.name: leg for leg in self.legs}[name]


class RemindedClock:
    """A clock beside those of cases, of which people are told by the same thresholds: what the public handed in.

    The model keeps ``due_at``, ``reminded`` (a JSON dictionary), ``subject_key``, ``number`` and ``text_digest``.
    ``name`` is one of its own among all.
    """

    name = ""

    def rows(self) -> Any:
        """Return the rows (a query set) whose clock runs, without those that a case's own clock looks after."""
        raise NotImplementedError

    def title(self, row: Any) -> str:
        """Return what a row is called, without anything that a person told (law 7)."""
        raise NotImplementedError

    def url(self, row: Any) -> str:
        """Return the address where it is handled."""
        raise NotImplementedError

    def days(self, row: Any) -> int:
        """Return how many days the leg of the clock that runs has."""
        raise NotImplementedError

    def handlers(self, row: Any) -> list[Any]:
        """Return the people whose turn it is."""
        raise NotImplementedError

    def unit(self, row: Any) -> Any:
        """Return the unit against which an overrun is recorded; None where no unit carries the duty."""
        raise NotImplementedError

    def is_read_by_office(self, row: Any) -> bool:
        """Say whether the Office may open it; else it is told without an address."""
        return True

    def waits_for_others(self, row: Any) -> bool:
        """Say whether the clock is somebody else's: when it has run out, only those are told whose turn it is then."""
        return False

    def overseers(self, row: Any) -> list[Any]:
        """Return who is told beside the handlers where others let their time pass for long, and no clock runs."""
        return []


@dataclass(frozen=True)
class Envelope:
    """A message as it travels. ``id`` is unique for its sender; ``sequence`` counts the messages about ``subject``."""

    id: str
    subject: str
    sequence: int
    event: str
    body: dict[str, Any]

    def __repr__(self) -> str:
        return f"Envelope({self.id}, {self.event})"


@dataclass(frozen=True)
class Party:
    """The other side of a connector, a kind of system: what its messages do here, and how a table of them reads.

    ``receive(incoming)`` applies one message inside a transaction and returns its ticket; it raises
    :class:`interaction.exchange.errors.Unfit` for one that makes no sense. ``taken(message)`` is called when the other
    side has acknowledged one of ours. ``columns`` are the headings of a table of messages, heading → field, for
    each event that comes as a table. ``keeps`` is False where nothing of a message stays once it was sent or carried
    out, so that both sides can't be compared: its body is wiped, and ``receive`` may return None.
    """

    name: str
    label: Any
    receive: Callable[[Any], Any]
    taken: Callable[[Any], None]
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    reads: str = ""
    keeps: bool = True


class Session(Protocol):
    """An open transport to the other side. Whatever it raises is a failed attempt, and is tried again."""

    def send(self, envelopes: Sequence[Envelope]) -> dict[str, str]:
        """Hand messages over; return the digests of those that the other side acknowledged, by id."""

    def fetch(self, limit: int) -> list[Envelope]:
        """Return messages of the other side that weren't acknowledged yet."""

    def acknowledge(self, ids: Sequence[str]) -> None:
        """Tell the other side that messages of theirs are kept here."""

    def receipts(self) -> dict[str, str]:
        """Return the digests of messages acknowledged since, where ``send`` couldn't know it yet, by id."""

    def listing(self, days: int) -> dict[str, dict[str, str]]:
        """Return what the other side holds of the last days: ``received`` and ``sent``, each id → digest."""


@dataclass(frozen=True)
class NumberDoor:
    """What a number and query code open, whichever page they are entered on.

    ``find(number, code)`` returns what they belong to, or None for an unknown number and a wrong code alike, in
    constant time. ``open(request, found, code)`` lets this browser read it and returns the address where.
    """

    name: str
    find: Callable[[str, str], Any]
    open: Callable[[Any, Any, str], str]


@dataclass(frozen=True)
class Transport:
    """A way to carry messages: ``open(connector)`` returns a :class:`Session`."""

    name: str
    label: Any
    open: Callable[[Any], Session]
    fields: tuple[str, ...] = ()
