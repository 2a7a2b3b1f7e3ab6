"""What retiring a section would touch, counted before anybody decides on it (clause C6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from portal.addons import registry
from portal.approvals.models import Case
from portal.approvals.pages import PageKind
from portal.approvals.states import CaseState
from portal.usage import reading as usage
from portal.usage.reading import Use

from ..models import Life
from .states import LifeState

SHOWN = 10
DAYS = 90  # of visits and searches that are counted


@dataclass(frozen=True)
class Outlook:
    """``inner`` are the first sections in it, ``linking`` the first pages elsewhere that lead into it, ``cases`` the
    first that are on their way in it; ``use`` is how often the public used it in the last ninety days.
    """

    pages: int
    sections: int
    inner: list[Life]
    links: int
    linking: list[Page]
    open_cases: int
    cases: list[Case]
    use: Use


def of(page: Page) -> Outlook:
    """Count what lies in a section, what leads into it from elsewhere, and what is on its way in it."""
    below = Page.objects.descendant_of(page, inclusive=True)
    inner = Life.objects.filter(page__in=below, state__in=LifeState.OPEN).exclude(page=page.pk)
    linking = _linking(page)
    cases = _cases(below)
    return Outlook(
        pages=below.live().count(),
        sections=inner.count(),
        inner=list(inner.select_related("page")[:SHOWN]),
        links=linking.count(),
        linking=list(linking[:SHOWN]),
        open_cases=cases.count(),
        cases=list(cases[:SHOWN]),
        use=usage.of(page, timezone.localdate() - timedelta(days=DAYS)),
    )


def _linking(page: Page) -> Any:
    """Public pages outside of a section that refer to a page in it."""
    type_of_pages = ContentType.objects.get_for_model(Page)
    inside = _keys(Page.objects.descendant_of(page, inclusive=True))
    refers = ReferenceIndex.objects.filter(to_content_type=type_of_pages, to_object_id__in=inside)
    sources = refers.filter(base_content_type=type_of_pages).values_list("object_id", flat=True)
    outside = Page.objects.live().filter(pk__in=[int(pk) for pk in set(sources)])
    return outside.not_descendant_of(page, inclusive=True).order_by("path")


def _cases(below: Any) -> Any:
    kinds = [kind.name for kind in registry.items("approvable_kinds") if isinstance(kind, PageKind)]
    unfinished = Case.objects.filter(kind__in=kinds, state__in=CaseState.UNFINISHED)
    return unfinished.filter(subject_id__in=_keys(below)).order_by("-pk")


def _keys(pages: Any) -> Any:
    """The ids of pages as text, as references and cases keep them."""
    return pages.order_by().annotate(key=Cast("pk", CharField())).values("key")


def rows(page: Page) -> list[tuple[str, str]]:
    """Return the same as (label, value) for people, what there is none of left out."""
    found = of(page)
    named = [
        (_("public pages in it"), found.pages, []),
        (_("columns in it"), found.sections, [life.page.title for life in found.inner]),
        (_("pages elsewhere that lead into it"), found.links, [source.title for source in found.linking]),
        (_("cases on their way in it"), found.open_cases, [case.title for case in found.cases]),
        (_("visits in the last 90 days"), found.use.visits, []),
        (_("times found in search in the last 90 days"), found.use.found, []),
    ]
    return [(label, f"{count}{'：' if titles else ''}{'；'.join(titles)}") for label, count, titles in named if count]
