"""Hot issues that wait for a person's unit, on the admin's first page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from portal.addons.types import Waits

from ..waiting import waits_of
from . import permissions
from .staff_views import issue_rows

LIMIT = 10


class HotIssuesPanel(Component):
    """Issues to which this person's units have to respond, most urgent first; nothing where there are none."""

    name = "hot_issues"
    template_name = "hot_issues/staff/panel.html"
    order = 22

    def waiting(self, person: Any) -> Waits:
        return waits_of(permissions.waiting_for(person))

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        found = permissions.waiting_for(person).select_related("unit").order_by("due_at", "pk")
        return {"rows": issue_rows(found[:LIMIT])}
