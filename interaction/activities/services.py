"""What changes an activity, one function a use case, each in one transaction.

Each locks the activity, collects all reasons against the act, transitions, appends to the ledger, and leaves
after-effects as outbox rows. Ledger and notices get numbers, counts and digests only (law 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals import services as approvals
from portal.approvals import withdrawals
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger.canonical import digest as digest_of
from portal.approvals.ledger.canonical import plain
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.approvals.rows import note_published
from portal.approvals.states import CaseState
from portal.files import services as files
from portal.files.models import PublicFile
from portal.notices.services import notify
from portal.organisation.services import liaisons_of
from portal.outbox.indexing import index_changed

from ..acting import row_for_act
from ..numbering import next_number
from ..recounting import recount_all
from . import clocks, content, entries, permissions, results, voting
from .models import Activity, ActivityKind, ActivitySecret, Entry, Prolongation, Stop
from .states import ActivityState

KIND, PROLONGATION, STOP = "activity", "activity_prolongation", "activity_stop"
ROUTE = "activity"
INDEX_SOURCE = "activity"
TOPIC = "activity"
DEFAULT_DAYS = {ActivityKind.OPINIONS: 35, ActivityKind.SUGGESTIONS: 30, ActivityKind.SLOGAN: 30}
_LEAD_TIME = timedelta(days=3)


def new(unit: Any, person: Any, kind: str) -> Activity:
    """Return an activity with sensible defaults, not kept yet."""
    begins = (timezone.localtime() + _LEAD_TIME).replace(hour=9, minute=0, second=0, microsecond=0)
    ends = (begins + timedelta(days=DEFAULT_DAYS.get(ActivityKind(kind), 14))).replace(hour=18)
    return Activity(
        kind=kind,
        unit=unit,
        made_by=person,
        made_at=timezone.now(),
        opens_at=begins,
        closes_at=ends,
        rules=dict(content.DEFAULT_RULES[kind]),
    )


def keep(activity: Activity, person: Any, version: int | None = None) -> Activity:
    """Keep a draft, new or changed. Raises ActRefused, also while it is in approval; Stale for an old ``version``."""
    with transaction.atomic():
        lock_head()
        if activity.pk:
            stored = Activity.objects.select_for_update().get(pk=activity.pk)
            if version is not None and stored.version != version:
                raise Stale([_("Somebody changed this activity since you opened it. Nothing was changed.")])
            if reasons := permissions.reasons_against("edit", stored, person):
                raise ActRefused(reasons)
            case = case_of(stored)
            if case is not None and case.state in CaseState.LOCKING:
                raise ActRefused([_("It is in approval; it can be changed when it comes back.")])
            activity.version = stored.version + 1
        elif reasons := permissions.reasons_against("edit", activity, person):
            raise ActRefused(reasons)
        activity.writers = sorted({*activity.writers, person.pk})
        if activity.pk:
            activity.save()
        else:
            activity.number = next_number(f"HD{timezone.localdate():%Y}-")
            activity.save(force_insert=True)
            ActivitySecret.make(activity)
    return activity


def delete(activity: Activity, person: Any) -> None:
    """Throw a draft away that was never sent. Raises ActRefused."""
    with _act(activity, "delete", person, None) as locked:
        if Case.objects.about(KIND, locked.pk).exists():
            raise ActRefused([_("This was sent for approval once; it stays as its record.")])
    Activity.objects.filter(pk=activity.pk, state=ActivityState.DRAFT).delete()


def case_of(subject: Any) -> Case | None:
    """Return the newest case about an activity, its result or a prolongation, or None."""
    kind = approvals.kind_of(subject).name
    return Case.objects.about(kind, subject.pk).order_by("-pk").first()


def url_of(activity: Activity) -> str:
    """Return the address of an activity's page in the admin."""
    return reverse("activities_admin:activity", args=[activity.pk])


def public_url(activity: Activity) -> str:
    """Return the path of an activity's public page."""
    return reverse("activities:activity", args=[activity.number])


@contextmanager
def _act(activity: Activity, name: str, person: Any, version: int | None) -> Iterator[Activity]:
    """Lock an activity for an act, refuse it for every reason there is, and count the version up at the end."""
    with transaction.atomic():
        row = row_for_act(Activity.objects.all(), activity, name, person, version, permissions.reasons_against)
        yield row
        row.version += 1
        row.save(update_fields=["version"])


@contextmanager
def _asking(activity: Activity, name: str, person: Any) -> Iterator[Activity]:
    """Lock a public activity while a case about its end is opened: the row itself stays as everybody sees it."""
    with transaction.atomic():
        yield row_for_act(Activity.objects.all(), activity, name, person, None, permissions.reasons_against)


@contextmanager
def handling(
    activity: Activity, act: str, person: Any, done: str, capacity: str = ""
) -> Iterator[tuple[Activity, dict[str, Any]]]:
    """Lock a public activity for an act on what people sent in, refuse it for every reason there is, and record it.

    It is done in ``capacity``, or in the person's post in the unit.
    What the body puts into the dictionary that it gets goes into the ledger as well: ids and counts, no words (law 7).
    The row itself stays as everybody sees it.
    """
    with transaction.atomic():
        data: dict[str, Any] = {"number": activity.number}
        locked = row_for_act(Activity.objects.all(), activity, act, person, None, permissions.reasons_against)
        yield locked, data
        capacity = capacity or approvals.post_for(person, locked.unit).title
        record(f"activity.{done}", actor=person, capacity=capacity, subject=locked.subject_key, data=data)


def send(activity: Activity, person: Any, declaration: Mapping[str, str], version: int | None = None) -> Case:
    """Send a drafted activity to the secrecy reviewer and the unit head (clauses O1, S3). Raises ActRefused."""
    with _act(activity, "send", person, version) as locked:
        case = approvals.open_case(locked, person)
        return approvals.send(case.pk, person, case.version, declaration=declaration)


def carry_out(case: Case, activity: Activity) -> None:
    """Make an approved activity public. Called by the case engine inside the approving transaction."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    now = timezone.now()
    with (
        table_permit(Activity._meta.db_table, "activity", case, case.digest),
        table_permit(PublicFile._meta.db_table, "activity", case, case.digest),
    ):
        activity.open()
        activity.published, activity.published_at = True, now
        activity.version += 1
        activity.save()
        files.show(activity.subject_key, content.files_of(activity))
    record(
        "activity.opened",
        subject=activity.subject_key,
        case_number=case.number,
        data={"number": activity.number, "kind": activity.kind, "closes_at": activity.closes_at.isoformat()},
        digest=case.digest,
    )
    note_published(case, activity)


def show(activity: Activity, is_public: bool, act: str, case: Case | None) -> None:
    """Let everybody see an approved activity with its files, or nobody; inside the caller's transaction (law 1).

    While it is away its result can't be written, so no time for that runs: it begins anew when the activity is back.
    """
    digest = case.digest if case else ""
    if activity.state == ActivityState.CLOSED:
        _time_for_the_result(activity, is_public, timezone.now())
    with (
        table_permit(Activity._meta.db_table, act, case, digest),
        table_permit(PublicFile._meta.db_table, act, case, digest),
    ):
        activity.published = is_public
        activity.version += 1
        activity.save()
        files.show(activity.subject_key, content.files_of(activity) if is_public else [])


# --- a later end ---
def prolong(
    activity: Activity, person: Any, *, closes_at: datetime, reason: str, declaration: Mapping[str, str]
) -> Case:
    """Ask that an activity ends later, with a reason that everybody reads; the unit head decides. Raises ActRefused."""
    with _asking(activity, "prolong", person) as locked:
        _refuse_while_decided(locked)
        asked = Prolongation.objects.create(activity=locked, closes_at=closes_at, reason=reason.strip(), made_by=person)
        case = approvals.open_case(asked, person)
        return approvals.send(case.pk, person, case.version, declaration=declaration)


def carry_out_prolongation(case: Case, asked: Prolongation) -> None:
    """Let an activity end later. Called by the case engine inside the approving transaction."""
    activity = Activity.objects.select_for_update().get(pk=asked.activity_id)
    before = activity.closes_at
    with table_permit(Activity._meta.db_table, "prolongation", case, case.digest):
        activity.closes_at, activity.prolonged_because = asked.closes_at, asked.reason
        activity.version += 1
        activity.save()
    record(
        "activity.prolonged",
        subject=activity.subject_key,
        case_number=case.number,
        data={"number": activity.number, "before": before.isoformat(), "closes_at": asked.closes_at.isoformat()},
        digest=case.digest,
    )
    _changed(case, activity)


def _time_for_the_result(activity: Activity, goes_on: bool, now: datetime) -> None:
    if not goes_on:
        results.note_overdue(activity, now)
    elif results.OVERDUE not in activity.reminded:
        activity.reminded = []
        clocks.start(activity, now)


def _changed(case: Case, activity: Activity) -> None:
    """What a case changed of a public activity is public by that case now."""
    kind = approvals.kind_of(activity)
    note_published(case, activity, digest_of(plain(kind.snapshot(activity))))


# --- an early stop ---
def stop(activity: Activity, person: Any, *, reason: str, declaration: Mapping[str, str]) -> Case:
    """Ask that an activity ends at once, with a reason that everybody reads; the unit head decides. Raises ActRefused.

    What people sent in until then is kept, and its result is owed as after any other end.
    """
    with _asking(activity, "stop", person) as locked:
        _refuse_while_decided(locked)
        asked = Stop.objects.create(activity=locked, reason=reason.strip(), made_by=person)
        case = approvals.open_case(asked, person)
        return approvals.send(case.pk, person, case.version, declaration=declaration)


def carry_out_stop(case: Case, asked: Stop) -> None:
    """Let an activity end now, and close it. Called by the case engine inside the approving transaction."""
    activity = Activity.objects.select_for_update().get(pk=asked.activity_id)
    before, now = activity.closes_at, timezone.now()
    with table_permit(Activity._meta.db_table, "stop", case, case.digest):
        activity.closes_at, activity.stopped_because = now, asked.reason
        activity.opens_at = min(activity.opens_at, now - timedelta(seconds=1))  # one that was only announced
        activity.version += 1
        activity.save()
    record(
        "activity.stopped",
        subject=activity.subject_key,
        case_number=case.number,
        data={"number": activity.number, "before": before.isoformat(), "closes_at": now.isoformat()},
        digest=case.digest,
    )
    _changed(case, activity)
    close(activity, now)


def _refuse_while_decided(activity: Activity) -> None:
    """Raise ActRefused while another end of an activity is in approval already, or its withdrawal."""
    if (leaving := withdrawals.under_way(activity)) is not None:
        raise ActRefused([_("Its withdrawal is asked for already: %(case)s.") % {"case": leaving.number}])
    for kind, asked in ((PROLONGATION, activity.prolongations), (STOP, activity.stops)):
        pending = [str(pk) for pk in asked.values_list("pk", flat=True)]
        if Case.objects.filter(kind=kind, state__in=CaseState.UNFINISHED, subject_id__in=pending).exists():
            raise ActRefused([_("Another end of this activity is in approval already.")])


# --- the end ---
def close(activity: Activity, now: datetime | None = None) -> bool:
    """Close an activity whose last moment has passed, record what came in, and start the clock of the result.

    Return whether it was closed; safe to repeat. Nobody's act: the approved date closes it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        lock_head()
        locked = Activity.objects.select_for_update().get(pk=activity.pk)
        if locked.state != ActivityState.OPEN or not locked.has_ended(now):
            return False
        locked.close()
        locked.closed_at = now
        clocks.start(locked, locked.closes_at)
        locked.version += 1
        locked.save()
        record("activity.closed", subject=locked.subject_key, data=_counts(locked), digest=closing_digest(locked))
        index_changed(INDEX_SOURCE, locked.pk)
        text = _("“%(title)s” has ended; its result is due by %(due)s.")
        tell(locked, text)
    return True


def _counts(activity: Activity) -> dict[str, Any]:
    many = Entry.objects.filter(activity=activity).count()
    return {"number": activity.number, "entries": many, "ballots": activity.ballots.count()}


def closing_digest(activity: Activity) -> str:
    """Return one digest over all that was sent in, for the ledger at the end; erasing doesn't change it."""
    if activity.is_voted:
        return voting.ballots_digest(activity)
    rows = Entry.objects.filter(activity=activity).order_by("pk").values_list("number", "text_digest")
    return digest_of(plain([list(row) for row in rows]))


def tell(activity: Activity, text: str) -> None:
    """Tell the unit's liaisons, and who made the activity, something about it."""
    due = timezone.localtime(activity.due_at).date().isoformat() if activity.due_at else ""
    people = [*liaisons_of(activity.unit.acting), activity.made_by]
    notify(people, text=text % {"title": activity.title, "due": due}, url=url_of(activity), topic=TOPIC)


def erase(activity: Activity, person: Any) -> int:
    """Erase what people sent in to an activity, for good; what is public stays (law 7). Return how many.

    It is concluded, or its result never came and it closed longer ago than such things are kept. The keys of all
    entries go, and the salt of the ballots' digests. Raises ActRefused.
    """
    with _act(activity, "erase", person, None) as locked:
        many = entries.erase(locked)
        record(
            "activity.erased",
            actor=person,
            capacity=approvals.post_for(person, locked.unit).title,
            subject=locked.subject_key,
            data={"number": locked.number, "entries": many},
        )
    return many


def recount_clocks() -> int:
    """Count the clocks of owed results again, after a year was entered; return how many changed. Each is recorded."""
    return recount_all(Activity.objects.filter(state=ActivityState.CLOSED), clocks.recount, "activity.recounted")
