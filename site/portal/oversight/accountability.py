"""The accountability of units (clause O7): what is recorded, by whom it is read, and what a unit says to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from portal.approvals.sentences import called
from portal.approvals.services import post_for
from portal.organisation.models import Function, Unit
from portal.organisation.services import posts_of, unit_with

from .models import AccountabilityNote, AccountabilityRecord
from .permissions import speaking_posts, works_in_office

TEXT_LIMIT = 2000


def record_overrun(case: Case, evidence: dict[str, Any]) -> AccountabilityRecord:
    """Record against a case's unit that its legal clock ran out, in the transaction that found it out."""
    return AccountabilityRecord.objects.create(
        kind=AccountabilityRecord.Kind.OVERRUN,
        unit=case.unit,
        case=case,
        title=called(case),
        clause=evidence["clock"].get("clause") or "D3",
        due_at=case.due_at,
        evidence=evidence,
    )


def record_neglect(unit: Unit, title: str, due_at: datetime, evidence: dict[str, Any]) -> AccountabilityRecord:
    """Record against a unit that it didn't update its column or topic in time, in the transaction that found it out."""
    return AccountabilityRecord.objects.create(
        kind=AccountabilityRecord.Kind.UPDATE,
        unit=unit,
        title=title[:300],
        clause="G3",
        due_at=due_at,
        evidence=evidence,
    )


def complete_neglect(due_at: datetime, evidence: dict[str, Any]) -> None:
    """Add to the record of a section (``page`` in the evidence) that it was updated, and when, after its day."""
    neglects = AccountabilityRecord.objects.filter(kind=AccountabilityRecord.Kind.UPDATE, due_at=due_at)
    for found in neglects.filter(evidence__page=evidence["page"]):
        AccountabilityNote.objects.create(record=found, kind=AccountabilityNote.Kind.UPDATED, evidence=evidence)


def complete_overrun(case: Case, due_at: datetime, evidence: dict[str, Any], *, moved: bool) -> None:
    """Add how an overrun ended: closed late, or (``moved``) its clock was counted anew and ends on another day."""
    kind = AccountabilityNote.Kind.MOVED if moved else AccountabilityNote.Kind.ENDED
    for found in AccountabilityRecord.objects.filter(kind=AccountabilityRecord.Kind.OVERRUN, case=case, due_at=due_at):
        AccountabilityNote.objects.create(record=found, kind=kind, evidence=evidence)


def record_breach(unit: Unit, title: str, text: str, by: Any, case: Case | None = None) -> AccountabilityRecord:
    """Record against a unit that the secrecy rules were broken, with what speaks for it, in words.

    ActRefused for who isn't of the Office, and without title or evidence.
    """
    if not works_in_office(by):
        raise ActRefused([_("The Office records what broke the secrecy rules.")])
    if not title.strip() or not text.strip():
        raise ActRefused([_("Please say what happened, and what speaks for it.")])
    with transaction.atomic():
        made = AccountabilityRecord.objects.create(
            kind=AccountabilityRecord.Kind.SECRECY,
            unit=unit,
            case=case,
            title=title.strip()[:300],
            clause="O1",
            evidence={"text": text.strip()[:TEXT_LIMIT], "case": case.number if case else ""},
            recorded_by=by,
        )
        capacity = post_for(by, unit_with(Function.OFFICE)).title
        _to_ledger("accountability.recorded", made, by, capacity, made.evidence["text"])
    return made


def explain(found: AccountabilityRecord, by: Any, text: str) -> AccountabilityNote:
    """Add what a unit says to a record, any number of times. ActRefused for who isn't its head or liaison."""
    post = speaking_posts(by).filter(unit=found.unit_id).first()
    if post is None:
        raise ActRefused([_("Head or liaison of the unit explain it.")])
    if not text.strip():
        raise ActRefused([_("Please write the explanation.")])
    with transaction.atomic():
        note = AccountabilityNote.objects.create(
            record=found,
            kind=AccountabilityNote.Kind.EXPLANATION,
            text=text.strip()[:TEXT_LIMIT],
            by=by,
            capacity=post.title,
        )
        _to_ledger("accountability.explained", found, by, post.title, note.text)
    return note


def _to_ledger(act: str, found: AccountabilityRecord, by: Any, capacity: str, text: str) -> None:
    number = found.case.number if found.case else ""
    data = {"record": found.pk, "kind": found.kind, "unit": found.unit_id}
    record(
        act,
        actor=by,
        capacity=capacity,
        subject=f"accountability:{found.pk}",
        case_number=number,
        opinion=text,
        data=data,
    )


def may_explain(found: AccountabilityRecord, person: Any) -> bool:
    """Say whether somebody speaks for the unit of a record."""
    return speaking_posts(person).filter(unit=found.unit_id).exists()


def visible_to(person: Any) -> QuerySet[AccountabilityRecord]:
    """Records that somebody may read: the Office all, others those of the units in which they hold a post."""
    rows = AccountabilityRecord.objects.select_related("unit", "case")
    if works_in_office(person):
        return rows
    return rows.filter(unit__in=[post.unit_id for post in posts_of(person)])


def standing(rows: QuerySet[AccountabilityRecord]) -> QuerySet[AccountabilityRecord]:
    """Without the records whose clock was counted anew: they were made on a provisional deadline, and say so."""
    moved = AccountabilityNote.objects.filter(record=OuterRef("pk"), kind=AccountabilityNote.Kind.MOVED)
    return rows.exclude(Exists(moved))


def figures(rows: QuerySet[AccountabilityRecord]) -> list[dict[str, Any]]:
    """Return per unit how many records stand, how many of them are still open, and how many explained; one query."""
    kinds, notes = AccountabilityRecord.Kind, AccountabilityNote.Kind
    ended = AccountabilityNote.objects.filter(record=OuterRef("pk"), kind=notes.ENDED)
    explained = AccountabilityNote.objects.filter(record=OuterRef("pk"), kind=notes.EXPLANATION)
    counted = standing(rows).annotate(ended=Exists(ended), explained=Exists(explained)).order_by()
    found: Any = (
        counted.values("unit", "unit__short_name", "unit__name")
        .annotate(
            overruns=Count("pk", filter=Q(kind=kinds.OVERRUN)),
            open=Count("pk", filter=Q(kind=kinds.OVERRUN, ended=False)),
            neglects=Count("pk", filter=Q(kind=kinds.UPDATE)),
            breaches=Count("pk", filter=Q(kind=kinds.SECRECY)),
            explanations=Count("pk", filter=Q(explained=True)),
        )
        .order_by("-overruns", "unit__name")
    )
    return list(found)
