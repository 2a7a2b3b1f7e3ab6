"""``manage.py dossier CASE_NUMBER --out FILE``: write the dossier of a case. Exit status 1 when there is none."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.approvals.dossier.services import make
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case


class Command(BaseCommand):
    help = "Write the dossier of a case: a PDF to read, with the JSON to check attached."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="CASE_NUMBER")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args, number: str, out: Path, **options) -> None:
        try:
            made = make(number)
            out.write_bytes(made)
        except Case.DoesNotExist as error:
            raise CommandError(_("There is no case %(number)s.") % {"number": number}) from error
        except (ActRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{out} ({len(made)} bytes)"))
