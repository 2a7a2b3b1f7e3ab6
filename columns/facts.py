"""What an item's page tells about it beyond text and title, for machines (clauses C1, D1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.addons.types import IndexRelation

from .models import Disclosure, Interpretation, NewsPage, Relation, Scheme
from .models.items import ItemPage
from .models.relations import CITED_AS, RelationKind, with_effect
from .reading import LONG_FIELDS
from .sections.reading import in_sight
from .terms import Terms

MOST_CITING = 50
FACTS: dict[str, Any] = {
    "index_number": _("Index number"),
    "document_number": _("Document number"),
    "order_number": _("Number of the order"),
    "issuing_organ": _("Issuing organ"),
    "topic": _("Topic, as a code of the catalogue"),
    "topic_name": _("Topic, with the names above it"),
    "genre": _("Genre, as a code of the catalogue"),
    "genre_name": _("Genre, by its name"),
    "audience": _("Audience, as a code of the catalogue"),
    "audience_name": _("Audience, by its name"),
    "formed_on": _("Date of formation"),
    "effective_on": _("In force from"),
    "expires_on": _("Expires on"),
    "openness": _("How it is disclosed, as a code"),
    "category": _("Category of news, as a code"),
    "source_name": _("Name of the source"),
    "source_url": _("Address at the source"),
    "source_published_on": _("Published at the source on"),
}


def of(item: ItemPage, lists: dict[str, Terms]) -> dict[str, str]:
    """Return the facts of an item, without empty ones; ``lists`` are those of the catalogue in force."""
    found: dict[str, Any] = {name: getattr(item, name) for name in ("source_name", "source_url", "source_published_on")}
    if isinstance(item, Disclosure):
        found |= _document(item, lists)
    if isinstance(item, NewsPage):
        found["category"] = item.category
    return {name: _written(found[name]) for name in FACTS if found.get(name)}


def _document(item: Disclosure, lists: dict[str, Terms]) -> dict[str, Any]:
    own = (
        "index_number", "document_number", "order_number", "issuing_organ", "topic", "genre", "audience", "formed_on",
        "effective_on", "expires_on", "openness",
    )  # fmt: skip
    named = {
        "topic_name": item.topic and lists[Scheme.TOPIC].full_name(item.topic),
        "genre_name": item.genre and lists[Scheme.GENRE].name(item.genre),
        "audience_name": item.audience and lists[Scheme.AUDIENCE].name(item.audience),
    }
    return {name: getattr(item, name) for name in own} | named


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def related(page: Disclosure, public: Any) -> list[tuple[str, Any, Disclosure]]:
    """Return what a document does with others and others with it: the kind's code, words for it, the other document.

    Only those of the ``public`` documents are named; each can say whether it is in force without a further query.
    """
    named = [(row.kind, RelationKind(row.kind).label, row.target_id) for row in page.relations.all()]
    citing = Relation.objects.public().filter(target_id=page.pk).order_by("-page__first_published_at", "pk")
    cited = citing[:MOST_CITING] if page.pk else []  # in a preview it may not be stored yet
    named += [(f"{row.kind}_by", CITED_AS[RelationKind(row.kind)], row.page_id) for row in cited]
    documents = with_effect(public.defer(*LONG_FIELDS)).in_bulk({pk for _kind, _label, pk in named})
    return [(kind, label, documents[pk]) for kind, label, pk in dict.fromkeys(named) if pk in documents]


def relations(page_id: str) -> list[IndexRelation]:
    """Return how a public item relates to others: documents and what explains them (clauses A2, D4)."""
    public = in_sight(Disclosure.objects.live().public())
    if document := Disclosure.objects.filter(pk=page_id).first():
        explaining = in_sight(document.interpretations.live().public().defer(*LONG_FIELDS))[:MOST_CITING]
        return [
            *(_relation(kind, label, other, other.effect_now) for kind, label, other in related(document, public)),
            *(_relation("interprets_by", CITED_AS[RelationKind.INTERPRETS], other) for other in explaining),
        ]
    interpretation = Interpretation.objects.filter(pk=page_id).first()
    if interpretation is None:
        return []
    explained = with_effect(public.filter(pk=interpretation.interprets_id).defer(*LONG_FIELDS))
    return [_relation("interprets", RelationKind.INTERPRETS.label, other, other.effect_now) for other in explained]


def _relation(kind: str, label: Any, other: ItemPage, effect: str = "") -> IndexRelation:
    return IndexRelation(kind, label, f"page:{other.pk}", other.title, other.url or "", effect)
