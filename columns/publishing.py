"""What happens when items are carried out, in their case's transaction: columns come alive, documents get numbers."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import record
from portal.approvals.models import Case
from portal.approvals.pages import reindex
from portal.approvals.permits import page_permit
from portal.outbox.services import enqueue

from . import catalogue
from .models import ColumnPage, Disclosure, IndexCounter, Relation
from .models.relations import BRINGS
from .sections.life import activate

EFFECTS_JOB = "columns.effects"


def item_published(item: Page, case: Case) -> None:
    """An item has become public: a column that was being filled becomes active, in the same transaction."""
    parent = item.get_parent().specific
    while isinstance(parent, ColumnPage):
        activate(parent)
        parent = parent.get_parent().specific


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
