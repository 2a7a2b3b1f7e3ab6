"""What supervision registers at the extension points."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, GuardedTable, Job, RouteDefault

from .cleanup import services as cleanup
from .cleanup.kinds import ROUTE, CleanupKind
from .panels import AttentionPanel, lines_for


@hookimpl
def admin_home_panels(request: Any) -> list[Any]:
    lines = lines_for(request.user)
    return [AttentionPanel(lines)] if lines else []


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    models = ("oversight.AccountabilityRecord", "oversight.AccountabilityNote")
    return [GuardedTable(model, appended=True) for model in models]


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [CleanupKind()]


@hookimpl
def route_defaults() -> list[RouteDefault]:
    return [
        RouteDefault(
            ROUTE,
            _("Clean-up of columns: the Office, the publicity centre and the technology centre all sign"),
            "O5",
            (("office_head", "publicity_head", "technology_head"),),
            secrecy_review=False,  # it makes nothing public
        )
    ]


@hookimpl
def jobs() -> list[Job]:
    return [Job(cleanup.REMINDER_JOB, cleanup.remind, _("Reminder of a clean-up's last day to answer"))]
