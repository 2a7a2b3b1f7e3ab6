"""``manage.py publishing_ways [--check]``: write docs/publishing-ways.md, or say where the table does not answer."""

from __future__ import annotations

from django.conf import settings

from portal.approvals import publishing_ways
from portal.approvals.generated import GeneratedPage


class Command(GeneratedPage):
    help = "Write docs/publishing-ways.md: every way in which Wagtail can publish, with the test that guards it."
    page = "publishing-ways.md"

    def render(self) -> str:
        return publishing_ways.render(publishing_ways.scan(), publishing_ways.read_table())

    def faults(self) -> list[str]:
        ways, table = publishing_ways.scan(), publishing_ways.read_table()
        return publishing_ways.faults(ways, table, settings.ROOT, settings.INSTALLED_APPS)
