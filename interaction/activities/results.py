"""The result of an activity: figures frozen when it is written, approved through a case of its own (clause S2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.approvals.rows import note_published
from portal.approvals.states import CaseState

from . import admission, contests, entries, opinions, permissions, surveys, voting
from .models import Activity, ActivityKind, Entry, Result

OVERDUE = "overdue"  # beside the reminders: its time is over
KIND = "activity_result"


def figures_of(activity: Activity) -> dict[str, Any]:
    """Return what a result shows beside its text, as JSON: counts, tables, answers, and what was not counted."""
    found: dict[str, Any] = {"discarded": [], "refused": []}
    if activity.is_voted:
        standing = voting.standing(activity)
        found["participants"] = standing.ballots
        found["charts"] = [{"title": "", "rows": [[row.name, row.votes, round(row.share, 4)] for row in standing.rows]}]
        found["discarded"] = [[row["reason"], row["count"]] for row in voting.discards(activity)]
    else:
        found["participants"] = entries.taking_part(activity).count()
    if activity.is_voted or activity.kind == ActivityKind.SURVEY:
        found["refused"] = [list(row) for row in admission.refusals(activity)]
    if activity.kind == ActivityKind.SURVEY:
        found["charts"], found["matrices"] = survey_charts(activity)
    if activity.is_answered:
        found["feedback"] = opinions.feedback(activity)
    if activity.kind == ActivityKind.SLOGAN:
        chosen = Entry.objects.filter(activity=activity, shortlisted=True).order_by("at", "pk")
        found["shortlist"] = [slogan for _entry, slogan, _meaning in contests.texts(chosen)]
    if activity.kind == ActivityKind.TRAINING:
        rows = Entry.objects.filter(activity=activity)
        found["attended"] = rows.filter(attended=True).count()
        found["registered"] = rows.filter(seat=Entry.Seat.GIVEN).count()
    return found


def survey_charts(activity: Activity) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return (charts, tables of scales) of a survey. Free texts are counted only: the report says what they say."""
    sheets = Entry.objects.filter(activity=activity).values_list("answers", flat=True)
    charts, matrices = [], []
    for number, tally in enumerate(surveys.tally(surveys.questions_of(activity), sheets.iterator(chunk_size=2000)), 1):
        title = f"{number}. {tally.question.text}"
        head = {"number": number, "title": title, "given": tally.given, "average": tally.average}
        if tally.question.kind == surveys.MATRIX:
            matrices.append({**head, "steps": tally.question.steps, "rows": tally.table})
        elif tally.rows:
            charts.append({**head, "rows": [[label, count, round(share, 4)] for label, count, share in tally.rows]})
    return charts, matrices


def of(activity: Activity) -> Result | None:
    """Return the result of an activity, drafted or public, or None."""
    return Result.objects.filter(activity=activity).first()


def in_approval(activity: Activity) -> bool:
    """Say whether an activity's result is on its way."""
    result = of(activity)
    return result is not None and Case.objects.about(KIND, result.pk).filter(state__in=CaseState.LOCKING).exists()


def draft(activity: Activity, person: Any, text: str) -> Result:
    """Write or rewrite the result, with the figures of now; nothing is sent. Raises ActRefused."""
    with transaction.atomic():
        lock_head()
        locked = Activity.objects.select_for_update().get(pk=activity.pk)
        reasons = permissions.reasons_against("result", locked, person)
        if in_approval(locked):
            reasons.append(_("The result is in approval; it can be changed when it comes back."))
        if reasons:
            raise ActRefused(reasons)
        result = of(locked) or Result(activity=locked)
        result.text, result.made_by, result.content = text.strip(), person, figures_of(locked)
        result.writers = sorted({*result.writers, person.pk})
        result.save()
    return result


def send(result: Result, person: Any, declaration: Mapping[str, str]) -> Case:
    """Send a drafted result for approval. Raises ActRefused with every reason."""
    with transaction.atomic():
        lock_head()
        locked = Activity.objects.select_for_update().get(pk=result.activity_id)
        if reasons := permissions.reasons_against("result", locked, person):
            raise ActRefused(reasons)
        case = approvals.open_case(result, person)
        return approvals.send(case.pk, person, case.version, declaration=declaration)


def problems(result: Result) -> list[str]:
    """Return why a result can't be sent, or published: it is incomplete, or no longer what the activity says."""
    activity = result.activity
    found = []
    if not result.text.strip():
        found.append(_("The report is missing."))
    if activity.is_answered:
        found += opinions.problems(activity)
    if result.content != figures_of(activity):
        found.append(_("The figures have changed since the result was written; please write it anew."))
    return found


def note_overdue(activity: Activity, now: datetime) -> bool:
    """Record, once, that a result is owed longer than its time, whoever sees it first; the caller saves."""
    if activity.due_at is None or now <= activity.due_at or OVERDUE in activity.reminded:
        return False
    activity.reminded = [*activity.reminded, OVERDUE]
    record("activity.overdue", subject=activity.subject_key, data={"number": activity.number})
    return True


def carry_out(case: Case, result: Result) -> None:
    """Publish an approved result. Called by the case engine inside the approving transaction."""
    activity = Activity.objects.select_for_update().get(pk=result.activity_id)
    now = timezone.now()
    with table_permit(Result._meta.db_table, "result", case, case.digest):
        result.published, result.published_at = True, now
        result.save()
    note_overdue(activity, now)
    activity.conclude()
    activity.concluded_at = now
    activity.version += 1
    activity.save()
    record(
        "activity.concluded",
        subject=activity.subject_key,
        case_number=case.number,
        data={"number": activity.number, "participants": result.content.get("participants", 0)},
        digest=case.digest,
    )
    note_published(case, result)
