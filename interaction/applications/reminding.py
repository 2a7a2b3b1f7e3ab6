"""Who is told that the time for an application is nearly over, or is: by the thresholds of the approvals' clocks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.addons.types import RemindedClock
from portal.approvals.reminders import other_clocks
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import function_holders

from .. import functions
from ..reminding import people_of_unit, unit_of
from .models import Application, Pause
from .states import ApplicationState as S


class ApplicationClock(RemindedClock):
    """The clock of an application. While an answer is in approval, that case's clock tells of it."""

    name = "applications"

    def rows(self) -> Any:
        return Application.objects.open().exclude(state=S.ANSWERING).select_related("unit")

    def title(self, row: Application) -> str:
        return _("Application %(number)s") % {"number": row.number}

    def url(self, row: Application) -> str:
        return url_of(row)

    def days(self, row: Application) -> int:
        return row.clock["legs"][-1]["days"]

    def handlers(self, row: Application) -> list[Any]:
        """The unit that prepares the answer; the Office confirms, and goes on when others were heard.

        Where another agency lets its day pass, no clock runs: the unit is told too, so that nobody forgets it.
        """
        of_unit = people_of_unit(row.unit) if row.unit is not None else []
        if row.unit is not None and row.state == S.IN_HAND:
            return of_unit
        return functions.people_of(Function.OFFICE) + (of_unit if _waits_for_agency(row) else [])

    def overseers(self, row: Application) -> list[Any]:
        """The head of the Office, where a clock still stands days after another agency should have answered."""
        if not _waits_for_agency(row):
            return []
        return [post.person for post in function_holders(Function.OFFICE, (Capacity.HEAD,))]

    def unit(self, row: Application) -> Unit | None:
        return row.unit if row.unit and row.state == S.IN_HAND else unit_of(Function.OFFICE)

    def waits_for_others(self, row: Application) -> bool:
        return row.state in (S.CORRECTING, S.PAUSED)


def _waits_for_agency(row: Application) -> bool:
    return row.state == S.PAUSED and row.pauses.filter(ended_at=None, whom=Pause.Whom.AGENCY).exists()


def url_of(application: Application) -> str:
    """Return the address of an application's page in the admin."""
    return reverse("applications_admin:application", args=[application.pk])


def catch_up(application: Application) -> None:
    """Before an act on an application: record that its time is over, where no round of the clocks did."""
    other_clocks.catch_up(ApplicationClock(), application)
