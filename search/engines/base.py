"""What an engine is asked and what it answers.

The application cuts texts, parses queries, puts the first hits in order and marks words, once for every engine. An
engine stores token lists, exact keys, facets and two blobs, and finds them again; it knows neither models nor Chinese.
That is little enough for a plain Elasticsearch without plug-ins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

FACETS = ("kind", "effect", "topic", "year", "unit", "column", "files")
PAGE_SIZE = 10
LAST_PAGE = 100
ALIAS = "gongkai"


class EngineUnavailable(Exception):
    """The engine can't answer or store now. A job tries again later, a page says so kindly."""


class IndexBroken(EngineUnavailable):
    """What is stored can't be read, or is gone: no waiting brings it back, only a rebuild."""


class RebuildRunning(Exception):
    """Another process is rebuilding the index already."""


@dataclass(frozen=True)
class StoredText:
    """A text as it is kept for excerpts.

    ``name`` is the attachment's name, "" for the body. ``checkpoints`` are pairs (place in ``folded``, place in
    ``source``), so that a find in the folded text is marked in the source without folding all of it again; empty
    where both texts have the same places.
    """

    name: str
    source: str
    folded: str
    checkpoints: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class IndexDocument:
    """A subject as it goes into an index. ``hidden`` makes it a tombstone: the version stays, nothing is found.

    ``tokens`` maps a text field to its tokens in order, a space between two, ``exact`` a key field to keys, ``facets``
    a facet to values; ``on`` is the day that lists sort by, ``changed`` when it was published last, in seconds since
    1970. ``card`` is what a result line shows, ``texts`` what excerpts are cut from.
    """

    key: str
    version: int
    hidden: bool = False
    tokens: dict[str, str] = field(default_factory=dict)
    exact: dict[str, list[str]] = field(default_factory=dict)
    facets: dict[str, list[str]] = field(default_factory=dict)
    on: date | None = None
    changed: int = 0
    card: dict[str, Any] = field(default_factory=dict)
    texts: tuple[StoredText, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """Other words that will do instead: somebody typed OR between them, or they mean the same (``weight`` below 1)."""

    text: str = ""
    phrases: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Position:
    """Where a document stands in an engine's own order: by score, or by day (its ordinal, 0 unknown), then by key."""

    score: float
    day: int
    key: str


@dataclass(frozen=True)
class Walk:
    """How far somebody has come who reads results to their end; the default is the beginning.

    Until ``after`` is set they read what is put in order again: ``given`` are digests of the keys that they were given
    of it, ``border`` is the last of it in the engine's own order. ``after`` is the last that they were given beyond it.
    """

    given: tuple[str, ...] = ()
    border: Position | None = None
    after: Position | None = None


@dataclass(frozen=True)
class Query:
    """What somebody asks, after parsing. Empty tuples mean "not asked for".

    ``text`` holds the bare words as typed; ``alternatives`` will do instead of ``text`` and ``phrases``. ``numbers``
    are exact keys (any of them). ``filters`` are pairs (facet, values): values of one facet are alternatives.
    ``breadth`` 0 asks for (nearly) all words, 1 for some, 2 for any.
    ``hidden`` are places in the tree of which nothing is found or counted. ``typing`` is what somebody has typed so
    far: it asks for titles. With ``cards_only`` facets are not counted and texts not read. ``everything`` asks for all
    there is, ``since`` for what was published at or after that second. ``walk`` takes the place of ``page``: what comes
    next is given, and facets with the first of it only.
    """

    text: str = ""
    phrases: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    excluded: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sort: str = "relevance"
    page: int = 1
    size: int = PAGE_SIZE
    breadth: int = 0
    hidden: tuple[str, ...] = ()
    typing: str = ""
    cards_only: bool = False
    everything: bool = False
    since: int = 0
    walk: Walk | None = None

    def with_changes(self, **changes: Any) -> Query:
        """Return a copy with other values."""
        return replace(self, **changes)

    def values(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen for a facet."""
        return dict(self.filters).get(facet, ())

    @property
    def wordings(self) -> tuple[Alternative, ...]:
        """Return what was typed, and what will do instead: any of these."""
        return (Alternative(self.text, self.phrases), *self.alternatives)

    @property
    def asks_something(self) -> bool:
        asked = self.text or self.phrases or self.titles or self.numbers or self.filters or self.typing
        return bool(asked or self.everything)

    @property
    def counts(self) -> bool:
        """Whether facets are counted."""
        return not self.cards_only and self.walk in (None, Walk())

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


@dataclass(frozen=True)
class Excerpt:
    """A piece of text with the words marked: ``html`` is escaped but for ``<mark>``; ``file`` names the attachment."""

    html: str
    file: str = ""


@dataclass(frozen=True)
class Hit:
    """A result. ``card`` holds the facts of the result line (see :mod:`search.documents`)."""

    key: str
    score: float
    card: dict[str, Any]
    title_html: str
    excerpt: Excerpt | None = None


@dataclass(frozen=True)
class FacetValue:
    value: str
    count: int


@dataclass(frozen=True)
class Results:
    """``total`` is exact. ``facets`` count what each value would give, all other facets' filters applied; none
    where only cards are asked for. ``follows`` is where a walk goes on, None at its end.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    follows: Walk | None = None


@dataclass(frozen=True)
class WriteReport:
    """``stale`` are the keys that were refused because a higher version is stored.

    ``fresh`` says that an index had to be made for the write: others' documents are missing until a rebuild.
    """

    written: int = 0
    stale: tuple[str, ...] = ()
    fresh: bool = False


@dataclass(frozen=True)
class StoredKey:
    key: str
    version: int
    hidden: bool


def next_name(names: Iterable[str]) -> str:
    """Return the name for the next index after all that exist: ``gongkai-000007``."""
    numbers = [int(tail) for name in names if (tail := name.rpartition("-")[2]).isdigit()]
    return f"{ALIAS}-{max(numbers, default=0) + 1:06d}"


class Engine(Protocol):
    """A search engine. Every method may raise :class:`EngineUnavailable`.

    Documents live in named indexes; readers and ordinary writes go through an alias. While an index is being built
    (:meth:`start_building`), ordinary writes go to both, so that nothing is missing when the alias moves.
    """

    name: str
    label: Any = ""  # for people; the name where it has none

    def create(self, index: str) -> None:
        """Make an empty index; nothing happens where it exists."""
        ...

    def write(self, documents: Sequence[IndexDocument], index: str = "") -> WriteReport:
        """Store documents, durable on return. A document with a lower version than the stored one is refused.

        Without ``index`` the write goes to the live index (made where there is none) and to the one being built.
        """
        ...

    def search(self, query: Query) -> Results:
        """Answer a query from the live index; an empty result where there is none yet, or nothing is asked.

        A walk reaches every document once that is found from its beginning to its end, whatever is written meanwhile.
        """
        ...

    def count(self, index: str = "") -> int:
        """Return how many documents can be found, tombstones not counted."""
        ...

    def stored_keys(self, index: str = "") -> Iterator[StoredKey]:
        """Yield every stored key with its version, tombstones too, in order of keys."""
        ...

    def live(self) -> str:
        """Return the name of the index behind the alias, "" where there is none."""
        ...

    def indexes(self) -> list[str]:
        """Return the names of all indexes, oldest first."""
        ...

    def outdated(self) -> bool:
        """Return whether the live index was built with another schema or segmenter, or is missing."""
        ...

    def rebuilding(self) -> AbstractContextManager[None]:
        """Hold the right to rebuild; raise :class:`RebuildRunning` where another process has it. A kill frees it."""
        ...

    def start_building(self, index: str) -> None:
        """Make an empty index and let ordinary writes go to it too."""
        ...

    def swap(self, index: str) -> str:
        """Move the alias in one step; return the index that was live before ("" where there was none)."""
        ...

    def settle(self, index: str) -> None:
        """Make an index that was filled at one go as quick to search as it gets. It serves meanwhile, and also where
        this fails or is killed: only slower.
        """
        ...

    def delete(self, index: str) -> None:
        """Remove an index; the live one is refused with ValueError, a missing one is no error."""
        ...
