"""Acts of the registers that one person asks for and another has to agree to before they are done."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from .models import Countersignature, User

VALID = timedelta(days=7)


def open_for(act: str) -> Countersignature | None:
    """What was asked about an act and is neither done nor a week old, or None."""
    rows = Countersignature.objects.filter(act=act, done_at=None, asked_at__gt=timezone.now() - VALID)
    return rows.select_related("asked_by", "agreed_by").order_by("-pk").first()


def ask(act: str, by: User) -> Countersignature:
    """Ask for an act, in the caller's transaction."""
    return Countersignature.objects.create(act=act, asked_by=by)


def agree(asked: Countersignature, by: User) -> None:
    """Agree to what another person asked for; ValueError for one's own."""
    if by.pk == asked.asked_by_id:
        raise ValueError("Nobody agrees to what they asked for themselves.")
    asked.agreed_by, asked.agreed_at = by, timezone.now()
    asked.save(update_fields=["agreed_by", "agreed_at"])


def finish(asked: Countersignature) -> None:
    """It is done, and counts for nothing more."""
    asked.done_at = timezone.now()
    asked.save(update_fields=["done_at"])


def enter(act: str, by: User) -> Countersignature:
    """Ask for an act that two people have to enter alike; where another person has, agree, and it may be done."""
    asked = open_for(act) or ask(act, by)
    if asked.asked_by_id != by.pk:
        agree(asked, by)
        finish(asked)
    return asked
