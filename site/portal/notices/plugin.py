"""What notices register at the extension points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import Job, Periodic

from . import jobs as mailing
from .panels import UnreadPanel
from .services import MAIL_JOB


@hookimpl
def jobs() -> list[Job]:
    return [
        Job(MAIL_JOB, mailing.send_mail, label=_("Mail of a notice"), max_attempts=10, first_wait=10.0, slow=True),
        Job(
            mailing.DIGEST_JOB, mailing.send_digest, label=_("Daily mail"), max_attempts=10, first_wait=10.0, slow=True
        ),
        Job(mailing.DIGESTS_JOB, mailing.put_digests, label=_("Round of the daily mails")),
    ]


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(mailing.DIGESTS_JOB, every=timedelta(minutes=5))]


@hookimpl
def admin_home_panels(request: HttpRequest) -> list[Any]:
    return [UnreadPanel(request.user)]
