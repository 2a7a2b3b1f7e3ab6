"""What stands beside an item in a list of results: a document and what explains it (clauses A2, D4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from portal.addons.types import IndexRelation

from .indexing import visible
from .models import Interpretation, Relation
from .models.relations import RelationKind

MOST = 3  # beside one item
_MOST_READ = 200
EXPLAINED_BY, EXPLAINS = pgettext_lazy("gongkai", "Interpretation"), _("Document explained")


def beside(page_ids: Sequence[str]) -> dict[str, list[IndexRelation]]:
    """Return by id what explains pages, the newest first, and which documents they explain: at most three for each.

    The public may see all of it now. It takes at most as many queries for many ids as for one.
    """
    ids = {int(page_id) for page_id in page_ids if page_id.isdecimal()}
    pairs = _pairs(ids)
    named = {pk for pair in pairs for pk in pair}
    pages = visible(Page.objects.all()).in_bulk(named) if named else {}
    found: dict[str, list[IndexRelation]] = {}
    for explaining, document in pairs:
        for pk, other, kind, label in (
            (document, pages.get(explaining), "interprets_by", EXPLAINED_BY),
            (explaining, pages.get(document), "interprets", EXPLAINS),
        ):
            if pk in ids and other and len(found.get(str(pk), ())) < MOST:
                relation = IndexRelation(kind, label, f"page:{other.pk}", other.title, other.url or "")
                found.setdefault(str(pk), []).append(relation)
    return found


def _pairs(ids: set[int]) -> list[tuple[int, int]]:
    """Return the ids of what explains and of the document that it explains, of which either is asked for."""
    if not ids:
        return []
    explaining = Interpretation.objects.live().filter(Q(interprets__in=ids) | Q(pk__in=ids))
    newest = explaining.order_by("-first_published_at", "-pk").values_list("pk", "interprets")[:_MOST_READ]
    rows = Relation.objects.public().filter(Q(target__in=ids) | Q(page__in=ids), kind=RelationKind.INTERPRETS)
    cited = rows.order_by("-page__first_published_at", "pk").values_list("page", "target")[:_MOST_READ]
    return [*newest, *cited]
