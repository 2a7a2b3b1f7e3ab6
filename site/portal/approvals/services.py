"""The acts of a case, one function each. Every act has one shape:

lock the row, check the version its author saw, collect all reasons against it, transition, write the opinion, append
to the ledger, and leave after-effects as outbox rows, all in one transaction. An act that is refused changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.addons.types import ApprovableKind
from portal.calendars.services import calendar
from portal.notices.services import notify, settle
from portal.organisation.models import Capacity
from portal.organisation.services import posts_of

from . import desks, permissions, routes, screening
from .errors import ActRefused, DigestMismatch, Stale
from .ledger.canonical import digest as digest_of
from .ledger.canonical import plain
from .ledger.services import lock_head, record
from .models import Case, Opinion
from .sentences import called, touched
from .states import CaseState

SECRECY_STAGE = -1
WAITING = "case.waiting"  # the topic of notices that ask somebody to act


def kind_of(subject: Any) -> ApprovableKind:
    """Return the registered kind of a subject by its model (LookupError where there is none)."""
    for kind in registry.items("approvable_kinds"):
        if type(subject) is kind.model:
            return kind
    raise LookupError(f"{type(subject).__name__} is not approvable")


def has_kind(subject: Any) -> bool:
    """Say whether a subject goes through approval at all."""
    return any(type(subject) is kind.model for kind in registry.items("approvable_kinds"))


def open_case(subject: Any, maker: Any) -> Case:
    """Return the unfinished case of a subject, or make one in drafting for ``maker``.

    Raises ActRefused where the maker holds no post, or somebody else's case on the subject is unfinished.
    """
    kind = kind_of(subject)
    with transaction.atomic():
        lock_head()  # cases are made one after another: each gets its own number, and a subject gets one only
        unfinished = Case.objects.about(kind.name, subject.pk).filter(state__in=CaseState.UNFINISHED).first()
        if unfinished:
            if unfinished.maker_id != maker.pk:
                raise ActRefused([_("%(maker)s has a case on this that isn't finished.") % {"maker": unfinished.maker}])
            return unfinished
        post = post_for(maker, kind.owner_unit(subject))
        choice = kind.choose_route(subject)
        route = routes.current(choice.route)
        case = Case.objects.create(
            number=_next_number(),
            kind=kind.name,
            subject_id=str(subject.pk),
            title=kind.title(subject)[:255],
            maker=maker,
            maker_capacity=post.title,
            unit=kind.owner_unit(subject),
            route=route,
            tier=route.tier,
            proposed=route.code,
            reasons=[str(reason) for reason in choice.reasons],
            created_at=timezone.now(),
        )
        record("case.opened", actor=maker, capacity=post.title, subject=case.subject_key, case_number=case.number)
        return case


def post_for(person: Any, unit: Any, on: date | None = None):
    """The post in which a person makes something for a unit: one in that unit, else any (ActRefused without one)."""
    posts = sorted(posts_of(person, on), key=lambda p: (p.unit_id != unit.pk, p.capacity != Capacity.LIAISON, p.pk))
    if not posts:
        raise ActRefused([_("You hold no post today; acts are done in a capacity, not by account.")])
    return posts[0]


def _next_number() -> str:
    year = timezone.localdate().year
    last = (
        Case.objects.filter(number__startswith=f"SP{year}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    serial = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    return f"SP{year}-{serial:06d}"


@contextmanager
def _act(case_id: int, name: str, person: Any, version: int) -> Iterator[Case]:
    """Lock a case for an act, refuse it for every reason there is, and count the version up at the end."""
    try:
        with transaction.atomic():
            lock_head()  # before every other lock: two acts never wait for each other
            case = Case.objects.select_for_update(of=("self",)).select_related("route", "unit", "maker").get(pk=case_id)
            if case.version != version:
                raise Stale(
                    [_("Somebody acted on this case since you opened it. Nothing was changed; please look again.")]
                )
            if name != "withdraw" and case.subject() is None:
                raise ActRefused([_("What this case is about isn't there any more; only the record remains.")])
            if reasons := permissions.reasons_against(name, case, person):
                raise ActRefused(reasons)
            yield case
            case.version += 1
            case.save()
    except IntegrityError as error:
        if "opinion" in str(error).lower():
            raise Stale([_("Somebody acted on this case at the same moment. Please look again.")]) from error
        raise


def send(case_id: int, person: Any, version: int, route: str = "", why: str = "") -> Case:
    """Send a case: pin what the subject is now, screen it, start the clock (clauses D5, D6).

    ``route`` chooses another one than proposed, among those of the subject's kind; a lighter one needs a reason
    (``why``), which everybody on the case reads.
    """
    _read_ahead(case_id)
    with _act(case_id, "send", person, version) as case:
        kind, subject = case.kind_type, case.subject()
        if problems := kind.problems(subject):
            raise ActRefused(problems)
        if case.state == CaseState.RETURNED:
            case.round += 1
        _pin(case, kind, subject)
        if route and route != case.proposed:
            routes.choose(case, kind.routes(subject), route, why.strip())
        case.findings = screening.screen(case.snapshot, kind.texts(subject))
        if reasons := [f["message"] for f in case.findings if f["blocks"]]:
            raise ActRefused(reasons)
        case.stage, case.sent_at = 0, timezone.now()
        start_clock(case, kind, subject)
        case.to_secrecy_review() if case.route.secrecy_review else case.to_approval()
        capacity = post_for(person, case.unit).title
        _record(case, "case.sent", person, capacity, data={"route": case.route.code, "reasons": case.reasons})
        _tell_desks(case)
    return case


def _read_ahead(case_id: int) -> None:
    """Have the text of the subject's files read before a transaction is open: that takes seconds, and is kept."""
    case = Case.objects.filter(pk=case_id).first()
    subject = case.subject() if case else None
    if case and subject is not None:
        case.kind_type.texts(subject)


def _pin(case: Case, kind: ApprovableKind, subject: Any) -> None:
    choice = kind.choose_route(subject)
    case.route, case.unit = routes.current(choice.route), kind.owner_unit(subject)
    case.proposed, case.tier = case.route.code, case.route.tier
    case.reasons = [str(reason) for reason in choice.reasons]
    case.title = kind.title(subject)[:255]
    case.snapshot = plain(kind.snapshot(subject))
    case.digest = digest_of(case.snapshot)
    case.revision = kind.revision(subject)
    case.authors = sorted(kind.authors(subject))


def start_clock(case: Case, kind: ApprovableKind, subject: Any) -> None:
    """Set the legal clock of a case, with its arithmetic day by day (law 3)."""
    start = kind.clock_start(subject)
    if start is None:
        case.clock, case.due_at, case.provisional = {}, None, False
        return
    began, days, clause = start
    deadline = calendar().deadline(began, days)
    case.due_at, case.provisional = deadline.due, deadline.provisional
    begun = timezone.localtime(began).date() if isinstance(began, datetime) else began
    case.clock = {
        "start": begun.isoformat(),
        "days": days,
        "clause": clause,
        "counted": [[day.date.isoformat(), day.counted, str(day.reason)] for day in deadline.days],
    }


def recount_clocks() -> int:
    """Count the clocks of open cases again, after a year was entered; each that changed is recorded (law 3)."""
    changed = 0
    with transaction.atomic():
        for case in Case.objects.select_for_update(of=("self",)).open().exclude(due_at=None):
            subject, before = case.subject(), (case.due_at, case.provisional)
            if subject is None:
                continue
            start_clock(case, case.kind_type, subject)
            if (case.due_at, case.provisional) == before:
                continue
            case.save()
            _record(
                case,
                "case.recounted",
                None,
                "",
                data={"from": before[0].isoformat(), "to": case.due_at.isoformat() if case.due_at else ""},
            )
            changed += 1
    return changed


def pass_secrecy(case_id: int, person: Any, version: int, text: str = "") -> Case:
    """The making unit's secrecy reviewer states that it may be public (clause O1)."""
    with _act(case_id, "pass_secrecy", person, version) as case:
        _give_opinion(case, person, Opinion.Verdict.PASSED, text, SECRECY_STAGE)
        case.to_approval()
        _tell_desks(case)
    return case


def doubt_secrecy(case_id: int, person: Any, version: int, text: str) -> Case:
    """The reviewer is unsure: the Office rules (clause O1). A reason is required."""
    _require(text)
    with _act(case_id, "doubt_secrecy", person, version) as case:
        _give_opinion(case, person, Opinion.Verdict.UNSURE, text, SECRECY_STAGE)
        case.to_secrecy_ruling()
        _tell_desks(case)
    return case


def rule_secrecy(case_id: int, person: Any, version: int, text: str) -> Case:
    """The Office rules that it may be public; to the contrary it returns or refuses. A ground is required."""
    _require(text)
    with _act(case_id, "rule_secrecy", person, version) as case:
        _give_opinion(case, person, Opinion.Verdict.PASSED, text, SECRECY_STAGE)
        case.to_approval()
        _tell_desks(case)
    return case


def agree(case_id: int, person: Any, version: int, text: str = "") -> Case:
    """Agree at the desk where the case waits. The last agreement carries it out in the same transaction (law 1)."""
    with _act(case_id, "agree", person, version) as case:
        _give_opinion(case, person, Opinion.Verdict.AGREED, text, case.stage)
        if desks.waiting_desks(case, desks.desks_done(case)):
            return case  # co-signing: others have yet to agree; the context manager counts the version up
        if case.stage + 1 < len(case.route.stages):
            case.stage += 1
            _tell_desks(case)
        else:
            _approve(case, person)
    return case


def escalate(case_id: int, person: Any, version: int, text: str, route: str) -> Case:
    """Agree at a desk and send the case on by a heavier route (clause D8). A reason is required."""
    _require(text)
    with _act(case_id, "agree", person, version) as case:
        chosen = next((found for found in routes.heavier(case) if found.code == route), None)
        if chosen is None:
            raise ActRefused([_("This case can't be sent by that route from here.")])
        _give_opinion(case, person, Opinion.Verdict.ESCALATED, text, case.stage)
        case.route, case.tier = chosen, chosen.tier
        sentence = _("%(person)s sent it the heavier way: %(route)s. %(reason)s")
        values = {"person": person, "route": chosen.translated_label, "reason": text.strip()}
        case.reasons = [*case.reasons, sentence % values]
        if not desks.waiting_desks(case, desks.desks_done(case)):
            case.stage += 1
            _tell_desks(case)
    return case


def _approve(case: Case, person: Any) -> None:
    """Screen once more, approve, and carry out exactly what was pinned."""
    kind, subject = case.kind_type, case.subject()
    if problems := kind.problems(subject):
        raise ActRefused(problems)
    case.findings = screening.screen(case.snapshot, kind.texts(subject))
    if reasons := [f["message"] for f in case.findings if f["blocks"]]:
        raise ActRefused(reasons)
    if digest_of(kind.snapshot(subject)) != case.digest:
        raise DigestMismatch([_("What would go public is not what was sent. Return the case and have it sent again.")])
    case.approve()
    carry_out(case, kind, subject)
    settle(case_url(case), WAITING)
    notify([case.maker], text=_("Approved: %(title)s") % {"title": called(case)}, url=case_url(case), topic="case")


def carry_out(case: Case, kind: ApprovableKind, subject: Any) -> None:
    """Make an approved case so, inside the caller's transaction, and append that to the ledger."""
    try:
        kind.carry_out(case, subject)
    except ValidationError as error:
        raise ActRefused(error.messages) from error
    case.finish()
    case.closed_at = timezone.now()
    _record(case, "case.carried_out", None, "")


def return_case(case_id: int, person: Any, version: int, text: str) -> Case:
    """Give a case back for changes; what is public stays as it is. A reason is required."""
    _require(text)
    with _act(case_id, "return", person, version) as case:
        _give_opinion(case, person, Opinion.Verdict.RETURNED, text, _stage_now(case))
        case.give_back()
        _tell_all(case, _("Returned: %(title)s (%(reason)s)"), text)
    return case


def refuse(case_id: int, person: Any, version: int, text: str) -> Case:
    """Refuse a case for good. A reason is required."""
    _require(text)
    with _act(case_id, "refuse", person, version) as case:
        _give_opinion(case, person, Opinion.Verdict.REFUSED, text, _stage_now(case))
        case.turn_down()
        case.closed_at = timezone.now()
        try:
            case.kind_type.refused(case, case.subject())
        except ValidationError as error:
            raise ActRefused(error.messages) from error
        _tell_all(case, _("Refused: %(title)s (%(reason)s)"), text)
    return case


def withdraw(case_id: int, person: Any, version: int) -> Case:
    """Take an undecided case back: its maker, or a colleague while it isn't at a desk."""
    with _act(case_id, "withdraw", person, version) as case:
        case.take_back()
        case.closed_at = timezone.now()
        settle(case_url(case), WAITING)
        capacity = case.maker_capacity if person.pk == case.maker_id else post_for(person, case.unit).title
        _record(case, "case.withdrawn", person, capacity)
        if (subject := case.subject()) is not None:
            case.kind_type.withdrawn(case, subject)
    return case


def _stage_now(case: Case) -> int:
    return case.stage if case.state == CaseState.IN_APPROVAL else SECRECY_STAGE


def _require(text: str) -> None:
    if not text.strip():
        raise ActRefused([_("Please give the reason.")])


def _give_opinion(case: Case, person: Any, verdict: str, text: str, stage: int) -> Opinion:
    seat = desks.seat_of(person, case)
    assert seat is not None  # permissions.reasons_against has just asked
    desk, post = seat
    sealed, digest = "", ""
    if text.strip() and case.kind_type.seals_opinions:
        sealed, digest = case.kind_type.seal_opinion(case, text.strip())
    opinion = Opinion.objects.create(
        case=case,
        round=case.round,
        stage=stage,
        desk=desk,
        verdict=verdict,
        text=sealed or text.strip(),
        actor=person,
        post=post,
        capacity=post.title,
        digest=case.digest,
        at=timezone.now(),
    )
    data = {"desk": desk, "stage": stage, **({"opinion_digest": digest} if sealed else {})}
    _record(case, f"case.{verdict}", person, post.title, opinion="" if sealed else text.strip(), data=data)
    return opinion


def _record(
    case: Case, act: str, person: Any, capacity: str, opinion: str = "", data: dict[str, Any] | None = None
) -> None:
    record(
        act,
        actor=person,
        capacity=capacity,
        subject=case.subject_key,
        case_number=case.number,
        opinion=opinion,
        data={"round": case.round, **(data or {})},
        digest=case.digest,
    )


def _tell_desks(case: Case) -> None:
    """Notify everybody who can act on a case now; those who could before need not look any more."""
    settle(case_url(case), WAITING)
    people = {
        post.person
        for code in desks.waiting_desks(case, desks.desks_done(case))
        for post in desks.holders(code, case)
        if post.person_id != case.maker_id
    }
    notify(people, text=_("Waits for you: %(title)s") % {"title": called(case)}, url=case_url(case), topic=WAITING)


def _tell_all(case: Case, sentence: str, reason: str) -> None:
    """Notify everybody who touched a case, with the reason unless it may hold what a person told."""
    settle(case_url(case), WAITING)
    shown = _("see the case") if case.kind_type.seals_opinions else reason
    text = sentence % {"title": called(case), "reason": shown}
    notify(touched(case), text=text, url=case_url(case), topic="case")


def case_url(case: Case) -> str:
    """Return the address of a case's page in the admin."""
    return reverse("approvals:case", args=[case.pk])
