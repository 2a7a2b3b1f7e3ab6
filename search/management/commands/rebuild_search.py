"""``manage.py rebuild_search``: build the search index anew while the site serves."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from search import engines
from search.engines.base import EngineUnavailable, RebuildRunning
from search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Build a new search index beside the live one, then move the alias. May be stopped and started again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-needed", action="store_true", help="only where the index is missing or outdated")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["if_needed"] and not engines.current().outdated():
                if options["verbosity"]:
                    self.stdout.write(_("The index is up to date."))
                return
            outcome = rebuild(self._progress if options["verbosity"] else _in_silence)
        except RebuildRunning as error:
            raise CommandError(_("Another process is rebuilding the index.")) from error
        except EngineUnavailable as error:
            raise CommandError(_("The search engine can't be reached: %(error)s") % {"error": error}) from error
        if options["verbosity"]:
            said = _("%(read)s items read, %(visible)s can be found (index %(index)s).")
            values = {"read": outcome.subjects, "visible": outcome.visible, "index": outcome.index}
            self.stdout.write("\r" + said % values)

    def _progress(self, source: str, count: int) -> None:
        self.stdout.write(f"\r{source}: {count}", ending="")
        self.stdout.flush()


def _in_silence(source: str, count: int) -> None:
    """Say nothing of the progress."""
