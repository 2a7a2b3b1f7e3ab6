"""Bring in what is public elsewhere: `manage.py import_documents FILE --column SLUG`, and the three people."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from columns import importing
from columns.models import ColumnPage
from portal.approvals.errors import ActRefused


class Command(BaseCommand):
    help = "Import documents from a .jsonl or .jsonl.gz file into a column, by the direct route; resumable."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--column", required=True, help="slug of the column")
        parser.add_argument("--maker", required=True, help="user name of who makes the import")
        parser.add_argument(
            "--secrecy-reviewer", required=True, help="user name of the secrecy reviewer of the column's unit"
        )
        parser.add_argument("--reviewer", required=True, help="user name of the reviewer in the publicity centre")

    def handle(self, *args, **options) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        column = ColumnPage.objects.filter(slug=options["column"]).first()
        if column is None:
            raise CommandError(_("There is no column with the address “%(slug)s”.") % {"slug": options["column"]})
        people = [self._person(options[role]) for role in ("maker", "secrecy_reviewer", "reviewer")]
        try:
            scanned = importing.scan(path)
            batch, case = importing.open_batch(path, scanned, column, *people)
            new = self._bring_in(path, batch, case, scanned)
        except (ActRefused, EOFError, OSError, zlib.error) as error:
            raise CommandError(str(error)) from error
        self._report(scanned, case, new)

    def _person(self, username: str):
        person = get_user_model().objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(_("There is no active person with the user name “%(name)s”.") % {"name": username})
        return person

    def _bring_in(self, path: Path, batch, case, scanned) -> int:
        progress = tqdm(
            importing.bring_in(path, batch, case, scanned), total=batch.total, unit="", file=sys.stderr, mininterval=0.5
        )
        return sum(progress)

    def _report(self, scanned, case, new: int) -> None:
        for rejected in scanned.rejected:
            self.stdout.write(
                _("line %(line)s was not taken: %(reason)s") % {"line": rejected.line, "reason": rejected.reason}
            )
        self.stdout.write(
            self.style.SUCCESS(
                _(
                    "%(new)s documents are new, %(known)s were there already, "
                    "%(rejected)s rows were not taken (case %(case)s)."
                )
                % {
                    "new": new,
                    "known": len(scanned.digests) - new,
                    "rejected": len(scanned.rejected),
                    "case": case.number,
                }
            )
        )
