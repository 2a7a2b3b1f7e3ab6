"""What the public sees of interviews, and how it is put together for pages, events and search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from .models import Announcement, Interview, Passage, Transcript

EARLY = timedelta(minutes=30)  # how long before the hour the first passage may stand on the page
ANNOUNCED, LIVE, OVER, CANCELLED = "announced", "live", "over", "cancelled"
STATES = {
    ANNOUNCED: (pgettext_lazy("gongkai", "announced"), "plain"),
    LIVE: (pgettext_lazy("gongkai", "live now"), "urgent"),
    OVER: (pgettext_lazy("gongkai", "over"), "void"),
    CANCELLED: (pgettext_lazy("gongkai", "cancelled"), "void"),
}


@dataclass
class Shown:
    """A passage as readers see it: the text that holds now, and before it what was corrected."""

    passage: Passage
    now: Passage
    struck: list[Passage] = field(default_factory=list)
    unseen: list[Passage] = field(default_factory=list)  # what isn't shown any more, not even struck through

    @property
    def hidden(self) -> bool:
        return bool(self.unseen)

    @property
    def is_corrected(self) -> bool:
        return self.now.pk != self.passage.pk


def public_interviews() -> QuerySet[Announcement]:
    """Return the announcements that everybody sees, the latest interview first; the unit comes with the same query."""
    begun = Passage.objects.filter(interview=OuterRef("interview"), released=True)
    rows = Announcement.objects.filter(live=True).select_related("interview__unit", "picture")
    return rows.annotate(begun=Exists(begun)).order_by("-starts_at", "-pk")


def last_publication() -> datetime | None:
    """Return when an interview was last published, or something was last said in one; None before the first."""
    announced = Interview.objects.filter(public=True).aggregate(last=Max("published_at"))["last"]
    said = Passage.objects.filter(released=True, corrects=None).aggregate(last=Max("released_at"))["last"]
    return max(filter(None, (announced, said)), default=None)


def state_of(announcement: Any) -> str:
    """Return how a public interview stands (needs ``begun``, as :func:`public_interviews` gives it)."""
    if announcement.interview.ended_at is not None:
        return OVER
    if announcement.cancelled:
        return CANCELLED
    return LIVE if announcement.begun else ANNOUNCED


def takes_questions(announcement: Announcement) -> bool:
    """Say whether people may still send questions."""
    until = announcement.questions_until
    open_still = announcement.interview.ended_at is None and not announcement.cancelled
    return open_still and until is not None and timezone.now() < until


def shown(interview: Interview) -> list[Shown]:
    """Return the passages of an interview as readers see them, in the order of their release; three queries at most."""
    return [_shown(passage) for passage in _originals(interview.passages.all())]


def shown_of(interviews: Iterable[int]) -> list[Shown]:
    """Return the passages of some interviews (ids) as readers see them."""
    return [_shown(passage) for passage in _originals(Passage.objects.filter(interview__in=list(interviews)))]


def shown_by_pk(pks: Iterable[int]) -> dict[int, Shown]:
    """Return some passages (ids of first versions) as readers see them."""
    return {passage.pk: _shown(passage) for passage in _originals(Passage.objects.filter(pk__in=list(pks)))}


def _originals(rows: QuerySet[Passage]) -> QuerySet[Passage]:
    corrections = Passage.objects.filter(released=True).select_related("picture").order_by("release_no")
    prefetch = Prefetch("corrections", corrections, to_attr="released_corrections")
    found = rows.filter(released=True, corrects=None).select_related("picture").prefetch_related(prefetch)
    return found.order_by("release_no")


def _shown(passage: Any) -> Shown:
    versions = [passage, *passage.released_corrections]
    hiding = max((place for place, version in enumerate(versions) if version.hides), default=0)
    return Shown(passage, versions[-1], versions[hiding:-1], versions[:hiding])


def last_release(interview: Interview) -> int:
    """Return the number of an interview's newest release, 0 before the first."""
    return interview.passages.filter(released=True).aggregate(last=Max("release_no"))["last"] or 0


def transcript_of(interview: Interview) -> Transcript | None:
    """Return the transcript that the public reads, or None."""
    return interview.transcripts.filter(live=True).first()


def guests_of(announcement: Announcement) -> list[str]:
    """Return the guests, one a line."""
    return [line.strip() for line in announcement.guests.splitlines() if line.strip()]


def speeches(text: str) -> list[tuple[str, str]]:
    """Return a transcript as (who speaks, or "", and what) of each paragraph."""
    found = []
    for line in text.splitlines():
        who, colon, what = line.strip().partition("：")
        spoken = bool(colon) and 0 < len(who) <= 20 and bool(what.strip())
        if line.strip():
            found.append((who, what.strip()) if spoken else ("", line.strip()))
    return found


def as_text(interview: Interview) -> str:
    """Return what was released as the beginning of a transcript: a paragraph a passage, who speaks before a colon."""
    lines = []
    for item in shown(interview):
        who = item.now.speaker or str(item.now.get_kind_display())
        text = " ".join(item.now.text.split())
        if text:
            lines.append(f"{who}：{text}" if item.now.kind != item.now.Kind.END else text)
    return "\n".join(lines)
