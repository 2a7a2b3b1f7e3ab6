"""What was counted, for a place in the tree with all that lies below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from wagtail.models import Page

from .models import DailyUse


@dataclass(frozen=True)
class Use:
    visits: int = 0
    found: int = 0


def of(page: Page, since: date) -> Use:
    """Return how often the public used a page and all below it since a day; one query."""
    sums = DailyUse.objects.filter(day__gte=since, page__path__startswith=page.path).aggregate(
        visits=Sum("visits", default=0), found=Sum("found", default=0)
    )
    return Use(**sums)


def of_each(paths: Iterable[str], since: date, until: date) -> dict[str, Use]:
    """Return the use of each place in the tree (a page's path) with all below it, both days included; one query."""
    wanted = set(paths)
    visits, found = dict.fromkeys(wanted, 0), dict.fromkeys(wanted, 0)
    rows = DailyUse.objects.filter(day__range=(since, until)).values_list("page__path")
    for path, seen, listed in rows.annotate(Sum("visits"), Sum("found")).order_by():
        for end in range(Page.steplen, len(path) + 1, Page.steplen):
            if (place := path[:end]) in wanted:
                visits[place] += seen
                found[place] += listed
    return {path: Use(visits[path], found[path]) for path in wanted}
