"""What applications for disclosure register at the extension points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, Job, NumberDoor, Periodic, RemindedClock, RouteDefault

from . import jobs as rounds
from . import news, reading
from .clocks import CLAUSE
from .kinds import OWN_ROUTE, ROUTE, AnswerKind
from .reminding import ApplicationClock


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [AnswerKind()]


@hookimpl
def reminded_clocks() -> list[RemindedClock]:
    return [ApplicationClock()]


@hookimpl
def route_defaults() -> list[RouteDefault]:
    return [
        RouteDefault(
            ROUTE,
            _("Answer to an application for disclosure: the unit head, then the head of the Office"),
            CLAUSE,
            (("unit_head",), ("office_head",)),
        ),
        RouteDefault(OWN_ROUTE, _("Answer that the Office prepared itself: its head"), CLAUSE, (("office_head",),)),
    ]


@hookimpl
def number_doors() -> list[NumberDoor]:
    from .views import open_here

    return [NumberDoor("application", reading.by_code, open_here)]


@hookimpl
def jobs() -> list[Job]:
    return [
        Job(rounds.ROUND, rounds.go_round, _("Round of the applications for disclosure")),
        Job(news.MAIL, news.send_mail, _("Mail that a letter waits"), max_attempts=10, first_wait=10.0, slow=True),
    ]


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(rounds.ROUND, every=timedelta(minutes=30))]


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    from .panels import ApplicationsPanel

    return [ApplicationsPanel()]
