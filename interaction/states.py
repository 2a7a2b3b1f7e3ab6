"""The life of a ticket, as a state machine (django-fsm).

::

    a unit answers       received ─assign→ assigned ─start_reply→ replying ─answer→ answered
                                  give_back ←─┘ ↺ assign  ↑─drop_reply─┘ ↺ start_reply (sent again)
    another system       received ─hand_over→ handed_over ─accept→ accepted ─settle→ answered
                                                          └decline→ declined
    the Office           received ─settle→ answered
    before an answer     ─withdraw→ withdrawn, ─merge→ merged ─separate→ received (─assign→ assigned, where it was)

django-fsm doesn't enforce permissions: the callers of these transitions are :mod:`interaction.services`, which ask
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
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"

    CHOICES = [
        (RECEIVED, pgettext_lazy("gongkai", "to be distributed")),
        (ASSIGNED, pgettext_lazy("gongkai", "with the unit")),
        (REPLYING, pgettext_lazy("gongkai", "reply in approval")),
        (HANDED_OVER, pgettext_lazy("gongkai", "handed over")),
        (ACCEPTED, pgettext_lazy("gongkai", "accepted")),
        (ANSWERED, pgettext_lazy("gongkai", "answered")),
        (DECLINED, pgettext_lazy("gongkai", "not accepted")),
        (WITHDRAWN, pgettext_lazy("gongkai", "withdrawn")),
        (MERGED, pgettext_lazy("gongkai", "merged with another")),
    ]
    LABELS = dict(CHOICES)
    OPEN = (RECEIVED, ASSIGNED, REPLYING, HANDED_OVER, ACCEPTED)
    OVER = (ANSWERED, DECLINED, WITHDRAWN, MERGED)
    BEFORE_AN_ANSWER = (RECEIVED, ASSIGNED, HANDED_OVER, ACCEPTED)


S = TicketState


class TicketTransitions:
    """Transitions of a ticket. Each changes the state only; what goes with it is the service's."""

    @transition("state", source=(S.RECEIVED, S.ASSIGNED), target=S.ASSIGNED)
    def assign(self) -> None:
        """The Office gives it to a unit, or to another one (clause S5)."""

    @transition("state", source=S.ASSIGNED, target=S.RECEIVED)
    def give_back(self) -> None:
        """The unit says that it isn't theirs."""

    @transition("state", source=(S.ASSIGNED, S.REPLYING), target=S.REPLYING)
    def start_reply(self) -> None:
        """The unit sends a reply for approval, for the first time or again."""

    @transition("state", source=S.REPLYING, target=S.ASSIGNED)
    def drop_reply(self) -> None:
        """The reply was refused, or taken back by its maker."""

    @transition("state", source=S.REPLYING, target=S.ANSWERED)
    def answer(self) -> None:
        """The reply was approved."""

    @transition("state", source=S.RECEIVED, target=S.HANDED_OVER)
    def hand_over(self) -> None:
        """The system of record acknowledged it (clause S6)."""

    @transition("state", source=(S.RECEIVED, S.HANDED_OVER), target=S.ACCEPTED)
    def accept(self) -> None:
        """The system of record says that it handles it."""

    @transition("state", source=(S.RECEIVED, S.HANDED_OVER), target=S.DECLINED)
    def decline(self) -> None:
        """The system of record says that it doesn't handle it, and why."""

    @transition("state", source=(S.RECEIVED, S.ACCEPTED), target=S.ANSWERED)
    def settle(self) -> None:
        """The result is there: of the system of record, or of the Office itself (clause S7)."""

    @transition("state", source=S.BEFORE_AN_ANSWER, target=S.WITHDRAWN)
    def withdraw(self) -> None:
        """The person took it back."""

    @transition("state", source=(S.RECEIVED, S.ASSIGNED), target=S.MERGED)
    def merge(self) -> None:
        """The same person or another asked the same: it is answered with another ticket."""

    @transition("state", source=S.MERGED, target=S.RECEIVED)
    def separate(self) -> None:
        """They didn't ask the same after all: it is answered by itself again."""
