"""``manage.py publishing_ways [--check]``: write docs/publishing-ways.md, or say where the table does not answer."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.approvals import publishing_ways


class Command(BaseCommand):
    help = "Write docs/publishing-ways.md: every way in which Wagtail can publish, with the test that guards it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a way has no answer")

    def handle(self, *args, check: bool = False, **options) -> None:
        ways, table = publishing_ways.scan(), publishing_ways.read_table()
        faults = publishing_ways.faults(ways, table, settings.ROOT, settings.INSTALLED_APPS)
        page = settings.ROOT / "docs" / "publishing-ways.md"
        text = publishing_ways.render(ways, table)
        if not check:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            faults.append("docs/publishing-ways.md is out of date: run make docs.")
        if faults:
            raise CommandError("\n".join(faults))
