"""The life of a column, as a state machine beside its page (clauses C5, C6).

::

    activating ─first approved item→ active ─retirement carried out→ retired

What comes before (requesting, returned, refused) is the life of the request's case. A revision of the page never
holds this state: publishing an older revision would bring an older state back.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import transition


class LifeState:
    ACTIVATING = "activating"
    ACTIVE = "active"
    RETIRED = "retired"

    CHOICES = [(ACTIVATING, _("activating")), (ACTIVE, _("active")), (RETIRED, _("retired"))]


class LifeTransitions:
    """Moved by cases only."""

    outcome: str
    activated_at: datetime | None
    retired_at: datetime | None

    @transition("state", source=LifeState.ACTIVATING, target=LifeState.ACTIVE)
    def activate(self) -> None:
        """The first approved item is there: an empty column is never public."""
        self.activated_at = timezone.now()

    @transition("state", source=LifeState.ACTIVE, target=LifeState.RETIRED)
    def retire(self, outcome: str) -> None:
        """An approved retirement: the outcome says what the public sees from now on."""
        self.outcome = outcome
        self.retired_at = timezone.now()
