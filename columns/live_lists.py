"""What pages of other rooms may list of columns: documents, interpretations and news that are public now."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import Page

from portal.addons.types import ListedItem, ListQuery, ListSource

from . import catalogue
from .models import Disclosure, Interpretation, Life, NewsPage, Relation
from .models.catalogue import Scheme
from .models.relations import RelationKind
from .reading import LONG_FIELDS, paths_of
from .sections.reading import in_sight, retired

LEFT_OUT = tuple(name for name in LONG_FIELDS if name != "abstract")


def sources() -> list[ListSource]:
    """Return the three kinds of items as lists."""
    return [
        ListSource("disclosure", gettext_lazy("Government documents"), _reader(Disclosure), topics),
        ListSource("interpretation", pgettext_lazy("gongkai", "Interpretations"), _reader(Interpretation)),
        ListSource("news", pgettext_lazy("gongkai", "News"), _reader(NewsPage)),
    ]


def topics() -> list[tuple[str, str]]:
    """Return the topics of the catalogue, set in by their depth."""
    return catalogue.terms_of(Scheme.TOPIC).choices()


def _reader(model: type[Page]) -> Any:
    def read(query: ListQuery, request: Any = None) -> list[ListedItem]:
        found = in_sight(model.objects.live(), request).defer(*LEFT_OUT)
        rows = _chosen(found, query) if query.chosen else _narrowed(model, found, query, request)
        return [_listed(page, request) for page in rows[: query.count]]

    return read


def _chosen(found: QuerySet, query: ListQuery) -> QuerySet:
    order = Case(*(When(pk=pk, then=place) for place, pk in enumerate(query.chosen)))
    return found.filter(pk__in=query.chosen).order_by(order)


def _narrowed(model: type[Page], found: QuerySet, query: ListQuery, request: Any) -> QuerySet:
    found = _placed(found, query, request)
    if query.unit:
        found = found.filter(maker_unit=query.unit)
    if query.keyword:
        found = found.filter(Q(title__icontains=query.keyword) | Q(keywords__icontains=query.keyword))
    if query.topic and model is Disclosure:
        found = found.filter(topic__in=catalogue.terms_of(Scheme.TOPIC).under(query.topic))
    if query.about:
        found = found.filter(_about(model, query.about))
    return found.order_by("-listed_on", "-pk")


def _placed(found: QuerySet, query: ListQuery, request: Any) -> QuerySet:
    """Below a page all that it lists itself; else what is new: no imports, nothing of closed sections."""
    if query.place is None:
        for closed in retired(request):
            if closed.outcome != Life.Outcome.MERGED:
                found = found.exclude(path__startswith=closed.path)
        return found if query.about else found.filter(is_import=False)
    path = Page.objects.filter(pk=query.place).values_list("path", flat=True).first()
    if path is None:
        return found.none()
    places = Q()
    for below in paths_of(path, request):
        places |= Q(path__startswith=below)
    return found.filter(places)


def _about(model: type[Page], page: int) -> Q:
    """What explains a document: by its own field, or by a relation."""
    cited = Relation.objects.public().filter(target=page, kind=RelationKind.INTERPRETS).values("page")
    return Q(pk__in=cited) | Q(interprets=page) if model is Interpretation else Q(pk__in=cited)


def _listed(page: Any, request: Any) -> ListedItem:
    facts = [page.document_number] if getattr(page, "document_number", "") else []
    return ListedItem(page.title, page.get_url(request) or "", page.listed_on, page.abstract, tuple(facts))
