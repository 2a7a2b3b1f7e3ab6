"""What units ask for about sections, as approvables: the unit head agrees, then the Office (clauses C5, C6)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons import registry
from portal.addons.types import ApprovableKind, RouteChoice
from portal.approvals import permissions, services
from portal.approvals.asking import is_in_hand
from portal.approvals.case_page import summary_rows
from portal.approvals.models import Case, TakeDown
from portal.organisation.models import Function
from portal.organisation.services import functions_of

from ..models import ColumnPage, HandoverRequest, Life, OpeningRequest, ReopeningRequest, RetirementRequest
from . import handover, life, outlook, proposals, validation
from .states import LifeState


class RequestKind(ApprovableKind):
    """What all requests share: their fields are what a case pins."""

    def snapshot(self, subject: Any) -> dict[str, Any]:
        fields = {f.name: f.get_prep_value(f.value_from_object(subject)) for f in subject._meta.concrete_fields}
        fields.pop("created_at")
        return {"type": self.name, **fields}

    def problems(self, subject: Any) -> list[Any]:
        return validation.problems(subject, self.name)

    def url(self, subject: Any) -> str:
        return reverse("sections:request", args=[self.name, subject.pk])

    def url_from_case(self, case: Case, subject: Any, person: Any) -> str:
        """Its form, for who can change it now; everybody else would only come back to the case."""
        return self.url(subject) if self.is_changeable(case, subject, person) else ""

    def is_changeable(self, case: Case, subject: Any, person: Any) -> bool:
        return is_in_hand(case, subject, person)


class OpeningKind(RequestKind):
    """Opening a section: the unit head, then the Office (clause C5)."""

    name = "section_opening"
    label = gettext_lazy("request for a new section")
    model: Any = OpeningRequest

    def snapshot(self, subject: OpeningRequest) -> dict[str, Any]:
        found = super().snapshot(subject)
        found.pop("page")  # it comes of carrying the request out
        return {**found, "partners": sorted(subject.partners.values_list("pk", flat=True))}

    def carry_out(self, case: Case, subject: OpeningRequest) -> None:
        life.open_section(subject, case)

    def is_changeable(self, case: Case, subject: OpeningRequest, person: Any) -> bool:
        """A desk may propose changes as well."""
        return super().is_changeable(case, subject, person) or permissions.can("return", case, person)

    def page(self, subject: OpeningRequest) -> Any:
        """The section that was opened: public with its first item."""
        return subject.page

    def open_place(self, case: Case) -> str:
        """The section that was opened, until its first item makes it public."""
        opened = Life.objects.filter(opening_case=case, state=LifeState.ACTIVATING).select_related("page").first()
        return opened.page.path if opened else ""

    def choose_route(self, subject: OpeningRequest) -> RouteChoice:
        return RouteChoice(
            "column_opening", (_("Opening a column goes to the unit head and then to the Office (clause C5)."),)
        )

    def owner_unit(self, subject: OpeningRequest) -> Any:
        return subject.owner_unit.acting

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        """What is asked for, and whether it is what a desk proposed: then the same desk has read all of it."""
        subject = OpeningRequest.objects.filter(pk=case.subject_id).first()
        if subject is None:
            return None
        section = registry.by_name("section_types").get(subject.section)
        if section is not None and section.page_model is not ColumnPage:
            subject.kind = ""  # only columns are of a kind: the row has the default
        return [*summary_rows(subject), *proposals.accepted_rows(subject, case)]

    def title(self, subject: OpeningRequest) -> str:
        section = registry.by_name("section_types").get(subject.section)
        return _("New %(what)s: %(title)s") % {"what": section.label if section else "", "title": subject.title}


class SectionRequestKind(RequestKind):
    """A request about a section that exists: its owner unit asks."""

    def owner_unit(self, subject: Any) -> Any:
        return subject.page.specific.owner_unit.acting


class RetirementKind(SectionRequestKind):
    """Retiring a section: the unit head, then the Office (clause C6)."""

    name = "section_retirement"
    label = gettext_lazy("request to retire a section")
    model = RetirementRequest

    def carry_out(self, case: Case, subject: RetirementRequest) -> None:
        life.retire(subject, case)

    def open_place(self, case: Case) -> str:
        """The section whose retirement was announced, until its day."""
        announced = Life.objects.filter(retiring_case=case, state=LifeState.RETIRING).select_related("page").first()
        return announced.page.path if announced else ""

    def choose_route(self, subject: RetirementRequest) -> RouteChoice:
        return RouteChoice(
            "column_retiring", (_("Retiring a column goes to the unit head and then to the Office (clause C6)."),)
        )

    def summary(self, case: Case, person: Any) -> list[tuple[str, str]] | None:
        """What is asked for, and what it would touch."""
        subject = RetirementRequest.objects.filter(pk=case.subject_id).select_related("page").first()
        return [*summary_rows(subject), *outlook.rows(subject.page)] if subject is not None else None

    def title(self, subject: RetirementRequest) -> str:
        return _("Retire: %(title)s") % {"title": subject.page.title}


class ReopeningKind(SectionRequestKind):
    """Taking a retirement back: the same desks as for opening."""

    name = "section_reopening"
    label = gettext_lazy("request to reopen a section")
    model = ReopeningRequest

    def carry_out(self, case: Case, subject: ReopeningRequest) -> None:
        life.reopen(subject, case)

    def choose_route(self, subject: ReopeningRequest) -> RouteChoice:
        reason = _("Reopening goes the way of opening: to the unit head and then to the Office (clause C5).")
        return RouteChoice("column_opening", (reason,))

    def title(self, subject: ReopeningRequest) -> str:
        return _("Reopen: %(title)s") % {"title": subject.page.title}


class HandoverKind(SectionRequestKind):
    """Handing a section over: its unit, the unit that takes it over, and the Office agree (clauses G2, G4)."""

    name = "section_handover"
    label = gettext_lazy("request for a hand-over")
    model = HandoverRequest

    def carry_out(self, case: Case, subject: HandoverRequest) -> None:
        handover.hand_over(subject, case)

    def cosigners(self, subject: HandoverRequest) -> list[Any]:
        return [subject.to_unit]

    def problems(self, subject: HandoverRequest) -> list[Any]:
        problems = super().problems(subject)
        for found in handover.going_along(subject).select_related("page"):
            page = found.page.specific
            if Case.objects.locking().about(services.kind_of(page).name, page.pk).exists():
                text = _("A change of the page “%(title)s” is on its way: it is decided first.")
                problems.append(text % {"title": page.title})
            if TakeDown.objects.filter(page=page.pk, state=TakeDown.State.DOWN).exists():
                text = _("“%(title)s” was taken down at once; it can be handed over when the take-down is decided.")
                problems.append(text % {"title": page.title})
        return problems

    def choose_route(self, subject: HandoverRequest) -> RouteChoice:
        reason = _("A hand-over goes to the head of the unit, to the unit that takes it over, and to the Office.")
        return RouteChoice("column_opening", (reason,))

    def title(self, subject: HandoverRequest) -> str:
        return _("Hand over: %(title)s to %(unit)s") % {"title": subject.page.title, "unit": subject.to_unit}


def may_request(person: Any) -> bool:
    """Liaisons ask for their units (clause C5); the Office may too."""
    return person.has_perm("columns.add_openingrequest") or Function.OFFICE in functions_of(person)
