"""What the home room registers at the extension points."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, GuardedTable, HomeSection, MenuEntry, RouteChoice
from portal.approvals.pages import PageKind
from portal.organisation.models import Function
from portal.organisation.services import unit_with

from . import views
from .models import HomePage
from .site_marks import SiteMarksKind


class HomeKind(PageKind):
    """Changes of the home page: the Office and the science and education division both agree (clause C4)."""

    name = "home"
    label = _("home page")
    model = HomePage
    index_source = ""

    def choose_route(self, subject: HomePage) -> RouteChoice:
        return RouteChoice(
            "redesign",
            (str(_("Changes of the site itself need the Office and the science and education division (clause C4).")),),
        )

    def owner_unit(self, subject: HomePage) -> Any:
        return unit_with(Function.OFFICE)


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [HomeKind(), SiteMarksKind()]


@hookimpl
def page_territories(units: Any) -> list[Any]:
    office = {Function.OFFICE}
    if any(function.function in office for unit in units for function in unit.functions.all()):
        return list(HomePage.objects.all())
    return []


@hookimpl
def menu_entries(request: Any) -> list[MenuEntry]:
    return [MenuEntry(gettext("Home"), "/", 0)]


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    return [GuardedTable("registers.SiteMarks", live="live")]


@hookimpl
def home_sections() -> list[HomeSection]:
    return [
        HomeSection("disclosures", "home/sections/disclosures.html", views.latest_disclosures, 10),
        HomeSection("news", "home/sections/news.html", views.latest_news, 20),
    ]
