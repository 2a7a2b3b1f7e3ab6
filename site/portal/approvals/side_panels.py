"""The panel beside the editor: the route of the page's case as steps, with names, clock and opinions (clause D6)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page

from . import routes, services, steps, worklist
from .models import Case
from .pages import page_kind_names
from .states import CaseState

_wagtail_get_side_panels = EditView.get_side_panels


class ApprovalSidePanel(BaseSidePanel):
    """The case of a page while it isn't finished; else the route that its draft would take, and why."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle approval")
        icon_name = "tasks"
        has_counter = False

    name = "approval"
    title = pgettext_lazy("gongkai", "Approval")
    template_name = "approvals/side_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        case = latest_case_of(self.object)
        if case is not None and case.state in (CaseState.RETURNED, *CaseState.OPEN):
            return {**context, **_on_its_way(case)}
        kind = services.kind_of(self.object)
        choice = kind.choose_route(self.object)
        return {
            **context,
            "last": case if case is not None and case.state != CaseState.DRAFTING else None,
            "reasons": steps.explain(choice),
            "preview_steps": steps.preview(routes.current(choice.route), kind.owner_unit(self.object)),
        }


def _on_its_way(case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "steps": steps.steps_of(case),
        "clock": worklist.clock_of(case),
        "opinions": list(case.opinions.select_related("actor").order_by("at")),
    }


def latest_case_of(page: Page) -> Case | None:
    """Return the newest case about a page, whatever its state, or None."""
    cases = Case.objects.filter(kind__in=page_kind_names(), subject_id=str(page.pk))
    return cases.select_related("route", "unit", "maker").order_by("-pk").first()


def _get_side_panels(view: EditView) -> MediaContainer:
    panels = list(_wagtail_get_side_panels(view))
    if not (view.expects_json_response or view.hydrate_create_view) and services.has_kind(view.page):
        panels.append(ApprovalSidePanel(view.page, view.request))
    return MediaContainer(sorted(panels, key=lambda panel: panel.order))


def install() -> None:
    """Put the panel beside the editor of every page type that goes through approval."""
    EditView.get_side_panels = _get_side_panels
