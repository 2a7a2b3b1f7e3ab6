"""A section moves from one unit to another, with what is open about it; the record keeps the past (clause G2)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from portal.approvals import services
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from portal.approvals.pages import publish
from portal.approvals.permits import page_permit, table_permit
from portal.approvals.rerouting import move_case
from portal.approvals.snapshots import page_digest
from portal.approvals.states import CaseState

from ..models import HandoverRequest, Life, SectionPage
from .life import key_of
from .states import LifeState

REQUESTS = ("retirementrequests", "reopeningrequests", "handoverrequests")
MOST_REQUESTS = 100


def hand_over(request: HandoverRequest, case: Case) -> None:
    """Give a section, and the ones in it that go along, to the unit that agreed to take it over."""
    former = request.page.specific.owner_unit
    for life in going_along(request).select_for_update():
        page = life.page.specific
        terms: dict[str, Any] = {"owner_unit": request.to_unit}
        if page.pk == request.page_id:
            terms |= {name: value for name in ("kept_by", "contact") if (value := getattr(request, name))}
        _change(page, life, terms, case)
        data = {"from": former.pk, "to": request.to_unit_id}
        record("section.handed_over", subject=key_of(page), case_number=case.number, data=data)
        _move_cases(page, case, request.to_unit)


def going_along(request: HandoverRequest) -> QuerySet[Life]:
    """Return the lives of the sections that a hand-over reaches: the one that is named first, then those in it."""
    lives = Life.objects.filter(state__in=LifeState.OPEN).order_by("page__path")
    if not request.with_sections:
        return lives.filter(page=request.page_id)
    below = Page.objects.descendant_of(request.page, inclusive=True).specific()
    owner = request.page.specific.owner_unit_id
    own = [page.pk for page in below.filter(life__state__in=LifeState.OPEN) if page.owner_unit_id == owner]
    return lives.filter(page__in=own)


def _change(page: SectionPage, life: Life, terms: dict[str, Any], case: Case) -> None:
    """Write other terms of the contract into what is public, and into the draft that its people are writing."""
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    if life.state == LifeState.ACTIVATING:
        _change_opening(page, life, terms, case)
        return
    if not page.live:  # taken down or withdrawn: it stays so
        with page_permit(page, "handover", case, case.digest):
            type(page)._default_manager.filter(pk=page.pk).update(**terms)
        latest = page.get_latest_revision_as_object()
        for name, value in terms.items():
            setattr(latest, name, value)
        latest.save_revision(log_action=False, clean=False)
        return
    for name, value in terms.items():
        setattr(page, name, value)
    revision = page.save_revision(user=case.maker, log_action=False)
    publish(case, revision, page_digest(revision.as_object()), services.kind_of(page).name)
    if draft is not None:
        for name, value in terms.items():
            setattr(draft, name, value)
        draft.save_revision(log_action=False, clean=False)


def _change_opening(page: SectionPage, life: Life, terms: dict[str, Any], case: Case) -> None:
    """A section that is being filled opens as it was approved, with its new owner; the draft follows."""
    opening = Revision.objects.get(pk=life.opening_revision_id).as_object()
    draft = page.get_latest_revision_as_object()
    for name, value in terms.items():
        setattr(opening, name, value)
        setattr(draft, name, value)
    with page_permit(page, "handover", case, case.digest):
        type(page)._default_manager.filter(pk=page.pk).update(**terms)
    revision = opening.save_revision(user=case.maker, log_action=False, clean=False)
    with table_permit(Life._meta.db_table, "handover", case, case.digest):
        life.opening_revision, life.opening_digest = revision, page_digest(revision.as_object())
        life.save()
    draft.save_revision(log_action=False, clean=False)


def _move_cases(page: Page, case: Case, unit: Any) -> None:
    """What else is asked for about the section goes on at the new unit's desks."""
    for related in REQUESTS:
        rows = list(getattr(page, related).all()[:MOST_REQUESTS])
        keys = [str(row.pk) for row in rows]
        kind = services.kind_of(rows[0]).name if rows else ""
        unfinished = Case.objects.filter(kind=kind, subject_id__in=keys, state__in=CaseState.UNFINISHED)
        for pk in unfinished.exclude(pk=case.pk).values_list("pk", flat=True):
            move_case(pk, unit, _("its column was handed over"))
