"""What the counts of use register at the extension points."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import Job, Periodic

from . import jobs as keeping


@hookimpl
def jobs() -> list[Job]:
    return [Job(keeping.ERASE_JOB, keeping.erase_old, label=_("Erasing of old counts of visits"))]


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(keeping.ERASE_JOB, every=timedelta(days=1))]
