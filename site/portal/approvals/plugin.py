"""What approvals register at the extension points."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, DeskType, DigestSection, Job, Periodic, RouteDefault, Screener

from . import attachments, desks, digest, file_checks, out_of_sight, routes, services
from . import screening as built_in_screening
from .reminders import jobs as reminding
from .route_changes import RouteChangeKind
from .services.deciding import CARRY_OUT
from .takedowns import TakeDownKind
from .unit_names import UnitNamingKind
from .withdrawals import WithdrawalKind


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [TakeDownKind(), UnitNamingKind(), WithdrawalKind(), RouteChangeKind()]


@hookimpl
def jobs() -> list[Job]:
    return [
        Job(
            file_checks.JOB, file_checks.run, gettext_lazy("check a file"), max_attempts=file_checks.ATTEMPTS, slow=True
        ),
        Job(CARRY_OUT, _carry_out, gettext_lazy("publish at its time")),
        Job(reminding.ROUND, reminding.go_round, gettext_lazy("Round of the clocks")),
    ]


def _carry_out(payload: dict[str, Any]) -> None:
    services.carry_out_in_time(payload["case"])


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


@hookimpl
def hidden_places() -> list[str]:
    return out_of_sight.places()


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(reminding.ROUND, every=timedelta(minutes=10))]


@hookimpl
def digest_sections(person: Any, since: datetime) -> list[DigestSection]:
    return digest.sections(person, since)
