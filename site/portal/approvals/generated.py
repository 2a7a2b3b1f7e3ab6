"""Documents that are written by the code: one command each, which also says where a document is out of date."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class GeneratedPage(BaseCommand):
    """Writes a page under docs/; with ``--check`` writes nothing and fails where the page is another, or has faults."""

    page: str  # its name under docs/
    requires_system_checks: list[str] = []

    def render(self) -> str:
        """Return the whole page as Markdown."""
        raise NotImplementedError

    def faults(self) -> list[str]:
        """Return what keeps the page from being right, as sentences."""
        return []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where the page is out of date")

    def handle(self, *args, check: bool = False, **options) -> None:
        path, text, faults = settings.ROOT / "docs" / self.page, self.render(), self.faults()
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            faults.append(f"docs/{self.page} is out of date: run make docs.")
        if faults:
            raise CommandError("\n".join(faults))
