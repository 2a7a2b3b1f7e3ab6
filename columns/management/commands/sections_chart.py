"""``manage.py sections_chart [--check]``: write docs/sections.md, or say that it is out of date."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from columns.sections import chart


class Command(BaseCommand):
    help = "Write docs/sections.md: the life of columns and topics, drawn from the code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is out of date")

    def handle(self, *args, check: bool = False, **options) -> None:
        page = settings.ROOT / "docs" / "sections.md"
        text = chart.render()
        if not check:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            raise CommandError("docs/sections.md is out of date: run make docs.")
