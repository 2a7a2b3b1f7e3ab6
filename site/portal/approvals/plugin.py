"""What approvals register at the extension points."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, DeskType, DigestSection, Job, Periodic, RouteDefault, Screener

from . import desks, digest, routes
from . import screening as built_in_screening
from .reminders import jobs as reminding
from .takedowns import TakeDownKind
from .unit_names import UnitNamingKind


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [TakeDownKind(), UnitNamingKind()]


@hookimpl
def desk_types() -> list[DeskType]:
    return desks.built_in()


@hookimpl
def route_defaults() -> list[RouteDefault]:
    return routes.built_in()


@hookimpl
def screeners() -> list[Screener]:
    return built_in_screening.built_in()


@hookimpl
def jobs() -> list[Job]:
    return [Job(reminding.ROUND, reminding.go_round, label=_("Round of the clocks"))]


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(reminding.ROUND, every=timedelta(minutes=10))]


@hookimpl
def digest_sections(person: Any, since: datetime) -> list[DigestSection]:
    return digest.sections(person, since)
