"""What stands beside an item in a list of results: a document and what explains it (clauses A2, D4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons.types import IndexRelation

from .models import Disclosure, Interpretation, Relation
from .models.items import ItemPage
from .models.relations import RelationKind
from .reading import LONG_FIELDS
from .sections.reading import in_sight

MOST = 3  # beside one item
_MOST_READ = 200
EXPLAINED_BY, EXPLAINS = pgettext_lazy("gongkai", "Interpretation"), _("Document explained")
_Pair = tuple[ItemPage, ItemPage]  # what explains, and the document


def beside(page_ids: Sequence[str]) -> dict[str, list[IndexRelation]]:
    """Return by id what explains pages, the newest first, and which documents they explain: at most three for each.

    The public may see all of it now. It takes the same number of queries for many ids as for one.
    """
    ids = {int(page_id) for page_id in page_ids if page_id.isdecimal()}
    found: dict[str, list[IndexRelation]] = {}
    for explaining, document in _pairs(ids) if ids else ():
        for page, other, kind, label in (
            (document, explaining, "interprets_by", EXPLAINED_BY),
            (explaining, document, "interprets", EXPLAINS),
        ):
            others = found.setdefault(str(page.pk), [])
            if page.pk in ids and len(others) < MOST:
                others.append(IndexRelation(kind, label, f"page:{other.pk}", other.title, other.url or ""))
    return {page_id: others for page_id, others in found.items() if others}


def _pairs(ids: set[int]) -> list[_Pair]:
    explaining = _public(Interpretation).filter(Q(interprets__in=ids) | Q(pk__in=ids))
    interpretations = list(explaining.order_by("-first_published_at", "-pk")[:_MOST_READ])
    rows = Relation.objects.public().filter(Q(target__in=ids) | Q(page__in=ids), kind=RelationKind.INTERPRETS)
    cited = list(rows.order_by("-page__first_published_at", "pk").values_list("page", "target")[:_MOST_READ])
    named = {page.interprets_id for page in interpretations} | {pk for pair in cited for pk in pair}
    documents = _public(Disclosure).in_bulk(named)
    pairs: list[_Pair] = [
        (page, documents[page.interprets_id]) for page in interpretations if page.interprets_id in documents
    ]
    return pairs + [(documents[one], documents[other]) for one, other in cited if {one, other} <= documents.keys()]


def _public(model: Any) -> Any:
    return in_sight(model.objects.live().public().defer(*LONG_FIELDS))
