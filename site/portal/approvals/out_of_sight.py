"""Pages that search leaves out at once, whatever its index still holds (law 4)."""

from __future__ import annotations

from itertools import chain

from wagtail.models import PageViewRestriction

from .models import TakeDown, Withdrawal

SEARCH_WAITS_FOR = 100  # the index has long followed what was done before these


def places() -> list[str]:
    """Return the ids of the pages that were taken down or withdrawn last and are down, and of those that not everybody
    may see.
    """
    down = (
        model.objects.filter(page__live=False).order_by("-pk").values_list("page_id", flat=True)[:SEARCH_WAITS_FOR]
        for model in (TakeDown, Withdrawal)
    )
    return list(map(str, chain(*down, PageViewRestriction.objects.values_list("page_id", flat=True))))
