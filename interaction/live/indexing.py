"""What interviews offer to search: what everybody may read of them now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from portal.addons.types import IndexRecord

from . import reading, services
from .models import Interview, Transcript


def ids() -> Iterator[str]:
    """Yield the ids of all public interviews."""
    rows = Interview.objects.filter(public=True)
    yield from (str(pk) for pk in rows.values_list("pk", flat=True).iterator())


def read(interview_ids: Sequence[str]) -> dict[str, IndexRecord]:
    """Return what the public may see of interviews now: announcement, passages and transcript are one record."""
    wanted = [int(pk) for pk in interview_ids]
    announced = {row.interview_id: row for row in reading.public_interviews().filter(interview__in=wanted)}
    transcripts = {row.interview_id: row for row in Transcript.objects.filter(live=True, interview__in=announced)}
    said: dict[int, list[str]] = {pk: [] for pk in announced}
    for shown in reading.shown_of(announced):
        said[shown.passage.interview_id].append(shown.now.text)
    return {str(pk): _record(row, said[pk], transcripts.get(pk)) for pk, row in announced.items()}


def _record(row: Any, said: list[str], transcript: Transcript | None) -> IndexRecord:
    words = [row.summary, row.guests, *said, *([transcript.summary, transcript.text] if transcript else [])]
    key = f"{services.INDEX_SOURCE}:{row.interview_id}"
    return IndexRecord(
        key=key,
        places=(key,),
        kind="interview",
        title=row.title,
        url=reverse("live:interview", args=[row.interview.number]),
        body="\n".join(word for word in words if word),
        unit=str(row.interview.unit),
        on=timezone.localdate(row.starts_at),
        published_at=row.interview.published_at,
        updated_at=row.interview.changed_at,
        abstract=transcript.summary if transcript else row.summary[:200],
    )
