"""Hot issues that wait for a person's unit, on the admin's first page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from . import permissions
from .staff_views import issue_rows

LIMIT = 10


class HotIssuesPanel(Component):
    """Issues to which this person's units have to respond, most urgent first; nothing where there are none."""

    name = "hot_issues"
    template_name = "hot_issues/staff/panel.html"
    order = 22

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        found = permissions.waiting_for(person).select_related("unit").order_by("due_at", "pk")
        return {"rows": issue_rows(found[:LIMIT])}
