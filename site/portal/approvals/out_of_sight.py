"""Pages that search leaves out at once, whatever its index still holds (law 4)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from .models import TakeDown, Withdrawal

SEARCH_WAITS_FOR = 100  # the index has long followed what was done before these


def places() -> list[str]:
    """Return the ids of the pages that were taken down or withdrawn last and are down, and of those that not everybody
    may see, in one query.
    """
    out = (
        Q(pk__in=_down(TakeDown))
        | Q(pk__in=_down(Withdrawal))
        | Q(pk__in=PageViewRestriction.objects.values("page_id"))
    )
    return [str(pk) for pk in Page.objects.filter(out).order_by("pk").values_list("pk", flat=True)]


def _down(model: Any) -> Any:
    """Return the pages of the last requests of a kind whose pages are down."""
    return model.objects.filter(page__live=False).order_by("-pk").values("page_id")[:SEARCH_WAITS_FOR]
