"""``manage.py approvals_chart [--check]``: write docs/approvals.md, or say that it is out of date."""

from __future__ import annotations

from portal.approvals import chart
from portal.approvals.generated import GeneratedPage


class Command(GeneratedPage):
    help = "Write docs/approvals.md: the states of a case, the desks and the routes, drawn from the code."
    page = "approvals.md"

    def render(self) -> str:
        return chart.render()
