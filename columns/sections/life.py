"""What becomes of sections when cases are carried out, in their transaction: opening, activating, retiring, reopening.

Whatever stands below a section derives what the public sees from the one row of its life (docs/decisions/0015).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.addons import registry
from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from portal.approvals.pages import publish
from portal.approvals.permits import table_permit
from portal.approvals.snapshots import page_digest
from portal.outbox.services import enqueue

from ..models import Life, OpeningRequest, ReopeningRequest, RetirementRequest, SectionPage
from . import beginnings
from .signals import section_reopened, section_retired
from .states import LifeState

RETIRE_JOB = "sections.retire"
REINDEX_JOB = "sections.reindex"


def key_of(page: Page) -> str:
    """Return how the ledger names a section (``kind:id``): the same as cases about its page."""
    return f"{services.kind_of(page.specific).name}:{page.pk}"


def open_section(request: OpeningRequest, case: Case) -> SectionPage:
    """Make the section of an approved request: owned and being filled, not yet public (clause C5)."""
    page = registry.by_name("section_types")[request.section].build(request)
    page.live, page.owner = False, case.maker
    parent = Page.objects.select_for_update().get(pk=request.parent_id)
    parent.specific.add_child(instance=page)
    revision = page.save_revision(user=case.maker)
    life = begin(page, case, opening_revision=revision, opening_digest=page_digest(page))
    life.partners.set(request.partners.all())
    OpeningRequest.objects.filter(pk=request.pk).update(page=page)
    beginnings.fill(page, request, case.maker)
    return page


def begin(page: Page, case: Case, **fields: Any) -> Life:
    """Begin the life of a section whose opening a case approved."""
    with _permit("open", case):
        life = Life.objects.create(page_id=page.pk, opening_case=case, opened_at=timezone.now(), **fields)
    record("section.opened", subject=key_of(page), case_number=case.number)
    return life


def section_published(page: Page, case: Case) -> None:
    """A section's own page has become public: what stands on it counts as its first item."""
    life = Life.objects.select_for_update().filter(page_id=page.pk).first()
    if life is None:
        begin(page, case, state=LifeState.ACTIVE, activated_at=timezone.now())
    elif life.state == LifeState.ACTIVATING:
        _activate(life, case)


def activate(page: SectionPage) -> None:
    """Publish an activating section as its opening case approved it; other states stay as they are.

    What its people have written on its page since then waits for a case of its own.
    """
    life = Life.objects.select_for_update().filter(page_id=page.pk, state=LifeState.ACTIVATING).first()
    if life is None:
        return
    publish(life.opening_case, life.opening_revision, life.opening_digest, services.kind_of(page).name)
    _activate(life, life.opening_case)


def _activate(life: Life, case: Case) -> None:
    with _permit("activate", case):
        life.activate()
        life.save()
    record("section.activated", subject=key_of(life.page), case_number=case.number)


def retire(request: RetirementRequest, case: Case) -> None:
    """Retire a section as its case approved it: at once, or on the day that the public is told of (clause C6)."""
    life = _locked(request.page)
    target, day = request.merged_into, request.retires_on
    life.retiring_case = case
    if day is None or day <= timezone.localdate():
        _retire(life, case, request.outcome, target)
        return
    with _permit("announce", case):
        life.announce(request.outcome, target, day)
        life.save()
    _say("section.retirement_announced", life, case)
    enqueue(RETIRE_JOB, {"life": life.pk, "case": case.pk}, not_before=_midnight(day))


def retire_announced(life_id: int, case_id: int) -> None:
    """The day of an announced retirement has come; nothing happens where it was called off or moved meanwhile."""
    due = Life.objects.filter(state=LifeState.RETIRING, retires_on__lte=timezone.localdate())
    life = due.select_for_update().filter(pk=life_id, retiring_case=case_id).first()
    if life is not None:
        _retire(life, Case.objects.get(pk=case_id), life.outcome, life.merged_into)


def _retire(life: Life, case: Case, outcome: str, target: Page | None) -> None:
    with _permit("retire", case):
        life.retire(outcome, target)
        life.save()
    _say("section.retired", life, case)
    look_at_items(life)
    section_retired.send(Life, life=life, case=case)


def reopen(request: ReopeningRequest, case: Case) -> None:
    """Take a retirement back: called off before its day, or undone within a year (clause C6)."""
    life = _locked(request.page)
    was = life.state
    with _permit("reopen", case):
        if was == LifeState.RETIRING:
            life.call_off()
        else:
            life.reopen()
        life.save()
    record(
        "section.called_off" if was == LifeState.RETIRING else "section.reopened",
        subject=key_of(life.page),
        case_number=case.number,
    )
    if was == LifeState.RETIRED:
        look_at_items(life)
        section_reopened.send(Life, life=life, case=case)


def look_at_items(life: Life) -> None:
    """Have search read again what stands in a section; what the public may not see is left out from this moment on."""
    enqueue(REINDEX_JOB, {"page": life.page_id, "after": 0}, key=f"{REINDEX_JOB}:{life.page_id}")


def _locked(page: Page) -> Life:
    life = Life.objects.select_for_update().filter(page_id=page.pk).first()
    if life is None:
        raise ActRefused([_("This page is no section with a life of its own.")])
    return life


def _say(act: str, life: Life, case: Case) -> None:
    data = {"outcome": life.outcome}
    if life.merged_into_id:
        data["merged_into"] = key_of(life.merged_into)
    if life.retires_on:
        data["on"] = life.retires_on.isoformat()
    record(act, subject=key_of(life.page), case_number=case.number, data=data)


def _permit(act: str, case: Case) -> AbstractContextManager[None]:
    """The life of a section decides what the public sees: only a case moves it."""
    return table_permit(Life._meta.db_table, act, case, case.digest)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
