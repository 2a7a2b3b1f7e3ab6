"""What waits for a person among the activities, on the admin's first page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from ..permissions import working_units
from .models import Activity
from .staff_views import rows_of
from .states import ActivityState

LIMIT = 10


class ActivitiesPanel(Component):
    """Activities of this person's units whose result is owed, most urgent first; nothing where there are none."""

    name = "activities"
    template_name = "activities/staff/panel.html"
    order = 22

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        units = working_units(parent_context["request"].user)
        owed = Activity.objects.filter(state=ActivityState.CLOSED, unit_id__in=units).select_related("unit")
        found = list(owed.order_by("due_at", "pk")[:LIMIT])
        return {"rows": rows_of(found) if found else []}
