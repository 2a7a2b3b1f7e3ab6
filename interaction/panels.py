"""What waits for a person among the tickets, on the admin's first page."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from portal.addons.types import Waits

from . import permissions
from .handling.desk import ticket_rows
from .waiting import waits_of

LIMIT = 10


class TicketsPanel(Component):
    """Tickets at which it is this person's turn, most urgent first; nothing where there are none."""

    name = "tickets"
    template_name = "interaction/staff/panel.html"
    order = 20

    def waiting(self, person: Any) -> Waits:
        return waits_of(permissions.waiting_for(person))

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        found = permissions.waiting_for(person).select_related("unit").order_by("due_at", "pk")
        return {"rows": ticket_rows(found[:LIMIT])}
