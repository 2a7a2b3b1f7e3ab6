"""Run by ``test_jobs.py`` in a process of its own: a worker that kills itself beside the sending of a mail.

``python -m tests.search.saved.killed_mail SAVED MOMENT``: MOMENT is ``before`` the server gets the mail, ``after`` it
has it, or ``never``.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta

import django


def main(saved: str, moment: str) -> None:
    django.setup()

    from django.core.mail import EmailMultiAlternatives

    from search import records
    from search.saved import jobs

    records.MARGIN = timedelta(minutes=-2)  # nobody waits for the minute that an act may take
    send = EmailMultiAlternatives.send

    def killed(mail, fail_silently=False):
        if moment == "after":
            send(mail)
        print("killed", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    if moment != "never":
        EmailMultiAlternatives.send = killed
    jobs.mail({"saved": int(saved)})


if __name__ == "__main__":
    main(*sys.argv[1:])
