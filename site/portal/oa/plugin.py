"""What connected systems register at the extension points."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import Job

from . import webhooks


@hookimpl
def jobs() -> list[Job]:
    return [
        Job(webhooks.JOB, webhooks.deliver, _("Tell a connected system"), max_attempts=12, first_wait=10.0, slow=True)
    ]
