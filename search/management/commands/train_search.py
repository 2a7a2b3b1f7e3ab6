"""``manage.py train_search``: learn from the public texts what is about the same, then build the index anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.addons import registry
from search import services
from search.jobs import ask_for_rebuild
from search.meaning import services as meaning
from search.meaning import training


class Command(BaseCommand):
    help = "Train the encoder of search on all public texts, then ask for a rebuild of the index."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--minutes", type=float, default=10.0, help="learn for so long at most (10)")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = training.Plan(seconds=60 * options["minutes"])
        made = training.train(_public_texts(), plan, self._progress if options["verbosity"] else None)
        if made is None:
            raise CommandError(_("There are too few public texts to learn from."))
        made.save(meaning.encoder_file())
        ask_for_rebuild()
        if options["verbosity"]:
            said = _("Encoder %(name)s learnt %(count)s words and pairs. The worker builds the index anew.")
            self.stdout.write(said % {"name": made.name, "count": len(made.tokens)})

    def _progress(self, step: int, steps: int, loss: float) -> None:
        self.stdout.write(
            _("Step %(step)s of %(steps)s: loss %(loss).2f") % {"step": step, "steps": steps, "loss": loss}
        )


def _public_texts() -> Iterator[tuple[str, str]]:
    """Yield title and text of all that the public can find, attachments too; what is not public is never read."""
    for source in registry.items("index_sources"):
        for batch in services.batches(source.ids()):
            for record in source.read(batch).values():
                yield record.title, "\n".join((record.body, *(file.text for file in record.files)))
