"""``manage.py search_check``: compare database and index both ways, and mend on request."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from search.engines.base import EngineUnavailable
from search.rebuilding import compare, mend


class Command(BaseCommand):
    help = "Compare the database with the search index. Exit code 1 where they differ and --mend was not given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write the current state of all that differs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = compare()
            for word in ("missing", "extra", "behind"):
                for key in getattr(outcome, word):
                    self.stdout.write(f"{word}: {key}")
            if outcome.agrees:
                self.stdout.write(_("%(count)s items: database and index agree.") % {"count": outcome.checked})
            elif options["mend"]:
                self.stdout.write(
                    _("%(done)s of %(count)s mended.") % {"done": mend(outcome), "count": len(outcome.keys)}
                )
            else:
                raise CommandError(
                    _("%(bad)s of %(count)s items differ.") % {"bad": len(outcome.keys), "count": outcome.checked}
                )
        except EngineUnavailable as error:
            raise CommandError(_("The search engine can't be reached: %(error)s") % {"error": error}) from error
