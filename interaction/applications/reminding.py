"""Who is told that the time for an application is nearly over, or is: by the thresholds of the approvals' clocks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.addons.types import RemindedClock
from portal.organisation.models import Function, Unit

from .. import functions
from ..reminding import people_of_unit, unit_of
from . import services
from .models import Application
from .states import ApplicationState as S


class ApplicationClock(RemindedClock):
    """The clock of an application. While an answer is in approval, that case's clock tells of it."""

    name = "applications"

    def rows(self) -> Any:
        return Application.objects.open().exclude(state=S.ANSWERING).select_related("unit")

    def title(self, row: Application) -> str:
        return _("Application %(number)s") % {"number": row.number}

    def url(self, row: Application) -> str:
        return services.url_of(row)

    def days(self, row: Application) -> int:
        return row.clock["legs"][-1]["days"]

    def handlers(self, row: Application) -> list[Any]:
        """The unit that prepares the answer; the Office confirms, and goes on when others were heard."""
        if row.unit is not None and row.state == S.IN_HAND:
            return people_of_unit(row.unit)
        return functions.people_of(Function.OFFICE)

    def unit(self, row: Application) -> Unit | None:
        return row.unit if row.unit and row.state == S.IN_HAND else unit_of(Function.OFFICE)

    def waits_for_others(self, row: Application) -> bool:
        return row.state in (S.CORRECTING, S.PAUSED)
