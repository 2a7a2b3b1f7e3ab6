"""What becomes of columns when cases are carried out, inside their transaction: opening, activating, retiring."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from portal.approvals.pages import publish, reindex
from portal.approvals.permits import page_permit, table_permit
from portal.approvals.snapshots import page_digest
from portal.outbox.services import enqueue

from . import catalogue
from .models import ColumnLife, ColumnPage, ColumnRequest, Disclosure, IndexCounter, Relation, RetirementRequest
from .models.relations import BRINGS
from .states import LifeState

EFFECTS_JOB = "columns.effects"


def open_column(request: ColumnRequest, case: Case) -> ColumnPage:
    """Make the column of an approved request: owned and being filled, not yet public (clause C5)."""
    column = ColumnPage(
        title=request.title,
        slug=request.slug,
        kind=request.kind,
        purpose=request.purpose,
        description=request.description,
        owner_unit=request.owner_unit,
        update_days=request.update_days,
        duty_basis=request.duty_basis,
        contact=request.contact,
        show_in_menus=True,
        live=False,
        owner=case.maker,
    )
    parent = Page.objects.select_for_update().get(pk=request.parent_id)
    parent.specific.add_child(instance=column)
    revision = column.save_revision(user=case.maker)
    _begin_life(column, case, opening_revision=revision, opening_digest=page_digest(column))
    ColumnRequest.objects.filter(pk=request.pk).update(column=column)
    return column


def column_published(column: ColumnPage, case: Case) -> None:
    """A column's own page has become public: what stands on it counts as its first item."""
    life = ColumnLife.objects.select_for_update().filter(column=column).first()
    if life is None:
        _begin_life(column, case, state=LifeState.ACTIVE, activated_at=timezone.now())
    elif life.state == LifeState.ACTIVATING:
        with _life_permit("activate", case):
            life.activate()
            life.save()
        record("column.activated", subject=f"column:{column.pk}", case_number=case.number)


def _begin_life(column: ColumnPage, case: Case, **fields: Any) -> None:
    with _life_permit("open", case):
        ColumnLife.objects.create(column=column, opening_case=case, opened_at=timezone.now(), **fields)


def _life_permit(act: str, case: Case) -> AbstractContextManager[None]:
    """The life of a column decides what the public sees: only a case moves it."""
    return table_permit(ColumnLife._meta.db_table, act, case, case.digest)


def item_published(item: Page, case: Case) -> None:
    """An item has become public: a column that was being filled becomes active, in the same transaction."""
    parent = item.get_parent().specific
    while isinstance(parent, ColumnPage):
        activate_column(parent)
        parent = parent.get_parent().specific


def activate_column(column: ColumnPage) -> None:
    """Publish an activating column as its opening case approved it; other states stay as they are.

    What its people have written on its page since then waits for a case of its own.
    """
    life = ColumnLife.objects.select_for_update().filter(column=column, state=LifeState.ACTIVATING).first()
    if life is None:
        return
    case = life.opening_case
    publish(case, life.opening_revision, life.opening_digest, "column")
    with _life_permit("activate", case):
        life.activate()
        life.save()
    record("column.activated", subject=f"column:{column.pk}", case_number=case.number)


def retire_column(request: RetirementRequest, case: Case) -> None:
    """Flip the one row; what lies below derives its state from it (clause C6)."""
    life = ColumnLife.objects.select_for_update().get(column=request.column)
    with _life_permit("retire", case):
        life.retire(request.outcome)
        life.retiring_case = case
        life.save()
    enqueue("columns.reindex", {"column": request.column_id}, key=f"columns.reindex:{request.column_id}")


def issue_index_number(disclosure: Disclosure, case: Case) -> None:
    """Give a disclosure its index number, once and for all, by the rule in force (clause D1).

    Serials count by the organ code of the making unit and the year; they go on when the rule changes.
    """
    if disclosure.index_number:
        return
    unit, year = disclosure.maker_unit or case.unit, timezone.localdate().year
    code = unit.disclosure_code or unit.code.upper()
    number = catalogue.index_number(code, year, IndexCounter.next_serial(code, year))
    with page_permit(disclosure, "index_number", case):
        Disclosure.objects.filter(pk=disclosure.pk).update(index_number=number)


def decide_not_to_disclose(subject: Disclosure, draft: Disclosure, case: Case) -> None:
    """Record that a document is not disclosed of the department's own accord, and on which ground (clause D2).

    Nothing becomes public; the case stays its proof. ActRefused where it is public.
    """
    if Page.objects.filter(pk=subject.pk, live=True).exists():
        raise ActRefused([_("It is public now: what is not to be disclosed any more is taken down first.")])
    record(
        "disclosure.not_disclosed",
        subject=case.subject_key,
        case_number=case.number,
        data={"openness": draft.openness, "ground": draft.ground},
        digest=case.digest,
    )


def follow_effects(document: Disclosure) -> None:
    """Have search look at what a document changes: now, and on the days on which it comes into force or expires.

    Called in the transaction that makes the document public or takes it away (clause A2).
    """
    look_at_effects(document.pk)
    days = [document.effective_on, document.expires_on and document.expires_on + timedelta(days=1)]
    for day in days:
        if day is not None and day > timezone.localdate():
            begins = timezone.make_aware(datetime.combine(day, time.min))
            enqueue(
                EFFECTS_JOB, {"page": document.pk}, key=f"{EFFECTS_JOB}:{document.pk}:{day:%Y%m%d}", not_before=begins
            )


def look_at_effects(document_id: int) -> None:
    """Have search look again at a document and at all that it replaces, repeals or amends."""
    changed = Relation.objects.filter(page_id=document_id, kind__in=BRINGS).values_list("target_id", flat=True)
    for page_id in dict.fromkeys([document_id, *changed]):
        reindex(page_id, "disclosure")
