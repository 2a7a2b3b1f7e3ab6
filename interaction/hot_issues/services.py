"""What changes hot issues, one function a use case, in one transaction with its ledger entry (clause N7)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.approvals.rows import note_published
from portal.calendars.services import calendar
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import function_holders, holders, liaisons_of
from portal.theme.formats import moment

from ..acting import row_for_act
from ..functions import unit_with
from ..numbering import next_number
from ..recounting import recount_all
from . import clocks, permissions
from .models import HotIssue, Response
from .states import IssueState

KIND = "hot_issue_response"
INDEX_SOURCE = "hot_issue"
TOPIC = "hot_issue"
NEAR_DAYS = 1


def begin(unit: Unit, person: Any, **said: Any) -> HotIssue:
    """A unit begins to respond of its own accord. ActRefused for who doesn't work in it."""
    if not {unit.pk} & permissions.working_units(person):
        raise ActRefused([_("A unit responds within its own duties: you don't work in this one.")])
    return _begin(unit, person, HotIssue.Origin.OWN, said, unit)


def ask(unit: Unit, person: Any, *, days: int, **said: Any) -> HotIssue:
    """The Office asks a unit for a response within so many working days. ActRefused for others."""
    problems = [] if permissions.is_office(person) else [_("Only the Office can do that (clause N7).")]
    problems += [] if unit.is_active else [_("This unit no longer exists.")]
    problems += [] if 1 <= days <= clocks.LONGEST else [_("Please give between 1 and 30 working days.")]
    if problems:
        raise ActRefused(problems)
    return _begin(unit, person, HotIssue.Origin.OFFICE, said, unit_with(Function.OFFICE), days)


def _begin(unit: Unit, person: Any, origin: str, said: dict[str, Any], acting: Unit, days: int = 0) -> HotIssue:
    with transaction.atomic():
        number = next_number(f"RD{timezone.localdate().year}-")
        issue = HotIssue(number=number, unit=unit, origin=origin, begun_by=person, **said)
        issue.begun_at = timezone.now()
        if days:
            clocks.start(issue, issue.begun_at, days)
        issue.save()
        _record("begun", issue, person, acting, {"origin": origin, "unit": unit.pk, "days": days})
        if days:
            _tell_unit(issue, _("The Office asks for a response to “%(title)s” by %(due)s."))
    return issue


def issue_url(issue: HotIssue) -> str:
    """Return the address of an issue's page in the admin."""
    return reverse("hot_issues_admin:issue", args=[issue.pk])


def _tell_unit(issue: HotIssue, sentence: str) -> None:
    heads = [post.person for post in holders(issue.unit.acting, Capacity.HEAD)]
    _tell([*liaisons_of(issue.unit.acting), *heads], issue, sentence)


def _tell(people: list[Any], issue: HotIssue, sentence: str) -> None:
    text = sentence % {"title": issue.title, "due": moment(issue.due_at) if issue.due_at else "—"}
    notify(people, text=text, url=issue_url(issue), topic=TOPIC)


def _record(name: str, issue: HotIssue, person: Any, unit: Unit | None, data: dict[str, Any], **more: Any) -> None:
    capacity = approvals.post_for(person, unit).title if person is not None and unit is not None else ""
    values = {"number": issue.number, **data}
    record(f"hot_issue.{name}", actor=person, capacity=capacity, subject=issue.subject_key, data=values, **more)


@contextmanager
def _act(issue: HotIssue, name: str, person: Any, version: int | None) -> Iterator[HotIssue]:
    """Lock an issue for an act, refuse it for every reason there is, and count the version up at the end."""
    with transaction.atomic():
        rows = HotIssue.objects.select_related("unit")
        row = row_for_act(rows, issue, name, person, version, permissions.reasons_against)
        yield row
        row.version += 1
        row.save()


def _office() -> Unit:
    return unit_with(Function.OFFICE)


def give(issue: HotIssue, unit: Unit, person: Any, version: int | None = None) -> HotIssue:
    """The Office gives an issue to another unit; its clock runs on."""
    with _act(issue, "give", person, version) as row:
        if not unit.is_active or unit.pk == row.unit_id:
            raise ActRefused([_("Please choose another unit.")])
        _refuse_while_in_approval(row)
        former, row.unit = row.unit_id, unit
        _record("given", row, person, _office(), {"from": former, "unit": unit.pk})
        _tell_unit(row, _("“%(title)s” was given to your unit; the response is due by %(due)s."))
    return row


def postpone(issue: HotIssue, days: int, reason: str, person: Any, version: int | None = None) -> HotIssue:
    """The Office gives another number of working days, counted from the beginning. A reason is required."""
    require(reason)
    with _act(issue, "postpone", person, version) as row:
        if not 1 <= days <= clocks.LONGEST:
            raise ActRefused([_("Please give between 1 and 30 working days.")])
        _note_overrun(row, timezone.now())
        before = row.due_at
        clocks.start(row, row.begun_at, days)
        row.reminded_at = row.overrun_at = None  # the new date is watched like the first
        data = {"days": days, "due_before": str(before), "due": str(row.due_at)}
        _record("postponed", row, person, _office(), data, opinion=reason.strip())
        _tell_unit(row, _("The response to “%(title)s” is due by %(due)s now."))
    return row


def drop(issue: HotIssue, reason: str, person: Any, version: int | None = None) -> HotIssue:
    """No response is needed any more. A reason is required, and recorded."""
    require(reason)
    with _act(issue, "drop", person, version) as row:
        _refuse_while_in_approval(row)
        row.drop()
        row.dropped_because = reason.strip()
        _record("dropped", row, person, row.unit.acting, {}, opinion=reason.strip())
        _tell_unit(row, _("No response to “%(title)s” is needed any more."))
    return row


def reopen(issue: HotIssue, person: Any, version: int | None = None) -> HotIssue:
    """The Office wants a response after all."""
    with _act(issue, "reopen", person, version) as row:
        row.reopen()
        row.dropped_because = ""
        _record("reopened", row, person, _office(), {})
        _tell_unit(row, _("A response to “%(title)s” is wanted after all, by %(due)s."))
    return row


def require(reason: str) -> None:
    """Refuse an act that needs a reason and has none."""
    if not reason.strip():
        raise ActRefused([_("Please give the reason.")])


def _refuse_while_in_approval(issue: HotIssue) -> None:
    drafts = [str(pk) for pk in issue.responses.filter(live=False).values_list("pk", flat=True)]
    if Case.objects.locking().filter(kind=KIND, subject_id__in=drafts).exists():
        raise ActRefused([_("A response is in approval; it has to be decided or taken back first.")])


def carry_out_response(case: Case, response: Response) -> None:
    """Make a version of a response the one that the public reads; the first one answers the issue (law 1)."""
    now = timezone.now()
    issue = HotIssue.objects.select_for_update().get(pk=response.issue_id)
    former = issue.responses.filter(live=True).first()
    with table_permit(Response._meta.db_table, "respond", case, case.digest):
        issue.responses.filter(live=True).exclude(pk=response.pk).update(live=False)
        response.published_at = former.published_at if former else now
        response.changed_at, response.live = now, True
        response.save()
    _note_overrun(issue, now)
    issue.answer()
    issue.answered_at = issue.answered_at or now
    issue.version += 1
    issue.save()
    _record("responded", issue, None, None, {"response": response.pk}, case_number=case.number, digest=case.digest)
    note_published(case, response)
    if issue.origin == HotIssue.Origin.OFFICE:
        staff = function_holders(Function.OFFICE, (Capacity.LIAISON,))
        _tell([post.person for post in staff], issue, _("The response to “%(title)s” is public."))


def show_response(response: Response, is_public: bool, act: str, case: Case | None) -> None:
    """Let everybody read a version of a response, or nobody; inside the caller's transaction (law 1)."""
    with table_permit(Response._meta.db_table, act, case, case.digest if case else ""):
        response.live = is_public
        response.save(update_fields=["live"])


def go_round(payload: dict[str, Any] | None = None) -> int:
    """The worker's round: remind of what is nearly due, record what is overdue; return how many were told."""
    now, told = timezone.now(), 0
    near = calendar().deadline(now, NEAR_DAYS).due
    due = HotIssue.objects.filter(state=IssueState.OPEN, due_at__lte=near, overrun_at=None)
    for pk in list(due.order_by("due_at").values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            lock_head()
            issue = HotIssue.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
            told += _remind(issue, now)
    return told


def _remind(issue: HotIssue, now: Any) -> int:
    if issue.state != IssueState.OPEN or issue.due_at is None:
        return 0
    if _note_overrun(issue, now):
        issue.save(update_fields=["overrun_at"])
        sentence = _("The response to “%(title)s” is overdue since %(due)s.")
        _tell_unit(issue, sentence)
        staff = function_holders(Function.OFFICE, (Capacity.LIAISON, Capacity.HEAD))
        _tell([post.person for post in staff], issue, sentence)
        return 1
    if issue.reminded_at is None and issue.due_at >= now:
        issue.reminded_at = now
        issue.save(update_fields=["reminded_at"])
        _tell_unit(issue, _("The response to “%(title)s” is due by %(due)s."))
        return 1
    return 0


def _note_overrun(issue: HotIssue, now: Any) -> bool:
    """Record, once, that an issue is overdue, whether a round sees it or the response itself; the caller saves."""
    if issue.state != IssueState.OPEN or issue.due_at is None or issue.due_at >= now or issue.overrun_at is not None:
        return False
    issue.overrun_at = now
    _record("overrun", issue, None, None, {"unit": issue.unit_id, "due": str(issue.due_at)})
    return True


def recount_clocks() -> int:
    """Count the clocks of open issues again, after a year was entered; return how many changed. Each is recorded."""
    rows = HotIssue.objects.filter(state=IssueState.OPEN).exclude(due_at=None)
    return recount_all(rows, clocks.recount, "hot_issue.recounted")
