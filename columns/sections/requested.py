"""What the units of a person ask for about sections: every kind of request, where each lies now, and drafts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.approvals.models import Case
from portal.approvals.pages import PageKind
from portal.approvals.states import CaseState
from portal.approvals.templatetags.approvals import clock_row
from portal.approvals.whereabouts import whereabouts
from portal.approvals.worklist import clock_of
from portal.calendars.services import calendar
from portal.organisation.services import units_of

from .kinds import RequestKind

MOST_UNFILED = 10


def request_kinds() -> list[RequestKind]:
    """The kinds of requests: to open, retire, reopen or hand over a section."""
    return [kind for kind in registry.items("approvable_kinds") if isinstance(kind, RequestKind)]


def page_kinds() -> list[str]:
    """The kinds of cases in which what stands on a section's own page changes."""
    models = {section.page_model for section in registry.items("section_types")}
    kinds = registry.items("approvable_kinds")
    return [kind.name for kind in kinds if isinstance(kind, PageKind) and kind.model in models]


def cases_of(person: Any) -> QuerySet[Case]:
    """Return the cases about sections of a person's units, and those that they made for another; the newest first."""
    names = [*(kind.name for kind in request_kinds()), *page_kinds()]
    found = Case.objects.filter(Q(unit__in=units_of(person)) | Q(maker=person), kind__in=names)
    return found.select_related("route", "unit", "maker")


def counts(cases: QuerySet[Case]) -> list[tuple[str, Any, int]]:
    """Return (state, label, how many) of the states that occur, in the order of a case's life. One query."""
    number = dict(cases.order_by().values_list("state").annotate(number=Count("pk")))
    return [(state, label, number[state]) for state, label in CaseState.CHOICES if state in number]


def rows(cases: Iterable[Case], person: Any) -> list[dict[str, Any]]:
    """Return cases as rows of a worklist. What the person can go on writing leads to its form, the rest to its case."""
    found, works = list(cases), calendar()
    places, forms = whereabouts(found), {kind.name for kind in request_kinds()}
    made = []
    for case in found:
        own_form = case.kind in forms and case.maker_id == person.pk and case.state in CaseState.MENDABLE
        state = str(CaseState.LABELS[case.state])
        clock = clock_of(case, works=works) if case.state in CaseState.UNFINISHED else None
        made.append(
            {
                "title": case.title,
                "url": _form(case.kind, case.subject_id) if own_form else reverse("approvals:case", args=[case.pk]),
                "facts": [str(case.kind_label), case.number, str(case.unit), str(case.maker)],
                "place": {"text": places[case.pk].place, "note": places[case.pk].note},
                "clock": clock_row(clock),
                "state": "" if places[case.pk].place == state else state,  # said once
            }
        )
    return made


def unfiled(person: Any) -> list[dict[str, Any]]:
    """Return as rows what a person wrote while no case could be made of it (no post on that day, say)."""
    made = []
    for kind in request_kinds():
        own = kind.model.objects.filter(made_by=person).annotate(key=Cast("pk", CharField()))
        keys = Case.objects.filter(kind=kind.name).values("subject_id")
        made += [
            {
                "title": kind.title(found),
                "url": kind.url(found),
                "facts": [str(kind.label)],
                "place": {"text": _("With its maker"), "note": str(person)},
                "state": _("no case yet"),
            }
            for found in own.exclude(key__in=keys)[:MOST_UNFILED]
        ]
    return made


def _form(kind: str, subject_id: str) -> str:
    return reverse("sections:request", args=[kind, subject_id])
