"""Run by ``test_importing.py`` in a process of its own: an import that is killed in the middle of a document.

``python -m tests.columns.killed_import FILE COLUMN MAKER SECRECY REVIEWER COUNT``: after COUNT documents the next one
is written whole (page, item, redirect, ledger entry) when the process kills itself, before it commits.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import django


def main(file: str, slug: str, maker: str, secrecy: str, reviewer: str, count: str) -> None:
    django.setup()

    from columns import importing
    from columns.models import ColumnPage, ImportItem
    from portal.organisation.models import User

    record = importing.record

    def killed(*arguments, **words):
        entry = record(*arguments, **words)
        if ImportItem.objects.count() > int(count):
            print("killed", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        return entry

    importing.record = killed
    path = Path(file)
    scanned = importing.scan(path)
    column = ColumnPage.objects.get(slug=slug)
    people = (User.objects.get(username=name) for name in (maker, secrecy, reviewer))
    batch, case = importing.open_batch(path, scanned, column, *people)
    list(importing.bring_in(path, batch, case, scanned))


if __name__ == "__main__":
    main(*sys.argv[1:])
