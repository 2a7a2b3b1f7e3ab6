"""The life of a consultation, as a state machine (django-fsm).

::

    received ─assign→ assigned ─start_reply→ replying ─answer→ answered
                       ↺ assign    ↑─drop_reply──┘ ↺ start_reply (sent again)

django-fsm doesn't enforce permissions: the one caller of these transitions is :mod:`interaction.services`, which asks
:mod:`interaction.permissions` first.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy
from django_fsm import transition


class TicketState:
    """Names of the states, and the groups that rules speak of."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    REPLYING = "replying"
    ANSWERED = "answered"

    CHOICES = [
        (RECEIVED, pgettext_lazy("gongkai", "to be distributed")),
        (ASSIGNED, pgettext_lazy("gongkai", "with the unit")),
        (REPLYING, pgettext_lazy("gongkai", "reply in approval")),
        (ANSWERED, pgettext_lazy("gongkai", "answered")),
    ]
    LABELS = dict(CHOICES)
    OPEN = (RECEIVED, ASSIGNED, REPLYING)


class TicketTransitions:
    """Transitions of a ticket. Each changes the state only; what goes with it is the service's."""

    @transition("state", source=(TicketState.RECEIVED, TicketState.ASSIGNED), target=TicketState.ASSIGNED)
    def assign(self) -> None:
        """The Office gives it to a unit, or to another one (clause S5)."""

    @transition("state", source=(TicketState.ASSIGNED, TicketState.REPLYING), target=TicketState.REPLYING)
    def start_reply(self) -> None:
        """The unit sends a reply for approval, for the first time or again."""

    @transition("state", source=TicketState.REPLYING, target=TicketState.ASSIGNED)
    def drop_reply(self) -> None:
        """The reply was refused, or taken back by its maker."""

    @transition("state", source=TicketState.REPLYING, target=TicketState.ANSWERED)
    def answer(self) -> None:
        """The reply was approved."""
