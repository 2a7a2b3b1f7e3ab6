"""The life of an activity, as a state machine (django-fsm).

::

    draft ─open→ open ─close→ closed ─conclude→ concluded

What the public sees goes by the dates: an activity that was approved before its first day is announced, and nothing is
taken after its last moment, whenever the job that closes it comes round. django-fsm doesn't enforce permissions: the
callers of these transitions are the services, which ask :mod:`interaction.activities.permissions` first.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy
from django_fsm import transition


class ActivityState:
    """Names of the states, and the groups that rules speak of."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"

    CHOICES = [
        (DRAFT, pgettext_lazy("activity", "being prepared")),
        (OPEN, pgettext_lazy("activity", "approved")),
        (CLOSED, pgettext_lazy("activity", "closed, result owed")),
        (CONCLUDED, pgettext_lazy("activity", "result published")),
    ]
    LABELS = dict(CHOICES)


class ActivityTransitions:
    """Transitions of an activity. Each changes the state only; what goes with it is the service's."""

    @transition("state", source=ActivityState.DRAFT, target=ActivityState.OPEN)
    def open(self) -> None:
        """The head of the initiating unit approved it (clause S3)."""

    @transition("state", source=ActivityState.OPEN, target=ActivityState.CLOSED)
    def close(self) -> None:
        """Its last moment has passed, or it was stopped early: the result is owed."""

    @transition("state", source=ActivityState.CLOSED, target=ActivityState.CONCLUDED)
    def conclude(self) -> None:
        """Its result was approved and published (clause S2)."""
