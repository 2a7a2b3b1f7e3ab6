"""What columns register at the extension points."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, DraftMaker, GuardedTable, IndexSource, Job, MenuEntry, RouteDefault

from . import handed_in, importing, indexing, kinds, menus, rule_kind, waivers
from . import jobs as column_jobs
from .lifecycle import EFFECTS_JOB
from .models import ColumnPage


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [
        kinds.DisclosureKind(),
        kinds.InterpretationKind(),
        kinds.NewsKind(),
        kinds.ColumnPageKind(),
        kinds.RequestKind(),
        kinds.RetirementKind(),
        importing.ImportKind(),
        rule_kind.CatalogueRuleKind(),
    ]


@hookimpl
def draft_makers() -> list[DraftMaker]:
    return handed_in.makers()


@hookimpl
def route_defaults() -> list[RouteDefault]:
    return [
        RouteDefault(
            "publicity_news",
            _("News of the publicity centre: its head approves"),
            "N3",
            (("publicity_head",),),
            tier="general",
        ),
        RouteDefault(
            "important_news",
            _("Important news of the publicity centre: its head, then the head of the Office"),
            "N4",
            (("publicity_head",), ("office_head",)),
            tier="important",
        ),
        RouteDefault(
            "catalogue_rule",
            _("Rule of the catalogue: the head of the Office"),
            "D1",
            (("office_head",),),
        ),
    ]


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    return [GuardedTable("columns.ColumnLife"), GuardedTable("columns.CatalogueRule", live="live")]


@hookimpl
def page_territories(units: Any) -> list[Any]:
    return list(ColumnPage.objects.filter(owner_unit__in=units))


@hookimpl
def index_sources() -> list[IndexSource]:
    kinds = {
        "disclosure": pgettext_lazy("gongkai", "Policy documents"),
        "interpretation": pgettext_lazy("gongkai", "Interpretations"),
        "news": pgettext_lazy("gongkai", "News"),
    }
    return [IndexSource("page", kinds, indexing.read, indexing.ids, indexing.lock)]


@hookimpl
def jobs() -> list[Job]:
    return [
        Job("columns.reindex", column_jobs.reindex_column, _("Search looks at a column again")),
        Job(EFFECTS_JOB, column_jobs.effects_due, _("A document comes into force or expires")),
        Job(waivers.OVERDUE_JOB, waivers.overdue, _("The deadline of an interpretation has passed")),
    ]


@hookimpl
def menu_entries(request: Any) -> list[MenuEntry]:
    return menus.main_menu(request)
