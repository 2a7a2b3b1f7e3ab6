"""Whether something stands in public now, and what a person can do about it; for staff who look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from . import removal, services, takedowns, withdrawals
from .models import Case, TakeDown


@dataclass(frozen=True)
class InPublic:
    """``address`` where it stands; else ``down``, how it was taken away, or ``withdrawn``, by which case.

    ``asked``: the case that asks for its withdrawal. ``withdraw`` and ``take_down``: where a person does that.
    """

    address: str = ""
    down: TakeDown | None = None
    withdrawn: Case | None = None
    asked: Case | None = None
    withdraw: str = ""
    take_down: str = ""

    @property
    def decides(self) -> Case | None:
        """The case about its leaving, where there is one."""
        if self.down is not None:
            return Case.objects.about("take_down", self.down.pk).first()
        return self.withdrawn or self.asked


def look_at(subject: Any, person: Any) -> InPublic:
    """Return how a page or row stands in public, for one who looks at it; a few queries."""
    if not services.has_kind(subject):
        return InPublic()
    if not removal.is_public(subject):
        return _away(subject)
    where = [services.kind_of(subject).name, subject.pk]
    asked = withdrawals.under_way(subject)
    may_ask = asked is None and withdrawals.may_ask(subject, person)
    return InPublic(
        address=services.kind_of(subject).address(subject),
        asked=asked,
        withdraw=reverse("approvals:ask_for_withdrawal", args=where) if may_ask else "",
        take_down=reverse("approvals:take_down", args=where) if takedowns.can_take_down(person) else "",
    )


def _away(subject: Any) -> InPublic:
    """How it left: by the later of its last take-down, if that holds, and its last withdrawal."""
    down = TakeDown.objects.filter(kind=services.kind_of(subject).name, subject_id=str(subject.pk)).first()
    if down is not None and down.state == TakeDown.State.RESTORED:
        down = None
    withdrawn = withdrawals.carried_out(subject)
    if down is not None and withdrawn is not None and withdrawn.closed_at is not None:
        down, withdrawn = (down, None) if down.at > withdrawn.closed_at else (None, withdrawn)
    return InPublic(down=down, withdrawn=withdrawn)
