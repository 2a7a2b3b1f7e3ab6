"""Run by ``test_concurrency.py`` in a process of its own: the last agreement, killed in the middle of carrying out.

``python -m tests.approvals.killed_in_the_act CASE PERSON VERSION``: the page is already published and the ledger
written when the process kills itself, just before the transaction is committed.
"""

from __future__ import annotations

import os
import signal
import sys

import django


def main(case_id: int, person_id: int, version: int) -> None:
    django.setup()

    from wagtail.models import Page

    from portal.approvals import services
    from portal.approvals.ledger.models import Entry
    from portal.approvals.models import Case
    from portal.approvals.services import deciding
    from portal.organisation.models import User

    def killed(people, **_words) -> None:
        """In the place of the notice to the maker, the last thing that an approval does."""
        case = Case.objects.get(pk=case_id)
        assert Page.objects.get(pk=case.subject_id).live, "killed too early: nothing was carried out yet"
        assert Entry.objects.filter(case_number=case.number, act="case.carried_out").exists()
        print("carried out", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    deciding.notify = killed
    services.agree(case_id, User.objects.get(pk=person_id), version, "同意")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
