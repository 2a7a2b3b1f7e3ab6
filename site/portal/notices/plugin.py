"""What notices register at the extension points."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import Job

from .jobs import send_mail
from .panels import UnreadPanel
from .services import MAIL_JOB


@hookimpl
def jobs() -> list[Job]:
    return [Job(MAIL_JOB, send_mail, label=_("Mail of a notice"), max_attempts=10, first_wait=10.0)]


@hookimpl
def admin_home_panels(request: HttpRequest) -> list[Any]:
    return [UnreadPanel(request.user)]
