"""What applications for disclosure register at the extension points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, Job, Periodic, RouteDefault

from . import jobs as rounds
from .clocks import CLAUSE
from .kinds import OWN_ROUTE, ROUTE, AnswerKind


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [AnswerKind()]


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
def jobs() -> list[Job]:
    return [Job(rounds.ROUND, rounds.go_round, _("Round of the applications for disclosure"))]


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(rounds.ROUND, every=timedelta(minutes=30))]


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    from .panels import ApplicationsPanel

    return [ApplicationsPanel()]
