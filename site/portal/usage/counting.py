"""Counting what the public reads, page by page, without anything about the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from .gathering import Gathered, is_a_reader
from .models import DailyUse

VISITS, FOUND = "visits", "found"
Key = tuple[date, int, str]


def visited(page: Page, request: HttpRequest) -> None:
    """Count a visit of a public page: not of staff who are signed in, of programs that say so, or of a preview."""
    if is_a_reader(request) and not getattr(request, "is_preview", False):
        gathered.add([(timezone.localdate(), page.pk, VISITS)])


def found(page_ids: Iterable[int], request: HttpRequest) -> None:
    """Count that these pages stood in a list of search results."""
    if is_a_reader(request):
        day = timezone.localdate()
        gathered.add((day, page_id, FOUND) for page_id in page_ids)


def _keep(counts: Counter[Key]) -> None:
    """Add this process's counts to the days' rows; a page that has gone meanwhile has none."""
    known = set(Page.objects.filter(pk__in={page for _day, page, _what in counts}).values_list("pk", flat=True))
    for day, page, what in sorted(counts):
        if page in known:
            row, _made = DailyUse.objects.get_or_create(day=day, page_id=page)
            DailyUse.objects.filter(pk=row.pk).update(**{what: F(what) + counts[day, page, what]})


gathered: Gathered[Key] = Gathered("visits", _keep)
