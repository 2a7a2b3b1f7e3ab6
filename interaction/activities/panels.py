"""What waits for a person among the activities, on the admin's first page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.ui.components import Component

from portal.addons.types import Waits

from ..permissions import working_units
from ..waiting import waits_of
from .models import Activity
from .staff_views import rows_of
from .states import ActivityState

LIMIT = 10


class ActivitiesPanel(Component):
    """Activities of this person's units whose result is owed, most urgent first; nothing where there are none."""

    name = "activities"
    template_name = "activities/staff/panel.html"
    order = 22

    def waiting(self, person: Any) -> Waits:
        return waits_of(_owed(person))

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        owed = _owed(parent_context["request"].user).select_related("unit")
        found = list(owed.order_by("due_at", "pk")[:LIMIT])
        return {"rows": rows_of(found) if found else []}


def _owed(person: Any) -> QuerySet[Activity]:
    return Activity.objects.public().filter(state=ActivityState.CLOSED, unit_id__in=working_units(person))
