"""Look for what must not be published in files: `manage.py screen FILES… [--json] [--registered-hosts FILE]`.

One line a file. Exit status 1 when a file could not be read; finds are no error.
"""

import json
import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.registers.addresses import host_for_register
from portal.registers.services import is_registered
from portal.screening.detectors.links import Registered
from portal.screening.kinds import ADVICE, KINDS, Found, Unreadable
from portal.screening.services import screen_file

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Look for what must not be in files that are published: seals, signatures, red headers and more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--registered-hosts",
            type=Path,
            metavar="FILE",
            help="a list of registered hosts, one a line, in place of the link register",
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        registered = _hosts(options["registered_hosts"]) if options["registered_hosts"] else is_registered
        write = self._write_json if options["json"] else self._write_words
        unread = 0
        for file in files:
            try:
                write(file, screen_file(file.read_bytes(), file.name, registered), "")
            except (Unreadable, OSError) as error:
                unread += 1
                write(file, [], str(error))
            except Exception as error:  # what no reader foresaw: the other files are still to be looked at
                logger.exception("Screening of %s broke off", file)
                unread += 1
                write(file, [], _("Looking at the file broke off (%(error)s).") % {"error": type(error).__name__})
        if unread:
            raise CommandError(_("%(count)s files could not be read.") % {"count": unread})

    def _write_json(self, file: Path, found: list[Found], error: str) -> None:
        row: dict[str, Any] = {"file": str(file), "findings": [_as_json(item) for item in found]}
        if error:
            row["error"] = error
        self.stdout.write(json.dumps(row, ensure_ascii=False))

    def _write_words(self, file: Path, found: list[Found], error: str) -> None:
        if error:
            self.stdout.write(self.style.ERROR(f"{file}: {error}"))
        elif not found:
            self.stdout.write(self.style.SUCCESS(_("%(file)s: nothing found.") % {"file": file}))
        else:
            self.stdout.write(_("%(file)s: %(count)s finds.") % {"file": file, "count": len(found)})
        for item in found:
            self.stdout.write(f"  {_in_words(item)}")


def _hosts(file: Path) -> Registered:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(str(error)) from error
    hosts = (host_for_register(line.strip()) for line in lines if line.strip() and not line.startswith("#"))
    return frozenset(host for host in hosts if host)


def _as_json(item: Found) -> dict[str, Any]:
    where = {"place": item.where, "box": list(item.box) if item.box else None, "text": item.excerpt}
    return {"kind": item.kind, "page": item.page, "where": where, "confidence": item.confidence}


def _in_words(item: Found) -> str:
    parts = [
        pgettext("gongkai", "page %(page)s") % {"page": item.page},
        str(KINDS[item.kind]),
        item.where,
        item.excerpt,
        pgettext("gongkai", "%(percent)s%% sure") % {"percent": round(item.confidence * 100)},
        str(ADVICE[item.kind]),
    ]
    return " · ".join(part for part in parts if part)
