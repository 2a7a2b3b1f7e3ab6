"""What goes through approval: its kinds, routes and desks, and what screening finds in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class RouteChoice:
    """The route that a subject takes and why: ``reasons`` are sentences for people, each citing its clause."""

    route: str
    reasons: tuple[Any, ...]


class Pointed(str):
    """A sentence about what is to be mended, with the address (``url``) at which that can be done; "" for none."""

    url: str

    def __new__(cls, text: Any, url: str = "") -> Pointed:
        made = super().__new__(cls, text)
        made.url = url
        return made


@dataclass(frozen=True)
class Particulars:
    """What an approval form shows of a subject beside its case, in words; empty where a kind has no such thing."""

    column: str = ""
    document_number: str = ""
    index_number: str = ""
    formed_on: str = ""
    disclosure_class: str = ""
    address: str = ""


class Pictured(str):
    """A value of a summary with the picture (an image row) that belongs to it; where none can be shown, its words."""

    picture: Any = None

    @classmethod
    def of(cls, text: str, picture: Any) -> Pictured:
        """Return a text with its picture."""
        value = cls(text)
        value.picture = picture
        return value


class ApprovableKind(ABC):
    """What the case engine needs to know of a kind of thing that goes through approval.

    A kind is registered under ``name``; its subjects are rows of ``model``. What is abstract every kind says; the
    rest has an answer that fits most kinds.
    """

    name: str
    label: Any
    model: Any
    index_source = ""  # the index source that shows the subject in search
    withdrawable = True  # whether the maker may take an undecided case back
    act_labels: Mapping[str, Any] = {}  # act → what its button says where the usual words would mislead
    takes_evidence = False  # whether evidence can lead to the direct route or a leader's instruction (D9, D10)
    names_people = False  # whether people were named beforehand who alone act at the desks of its unit
    announces = True  # whether notices say that a case waits and that it was carried out; False: a page of its own does
    seals_opinions = False  # whether opinions may hold what a person told the department (law 7)

    @abstractmethod
    def snapshot(self, subject: Any) -> dict[str, Any]:
        """Return canonical JSON of all that the public would see, with the SHA-256 of every file in it."""

    @abstractmethod
    def carry_out(self, case: Any, subject: Any) -> None:
        """Make the approved snapshot so. Runs inside the approving transaction, under a permit."""

    @abstractmethod
    def choose_route(self, subject: Any) -> RouteChoice:
        """Return the route and the reasons for it; the same answer is shown before anything is sent."""

    def routes(self, subject: Any) -> tuple[str, ...]:
        """Return the routes that people may choose from, the lightest first; empty where there is no choice."""
        return ()

    @abstractmethod
    def owner_unit(self, subject: Any) -> Any:
        """Return the unit that makes the subject, or does that unit's work now: its posts act at the unit's desks."""

    @abstractmethod
    def title(self, subject: Any) -> str:
        """Return the subject's title as cases, worklists and notices show it."""

    @abstractmethod
    def url(self, subject: Any) -> str:
        """Return where staff look at the subject (its editor)."""

    def url_from_case(self, case: Any, subject: Any, person: Any) -> str:
        """Return where somebody who reads a case goes on to its subject; "" where that leads no further."""
        return self.url(subject)

    def problems(self, subject: Any) -> list[Any]:
        """Return every reason why the subject can't be sent, or carried out: sentences (:class:`Pointed`)."""
        return []

    def warnings(self, subject: Any) -> list[Any]:
        """Return what whoever sends should look at before, though it holds nothing back: sentences as above."""
        return []

    def clock_start(self, subject: Any) -> tuple[date | datetime, int, str] | None:
        """Return (from when, working days, clause) of the legal clock on a case, or None where there is none."""
        return None

    def revision(self, subject: Any) -> Any:
        """Return the revision that a case pins, where the subject has revisions."""
        return None

    def page(self, subject: Any) -> Any:
        """Return the page on which the public sees what became of a subject (live or not yet), or None."""
        return None

    def problems_since(self, case: Any, subject: Any) -> list[Any]:
        """Return why a case can't be carried out any more though it could be sent (sentences); asked at its end."""
        return []

    def authors(self, subject: Any) -> set[int]:
        """Return the ids of the people who wrote in what is sent: none of them decides on it (law 5)."""
        return set()

    def named(self, subject: Any) -> set[int]:
        """Return the ids of the people who alone act at its unit's desks (asked only of a kind that names people).

        Who stands in for a post of one of them acts too.
        """
        return set()

    def cosigners(self, subject: Any) -> list[Any]:
        """Return the units that have to agree too, whatever the maker chose (clause G4)."""
        return []

    def sources(self, subject: Any) -> set[int]:
        """Return the ids of the pages of this site that a subject says it reprints (clause N5)."""
        return set()

    def texts(self, subject: Any) -> Mapping[Any, str]:
        """Return place → text of what screening reads of a subject. ValueError names a file that can't be read.

        A place is words for people, or a :class:`Place` where the same words may name several.
        """
        return {}

    def replaced(self, subject: Any) -> dict[str, Any] | None:
        """Return the snapshot of what is public now where that is another row than the subject; else None."""
        return None

    def open_place(self, case: Any) -> str:
        """Return the tree path below which a case that was carried out still publishes (a batch, say), or "".

        Everywhere else an approval is used up by its carrying out: nothing is published on it a second time.
        """
        return ""

    def refused(self, case: Any, subject: Any) -> None:  # noqa: B027
        """What follows a refusal, in the same transaction."""

    def withdrawn(self, case: Any, subject: Any) -> None:  # noqa: B027
        """What follows when the maker takes the case back, in the same transaction."""

    def restore(self, case: Any, subject: Any) -> None:  # noqa: B027
        """Make the sent version the draft again, where a correction is dropped."""

    def address(self, subject: Any) -> str:
        """Return where the public finds what stands on its own and can be taken away on its own, as a path; else ""."""
        return ""

    def conceal(self, subject: Any, act: str, case: Any) -> None:
        """Take what the public sees of a subject with an address out of its sight, inside the caller's transaction.

        ``act`` names why, for the permit; ``case`` decided on it, None where it is taken away at once. Asked only of a
        kind whose subjects have an address.
        """
        raise NotImplementedError

    def reveal(self, subject: Any, shown: Any) -> None:
        """Make public again what was concealed, exactly as it was approved; inside the caller's transaction.

        ``shown`` says what the public saw: ``kind``, ``publication_case``, ``revision``, ``digest``. Raises
        DigestMismatch where it would be anything else. Asked only of a kind whose subjects have an address.
        """
        raise NotImplementedError

    def repudiated(self, case: Any, subject: Any, person: Any, reason: str) -> None:  # noqa: B027
        """What follows when an opinion that a carried-out case rests on is repudiated, in the same transaction."""

    def seal_opinion(self, case: Any, text: str) -> tuple[str, str]:
        """Return (sealed text, salted digest); asked only of a kind that ``seals_opinions``."""
        raise NotImplementedError

    def open_opinion(self, case: Any, stored: str, person: Any) -> str:
        """Return the words of a sealed opinion to those who may read them, to others a sentence that says so."""
        raise NotImplementedError

    def may_open(self, case: Any, person: Any) -> bool:
        """Say whether a person may read sealed opinions; asked only of a kind that ``seals_opinions``."""
        raise NotImplementedError

    def parts(self, case: Any) -> list[tuple[str, str]]:
        """Return what a case covers beside its subject, as (title, address where it is seen) for the case's page."""
        return []

    def summary(self, case: Any, person: Any) -> list[tuple[str, str]] | None:
        """Return what is decided as (label, value) rows for the case's page; None: the subject's own fields.

        A value may be :class:`Pictured`.
        """
        return None

    def particulars(self, case: Any, subject: Any) -> Particulars:
        """Return what the approval form of a case shows of its subject, as it was sent (clause D6)."""
        return Particulars()

    def sent_snapshot(self, subject: Any, at: datetime, digest: str) -> dict[str, Any] | None:
        """Return the snapshot of this digest that was sent at a moment, where the subject keeps its versions."""
        return None


@dataclass(frozen=True)
class DeskType:
    """A desk that routes can name: posts of these capacities act there.

    ``function`` names the duty whose unit the posts belong to; empty means the unit that owns the case. Declarative
    on purpose: a worklist of many cases is then read with a fixed number of queries.
    """

    code: str
    label: Any
    capacities: tuple[str, ...]
    function: str = ""
    clause: str = ""
    unit: int | None = None  # a certain unit's posts act there (co-signing)


@dataclass(frozen=True)
class RouteDefault:
    """A built-in route, written as version 1 of a row: ``stages`` are lists of desk codes (several: all must agree).

    ``tier`` is the classification that the route stands for (general, important, direct), where it stands for one.
    """

    code: str
    label: Any
    clause: str
    stages: tuple[tuple[str, ...], ...]
    secrecy_review: bool = True
    tier: str = ""


@dataclass(frozen=True)
class Finding:
    """What a screener found. ``blocks``: the case can't go on until it is mended."""

    screener: str
    kind: str
    message: Any
    where: str = ""
    blocks: bool = True
    what: str = ""  # what exactly was found: two findings that are said alike are told apart by it, it isn't kept


@dataclass(frozen=True)
class Place:
    """Where a text stands, in words, and of what it is (kind or model, id): two files may have one name."""

    words: str
    of: tuple[str, int]

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Screener:
    """``screen(snapshot, texts)`` returns findings; ``texts`` maps a place (words, or a :class:`Place`) to its text."""

    name: str
    label: Any
    screen: Callable[[dict[str, Any], Mapping[Any, str]], Iterable[Finding]]
