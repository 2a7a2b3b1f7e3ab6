"""Walking the disclosure catalogue by topic, genre, unit and audience at once (clause D1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from portal.organisation.models import Unit

from .catalogue import current_lists
from .models import Disclosure
from .models.relations import with_effect
from .sections.reading import in_sight
from .terms import Term, Terms

UNIT = "unit"
# Name in the address → field of the document.
DIMENSIONS = {"topic": "topic", "genre": "genre", UNIT: "maker_unit__code", "audience": "audience"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Branch:
    """One entry of a dimension: how many documents stand at it or below it, with what is chosen elsewhere."""

    code: str
    name: str
    level: int
    count: int
    chosen: bool


@dataclass
class Catalogue:
    """What the public finds in the catalogue with some terms chosen: the branches to go on, and the documents."""

    lists: dict[str, Terms]
    chosen: dict[str, str]
    rows: list[Row]
    public: QuerySet[Disclosure]
    _under: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._under = {name: self.lists[name].under(code) for name, code in self.chosen.items()}

    @property
    def total(self) -> int:
        """How many documents stand under all that is chosen."""
        return sum(row["count"] for row in self._rows(DIMENSIONS))

    def branches(self, name: str) -> list[Branch]:
        """Return the entries of a dimension under which something stands, in the order of its list."""
        counts: Counter[str] = Counter()
        for row in self._rows(other for other in DIMENSIONS if other != name):
            for code in self._path(name, row[name]):
                counts[code] += row["count"]
        chosen = self.chosen.get(name)
        return [
            Branch(term.code, term.name, term.level, counts[term.code], term.code == chosen)
            for term in self.lists[name]
            if counts[term.code]
        ]

    def documents(self) -> QuerySet[Disclosure]:
        """Return the documents under all that is chosen, newest first."""
        fields = {f"{DIMENSIONS[name]}__in": codes for name, codes in self._under.items()}
        found = self.public.filter(**fields).defer("body").order_by("-listed_on", "-pk")
        return with_effect(found)

    def _rows(self, names: Iterable[str]) -> list[Row]:
        limits = [(name, self._under[name]) for name in names if name in self._under]
        return [row for row in self.rows if all(row[name] in codes for name, codes in limits)]

    def _path(self, name: str, code: str) -> tuple[str, ...]:
        term = self.lists[name].by_code.get(code)
        return term.path if term else ()


def public_documents(request: Any = None) -> QuerySet[Disclosure]:
    """Documents of the portal's own that the public may see; what was imported is a reprint, and in no catalogue."""
    return in_sight(Disclosure.objects.live().public().filter(is_import=False), request)


def read(asked: Mapping[str, str], request: Any = None) -> Catalogue:
    """Return the catalogue with what an address asks for chosen; what no list knows is left out."""
    documents = public_documents(request)
    counted = documents.order_by().values_list(*DIMENSIONS.values()).annotate(Count("pk"))
    rows = [{**dict(zip(DIMENSIONS, row, strict=False)), "count": row[-1]} for row in counted]
    lists = {**current_lists(), UNIT: units()}
    chosen = {name: code for name in DIMENSIONS if (code := asked.get(name, "")) in lists[name]}
    return Catalogue(lists, chosen, rows, documents)


def units() -> Terms:
    """Return the units as a list of terms, in the order of the organisation."""
    return Terms({code: Term(code, name, (code,)) for code, name in Unit.objects.values_list("code", "name")})
