"""``manage.py sections_chart [--check]``: write docs/sections.md, or say that it is out of date."""

from __future__ import annotations

from columns.sections import chart
from portal.approvals.generated import GeneratedPage


class Command(GeneratedPage):
    help = "Write docs/sections.md: the life of columns and topics, drawn from the code."
    page = "sections.md"

    def render(self) -> str:
        return chart.render()
