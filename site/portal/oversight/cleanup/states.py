"""The yearly clean-up of columns and topics, as a state machine (clause O5).

::

    opened ─units are asked→ answering ─time is up, or all answered→ deciding ─three sign→ decided ─→ closed
       └───────────────────────┴────────── called off, with a reason ────┘

While its case is on its way the campaign stays *deciding*: what the case covers can't be changed meanwhile.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django_fsm import transition


class CampaignState:
    OPENED = "opened"
    ANSWERING = "answering"
    DECIDING = "deciding"
    DECIDED = "decided"
    CLOSED = "closed"
    CALLED_OFF = "called_off"

    CHOICES = [
        (OPENED, pgettext_lazy("cleanup", "being prepared")),
        (ANSWERING, pgettext_lazy("cleanup", "units answer")),
        (DECIDING, pgettext_lazy("cleanup", "being decided")),
        (DECIDED, pgettext_lazy("cleanup", "decided, being carried out")),
        (CLOSED, pgettext_lazy("cleanup", "closed")),
        (CALLED_OFF, pgettext_lazy("cleanup", "called off")),
    ]
    UNDECIDED = (OPENED, ANSWERING, DECIDING)
    OPEN = (*UNDECIDED, DECIDED)
    REPORTED = (DECIDED, CLOSED)


class CampaignTransitions:
    """Each changes the campaign only; what goes with it is the service's, which asks first who may."""

    answers_by: date | None
    decided_at: datetime | None
    closed_at: datetime | None

    @transition("state", source=(CampaignState.OPENED, CampaignState.ANSWERING), target=CampaignState.ANSWERING)
    def ask(self, until: date) -> None:
        """Units answer each of their lines until a day; asked again, the day moves."""
        self.answers_by = until

    @transition("state", source=CampaignState.ANSWERING, target=CampaignState.DECIDING)
    def collect(self) -> None:
        """No more answers: who said nothing stays unanswered, and that is no agreement."""

    @transition("state", source=CampaignState.DECIDING, target=CampaignState.DECIDED)
    def settle(self) -> None:
        """The Office, the publicity centre and the technology centre have signed."""
        self.decided_at = timezone.now()

    @transition("state", source=CampaignState.DECIDED, target=CampaignState.CLOSED)
    def close(self) -> None:
        """Whatever came of it has been decided in its turn."""
        self.closed_at = timezone.now()

    @transition("state", source=CampaignState.UNDECIDED, target=CampaignState.CALLED_OFF)
    def call_off(self) -> None:
        """It doesn't take place; another one may be opened for the same year."""
        self.closed_at = timezone.now()
