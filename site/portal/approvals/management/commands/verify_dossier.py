"""``manage.py verify_dossier FILE --key ledger-key.pem [--files DIR]``: check a dossier without a database.

One line a check; exit status 1 when one fails.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.approvals.dossier import checks, envelope
from portal.approvals.ledger import seals


class Command(BaseCommand):
    help = "Check a dossier with the portal's public key; needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--key", type=Path, help="public key (PEM); without it, the key of this installation")
        parser.add_argument("--files", type=Path, metavar="DIR", help="a folder with the files as the public gets them")

    def handle(self, *args, file: Path, key: Path | None, files: Path | None, **options) -> None:
        try:
            data, public = file.read_bytes(), self._key(key)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        failed = 0
        for check in checks.check(data, public, files):
            failed += not check.holds
            mark = self.style.SUCCESS("✓") if check.holds else self.style.ERROR("✗")
            self.stdout.write(f"{mark} {check.name}{': ' if check.problem else ''}{check.problem}")
        if failed:
            raise CommandError(_("The dossier doesn't hold: %(count)s checks failed.") % {"count": failed})
        self.stdout.write(self.style.SUCCESS(_("The dossier holds.")))

    def _key(self, path: Path | None) -> Ed25519PublicKey:
        return envelope.read_key(path.read_bytes()) if path else seals.key().public_key()
