"""The life of a hot issue, as a state machine (django-fsm).

::

    open ─answer→ answered          open ─drop→ dropped          dropped ─reopen→ open

The one caller of these transitions is :mod:`interaction.hot_issues.services`, which asks
:mod:`interaction.hot_issues.permissions` first.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy
from django_fsm import transition


class IssueState:
    """Names of the states."""

    OPEN = "open"
    ANSWERED = "answered"
    DROPPED = "dropped"

    CHOICES = [
        (OPEN, pgettext_lazy("gongkai", "to be responded to")),
        (ANSWERED, pgettext_lazy("gongkai", "responded to")),
        (DROPPED, pgettext_lazy("gongkai", "dropped")),
    ]
    LABELS = dict(CHOICES)


class IssueTransitions:
    """Transitions of a hot issue. Each changes the state only; what goes with it is the service's."""

    @transition("state", source=(IssueState.OPEN, IssueState.ANSWERED), target=IssueState.ANSWERED)
    def answer(self) -> None:
        """The response was approved, for the first time or as another version."""

    @transition("state", source=IssueState.OPEN, target=IssueState.DROPPED)
    def drop(self) -> None:
        """No response is needed any more, for a reason that is recorded."""

    @transition("state", source=IssueState.DROPPED, target=IssueState.OPEN)
    def reopen(self) -> None:
        """It is wanted after all; the clock that ran goes on."""
