"""What the figures of a section speak for: one pure function, explained in a sentence (clause O5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy


class Verdict(TextChoices):
    """What becomes of a section, from the mildest to the heaviest."""

    KEEP = "keep", pgettext_lazy("cleanup", "keep")
    IMPROVE = "improve", pgettext_lazy("cleanup", "improve")
    MERGE = "merge", pgettext_lazy("cleanup", "merge")
    CLOSE = "close", pgettext_lazy("cleanup", "close")


@dataclass(frozen=True)
class Thresholds:
    """``times_duty``: so many times its duty without an update are too long; ``idle_days``: so many days where it has
    no duty. Fewer than ``few_items`` own items in the year speak for merging.
    """

    times_duty: int = 3
    idle_days: int = 365
    few_items: int = 3


@dataclass(frozen=True)
class Facts:
    """A section on a day. ``idle`` are the calendar days since its last update (without one: since it was opened),
    ``idle_by_duty`` the same in the days in which its duty is counted (working days, where it says so).

    ``begun_days`` ago it was opened. ``ended_on`` is a planned end that has passed, ``closing_on`` the day of a closing
    that is announced already.
    """

    class Life(TextChoices):
        """What shows that somebody keeps it up: items of its own, its page, or (not counted here) what it offers."""

        ITEMS = "items"
        PAGE = "page"
        SERVICE = "service"

    idle: int
    idle_by_duty: int
    begun_days: int
    own_items: int
    update_days: int | None = None
    required: bool = False
    lives_by: str = Life.ITEMS
    was_public: bool = True
    ended_on: date | None = None
    closing_on: date | None = None


def propose(facts: Facts, limits: Thresholds) -> tuple[Verdict, str]:
    """Return the verdict that the figures speak for, and why, as a sentence for people."""
    if facts.closing_on:
        return Verdict.CLOSE, _("Its closing on %(day)s is announced already.") % {"day": facts.closing_on.isoformat()}
    if facts.lives_by == Facts.Life.SERVICE:
        return Verdict.KEEP, _("It offers a service: how it is used can't be seen from updates.")
    if reason := _outlived(facts, limits):
        if facts.required:
            return Verdict.IMPROVE, _("%(reason)s A superior requires it: it has to be kept up.") % {"reason": reason}
        return Verdict.CLOSE, _("%(reason)s No superior requires it.") % {"reason": reason}
    if _is_thin(facts, limits):
        values = {"count": facts.own_items, "least": _least_items(facts, limits)}
        return Verdict.MERGE, _("%(count)s own items in the year, fewer than %(least)s.") % values
    if facts.update_days and facts.idle_by_duty > facts.update_days:
        values = {"idle": facts.idle_by_duty, "duty": facts.update_days}
        return Verdict.IMPROVE, _("Not updated for %(idle)s days; its duty is every %(duty)s days.") % values
    if not facts.was_public:
        return Verdict.KEEP, _("It is being filled, since %(days)s days.") % {"days": facts.begun_days}
    values = {"idle": facts.idle, "count": facts.own_items}
    return Verdict.KEEP, _("Updated %(idle)s days ago; %(count)s own items in the year.") % values


def _outlived(facts: Facts, limits: Thresholds) -> str:
    """Why nobody would miss it; "" where it goes on."""
    if facts.ended_on:
        return _("Its planned end was %(day)s.") % {"day": facts.ended_on.isoformat()}
    if facts.update_days:
        values = {"idle": facts.idle_by_duty, "times": limits.times_duty, "duty": facts.update_days}
        too_long = facts.idle_by_duty > limits.times_duty * facts.update_days
        sentence = _("Not updated for %(idle)s days, more than %(times)s times its duty of every %(duty)s days.")
    else:
        values = {"idle": facts.idle, "limit": limits.idle_days}
        too_long = facts.idle > limits.idle_days
        sentence = _("Not updated for %(idle)s days, more than %(limit)s.")
    if not facts.was_public:
        sentence = _("Its opening was agreed to %(idle)s days ago, and the public has seen nothing of it yet.")
    return sentence % values if too_long else ""


def _least_items(facts: Facts, limits: Thresholds) -> int:
    """How many own items a year are enough: no more than the duty to update asks for itself, where it is kept."""
    if not facts.update_days or facts.idle_by_duty > facts.update_days:
        return limits.few_items
    return min(limits.few_items, max(1, 365 // facts.update_days))


def _is_thin(facts: Facts, limits: Thresholds) -> bool:
    """Too few items of its own in a whole year; what a superior requires stands by itself all the same."""
    whole_year = facts.was_public and facts.begun_days >= 365
    thin = facts.own_items < _least_items(facts, limits)
    return facts.lives_by == Facts.Life.ITEMS and whole_year and not facts.required and thin
