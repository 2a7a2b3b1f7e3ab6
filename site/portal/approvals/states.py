"""The life of a case, as a state machine (django-fsm).

::

    drafting ─send→ secrecy_review ─pass→ in_approval ─last desk agrees→ approved ─carry out→ carried_out
                        │  └─unsure→ secrecy_ruling ─ruled→ in_approval
                        └─ (routes without secrecy review go from drafting straight to in_approval)

From every open state the case can be returned (and sent again: a new round), refused, or withdrawn by its maker.
django-fsm doesn't enforce permissions: the one caller of these transitions is :mod:`portal.approvals.services`,
which asks :mod:`portal.approvals.permissions` first.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_fsm import transition


class CaseState:
    """Names of the states, and the groups that rules speak of."""

    DRAFTING = "drafting"
    SECRECY_REVIEW = "secrecy_review"
    SECRECY_RULING = "secrecy_ruling"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    CARRIED_OUT = "carried_out"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    CHOICES = [
        (DRAFTING, _("drafting")),
        (SECRECY_REVIEW, _("secrecy review")),
        (SECRECY_RULING, _("secrecy ruling by the Office")),
        (IN_APPROVAL, _("in approval")),
        (APPROVED, _("approved")),
        (CARRIED_OUT, _("carried out")),
        (RETURNED, _("returned")),
        (REFUSED, _("refused")),
        (WITHDRAWN, _("withdrawn")),
    ]
    LABELS = dict(CHOICES)
    OPEN = (SECRECY_REVIEW, SECRECY_RULING, IN_APPROVAL)
    UNFINISHED = (DRAFTING, *OPEN, APPROVED, RETURNED)
    LOCKING = (*OPEN, APPROVED)
    FINAL = (CARRIED_OUT, REFUSED, WITHDRAWN)


class CaseTransitions:
    """Transitions of a case. Each changes the state only; what goes with it is the service's."""

    @transition("state", source=(CaseState.DRAFTING, CaseState.RETURNED), target=CaseState.SECRECY_REVIEW)
    def to_secrecy_review(self) -> None:
        """Sent, on a route with secrecy review (clause O1)."""

    @transition(
        "state",
        source=(CaseState.DRAFTING, CaseState.RETURNED, CaseState.SECRECY_REVIEW, CaseState.SECRECY_RULING),
        target=CaseState.IN_APPROVAL,
    )
    def to_approval(self) -> None:
        """Sent on a route without secrecy review, passed by the reviewer, or ruled fit by the Office."""

    @transition("state", source=CaseState.SECRECY_REVIEW, target=CaseState.SECRECY_RULING)
    def to_secrecy_ruling(self) -> None:
        """The reviewer is unsure: the Office rules (clause O1)."""

    @transition("state", source=CaseState.IN_APPROVAL, target=CaseState.APPROVED)
    def approve(self) -> None:
        """The last desk agreed."""

    @transition("state", source=CaseState.APPROVED, target=CaseState.CARRIED_OUT)
    def finish(self) -> None:
        """What was approved has been made so."""

    @transition("state", source=CaseState.OPEN, target=CaseState.RETURNED)
    def give_back(self) -> None:
        """A desk asks for changes."""

    @transition("state", source=CaseState.OPEN, target=CaseState.REFUSED)
    def turn_down(self) -> None:
        """A desk refuses for good."""

    @transition("state", source=(CaseState.DRAFTING, CaseState.RETURNED, *CaseState.OPEN), target=CaseState.WITHDRAWN)
    def take_back(self) -> None:
        """The maker withdraws it."""
