"""Whether a document is in force on a day: by what was entered, by its dates, by what others did to it (clause A2).

Pure functions of plain values, so that a page, a list and search all say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Effect(models.TextChoices):
    """Whether a document is in force."""

    IN_FORCE = "in_force", _("in force")
    AMENDED = "amended", _("amended")
    PARTLY_REPEALED = "partly_repealed", _("partly repealed")
    REPEALED = "repealed", _("repealed")
    EXPIRED = "expired", _("expired")
    PENDING = "pending", _("not yet in force")


# The later in this order decides: what is repealed is no longer waiting to come into force.
ORDER = (
    Effect.IN_FORCE,
    Effect.PENDING,
    Effect.AMENDED,
    Effect.PARTLY_REPEALED,
    Effect.EXPIRED,
    Effect.REPEALED,
)


@dataclass(frozen=True)
class Change:
    """What another document does to one: the effect, and the first day of it (None: since ever)."""

    effect: str
    since: date | None = None


def by_dates(entered: str, effective_on: date | None, expires_on: date | None) -> list[Change]:
    """Return the changes that a document's own dates bring about; without dates, what was entered."""
    waits = entered in (Effect.IN_FORCE, Effect.PENDING) and effective_on is not None
    changes = [Change(Effect.PENDING), Change(Effect.IN_FORCE, effective_on)] if waits else [Change(entered)]
    return [*changes, *([Change(Effect.EXPIRED, expires_on + timedelta(days=1))] if expires_on else [])]


def on_day(today: date, own: Iterable[Change], others: Iterable[Change]) -> str:
    """Return the effect on a day: what weighs most of all that has begun; coming into force ends the waiting."""
    begun = [change for change in own if change.since is None or change.since <= today]
    latest = [max(begun, key=lambda change: change.since or date.min).effect] if begun else []
    lasting = [change.effect for change in begun if change.effect != Effect.PENDING]
    done = [change.effect for change in others if change.since is None or change.since <= today]
    return max([*latest, *lasting, *done], key=_weight, default=Effect.IN_FORCE)


def coming(today: date, own: Iterable[Change], others: Iterable[Change]) -> list[Change]:
    """Return the changes that are still to come, the nearest first."""
    found = {change for change in [*own, *others] if change.since is not None and change.since > today}
    return sorted(found, key=lambda change: (change.since or date.max, change.effect))


def _weight(effect: str) -> int:
    return ORDER.index(Effect(effect))
