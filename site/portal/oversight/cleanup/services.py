"""What is done in a clean-up of columns: one function a use case, each in a transaction and the ledger (clause O5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from columns.models import Life, RetirementRequest
from columns.sections.kinds import RetirementKind
from columns.sections.states import LifeState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case, Entry
from portal.approvals.states import CaseState
from portal.notices.services import notify, settle
from portal.organisation.models import Capacity, Function, Post, User
from portal.organisation.services import function_holders
from portal.outbox.services import enqueue

from ..models import Campaign, CleanupLine
from ..permissions import preparing_post, speaking_posts
from . import figures
from .states import CampaignState
from .verdicts import Thresholds, Verdict

KIND = "cleanup"
RETIREMENT = RetirementKind.name
REMINDER_JOB = "oversight.cleanup_reminder"
TOPIC = "cleanup"
REMINDED_BEFORE = (7, 3, 1)  # days before the last day to answer
LONGEST = timedelta(days=90)
TEXT_LIMIT = 2000
RETIRING = (Verdict.CLOSE, Verdict.MERGE)


def open_campaign(year: int, person: Any, limits: Thresholds | None = None) -> Campaign:
    """Open the clean-up of a year, with a line for every open section. ActRefused for who doesn't prepare it, while
    another one is open, and for a year that had one.
    """
    limits = limits or Thresholds()
    with transaction.atomic():
        lock_head()
        post = _preparing(person)
        if Campaign.objects.filter(state__in=CampaignState.OPEN).exists():
            raise ActRefused([_("Another clean-up is open: it is closed first.")])
        values = {"times_duty": limits.times_duty, "idle_days": limits.idle_days, "few_items": limits.few_items}
        campaign = Campaign(year=year, opened_by=person, **values)
        try:
            campaign.clean_fields(exclude=["state"])
            campaign.validate_constraints()
        except ValidationError as error:
            raise ActRefused(error.messages) from error
        campaign.save()
        made = CleanupLine.objects.bulk_create(figures.lines(campaign))
        _to_ledger("cleanup.opened", campaign, person, post, data={"lines": len(made), **values})
    return campaign


def ask(campaign_id: int, person: Any, until: date) -> Campaign:
    """Ask the units for their answers until a day; asked again, the day moves. ActRefused for a day that has passed or
    lies too far away.
    """
    with _acting(campaign_id, person) as (campaign, post):
        today = timezone.localdate()
        if not today < until <= today + LONGEST:
            raise ActRefused([_("The last day to answer lies between tomorrow and ninety days from now.")])
        campaign.ask(until)
        campaign.save()
        _to_ledger("cleanup.asked", campaign, person, post, data={"until": until.isoformat()})
        for days in REMINDED_BEFORE:
            if until - timedelta(days=days) > today:
                _plan_reminder(campaign, days)
        text = _("Please answer for your columns in the clean-up of %(year)s until %(day)s.")
        _tell_unanswered(campaign, text % {"year": campaign.year, "day": until.isoformat()})
    return campaign


def _plan_reminder(campaign: Campaign, days: int) -> None:
    until: Any = campaign.answers_by
    morning = timezone.make_aware(datetime.combine(until - timedelta(days=days), time(8)))
    payload = {"campaign": campaign.pk, "until": until.isoformat(), "days": days}
    enqueue(REMINDER_JOB, payload, key=f"{REMINDER_JOB}:{campaign.pk}:{until}:{days}", not_before=morning)


def remind(payload: dict[str, Any]) -> None:
    """Remind the units that haven't answered everything, once; nothing where the day has moved or answers are in."""
    subject = f"{KIND}:{payload['campaign']}"
    with transaction.atomic():
        lock_head()
        campaign = Campaign.objects.filter(pk=payload["campaign"], state=CampaignState.ANSWERING).first()
        if campaign is None or campaign.answers_by is None or campaign.answers_by.isoformat() != payload["until"]:
            return
        data = {"until": payload["until"], "days": payload["days"]}
        if _is_recorded("cleanup.reminded", subject, data):
            return
        text = _(
            "Your columns in the clean-up of %(year)s wait for your answer until %(day)s; silence is no agreement."
        )
        told = _tell_unanswered(campaign, text % {"year": campaign.year, "day": payload["until"]})
        record("cleanup.reminded", subject=subject, data={**data, "told": told})


def _is_recorded(act: str, subject: str, data: dict[str, Any]) -> bool:
    found = Entry.objects.filter(act=act, subject=subject).values_list("data", flat=True)
    return any(all(kept.get(key) == value for key, value in data.items()) for kept in found)


def _tell_unanswered(campaign: Campaign, text: str) -> list[int]:
    """Notify head and liaison of every unit with an unanswered line; return their ids."""
    return _tell(campaign, campaign.lines.filter(answer=CleanupLine.Answer.NONE), text)


def _tell(campaign: Campaign, lines: QuerySet[CleanupLine], text: str) -> list[int]:
    posts = Post.objects.staffed(timezone.localdate()).filter(
        unit__in=lines.order_by().values("unit"), capacity__in=(Capacity.HEAD, Capacity.LIAISON)
    )
    told = notify([post.person for post in posts], text=text, url=campaign_url(campaign), topic=TOPIC, always=True)
    return sorted(notice.person_id for notice in told)


def answer(line_id: int, person: Any, agrees: bool, reason: str = "") -> CleanupLine:
    """Keep what a unit says to a line; until the last day it may say something else. ActRefused for who doesn't speak
    for the unit, out of time, and for an objection without a reason.
    """
    with transaction.atomic():
        lock_head()
        line = CleanupLine.objects.select_for_update(of=("self",)).select_related("campaign", "unit").get(pk=line_id)
        if reasons := reasons_against_answer(line, person):
            raise ActRefused(reasons)
        if not agrees and not reason.strip():
            raise ActRefused([_("Please say why the unit objects.")])
        post: Any = speaking_posts(person).filter(unit=line.unit_id).first()
        line.answer = CleanupLine.Answer.AGREES if agrees else CleanupLine.Answer.OBJECTS
        line.answer_reason = reason.strip()[:TEXT_LIMIT]
        line.answered_by, line.answered_as, line.answered_at = person, post.title, timezone.now()
        line.save()
        data = {"line": line.pk, "page": line.page_id, "answer": line.answer, "proposal": line.proposal}
        _to_ledger("cleanup.answered", line.campaign, person, post, line.answer_reason, data)
    return line


def reasons_against_answer(line: CleanupLine, person: Any) -> list[str]:
    """Return why somebody can't answer a line now; empty when they can."""
    if not speaking_posts(person).filter(unit=line.unit_id).exists():
        return [_("Head or liaison of the unit answer for it.")]
    campaign = line.campaign
    if campaign.state != CampaignState.ANSWERING:
        return [_("Answers aren't asked for now.")]
    if not campaign.takes_answers:
        return [_("The last day to answer was %(day)s.") % {"day": campaign.answers_by}]
    return []


def collect(campaign_id: int, person: Any) -> Campaign:
    """Take no more answers and go on to decide: after the last day, or when every line is answered."""
    with _acting(campaign_id, person) as (campaign, post):
        missing = campaign.lines.filter(answer=CleanupLine.Answer.NONE).count()
        if missing and campaign.takes_answers:
            values = {"count": missing, "day": campaign.answers_by}
            raise ActRefused([_("%(count)s lines are unanswered, and units may answer until %(day)s.") % values])
        campaign.collect()
        campaign.save()
        settle(campaign_url(campaign), TOPIC)
        _to_ledger("cleanup.collected", campaign, person, post, data={"unanswered": missing})
    return campaign


def decide(line_id: int, person: Any, verdict: str, reason: str = "", merged_into: Any = None) -> CleanupLine:
    """Keep what the Office decides on a line. ActRefused where it differs from the proposal without a reason, or the
    section can't be retired like that.
    """
    campaign_id = CleanupLine.objects.values_list("campaign", flat=True).get(pk=line_id)
    with _deciding(campaign_id, person) as (campaign, post):
        line = campaign.lines.select_for_update(of=("self",)).select_related("page__life").get(pk=line_id)
        if verdict not in Verdict.values:
            raise ActRefused([_("Please choose what becomes of it.")])
        if verdict != line.proposal and not reason.strip():
            raise ActRefused([_("Please say why the decision differs from the proposal.")])
        line.verdict, line.verdict_reason, line.decided_by = verdict, reason.strip()[:TEXT_LIMIT], person
        line.merged_into = merged_into if verdict == Verdict.MERGE else None
        _check_retirement(line)
        line.save()
        data = {"line": line.pk, "page": line.page_id, "verdict": verdict, "proposal": line.proposal}
        if line.merged_into_id:
            data["merged_into"] = line.merged_into_id
        _to_ledger("cleanup.line_decided", campaign, person, post, line.verdict_reason, data)
    return line


def _check_retirement(line: CleanupLine) -> None:
    """Say now what would keep the request that comes of it from being sent."""
    if line.verdict in RETIRING and line.page.life.state != LifeState.RETIRING:
        try:
            _request_of(line, line.decided_by).clean()
        except ValidationError as error:
            raise ActRefused(error.messages) from error


def adopt(campaign_id: int, person: Any) -> int:
    """Decide as proposed what needs no second look: what is kept and nobody objected to, and what its unit agreed to.
    Return how many. What is to be merged needs a column that takes it over; silence is no agreement to anything else.
    """
    with _deciding(campaign_id, person) as (campaign, post):
        agreed = Q(answer=CleanupLine.Answer.AGREES) | Q(answer=CleanupLine.Answer.NONE, proposal=Verdict.KEEP)
        found = list(campaign.lines.filter(agreed, verdict="").exclude(proposal=Verdict.MERGE))
        for line in found:
            line.verdict, line.decided_by = line.proposal, person
        CleanupLine.objects.bulk_update(found, ["verdict", "decided_by"], batch_size=200)
        if found:
            _to_ledger("cleanup.adopted", campaign, person, post, data={"lines": [line.pk for line in found]})
    return len(found)


def send(campaign_id: int, person: Any) -> Case:
    """Send the decision on all lines to the three heads who sign it together. ActRefused with what is missing."""
    with _deciding(campaign_id, person) as (campaign, _post):
        case = approvals.open_case(campaign, person)
        return approvals.send(case.pk, person, case.version)


def case_of(campaign: Campaign) -> Case | None:
    """Return the last case on a campaign's decision."""
    return Case.objects.about(KIND, campaign.pk).order_by("-pk").first()


def carry_out(campaign: Campaign, case: Case) -> None:
    """The decision was signed: in its transaction, what is to be closed or merged becomes a request of its own, which
    then goes to its unit's head and the Office like any other (clause C6).
    """
    campaign.settle()
    campaign.save()
    maker = _maker(campaign)
    lines = campaign.lines.filter(verdict__in=RETIRING).select_related("page__life", "merged_into", "campaign")
    for line in lines:
        if line.page.life.state in (LifeState.ACTIVATING, LifeState.ACTIVE):
            line.request = _request_of(line, maker)
            line.request.save()
            line.save(update_fields=["request"])
            approvals.open_case(line.request, maker)
    text = _("The clean-up of columns %(year)s is decided: see what becomes of yours.") % {"year": campaign.year}
    _tell(campaign, campaign.lines.all(), text)
    record("cleanup.decided", subject=f"{KIND}:{campaign.pk}", case_number=case.number, digest=case.digest)


def _maker(campaign: Campaign) -> User:
    """Who opened the campaign; where they prepare no more, somebody of the Office who does (ActRefused: nobody)."""
    others = function_holders(Function.OFFICE, (Capacity.LIAISON, Capacity.HANDLER))
    people = [campaign.opened_by, *(post.person for post in others)]
    if (found := next((person for person in people if preparing_post(person)), None)) is None:
        raise ActRefused([_("Nobody in the Office could see to the requests that come of it: it needs a liaison.")])
    return found


def _request_of(line: CleanupLine, maker: Any) -> RetirementRequest:
    """The unsaved request that comes of a line. What never was public is given up, what was stays in the archive."""
    outcome = Life.Outcome.MERGED if line.verdict == Verdict.MERGE else Life.Outcome.ARCHIVED
    if line.page.life.state == LifeState.ACTIVATING and line.verdict == Verdict.CLOSE:
        outcome = Life.Outcome.GONE
    reason = _("Decided in the clean-up of columns %(year)s: %(why)s") % {
        "year": line.campaign.year,
        "why": line.verdict_reason or line.proposal_reason,
    }
    return RetirementRequest(
        page=line.page, reason=reason, outcome=outcome, merged_into=line.merged_into, made_by=maker
    )


def close(campaign_id: int, person: Any) -> Campaign:
    """Close a campaign for good. ActRefused while a request that came of it isn't decided."""
    with _acting(campaign_id, person) as (campaign, post):
        requests = campaign.lines.exclude(request=None).values_list("request", flat=True)
        cases = Case.objects.filter(kind=RETIREMENT, subject_id__in=[str(pk) for pk in requests])
        ended = set(cases.filter(state__in=CaseState.FINAL).values_list("subject_id", flat=True))
        if left := [pk for pk in requests if str(pk) not in ended]:
            raise ActRefused([_("%(count)s requests to retire columns aren't decided yet.") % {"count": len(left)}])
        campaign.close()
        campaign.save()
        _to_ledger("cleanup.closed", campaign, person, post)
    return campaign


def call_off(campaign_id: int, person: Any, reason: str) -> Campaign:
    """End a campaign that isn't decided. ActRefused without a reason, and while its case is on its way."""
    with _acting(campaign_id, person) as (campaign, post):
        if not reason.strip():
            raise ActRefused([_("Please give the reason.")])
        _refuse_while_sent(campaign)
        campaign.call_off()
        campaign.save()
        _to_ledger("cleanup.called_off", campaign, person, post, reason.strip()[:TEXT_LIMIT])
    return campaign


def campaign_url(campaign: Campaign) -> str:
    return reverse("cleanup:campaign", args=[campaign.pk])


@contextmanager
def _acting(campaign_id: int, person: Any) -> Iterator[tuple[Campaign, Post]]:
    """Lock a campaign for an act of whoever prepares it; an act that its state doesn't allow is refused in words."""
    with transaction.atomic():
        lock_head()
        campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
        post = _preparing(person)
        try:
            yield campaign, post
        except TransitionNotAllowed as error:
            values = {"state": campaign.get_state_display()}
            raise ActRefused([_("This can't be done now: the clean-up is %(state)s.") % values]) from error


@contextmanager
def _deciding(campaign_id: int, person: Any) -> Iterator[tuple[Campaign, Post]]:
    """The same for acts on its decisions: while it is being decided, and its case isn't on its way."""
    with _acting(campaign_id, person) as (campaign, post):
        if campaign.state != CampaignState.DECIDING:
            raise ActRefused([_("Lines are decided after the units have answered, and before the decision is signed.")])
        _refuse_while_sent(campaign)
        yield campaign, post


def _refuse_while_sent(campaign: Campaign) -> None:
    if locks(case_of(campaign)):
        raise ActRefused([_("The decision is on its way: it is withdrawn or returned before anything in it changes.")])


def locks(case: Case | None) -> bool:
    """Say whether a campaign's last case is on its way through its desks: nothing that it covers changes then."""
    return case is not None and case.state in CaseState.LOCKING


def _preparing(person: Any) -> Post:
    post = preparing_post(person)
    if post is None:
        raise ActRefused([_("Liaison or handler of the Office prepare the clean-up; its head signs it.")])
    return post


def _to_ledger(
    act: str, campaign: Campaign, person: Any, post: Post, opinion: str = "", data: dict[str, Any] | None = None
) -> None:
    record(act, actor=person, capacity=post.title, subject=f"{KIND}:{campaign.pk}", opinion=opinion, data=data)
