"""Places of a training: given in order, given on when somebody gives theirs up, and who attended (clause S2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused

from . import news, services
from .models import Activity, Entry


def note_attendance(activity: Activity, person: Any, shown: Iterable[int], there: Iterable[int]) -> int:
    """Note of the registrations that were shown (by id) who of them attended; return how many. Raises ActRefused."""
    with services.handling(activity, "attendance", person, "attendance") as (locked, data):
        rows = Entry.objects.filter(activity=locked, pk__in=list(shown))
        chosen = list(there)
        rows.exclude(pk__in=chosen).update(attended=False)
        attended = rows.filter(pk__in=chosen).update(attended=True)
        data |= {"entries": rows.count(), "attended": attended}
    return attended


@transaction.atomic
def give_up(entry: Entry) -> Entry | None:
    """Somebody gives up their place; whoever has waited longest gets it, and hears of it. Return that entry, or None.

    Raises ActRefused where there is no place to give up, or the registration is over.
    """
    activity = Activity.objects.select_for_update().get(pk=entry.activity_id)
    fresh = Entry.objects.select_for_update().get(pk=entry.pk)
    if fresh.seat not in (Entry.Seat.GIVEN, Entry.Seat.WAITING) or not activity.is_running():
        raise ActRefused([_("This registration can't be given up any more; please tell the unit.")])
    had_a_place = fresh.seat == Entry.Seat.GIVEN
    fresh.seat = Entry.Seat.GIVEN_UP
    fresh.save(update_fields=["seat"])
    waiting = Entry.objects.filter(activity=activity, seat=Entry.Seat.WAITING).order_by("at", "pk").first()
    if not had_a_place or waiting is None:
        return None
    waiting.seat = Entry.Seat.GIVEN
    waiting.save(update_fields=["seat"])
    news.tell(waiting)
    return waiting
