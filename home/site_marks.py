"""The marks of the site (footer, identification code) as an approvable: which version is live is a case's business."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.addons.types import ApprovableKind, RouteChoice
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from portal.organisation.models import Function
from portal.organisation.services import unit_with
from portal.registers.models import SiteMarks
from portal.registers.services import make_live

BOOKKEEPING = frozenset({"id", "live", "created_at", "created_by"})


class SiteMarksKind(ApprovableKind):
    """A new version of the marks: the Office and the science and education division both agree (clause C4)."""

    name = "site_marks"
    label = gettext_lazy("marks of the site")
    model = SiteMarks

    def snapshot(self, subject: SiteMarks) -> dict[str, Any]:
        fields = {
            f.name: f.value_from_object(subject) for f in subject._meta.concrete_fields if f.name not in BOOKKEEPING
        }
        return {"type": self.name, "id": subject.pk, "fields": fields}

    def replaced(self, subject: SiteMarks) -> dict[str, Any] | None:
        live = SiteMarks.objects.filter(live=True).exclude(pk=subject.pk).first()
        return self.snapshot(live) if live else None

    def carry_out(self, case: Case, subject: SiteMarks) -> None:
        with table_permit(SiteMarks._meta.db_table, "site_marks", case, case.digest):
            make_live(subject)

    def choose_route(self, subject: SiteMarks) -> RouteChoice:
        reason = _("Changes of the site itself need the Office and the science and education division (clause C4).")
        return RouteChoice("redesign", (reason,))

    def authors(self, subject: SiteMarks) -> set[int]:
        return {subject.created_by_id} if subject.created_by_id else set()

    def owner_unit(self, subject: SiteMarks) -> Any:
        return unit_with(Function.OFFICE)

    def title(self, subject: SiteMarks) -> str:
        return _("Marks of the site: %(name)s") % {"name": subject.organisation_name}

    def url(self, subject: SiteMarks) -> str:
        return reverse("registers_sitemarks_modeladmin_inspect", args=[subject.pk])
