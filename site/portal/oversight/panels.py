"""What supervision puts on the first page after sign-in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from portal.calendars.services import year_to_enter


class YearPanel(Component):
    """Asks the Office for the holidays of a year that isn't known, two months before it begins."""

    name = "year"
    template_name = "oversight/year_panel.html"
    order = 5

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"year": year_to_enter(), "url": reverse("oversight:calendar")}
