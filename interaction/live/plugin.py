"""What interviews register at the extension points."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import AddressSource, ApprovableKind, GuardedTable, HomeSection, IndexSource, RoomUpdates

from . import indexing, reading, services
from .kinds import AnnouncementKind, PassageKind, TranscriptKind
from .models import Interview

ON_HOME_PAGE = 3


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [AnnouncementKind(), PassageKind(), TranscriptKind()]


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    return [
        GuardedTable("live.Interview", live="public"),
        GuardedTable("live.Announcement", live="live"),
        GuardedTable("live.Passage", live="released"),
        GuardedTable("live.Transcript", live="live"),
    ]


@hookimpl
def index_sources() -> list[IndexSource]:
    kinds = {"interview": pgettext_lazy("gongkai", "Interviews and webcasts")}
    return [IndexSource(services.INDEX_SOURCE, kinds, indexing.read, indexing.ids)]


@hookimpl
def room_updates() -> list[RoomUpdates]:
    return [RoomUpdates(reverse("live:interviews"), reading.last_publication)]


@hookimpl
def public_addresses() -> list[AddressSource]:
    return [
        AddressSource(
            "interviews", _public, _address, "changed_at", "live:interview", subject=lambda row: row.announced
        )
    ]


def _public(request: Any) -> Any:
    return Interview.objects.filter(public=True).order_by("-changed_at", "-pk")


def _address(row: Interview, request: Any) -> str:
    return reverse("live:interview", args=[row.number])


@hookimpl
def home_sections() -> list[HomeSection]:
    return [HomeSection("interviews", "live/home_interviews.html", latest, 40, place="aside")]


def latest(request: Any) -> dict[str, Any]:
    """Section of the home page: what is live, what is announced, and the latest interviews."""
    from .views import interview_row

    return {"rows": [interview_row(row) for row in reading.public_interviews()[:ON_HOME_PAGE]]}
