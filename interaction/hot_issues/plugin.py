"""What hot issues register at the extension points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import (
    AddressSource,
    ApprovableKind,
    GuardedTable,
    HomeSection,
    IndexSource,
    Job,
    Periodic,
    RoomUpdates,
)

from . import indexing, reading, services
from .kinds import ResponseKind
from .models import Response

ROUND = "hot_issues.round"
ON_HOME_PAGE = 4


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [ResponseKind()]


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    return [GuardedTable("hot_issues.Response", live="live")]


@hookimpl
def jobs() -> list[Job]:
    return [Job(ROUND, lambda payload: _go_round(), _("Round of the hot issues"))]


def _go_round() -> None:
    services.go_round()


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(ROUND, every=timedelta(minutes=30))]


@hookimpl
def index_sources() -> list[IndexSource]:
    kinds = {"hot_issue": pgettext_lazy("gongkai", "Responses to hot issues")}
    return [IndexSource(services.INDEX_SOURCE, kinds, indexing.read, indexing.ids)]


@hookimpl
def room_updates() -> list[RoomUpdates]:
    return [RoomUpdates(reverse("hot_issues:responses"), reading.last_publication)]


@hookimpl
def public_addresses() -> list[AddressSource]:
    return [
        AddressSource(
            "hot_issues",
            lambda request: reading.public_responses(),
            _address,
            changed="changed_at",
            view="hot_issues:response",
            number="issue__number",
        )
    ]


def _address(row: Response, request: Any) -> str:
    return reverse("hot_issues:response", args=[row.issue.number])


@hookimpl
def home_sections() -> list[HomeSection]:
    return [HomeSection("hot_issues", "hot_issues/home_responses.html", latest, 35, place="main")]


def latest(request: Any) -> dict[str, Any]:
    """Section of the home page: the newest responses."""
    from .views import response_row

    return {"rows": [response_row(row) for row in reading.public_responses()[:ON_HOME_PAGE]]}


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    from .panels import HotIssuesPanel

    return [HotIssuesPanel()]
