"""The names of units as approvables: public pages show them, so a case decides, and not the register (law 1)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import ApprovableKind, RouteChoice
from portal.organisation.models import Function, Unit, UnitNaming
from portal.organisation.services import unit_with
from portal.organisation.signals import naming_proposed
from portal.outbox.services import enqueue

from . import services
from .errors import ActRefused
from .models import Case
from .permits import table_permit

__all__ = ["UnitNamingKind", "naming_proposed", "send_naming"]


class UnitNamingKind(ApprovableKind):
    """A new name of a unit: the Office proposes it, its head approves."""

    name = "unit_naming"
    label = gettext_lazy("name of a unit")
    model = UnitNaming

    def snapshot(self, subject: UnitNaming) -> dict[str, Any]:
        return {
            "type": self.name,
            "id": subject.pk,
            "unit": subject.unit_id,
            "name": subject.name,
            "short_name": subject.short_name,
        }

    def replaced(self, subject: UnitNaming) -> dict[str, Any]:
        unit = subject.unit
        return {**self.snapshot(subject), "name": unit.name, "short_name": unit.short_name}

    def carry_out(self, case: Case, subject: UnitNaming) -> None:
        """Rename the unit; what was recorded under the old name stays, and search is told the new one."""
        with table_permit(Unit._meta.db_table, "rename", case, case.digest):
            Unit.objects.filter(pk=subject.unit_id).update(name=subject.name, short_name=subject.short_name)
        enqueue("search.rebuild", {}, key="search.rebuild")

    def choose_route(self, subject: UnitNaming) -> RouteChoice:
        reason = _("Public pages show the names of units: the head of the Office approves a new one (clause G2).")
        return RouteChoice("unit_naming", (reason,))

    def problems(self, subject: UnitNaming) -> list[Any]:
        if Unit.objects.filter(name=subject.name).exclude(pk=subject.unit_id).exists():
            return [_("Another unit has this name already.")]
        return []

    def authors(self, subject: UnitNaming) -> set[int]:
        return {subject.made_by_id}

    def owner_unit(self, subject: UnitNaming) -> Any:
        return unit_with(Function.OFFICE)

    def title(self, subject: UnitNaming) -> str:
        return _("New name of a unit: %(old)s → %(new)s") % {"old": subject.unit.name, "new": subject.name}

    def url(self, subject: UnitNaming) -> str:
        return reverse("organisation_unit_modeladmin_edit", args=[subject.unit_id])


def send_naming(sender: Any, naming: UnitNaming, **kwargs: Any) -> str:
    """Begin the case of a proposed name; return its address, where it is sent. ActRefused with every reason."""
    if problems := UnitNamingKind().problems(naming):
        raise ActRefused(problems)
    return services.case_url(services.open_case(naming, naming.made_by))
