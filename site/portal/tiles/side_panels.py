"""The panel beside the classic editor: what is wrong with the tiles of the latest draft, each with a way to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView

from .fields import TileField
from .problems import Problem, Weight, problems

_wagtail_get_side_panels = EditView.get_side_panels
_LOOKS = {Weight.FAULT: "fault", Weight.WARNING: "warning", Weight.HINT: "hint"}


class ProblemsSidePanel(BaseSidePanel):
    """Problems of the draft as it was last saved."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle problems of the content")
        icon_name = "warning"
        has_counter = False

    name = "tile-problems"
    title = _("Problems of the content")
    template_name = "tiles/problems.html"
    order = 350

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        found = problems_of(self.object)
        rows = [{"problem": problem, "look": _LOOKS[problem.weight]} for problem in found]
        return {**super().get_context_data(parent_context), "rows": rows}


def problems_of(page: Any) -> list[Problem]:
    """Return the problems of every stream of a page, the gravest first."""
    accents = tuple(colour for colour in (getattr(page, "accent", ""), getattr(page, "accent_2", "")) if colour)
    found = [problem for name in streams_of(page) for problem in problems(getattr(page, name), accents)]
    return sorted(found, key=lambda problem: -problem.weight)


def streams_of(page: Any) -> list[str]:
    """Return the names of a page's fields that hold tiles."""
    return [field.name for field in page._meta.get_fields() if isinstance(field, TileField)]


def _get_side_panels(view: EditView) -> MediaContainer:
    panels = list(_wagtail_get_side_panels(view))
    if not (view.expects_json_response or view.hydrate_create_view) and streams_of(view.page):
        panels.append(ProblemsSidePanel(view.page, view.request))
    return MediaContainer(sorted(panels, key=lambda panel: panel.order))


def install() -> None:
    """Put the panel beside the editor of every page that has tiles."""
    EditView.get_side_panels = _get_side_panels
