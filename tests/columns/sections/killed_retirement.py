"""Run by ``test_killed.py`` in a process of its own: a retirement that is killed, before its commit or after it.

``python -m tests.columns.sections.killed_retirement CASE PERSON WHEN``: the last desk agrees; ``before``: the process
kills itself when the retirement is recorded, before it commits; ``after``: when the worker has asked search to look at
the first batch of what lies in the section, and is at the second.
"""

from __future__ import annotations

import os
import signal
import sys

import django

BATCH = 3


def main(case_id: str, username: str, when: str) -> None:
    django.setup()

    from columns.sections import jobs, life
    from portal.approvals import services
    from portal.approvals.models import Case
    from portal.organisation.models import User
    from portal.outbox.services import drain

    def killed() -> None:
        print("killed", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    if when == "before":
        record = life.record

        def record_and_die(act, **words):
            entry = record(act, **words)
            if act == "section.retired":
                killed()
            return entry

        life.record = record_and_die
    jobs.BATCH = BATCH
    case = Case.objects.get(pk=case_id)
    services.agree(case.pk, User.objects.get(username=username), case.version)
    asked = jobs.index_changed
    batches = []

    def ask_and_die(*arguments, **words):
        asked(*arguments, **words)
        batches.append(arguments)
        if len(batches) > 1:
            killed()

    jobs.index_changed = ask_and_die
    drain()


if __name__ == "__main__":
    main(*sys.argv[1:])
