"""Whether what was sent in to an activity is still what its ledger entry says that it closed with (law 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.approvals.ledger.models import Entry as LedgerEntry

from . import services
from .models import Activity
from .states import ActivityState

OVER = (ActivityState.CLOSED, ActivityState.CONCLUDED)


@dataclass(frozen=True)
class Problem:
    """Something wrong with a closed activity (``number``)."""

    number: str
    message: str


def verify() -> Iterator[Problem]:
    """Yield every closed activity to which something was added, altered or taken away after its end."""
    for activity in Activity.objects.filter(state__in=OVER).order_by("pk").iterator(chunk_size=200):
        closed = LedgerEntry.objects.filter(act="activity.closed", subject=activity.subject_key).first()
        if closed is None:
            yield Problem(activity.number, _("The ledger doesn't say how it was closed."))
        elif closed.digest != services.closing_digest(activity):
            yield Problem(activity.number, _("What was sent in isn't what the ledger says that it closed with."))
