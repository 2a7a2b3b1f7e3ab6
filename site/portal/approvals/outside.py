"""Outside reviewers: a link to exactly one sent version, that expires; what they write is recorded and advises."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.notices.services import notify

from . import desks, permissions
from .errors import ActRefused
from .models import Case, OutsideComment, OutsideReview
from .sentences import touched
from .services import case_url, record_act
from .states import CaseState

COMMENTS_AT_MOST = 20


def may_invite(case: Case, person: Any) -> bool:
    """Say whether a person may invite an outside reviewer: the maker, and who sits at the desk, after the review."""
    if case.state != CaseState.IN_APPROVAL or case.revision_id is None or not permissions.can_see(case, person):
        return False
    return case.maker_id == person.pk or desks.seat_of(person, case) is not None


@transaction.atomic
def invite(case: Case, person: Any, name: str, organisation: str, days: int) -> tuple[OutsideReview, str]:
    """Make a link for an outside reviewer; return it with its key, which is shown once and stored as a digest only."""
    if not may_invite(case, person):
        raise ActRefused([_("Only its maker, or the desk where it waits, can have an outsider read it.")])
    key = secrets.token_urlsafe(32)
    review = OutsideReview.objects.create(
        case=case,
        digest=case.digest,
        revision=case.revision,
        name=name.strip(),
        organisation=organisation.strip(),
        key_digest=_digest(key),
        invited_by=person,
        expires_at=timezone.now() + timedelta(days=days),
    )
    data = {"review": review.pk, "name": review.name, "organisation": review.organisation}
    record_act(case, "review.invited", person, _capacity(case, person), data=data)
    return review, key


def find(key: str) -> OutsideReview | None:
    """Return the open review of a key, or None: expired, revoked, decided and unknown ones look the same."""
    found = OutsideReview.objects.filter(key_digest=_digest(key)).select_related("case", "revision").first()
    if found is None or not found.is_open:
        return None
    reads_on = found.case.state in (CaseState.IN_APPROVAL, CaseState.APPROVED) and found.case.digest == found.digest
    return found if reads_on else None


@transaction.atomic
def comment(review: OutsideReview, text: str) -> OutsideComment:
    """Keep a comment of an outside reviewer, record it, and tell everybody on the case. ActRefused beyond a bound."""
    if review.comments.count() >= COMMENTS_AT_MOST:
        raise ActRefused([_("There are many comments already; please talk to the department.")])
    row = OutsideComment.objects.create(review=review, text=text.strip())
    data = {"review": review.pk, "name": review.name, "organisation": review.organisation}
    record_act(review.case, "review.commented", None, "", opinion=row.text, data=data)
    sentence = _("%(name)s (outside reviewer) commented: %(title)s")
    told = touched(review.case) | {review.invited_by}
    text = sentence % {"name": review.name, "title": review.case.title}
    notify(told, text=text, url=case_url(review.case), topic="case")
    return row


@transaction.atomic
def revoke(review: OutsideReview, person: Any) -> None:
    """Close a link before its time: whoever invited, and the case's maker."""
    if person.pk not in {review.invited_by_id, review.case.maker_id}:
        raise ActRefused([_("Only whoever invited can close the link.")])
    if review.is_open:
        review.revoked_at = timezone.now()
        review.save(update_fields=["revoked_at"])
        record_act(review.case, "review.revoked", person, _capacity(review.case, person), data={"review": review.pk})


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _capacity(case: Case, person: Any) -> str:
    seat = desks.seat_of(person, case) if case.state in CaseState.AT_DESKS else None
    return seat[1].title if seat else case.maker_capacity
