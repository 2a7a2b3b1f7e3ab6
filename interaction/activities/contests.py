"""Slogan contests: the jury gives points, the unit makes the shortlist, a vote decides over it (clause S2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Avg, Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused
from portal.notices.services import notify
from portal.organisation.models import Post

from . import entries, permissions, services
from .content import DEFAULT_RULES
from .models import Activity, ActivityKind, Entry, Score


def who_may_judge(people: Iterable[Any]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return people as a form offers them, by the unit in which they hold a post now; those without one come last."""
    units: dict[int, str] = {}
    held = Post.objects.on(timezone.localdate()).filter(stands_in_for=None).select_related("unit")
    for post in held.order_by("unit__name", "pk"):
        units.setdefault(post.person_id, post.unit.name)
    order = {name: at for at, name in enumerate(dict.fromkeys(units.values()))}
    groups: dict[str, list[tuple[int, str]]] = {}
    for person in people:
        groups.setdefault(units.get(person.pk, ""), []).append((person.pk, str(person)))
    found = sorted(groups.items(), key=lambda group: order.get(group[0], len(order)))
    return [(name or _("Without a post"), members) for name, members in found]


def set_jury(activity: Activity, person: Any, jurors: Iterable[Any]) -> None:
    """Name the jury and tell those who are new in it. What somebody gave stays, also where they leave it."""
    with services.handling(activity, "jury", person, "jury_named") as (locked, data):
        before = set(locked.jurors.values_list("pk", flat=True))
        chosen = list(jurors)
        locked.jurors.set(chosen)
        data["jurors"] = sorted(juror.pk for juror in chosen)
        text = _("You are of the jury of “%(title)s”: please give your points.") % {"title": locked.title}
        url = reverse("activities_admin:score", args=[locked.pk])
        notify([juror for juror in chosen if juror.pk not in before], text=text, url=url, topic=services.TOPIC)


def score(activity: Activity, juror: Any, points: Mapping[int, int]) -> int:
    """A juror gives points to slogans (by id), or other points than before; return how many. Raises ActRefused."""
    capacity = _("member of the jury")  # a juror may hold no post at all
    with services.handling(activity, "score", juror, "scored", capacity) as (locked, data):
        most = int(locked.rules.get("points", 10))
        known = set(Entry.objects.filter(activity=locked, pk__in=points).values_list("pk", flat=True))
        if any(not 0 <= given <= most for given in points.values()) or known != set(points):
            raise ActRefused([_("Points go from 0 to %(most)s.") % {"most": most}])
        now = timezone.now()
        for entry, given in points.items():
            Score.objects.update_or_create(entry_id=entry, juror=juror, defaults={"points": given, "at": now})
        data["points"] = {str(entry): given for entry, given in sorted(points.items())}
    return len(points)


def ranked(activity: Activity) -> QuerySet[Entry]:
    """Return the slogans, those with the best average first; ``average`` and ``judged`` come with them."""
    return (
        Entry.objects.filter(activity=activity)
        .annotate(average=Avg("scores__points"), judged=Count("scores"))
        .order_by("-shortlisted", "-average", "at", "pk")
    )


def shortlist(activity: Activity, person: Any, chosen: Iterable[int]) -> int:
    """Make these slogans the shortlist; return how many. Raises ActRefused."""
    with services.handling(activity, "shortlist", person, "shortlisted") as (locked, data):
        found = Entry.objects.filter(activity=locked)
        data["entries"] = sorted(found.filter(pk__in=list(chosen)).values_list("pk", flat=True))
        found.update(shortlisted=False)
        return found.filter(pk__in=data["entries"]).update(shortlisted=True)


def texts(found: Iterable[Entry]) -> list[tuple[Entry, str, str]]:
    """Return slogans with their text and meaning, without who sent them: what a jury sees."""
    return [
        (entry, said.get("slogan", "") if said else "", said.get("text", "") if said else "")
        for entry, said in entries.told_of(found)
    ]


@transaction.atomic
def draft_vote(activity: Activity, person: Any) -> Activity:
    """Draft the public vote over the shortlist; it goes through a case of its own. Raises ActRefused."""
    if reasons := permissions.reasons_against("shortlist", activity, person):
        raise ActRefused(reasons)
    chosen = texts(Entry.objects.filter(activity=activity, shortlisted=True).order_by("at", "pk"))
    if len(chosen) < 2:
        raise ActRefused([_("A vote needs at least two slogans on the shortlist.")])
    begins = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    vote = services.new(activity.unit, person, ActivityKind.VOTE)
    vote.title = (_("Vote: %(title)s") % {"title": activity.title})[:120]
    vote.lead, vote.contact, vote.follows = activity.lead, activity.contact, activity
    vote.opens_at, vote.closes_at = begins, begins + timedelta(days=10)
    vote.rules = {**DEFAULT_RULES[ActivityKind.VOTE], "most": min(3, len(chosen) - 1)}
    vote.content = {
        "candidates": [
            {"id": f"k{at}", "name": slogan, "text": meaning, "image": None}
            for at, (_entry, slogan, meaning) in enumerate(chosen, 1)
        ]
    }
    services.keep(vote, person)
    return vote
