"""A unit says why a section isn't updated for a while, and until when (clause G3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.organisation.models import Capacity, Post, Unit
from portal.organisation.services import posts_of

from ..models import DutyExcuse, SectionPage
from .life import key_of

LONGEST = 60
_SPEAKS_FOR_UNIT = (Capacity.LIAISON, Capacity.HEAD)


def post_to_excuse(person: Any, unit: Unit) -> Post | None:
    """Return the post in which somebody speaks for a unit today (liaison or head, a stand-in too), or None."""
    return posts_of(person).filter(unit=unit, capacity__in=_SPEAKS_FOR_UNIT).first()


def day_problem(until: date) -> str | None:
    """Say what is wrong with the day until which a section is excused, or None: within sixty days from today."""
    today = timezone.localdate()
    if until < today:
        return _("This day has passed.")
    if until > today + timedelta(days=LONGEST):
        return _("At most %(days)s days ahead: what isn't updated for longer is retired, or its duty is changed.") % {
            "days": LONGEST
        }
    return None


def excuse(page: SectionPage, person: Any, until: date, reason: str) -> DutyExcuse:
    """Excuse a section from its duty until a day, with a reason; the ledger has it.

    Raises ActRefused with every reason: for who speaks for no unit, for another unit's section, without a reason, or
    for a day that has passed or is over sixty days ahead.
    """
    with transaction.atomic():
        lock_head()
        post = post_to_excuse(person, page.owner_unit.acting)
        reasons = [] if post else [_("Liaison or head of the responsible unit excuse a section.")]
        if not reason.strip():
            reasons.append(_("Please give the reason."))
        if problem := day_problem(until):
            reasons.append(problem)
        if reasons or post is None:
            raise ActRefused(reasons)
        made = DutyExcuse.objects.create(
            page_id=page.pk, until=until, reason=reason.strip(), given_by=person, capacity=post.title
        )
        record(
            "section.excused",
            actor=person,
            capacity=post.title,
            subject=key_of(page),
            opinion=made.reason,
            data={"until": until.isoformat()},
        )
    return made
