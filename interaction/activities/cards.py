"""An activity as an invitation on pages of other rooms: only what the public sees already."""

from __future__ import annotations

from django.urls import Resolver404, resolve
from django.utils import timezone

from portal.addons.types import ActivityCard

from . import reading
from .models import Activity


def card_at(address: str) -> ActivityCard | None:
    """Return the invitation to the activity whose public page stands at a path; None for every other path."""
    try:
        found = resolve(address)
    except Resolver404:
        return None
    if found.view_name != "activities:activity":
        return None
    activity = Activity.objects.public().filter(number=found.kwargs["number"]).first()
    return card_of(activity) if activity else None


def card_of(activity: Activity) -> ActivityCard:
    """Return the invitation to a public activity, as it stands now."""
    return ActivityCard(
        title=activity.title,
        url=reading.row_of(activity)["url"],
        kind=activity.get_kind_display(),
        state=reading.stage_of(activity)["text"],
        text=activity.lead,
        closes_on=timezone.localdate(activity.closes_at),
        is_open=activity.is_running(),
    )
