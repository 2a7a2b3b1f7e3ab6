"""What was released, as pieces for readers: rendered once for all of them, with the templates of the page itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from .. import reading
from ..models import Passage


@dataclass(frozen=True)
class Frame:
    """One release: its number, the element of the page that it puts in or replaces, and that element's HTML."""

    interview: int
    no: int
    key: str
    html: str
    ends: bool = False

    def encoded(self) -> bytes:
        """Return the release as a server-sent event."""
        lines = "".join(f"data: {line}\n" for line in self.html.splitlines() if line.strip())
        event = "end" if self.ends else "passage"
        return f"id: {self.no}\nevent: {event}\n{lines}\n".encode()


def newest() -> int:
    """Return the number of the newest release of all interviews."""
    return (
        Passage.objects.filter(released=True).order_by("-release_no").values_list("release_no", flat=True).first() or 0
    )


def taken_back(since: int) -> set[int]:
    """Return the numbers, from one on, of what was released and the public may see no more."""
    said = Passage.objects.filter(released=False, release_no__gte=since)
    return {number for number in said.order_by().values_list("release_no", flat=True) if number is not None}


def released_after(no: int, limit: int) -> list[Frame]:
    """Return releases of all interviews after a number, in order, ``limit`` at most."""
    rows = Passage.objects.filter(released=True, release_no__gt=no)
    return _frames(list(rows.order_by("release_no")[:limit]))


def frames_of(interview: int, after: int, limit: int) -> list[Frame]:
    """Return the releases of one interview (id) after a number, in order, ``limit`` at most."""
    rows = Passage.objects.filter(interview=interview, released=True, release_no__gt=after)
    return _frames(list(rows.order_by("release_no")[:limit]))


def _frames(rows: list[Passage]) -> list[Frame]:
    """A correction comes as the whole passage that it corrects, as it reads now; the query count is fixed."""
    shown = reading.shown_by_pk({row.corrects_id or row.pk for row in rows})
    return [_frame(row, shown[row.corrects_id or row.pk]) for row in rows]


def _frame(row: Passage, shown: reading.Shown) -> Frame:
    html = render_to_string("live/passage.html", {"shown": shown})
    ends = row.kind == Passage.Kind.END and not row.corrects_id
    return Frame(row.interview_id, row.release_no or 0, f"passage-{shown.passage.pk}", html, ends)
