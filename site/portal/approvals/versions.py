"""What a case is compared with: the version that was public before it, and the one sent in the round before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.models import Page

from .ledger.canonical import digest as digest_of
from .ledger.canonical import plain
from .ledger.models import Entry
from .models import Case, Publication
from .snapshots import page_snapshot
from .states import CaseState


@dataclass(frozen=True)
class Version:
    """An earlier version: its snapshot, the case that brought it, since when, and whether the public sees it now."""

    snapshot: dict[str, Any]
    number: str = ""
    at: datetime | None = None
    public: bool = False


def public_before(case: Case) -> Version | None:
    """Return what the public saw before a case: what it sees now, for a case that isn't closed; else None."""
    if case.closed_at is None:
        row = _publication(case)
        if row is not None:
            return Version(shown_by(row), row.case.number, row.published_at, True)
        if (replaced := _replaced(case)) is not None:
            return Version(replaced, public=True)
    closed = Case.objects.about(case.kind, case.subject_id).filter(state=CaseState.CARRIED_OUT).exclude(pk=case.pk)
    earlier = closed.filter(closed_at__lt=case.closed_at) if case.closed_at else closed
    last = earlier.order_by("-closed_at").first()
    return Version(last.snapshot, last.number, last.closed_at) if last else None


def _publication(case: Case) -> Publication | None:
    rows = Publication.objects.filter(kind=case.kind, subject_id=case.subject_id)
    return rows.select_related("case", "revision").first()


def shown_by(row: Publication) -> dict[str, Any]:
    """Return the snapshot of a publication: its case's own, or, of a page that came in with others, its revision's."""
    if (row.case.kind, row.case.subject_id) == (row.kind, row.subject_id) or row.revision is None:
        return row.case.snapshot
    return plain(page_snapshot(row.revision.as_object()))


def _replaced(case: Case) -> dict[str, Any] | None:
    subject = case.subject()
    found = case.kind_type.replaced(subject) if subject is not None else None
    return plain(found) if found is not None else None


def round_before(case: Case) -> Version | None:
    """Return what was sent in the round before, where it can still be proved to be that; else None.

    The ledger keeps the digest of what was sent. Of a page, the revision of that time is taken if it has that digest.
    """
    if case.round < 2:
        return None
    sent = list(Entry.objects.filter(case_number=case.number, act="case.sent").order_by("-seq")[:2])
    subject = case.subject()
    if len(sent) < 2 or not isinstance(subject, Page):
        return None
    revision = subject.revisions.filter(created_at__lte=sent[1].at).order_by("-created_at", "-pk").first()
    snapshot = plain(page_snapshot(revision.as_object())) if revision else {}
    return Version(snapshot, case.number, sent[1].at) if digest_of(snapshot) == sent[1].digest else None
