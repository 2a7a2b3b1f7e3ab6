"""Interpretations that are owed: letting a document go first, what stands open, and when its time is up (D4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.services import lock_head, record
from portal.approvals.models import Case, Entry
from portal.approvals.services import kind_of
from portal.approvals.states import CaseState
from portal.notices.services import notify
from portal.organisation.models import Capacity, Function, Post
from portal.organisation.services import function_holders, functions_of, liaisons_of, posts_of, units_of
from portal.outbox.services import enqueue

from . import catalogue, releases
from .models import Disclosure, Interpretation, Waiver

OVERDUE_JOB = "columns.interpretation_overdue"
WAIVED, SETTLED, OVERDUE = "interpretation.waived", "interpretation.settled", "interpretation.overdue"
SHOWN = 200


def office_post(person: Any) -> Post | None:
    """Return the post in which somebody heads the Office today (a stand-in's too), or None."""
    return posts_of(person).filter(capacity=Capacity.HEAD, unit__functions__function=Function.OFFICE).first()


def waive(document: Disclosure, person: Any, reason: str, due_on: date) -> Waiver:
    """Let a document go public before its interpretation, which is owed until ``due_on``; the ledger has it.

    Raises ActRefused with every reason: only the head of the Office, never on an own item, with a reason and a day to
    come, for a document that needs it.
    """
    with transaction.atomic():
        lock_head()
        document = Disclosure.objects.select_for_update(of=("self",)).get(pk=document.pk)
        post = office_post(person)
        if post is None:
            raise ActRefused([_("Only the head of the Office lets a document go first (clause D4).")])
        if reasons := _reasons_against(document, person, reason, due_on):
            raise ActRefused(reasons)
        waiver = Waiver.objects.create(
            document=document,
            reason=reason.strip(),
            due_on=due_on,
            granted_by=person,
            capacity=post.title,
            granted_at=timezone.now(),
        )
        case = Case.objects.about("disclosure", document.pk).filter(state__in=CaseState.UNFINISHED).first()
        record(
            WAIVED,
            actor=person,
            capacity=post.title,
            subject=f"disclosure:{document.pk}",
            case_number=case.number if case else "",
            opinion=waiver.reason,
            data={"due_on": due_on.isoformat()},
        )
        _watch(waiver)
        text = _("“%(title)s” may go public first; its interpretation is owed until %(day)s.")
        values = {"title": kind_of(document).title(document), "day": due_on.isoformat()}
        notify(_debtors(document), text=text % values, url=reverse("columns:owed"), topic="interpretation")
    return waiver


def _watch(waiver: Waiver) -> None:
    overdue = timezone.make_aware(datetime.combine(waiver.due_on + timedelta(days=1), time.min))
    enqueue(OVERDUE_JOB, {"waiver": waiver.pk}, key=f"{OVERDUE_JOB}:{waiver.pk}", not_before=overdue)


def published(document: Disclosure) -> None:
    """A document became public: only now its interpretation can be owed, maybe since a day that has passed already."""
    if waiver := Waiver.objects.filter(document=document).first():
        _watch(waiver)


def _reasons_against(document: Disclosure, person: Any, reason: str, due_on: date) -> list[str]:
    kind, found = kind_of(document), []
    if person.pk in kind.authors(document):
        found.append(_("Nobody acts on their own item: another holder of the post, or a stand-in, has to."))
    if not reason.strip():
        found.append(_("Please give the reason."))
    if due_on <= timezone.localdate():
        found.append(_("The deadline has to lie in the future."))
    if not releases.needs_interpretation(document, kind.draft(document)):  # type: ignore[attr-defined]
        found.append(_("This document needs no leave: it is no important policy document, or has what it needs."))
    return found


def _debtors(document: Disclosure) -> list[Any]:
    unit = kind_of(document).owner_unit(document)
    return liaisons_of(unit) if unit else []


@dataclass(frozen=True)
class Owed:
    """A public document whose interpretation is missing; ``waiver`` says by whose leave and until when."""

    document: Disclosure
    waiver: Waiver | None

    @property
    def overdue(self) -> bool:
        """Whether the deadline has passed; without leave it is due at once."""
        return self.waiver is None or self.waiver.due_on < timezone.localdate()


def owed(units: Any = None) -> list[Owed]:
    """Return public documents that lack an interpretation, the most pressing first (of these units, where given)."""
    documents = _without_interpretation(units).filter(live=True).select_related("waiver__granted_by", "maker_unit")
    rows = [Owed(document, getattr(document, "waiver", None)) for document in documents[:SHOWN]]
    return sorted(rows, key=lambda row: (not row.overdue, row.waiver.due_on if row.waiver else date.min))


def waiting_for_leave(units: Any = None) -> list[Disclosure]:
    """Return drafts that can't go public for want of an interpretation: the Office may let them go first."""
    never = _without_interpretation(units).filter(live=False, first_published_at=None, waiver=None)
    return list(never.exclude(pk__in=Interpretation.objects.values("interprets")).select_related("maker_unit")[:SHOWN])


def _without_interpretation(units: Any) -> QuerySet[Disclosure]:
    """Important policy documents without a public interpretation; what the Office let go first counts whatever else."""
    important = Q()
    for name in Disclosure.IMPORTANT:
        important |= Q(**{name: True})
    policy = Q(genre__in=catalogue.policy_genres(), openness=Disclosure.Openness.PROACTIVE) & important
    explained = Interpretation.objects.live().filter(interprets=OuterRef("pk"))
    found = Disclosure.objects.filter(policy | Q(waiver__isnull=False), is_import=False).exclude(Exists(explained))
    found = found.defer("body", "abstract").order_by("-pk")
    return found if units is None else found.filter(maker_unit__in=units)


def seen_by(person: Any) -> Any:
    """Return the units whose debts somebody sees: None (all) for the Office, else the own ones."""
    return None if Function.OFFICE in functions_of(person) else units_of(person)


def settle(document: Disclosure, interpretation: Interpretation, case: Any) -> None:
    """Record that what was owed has become public, in the publishing transaction."""
    waiver = Waiver.objects.filter(document=document).first()
    if waiver is None or _is_recorded(SETTLED, document):
        return
    late = timezone.localdate() > waiver.due_on
    record(
        SETTLED,
        subject=f"disclosure:{document.pk}",
        case_number=case.number,
        data={"interpretation": interpretation.pk, "due_on": waiver.due_on.isoformat(), "late": late},
    )


def overdue(payload: dict) -> None:
    """The deadline of a waiver has passed: where the interpretation is still owed, that is recorded and told."""
    waiver = Waiver.objects.filter(pk=payload["waiver"]).select_related("document").first()
    if waiver is None or not _without_interpretation(None).filter(pk=waiver.document_id, live=True).exists():
        return
    document = waiver.document
    with transaction.atomic():
        lock_head()
        if _is_recorded(OVERDUE, document):
            return
        unit = kind_of(document).owner_unit(document)
        data = {"due_on": waiver.due_on.isoformat(), "unit": unit.code if unit else ""}
        record(OVERDUE, subject=f"disclosure:{document.pk}", data=data)
        people = [*_debtors(document), *(post.person for post in function_holders(Function.OFFICE, (Capacity.HEAD,)))]
        text = _("The interpretation of “%(title)s” was due on %(day)s.")
        values = {"title": document.title, "day": waiver.due_on.isoformat()}
        notify(people, text=text % values, url=reverse("columns:owed"), topic="interpretation")


def _is_recorded(act: str, document: Disclosure) -> bool:
    return Entry.objects.filter(act=act, subject=f"disclosure:{document.pk}").exists()
