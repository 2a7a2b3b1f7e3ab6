"""The life of a case, as a state machine (django-fsm). docs/approvals.md holds its chart, drawn from this code.

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
    SCREENING = "screening"
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
        (SCREENING, _("files are being checked")),
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
    AT_DESKS = (SECRECY_REVIEW, SECRECY_RULING, IN_APPROVAL)
    OPEN = (SCREENING, *AT_DESKS)
    UNSENT = (DRAFTING, RETURNED)
    UNFINISHED = (*UNSENT, *OPEN, APPROVED)
    LOCKING = (*OPEN, APPROVED)
    # What was asked for and refused or taken back can be mended and sent again, as a new case.
    MENDABLE = (*UNSENT, REFUSED, WITHDRAWN)
    FINAL = (CARRIED_OUT, REFUSED, WITHDRAWN)


class CaseTransitions:
    """Transitions of a case. Each changes the state only; what goes with it is the service's."""

    @transition("state", source=CaseState.UNSENT, target=CaseState.SCREENING)
    def to_screening(self) -> None:
        """Sent, while files in it are still being checked (clause D10)."""

    @transition(
        "state",
        source=(*CaseState.UNSENT, CaseState.SCREENING, CaseState.SECRECY_RULING, CaseState.IN_APPROVAL),
        target=CaseState.SECRECY_REVIEW,
    )
    def to_secrecy_review(self) -> None:
        """Sent and checked; ruled fit after the maker was unsure; or a desk changed what the route rests on (O1)."""

    @transition(
        "state",
        source=(
            *CaseState.UNSENT,
            CaseState.SCREENING,
            CaseState.SECRECY_REVIEW,
            CaseState.SECRECY_RULING,
            CaseState.IN_APPROVAL,
        ),
        target=CaseState.IN_APPROVAL,
    )
    def to_approval(self) -> None:
        """Passed by the reviewer, ruled fit by the Office, or sent on a route that makes nothing public."""

    @transition(
        "state",
        source=(*CaseState.UNSENT, CaseState.SCREENING, CaseState.SECRECY_REVIEW, CaseState.IN_APPROVAL),
        target=CaseState.SECRECY_RULING,
    )
    def to_secrecy_ruling(self) -> None:
        """The maker or the reviewer is unsure, or an earlier ruling binds: the Office rules (clause O1)."""

    @transition("state", source=CaseState.IN_APPROVAL, target=CaseState.APPROVED)
    def approve(self) -> None:
        """The last desk agreed."""

    @transition("state", source=CaseState.APPROVED, target=CaseState.CARRIED_OUT)
    def finish(self) -> None:
        """What was approved has been made so."""

    @transition("state", source=CaseState.LOCKING, target=CaseState.RETURNED)
    def give_back(self) -> None:
        """A desk asks for changes, the check found something, or what waits for its time is called back."""

    @transition("state", source=CaseState.AT_DESKS, target=CaseState.REFUSED)
    def turn_down(self) -> None:
        """A desk refuses for good."""

    @transition("state", source=(*CaseState.UNSENT, *CaseState.LOCKING), target=CaseState.WITHDRAWN)
    def take_back(self) -> None:
        """The maker withdraws it."""
