"""Evidence that something may be published directly, or on a leader's instruction (clauses D9, D10)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.addons.types import RouteChoice
from portal.registers.services import unregistered

from .errors import ActRefused
from .ledger.services import record
from .likeness import alike
from .models import Case, Evidence, Publication
from .pages import page_kind_names
from .states import CaseState

DIRECT, INSTRUCTION = "direct", "leader_instruction"
Ground = Evidence.Ground


def of(kind: str, subject_id: Any) -> QuerySet[Evidence]:
    """The evidence that stands for a subject, oldest first."""
    return Evidence.objects.filter(kind=kind, subject_id=str(subject_id)).select_related("copy", "approval", "added_by")


def problems(row: Evidence) -> list[str]:
    """Return why a piece of evidence proves nothing. A document number alone never does (clause D9)."""
    found: list[str] = []
    if row.ground in (Ground.MARKED, Ground.INSTRUCTION):
        if row.copy is None:
            found.append(_("The scanned form or record that bears the mark is needed."))
        if row.ground == Ground.MARKED and not row.record.strip():
            found.append(_("The number of the handling form or of the OA record is needed."))
        return found
    if row.approval is not None and row.ground == Ground.REPRINT:
        return _problems_of_approval(row, row.approval)
    if not row.address:
        return [_("The address of what is public is needed, or the approval here that covers it.")]
    if list(unregistered([row.address])):
        found.append(_("The address leads to a site that is not in the link register (clause C3)."))
    if row.copy is None:
        found.append(_("A stored copy of the public page is needed: it may be gone tomorrow."))
    return found


def _problems_of_approval(row: Evidence, approval: Case) -> list[str]:
    """An approval proves a reprint of what it made public: of that the subject says so, or has nearly its words."""
    if approval.state != CaseState.CARRIED_OUT:
        return [_("The approval that is named was not carried out.")]
    same_subject = Q(kind=approval.kind, subject_id=approval.subject_id)
    shown = Publication.objects.filter(Q(case=approval) | same_subject, kind__in=page_kind_names())
    if not shown.exists():
        return [_("What the named approval made public isn't public now.")]
    kind = registry.by_name("approvable_kinds").get(row.kind)
    subject = kind.model._default_manager.filter(pk=row.subject_id).first() if kind else None
    if kind is None or subject is None:
        return [_("What this case is about isn't there any more; only the record remains.")]
    if shown.filter(subject_id__in=[str(pk) for pk in kind.sources(subject)]).exists():
        return []
    if shown.filter(same_subject).exists() and alike(approval.snapshot, kind.snapshot(subject)):
        return []
    return [_("The named approval is about something else than what is reprinted here.")]


def add(row: Evidence, person: Any, capacity: str) -> Evidence:
    """Keep a piece of evidence and record it. ActRefused with everything that it lacks."""
    if lacking := [*_locked(row), *problems(row)]:
        raise ActRefused(lacking)
    with transaction.atomic():
        row.added_by = person
        row.save(force_insert=True)
        record("evidence.added", actor=person, capacity=capacity, subject=_key(row), data=as_data(row))
    return row


def take_back(row: Evidence, person: Any, capacity: str) -> None:
    """Take a piece of evidence back; what a case has pinned stays in its record. ActRefused while one is on its way."""
    if reasons := _locked(row):
        raise ActRefused(reasons)
    with transaction.atomic():
        record("evidence.removed", actor=person, capacity=capacity, subject=_key(row), data=as_data(row))
        row.delete()


def _locked(row: Evidence) -> list[str]:
    """What a case on its way rests on stays as it was sent."""
    if Case.objects.locking().about(row.kind, row.subject_id).exists():
        return [_("Its case is on its way: evidence can be changed when it comes back.")]
    return []


def _key(row: Evidence) -> str:
    return f"{row.kind}:{row.subject_id}"


def as_data(row: Evidence) -> dict[str, Any]:
    """A piece of evidence as the record keeps it, its stored copy by its bytes."""
    return {
        "id": row.pk,
        "ground": row.ground,
        "record": row.record,
        "by_leader": row.by_leader,
        "address": row.address,
        "approval": row.approval.number if row.approval else "",
        "copy": row.copy.sha256 if row.copy else "",
        "file": row.copy_id or 0,
    }


def pinned(case: Case) -> list[dict[str, Any]]:
    """What a case pins of its subject's evidence when it is sent."""
    return [as_data(row) for row in of(case.kind, case.subject_id) if not problems(row)]


def direct_choice(kind: str, subject_id: Any, important: bool) -> RouteChoice | None:
    """Return the direct route with its reason where valid evidence allows it, else None (clause D9).

    What is important all the same goes direct when it is public elsewhere (b), and by its mark (a) only if it was the
    leader who approved; a reprint (c) of something important doesn't.
    """
    for row in of(kind, subject_id):
        if row.ground == Ground.INSTRUCTION or problems(row) or not _is_for_these_words(row):
            continue
        if important and row.ground != Ground.PUBLIC and not (row.ground == Ground.MARKED and row.by_leader):
            continue
        reason = _("Goes directly to the publicity centre: %(ground)s.") % {"ground": row.get_ground_display()}
        return RouteChoice(DIRECT, (reason,))
    return None


def instruction_of(kind: str, subject_id: Any) -> Evidence | None:
    """Return the leader's instruction to publish a subject, or None (clause D10)."""
    rows = of(kind, subject_id).filter(ground=Ground.INSTRUCTION)
    return next((row for row in rows if not problems(row) and _is_for_these_words(row)), None)


def _is_for_these_words(row: Evidence) -> bool:
    """Say whether evidence is still for what is written: once used, it proves nothing of a text that is another one."""
    used = Case.objects.about(row.kind, row.subject_id).filter(state=CaseState.CARRIED_OUT).order_by("pk")
    first = next((case for case in used.iterator() if row.pk in {kept["id"] for kept in case.evidence}), None)
    if first is None:
        return True
    kind = registry.by_name("approvable_kinds")[row.kind]
    subject = kind.model._default_manager.filter(pk=row.subject_id).first()
    return subject is not None and alike(first.snapshot, kind.snapshot(subject))
