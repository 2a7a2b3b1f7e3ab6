"""The life of an application for disclosure, as a state machine (django-fsm).

::

    received ─confirm→ in_hand ─pause→ paused ─resume→ in_hand ─send→ answering ─answer→ answered
        └─ask_correction→ correcting ─correct→ in_hand      ↑─────────drop─────────┘
    received, correcting, in_hand, paused ─close→ closed (withdrawn, or not corrected in time)

The one caller of these transitions is :mod:`interaction.applications.services`, which asks
:mod:`interaction.applications.permissions` first.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy
from django_fsm import transition


class ApplicationState:
    """Names of the states, and the groups that rules speak of."""

    RECEIVED = "received"
    CORRECTING = "correcting"
    IN_HAND = "in_hand"
    PAUSED = "paused"
    ANSWERING = "answering"
    ANSWERED = "answered"
    CLOSED = "closed"

    CHOICES = [
        (RECEIVED, pgettext_lazy("gongkai", "to be confirmed")),
        (CORRECTING, pgettext_lazy("gongkai", "to be corrected")),
        (IN_HAND, pgettext_lazy("gongkai", "in hand")),
        (PAUSED, pgettext_lazy("gongkai", "others are asked")),
        (ANSWERING, pgettext_lazy("gongkai", "answer in approval")),
        (ANSWERED, pgettext_lazy("gongkai", "answered")),
        (CLOSED, pgettext_lazy("gongkai", "closed without an answer")),
    ]
    LABELS = dict(CHOICES)
    OPEN = (RECEIVED, CORRECTING, IN_HAND, PAUSED, ANSWERING)
    BEFORE_AN_ANSWER = (RECEIVED, CORRECTING, IN_HAND, PAUSED)
    OVER = (ANSWERED, CLOSED)


S = ApplicationState


class ApplicationTransitions:
    """Transitions of an application. Each changes the state only; what goes with it is the service's."""

    @transition("state", source=S.RECEIVED, target=S.IN_HAND)
    def confirm(self) -> None:
        """The Office confirms the receipt: from that day the time for the answer runs."""

    @transition("state", source=(S.RECEIVED, S.IN_HAND), target=S.CORRECTING)
    def ask_correction(self) -> None:
        """The Office asks, once, for what is unclear."""

    @transition("state", source=S.CORRECTING, target=S.IN_HAND)
    def correct(self) -> None:
        """The applicant made it clear: the time for the answer begins anew."""

    @transition("state", source=S.IN_HAND, target=S.PAUSED)
    def pause(self) -> None:
        """A third party or another agency is asked: the clock stands still."""

    @transition("state", source=S.PAUSED, target=S.IN_HAND)
    def resume(self) -> None:
        """They answered, or their time is over: the clock goes on."""

    @transition("state", source=(S.IN_HAND, S.ANSWERING), target=S.ANSWERING)
    def send_answer(self) -> None:
        """The unit sends its answer for approval, for the first time or again."""

    @transition("state", source=S.ANSWERING, target=S.IN_HAND)
    def drop_answer(self) -> None:
        """The answer was refused, or taken back by its maker."""

    @transition("state", source=S.ANSWERING, target=S.ANSWERED)
    def answer(self) -> None:
        """The answer was approved."""

    @transition("state", source=S.BEFORE_AN_ANSWER, target=S.CLOSED)
    def close(self) -> None:
        """The applicant withdrew it, or didn't correct it in time."""
