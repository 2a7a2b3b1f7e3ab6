"""What waits for a person among the applications, on the admin's first page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from portal.addons.types import Waits

from ..waiting import waits_of
from . import permissions
from .staff_views import rows_of

LIMIT = 10


class ApplicationsPanel(Component):
    """Applications at which it is this person's turn, most urgent first; nothing where there are none."""

    name = "applications"
    template_name = "applications/staff/panel.html"
    order = 21

    def waiting(self, person: Any) -> Waits:
        return waits_of(permissions.waiting_for(person))

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        found = permissions.waiting_for(parent_context["request"].user).select_related("unit").order_by("due_at", "pk")
        return {"rows": rows_of(found[:LIMIT])}
