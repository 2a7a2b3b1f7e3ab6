"""The life of a section, as a state machine beside its page (clauses C5, C6).

::

    activating ─first approved item→ active ─announced→ retiring ─its day comes→ retired
                                       │ └───────────approved, no notice period────┘ │
                                       └←─called off─ retiring     reopened within a year

What comes before (requesting, returned, refused) is the life of the request's case. A revision of the page never
holds this state: publishing an older revision would bring an older state back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, transition


class LifeState:
    ACTIVATING = "activating"
    ACTIVE = "active"
    RETIRING = "retiring"
    RETIRED = "retired"

    CHOICES = [
        (ACTIVATING, _("activating")),
        (ACTIVE, _("active")),
        (RETIRING, _("retiring")),
        (RETIRED, _("retired")),
    ]
    OPEN = (ACTIVATING, ACTIVE, RETIRING)


class LifeTransitions:
    """Moved by cases only."""

    outcome: str
    merged_into: Any
    activated_at: datetime | None
    retires_on: date | None
    retired_at: datetime | None

    @transition("state", source=LifeState.ACTIVATING, target=LifeState.ACTIVE)
    def activate(self) -> None:
        """The first approved item is there: an empty section is never public."""
        self.activated_at = timezone.now()

    @transition("state", source=LifeState.ACTIVE, target=LifeState.RETIRING)
    def announce(self, outcome: str, merged_into: Any, day: date) -> None:
        """An approved retirement that the public is told of before: it goes on being used until its day."""
        self.outcome, self.merged_into, self.retires_on = outcome, merged_into, day

    @transition("state", source=LifeState.RETIRING, target=LifeState.ACTIVE)
    def call_off(self) -> None:
        """The announced retirement doesn't take place."""
        self.outcome, self.merged_into, self.retires_on = "", None, None

    @transition("state", source=LifeState.OPEN, target=LifeState.RETIRED)
    def retire(self, outcome: str, merged_into: Any) -> None:
        """The outcome says what the public sees from now on."""
        self.outcome, self.merged_into = outcome, merged_into
        self.retired_at = timezone.now()

    @transition("state", source=LifeState.RETIRED, target=RETURN_VALUE(LifeState.ACTIVATING, LifeState.ACTIVE))
    def reopen(self) -> str:
        """Everything is as it was: what lies below was never touched."""
        self.outcome, self.merged_into, self.retires_on, self.retired_at = "", None, None, None
        return LifeState.ACTIVE if self.activated_at else LifeState.ACTIVATING
