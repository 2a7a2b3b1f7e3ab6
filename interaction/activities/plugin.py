"""What activities with the public register at the extension points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import (
    ActivityCard,
    AddressSource,
    ApprovableKind,
    GuardedTable,
    HomeSection,
    IndexSource,
    Job,
    NumberDoor,
    Periodic,
    RoomUpdates,
    VoterIdentity,
)

from . import cards, confirmed, entries, identities, indexing, news, reading, services
from . import jobs as rounds
from .kinds import ActivityApproval, ProlongationApproval, ResultApproval, StopApproval
from .models import Activity, Result

ON_HOME_PAGE = 4


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [ActivityApproval(), ResultApproval(), ProlongationApproval(), StopApproval()]


def _columns(model: Any) -> tuple[str, ...]:
    return ("published", *model.SHOWN)


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    return [
        GuardedTable("activities.Activity", live="published", columns=_columns(Activity)),
        GuardedTable("activities.Result", live="published", columns=_columns(Result)),
        GuardedTable("activities.Ballot", appended=True),
    ]


@hookimpl
def index_sources() -> list[IndexSource]:
    return [IndexSource(services.INDEX_SOURCE, indexing.KINDS, indexing.read, indexing.ids)]


@hookimpl
def activity_card(address: str, request: Any) -> ActivityCard | None:
    return cards.card_at(address)


@hookimpl
def room_updates() -> list[RoomUpdates]:
    return [RoomUpdates(reverse("activities:list"), reading.last_publication)]


@hookimpl
def public_addresses() -> list[AddressSource]:
    return [
        AddressSource(
            "activities",
            lambda request: Activity.objects.public().order_by("-published_at", "-pk"),
            lambda activity, request: services.public_url(activity),
            changed="published_at",
            view="activities:activity",
        )
    ]


@hookimpl
def voter_identities() -> list[VoterIdentity]:
    return [identities.BY_DEVICE, confirmed.BY_TELEPHONE, confirmed.BY_REAL_NAME]


@hookimpl
def number_doors() -> list[NumberDoor]:
    from .views import open_here

    return [NumberDoor("entry", entries.by_code, open_here)]


@hookimpl
def jobs() -> list[Job]:
    return [
        Job(rounds.ROUND, rounds.go_round, _("Round of the activities with the public")),
        Job(news.MAIL, news.send_mail, _("Mail that a place was given"), max_attempts=10, first_wait=10.0, slow=True),
    ]


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(rounds.ROUND, every=timedelta(minutes=5))]


@hookimpl
def home_sections() -> list[HomeSection]:
    return [HomeSection("activities", "activities/home.html", latest, 28, place="aside")]


def latest(request: Any) -> dict[str, Any]:
    """Section of the home page: the activities that run, those that end first above."""
    return {"rows": [reading.row_of(activity) for activity in reading.running()[:ON_HOME_PAGE]]}


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    from .panels import ActivitiesPanel

    return [ActivitiesPanel()]
