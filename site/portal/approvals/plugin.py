"""What approvals register at the extension points."""

from __future__ import annotations

from typing import Any

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, DeskType, RouteDefault, Screener

from . import attachments, desks, routes
from . import screening as built_in_screening
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
def shows_file(person: Any, file: Any) -> bool:
    return attachments.is_in_sight(person, file)
