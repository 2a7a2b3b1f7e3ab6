"""``manage.py clauses [--check]``: write docs/regulation.md, or say that it is out of date."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.oversight import clauses


class Command(BaseCommand):
    help = "Write docs/regulation.md: every clause of the regulation with the tests that prove it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")

    def handle(self, *args, check: bool = False, **options) -> None:
        found = clauses.marks(settings.ROOT / "tests")
        if wrong := clauses.unknown(found):
            raise CommandError(
                "\n".join(f"{mark.test} names a clause that doesn't exist: {mark.clause}" for mark in wrong)
            )
        page = settings.ROOT / "docs" / "regulation.md"
        text = clauses.render(found)
        if not check:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            raise CommandError("docs/regulation.md is out of date: run make docs.")
