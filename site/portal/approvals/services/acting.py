"""What all acts share: the lock, the reasons against, the opinion, the record, and who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.addons.types import ApprovableKind
from portal.notices.services import notify, settle
from portal.organisation.models import Capacity, Post
from portal.organisation.services import posts_of

from .. import desks, permissions
from ..errors import ActRefused, Stale
from ..ledger.services import lock_head, record
from ..models import Case, Opinion
from ..sentences import called, touched
from ..states import CaseState

SECRECY_STAGE = -1
WAITING = "case.waiting"  # the topic of notices that ask somebody to act
GONE_ALLOWED = frozenset({"withdraw"})  # acts on a case whose subject isn't there any more


def kind_of(subject: Any) -> ApprovableKind:
    """Return the registered kind of a subject by its model (LookupError where there is none)."""
    for kind in registry.items("approvable_kinds"):
        if type(subject) is kind.model:
            return kind
    raise LookupError(f"{type(subject).__name__} is not approvable")


def has_kind(subject: Any) -> bool:
    """Say whether a subject goes through approval at all."""
    return any(type(subject) is kind.model for kind in registry.items("approvable_kinds"))


def post_for(person: Any, unit: Any, on: date | None = None) -> Post:
    """The post in which a person makes something for a unit: one in that unit, else any (ActRefused without one)."""
    posts = sorted(posts_of(person, on), key=lambda p: (p.unit_id != unit.pk, p.capacity != Capacity.LIAISON, p.pk))
    if not posts:
        raise ActRefused([_("You hold no post today; acts are done in a capacity, not by account.")])
    return posts[0]


@contextmanager
def act(case_id: int, name: str, person: Any, version: int) -> Iterator[Case]:
    """Lock a case for an act, refuse it for every reason there is, and count the version up at the end."""
    try:
        with transaction.atomic():
            lock_head()  # before every other lock: two acts never wait for each other
            case = locked(case_id)
            if case.version != version:
                raise Stale(
                    [_("Somebody acted on this case since you opened it. Nothing was changed; please look again.")]
                )
            if name not in GONE_ALLOWED and case.subject() is None:
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


def locked(case_id: int) -> Case:
    """Return a case with its row locked until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("route", "unit", "maker").get(pk=case_id)


def read_ahead(case_id: int) -> None:
    """Have the text of the subject's files read before a transaction is open: that takes seconds, and is kept."""
    case = Case.objects.filter(pk=case_id).first()
    subject = case.subject() if case else None
    if case and subject is not None:
        case.kind_type.texts(subject)


def require(text: str) -> None:
    """Refuse an act that needs a reason and has none."""
    if not text.strip():
        raise ActRefused([_("Please give the reason.")])


def stage_now(case: Case) -> int:
    """The stage that an opinion given now belongs to."""
    return case.stage if case.state == CaseState.IN_APPROVAL else SECRECY_STAGE


def give_opinion(
    case: Case,
    person: Any,
    verdict: str,
    text: str,
    stage: int,
    *,
    ground: str = "",
    data: dict[str, Any] | None = None,
) -> Opinion:
    """Write what a person says at the desk where they sit, and append it to the ledger."""
    seat = desks.seat_of(person, case)
    assert seat is not None  # permissions.reasons_against has just asked
    return write_opinion(case, seat, verdict, text, stage, ground=ground, data=data)


def write_opinion(
    case: Case,
    seat: tuple[str, Post],
    verdict: str,
    text: str,
    stage: int,
    *,
    ground: str = "",
    data: dict[str, Any] | None = None,
    entered_by: Any = None,
    scan: Any = None,
) -> Opinion:
    """Write an opinion of whoever holds the seat. ``entered_by`` is the registrar of one that was given on paper."""
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
        ground=ground,
        actor=post.person,
        post=post,
        capacity=post.title,
        digest=case.digest,
        entered_by=entered_by,
        scan=scan,
        at=timezone.now(),
    )
    details = {
        "desk": desk,
        "stage": stage,
        **({"opinion_digest": digest} if sealed else {}),
        **({"ground": ground} if ground else {}),
        **({"stands_in_for": post.stands_in_for_id} if post.stands_in_for_id else {}),
        **(_entered(post, scan) if entered_by else {}),
        **(data or {}),
    }
    capacity = post_for(entered_by, case.unit).title if entered_by else post.title
    words = "" if sealed else text.strip()
    record_act(case, f"case.{verdict}", entered_by or post.person, capacity, opinion=words, data=details)
    return opinion


def _entered(post: Post, scan: Any) -> dict[str, Any]:
    """What the record says of an opinion that a registrar entered: whose it is, in which capacity, by which paper."""
    return {"entered_for": post.person_id, "entered_capacity": post.title, "scan": scan.sha256 if scan else ""}


def sealed(case: Case, text: str) -> str:
    """Return words as a case keeps them: sealed where they may hold what a person told the department (law 7)."""
    return case.kind_type.seal_opinion(case, text)[0] if text and case.kind_type.seals_opinions else text


def record_act(
    case: Case, name: str, person: Any, capacity: str, opinion: str = "", data: dict[str, Any] | None = None
) -> None:
    """Append an act on a case to the ledger; where opinions are sealed, of words only their digest (law 7)."""
    if opinion and case.kind_type.seals_opinions:
        _stored, digest = case.kind_type.seal_opinion(case, opinion)
        opinion, data = "", {**(data or {}), "opinion_digest": digest}
    record(
        name,
        actor=person,
        capacity=capacity,
        subject=case.subject_key,
        case_number=case.number,
        opinion=opinion,
        data={"round": case.round, **(data or {})},
        digest=case.digest,
    )


def tell_desks(case: Case) -> None:
    """Notify everybody who can act on a case now; those who could before need not look any more."""
    settle(case_url(case), WAITING)
    if not case.kind_type.announces:
        return
    people = {
        post.person
        for code in desks.waiting_desks(case, desks.desks_done(case))
        for post in desks.holders(code, case)
        if post.person_id not in {case.maker_id, *case.authors}
    }
    notify(people, text=_("Waits for you: %(title)s") % {"title": called(case)}, url=case_url(case), topic=WAITING)


def tell_all(case: Case, sentence: str, reason: str, also: Iterable[Any] = ()) -> None:
    """Notify everybody who touched a case, with the reason unless it may hold what a person told."""
    settle(case_url(case), WAITING)
    shown = _("see the case") if case.kind_type.seals_opinions else reason
    text = sentence % {"title": called(case), "reason": shown}
    notify(touched(case) | set(also), text=text, url=case_url(case), topic="case")


def case_url(case: Case) -> str:
    """Return the address of a case's page in the admin."""
    return reverse("approvals:case", args=[case.pk])
