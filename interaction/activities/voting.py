"""Casting and counting ballots (clause S2): one person one vote, counted exactly.

A ballot is one transaction: the address's cap, the uniqueness of who votes and the ballot itself are written together
or not at all. Counting reads the ballots; nowhere is there a total that could differ from them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.services import post_for

from . import admission, permissions
from .admission import NotTaken, Person
from .content import candidates_of
from .models import Activity, Ballot, Discard, Refusal, Show

LIKELY = 10  # so many alike in one hour are worth a look
MOST_GROUPS = 50


@dataclass(frozen=True)
class Row:
    """How one candidate stands."""

    id: str
    name: str
    votes: int
    share: float


@dataclass(frozen=True)
class Standing:
    """How a vote stands: counted ballots, the candidates with the most votes first, and what doesn't count."""

    ballots: int
    discarded: int
    rows: list[Row]


def clean_pick(activity: Activity, chosen: Iterable[str]) -> str:
    """Return a ballot's choice as it is stored; NotTaken where it isn't one by the rules."""
    known = {candidate.id for candidate in candidates_of(activity)}
    picked = sorted(set(chosen))
    least, most = int(activity.rules.get("least", 1)), int(activity.rules.get("most", 1))
    if set(picked) <= known and least <= len(picked) <= most:
        return ",".join(picked)
    if least == most:
        sentence = ngettext("Please choose exactly %(n)s.", "Please choose exactly %(n)s.", least) % {"n": least}
    else:
        sentence = _("Please choose from %(least)s to %(most)s.") % {"least": least, "most": most}
    raise NotTaken(Refusal.Reason.INVALID, sentence)


def cast(activity: Activity, person: Person, chosen: Iterable[str]) -> Ballot:
    """Take somebody's vote; NotTaken, and counted as refused, where it can't be.

    Once this returns the ballot is in the database, whatever happens to the process.
    """
    try:
        return _cast(activity.pk, person, chosen)
    except NotTaken as refusal:
        admission.refuse(activity, refusal.reason)
        raise


def _cast(pk: int, person: Person, chosen: Iterable[str]) -> Ballot:
    try:
        with transaction.atomic():
            activity = _held_open(pk)
            now = timezone.now()
            if not activity.is_running(now):
                raise admission.late(activity)
            pick = clean_pick(activity, chosen)
            if Ballot.objects.filter(activity=activity, voter=person.voter).exists():
                raise admission.twice()
            admission.take_address(activity, person.address)
            return Ballot.objects.create(
                activity=activity,
                voter=person.voter,
                address=person.address,
                agent=person.agent,
                pick=pick,
                at=now,
            )
    except IntegrityError:  # two at once: the other one was first
        raise admission.twice() from None


def _held_open(pk: int) -> Activity:
    """Return an activity that can't be closed before this transaction ends; any number of ballots hold it at once.

    It is the lock that a ballot's foreign key takes anyway, taken before the state is looked at: else a vote could be
    closed, with its digest, while a ballot that found it running isn't written yet. SQLite writes one after another.
    """
    if connection.vendor != "postgresql":
        return Activity.objects.get(pk=pk)
    table = connection.ops.quote_name(Activity._meta.db_table)
    (found,) = Activity.objects.raw(f"SELECT * FROM {table} WHERE id = %s FOR KEY SHARE", [pk])
    return found


def counted(activity: Activity) -> Any:
    """Return the ballots that count."""
    return Ballot.objects.filter(activity=activity, discard=None)


def standing(activity: Activity) -> Standing:
    """Count the vote: two queries, however many ballots there are."""
    votes: Counter[str] = Counter()
    ballots = 0
    for pick, many in counted(activity).values_list("pick").annotate(many=Count("pk")).order_by():
        ballots += many
        for candidate in pick.split(","):
            votes[candidate] += many
    rows = [
        Row(candidate.id, candidate.name, votes[candidate.id], votes[candidate.id] / ballots if ballots else 0.0)
        for candidate in candidates_of(activity)
    ]
    rows.sort(key=lambda row: -row.votes)
    return Standing(ballots, Discard.objects.filter(ballot__activity=activity).count(), rows)


def is_shown(activity: Activity) -> bool:
    """Say whether everybody sees how a vote stands now."""
    show = activity.rules.get("show", Show.AFTER)
    return show == Show.LIVE or (show == Show.AFTER and activity.has_ended())


def ballots_digest(activity: Activity) -> str:
    """Return one digest over all ballots, for the ledger at the end: ``verify_activities`` compares it."""
    found = hashlib.sha256()
    rows = Ballot.objects.filter(activity=activity).order_by("pk").values_list("pk", "voter", "pick")
    for row in rows.iterator(chunk_size=5000):
        found.update("|".join(map(str, row)).encode() + b"\n")
    return found.hexdigest()


# --- what looks stuffed: people of the unit decide, with a reason ---
@dataclass(frozen=True)
class Alike:
    """Ballots that are alike: the same choice by the same programme within one hour."""

    key: str
    pick: str
    agent: str
    many: int
    addresses: int
    first: Any
    last: Any

    @property
    def minutes(self) -> int:
        """Over how many minutes they came."""
        return max(1, round((self.last - self.first).total_seconds() / 60))


def alike(activity: Activity) -> list[Alike]:
    """Return groups of ballots that count and are suspiciously alike, the largest first; at most MOST_GROUPS."""
    groups = (
        counted(activity)
        .values("pick", "agent", "at__date", "at__hour")
        .annotate(many=Count("pk"), addresses=Count("address", distinct=True), first=Min("at"), last=Max("at"))
        .filter(many__gte=LIKELY)
        .order_by("-many")[:MOST_GROUPS]
    )
    return [
        Alike(
            f"{row['agent'][:16]}-{row['first'].timestamp():.6f}-{row['last'].timestamp():.6f}-{row['pick']}",
            row["pick"], row["agent"], row["many"], row["addresses"], row["first"], row["last"],
        )
        for row in groups
    ]  # fmt: skip


def discard(activity: Activity, person: Any, key: str, reason: str) -> int:
    """Discard one group of alike ballots, with a reason that the result's report shows; return how many.

    The ballots stay as they are. ActRefused where the person may not, no reason is given, or the group has changed.
    """
    with transaction.atomic():
        lock_head()
        locked = Activity.objects.select_for_update().get(pk=activity.pk)
        problems = permissions.reasons_against("discard", locked, person)
        if not reason.strip():
            problems.append(_("Please give the reason."))
        group = next((found for found in alike(locked) if found.key == key), None)
        if group is None:
            problems.append(_("These ballots have changed since you looked; please look again."))
        if problems or group is None:
            raise ActRefused(problems)
        ballots = counted(locked).filter(pick=group.pick, agent=group.agent, at__gte=group.first, at__lte=group.last)
        now, chosen = timezone.now(), list(ballots.values_list("pk", flat=True))
        Discard.objects.bulk_create(
            [Discard(ballot_id=pk, reason=reason.strip(), by=person, at=now) for pk in chosen], batch_size=500
        )
        _record(locked, "activity.discarded", person, {"ballots": len(chosen), "reason": reason.strip()})
    return len(chosen)


def take_back(activity: Activity, person: Any, reason: str) -> int:
    """Let ballots count again that were discarded for this reason; return how many."""
    with transaction.atomic():
        lock_head()
        locked = Activity.objects.select_for_update().get(pk=activity.pk)
        if problems := permissions.reasons_against("discard", locked, person):
            raise ActRefused(problems)
        many, _models = Discard.objects.filter(ballot__activity=locked, reason=reason).delete()
        _record(locked, "activity.counted_again", person, {"ballots": many, "reason": reason})
    return many


def _record(activity: Activity, act: str, person: Any, data: dict[str, Any]) -> None:
    record(
        act,
        actor=person,
        capacity=post_for(person, activity.unit).title,
        subject=activity.subject_key,
        data={"number": activity.number, **data},
    )


def discards(activity: Activity) -> list[dict[str, Any]]:
    """Return what was discarded, by reason, most first."""
    rows = Discard.objects.filter(ballot__activity=activity).values("reason").annotate(count=Count("pk"))
    return [dict(row) for row in rows.order_by("-count", "reason")]
