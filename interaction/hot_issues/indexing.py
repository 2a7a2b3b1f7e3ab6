"""What responses to hot issues offer to search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone

from portal.addons.types import IndexRecord

from .models import Response
from .reading import public_responses
from .services import INDEX_SOURCE


def ids() -> Iterator[str]:
    """Yield the ids of all issues with a public response."""
    yield from (str(pk) for pk in public_responses().values_list("issue", flat=True).iterator())


def read(issue_ids: Sequence[str]) -> dict[str, IndexRecord]:
    """Return what the public may see of responses now, by the id of their issue."""
    found = public_responses().filter(issue__in=[int(pk) for pk in issue_ids])
    return {str(row.issue_id): _record(row) for row in found}


def _record(row: Response) -> IndexRecord:
    key = f"{INDEX_SOURCE}:{row.issue_id}"
    return IndexRecord(
        key=key,
        places=(key,),
        kind="hot_issue",
        title=row.title,
        url=reverse("hot_issues:response", args=[row.issue.number]),
        body=f"{row.concern}\n{row.text}",
        unit=str(row.issue.unit),
        on=timezone.localdate(row.published_at),
        published_at=row.published_at,
        updated_at=row.changed_at,
        abstract=row.concern[:200],
    )
