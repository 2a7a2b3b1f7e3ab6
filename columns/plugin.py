"""What columns register at the extension points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import (
    AddressSource,
    ApprovableKind,
    DraftMaker,
    GuardedTable,
    IndexSource,
    Job,
    ListSource,
    MenuEntry,
    Periodic,
    RouteDefault,
    SectionTemplate,
    SectionType,
)

from . import addresses, beside, facts, handed_in, importing, indexing, kinds, live_lists, menus, rule_kind, waivers
from . import jobs as column_jobs
from .models import ColumnPage
from .publishing import EFFECTS_JOB
from .sections import alerts, column_beginnings, life, readiness, visibility
from .sections import handed_in as section_requests
from .sections import jobs as section_jobs
from .sections import kinds as section_kinds
from .sections.types import COLUMN


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    return [
        kinds.DisclosureKind(),
        kinds.InterpretationKind(),
        kinds.NewsKind(),
        kinds.ColumnPageKind(),
        section_kinds.OpeningKind(),
        section_kinds.RetirementKind(),
        section_kinds.ReopeningKind(),
        section_kinds.HandoverKind(),
        importing.ImportKind(),
        rule_kind.CatalogueRuleKind(),
    ]


@hookimpl
def draft_makers() -> list[DraftMaker]:
    return [*handed_in.makers(), section_requests.maker()]


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
    kept = ("columns.DutyExcuse", "columns.FrozenTable")
    return [
        GuardedTable("columns.Life"),
        GuardedTable("columns.CatalogueRule", live="live"),
        *(GuardedTable(model, appended=True) for model in kept),
    ]


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
    return [
        IndexSource(
            "page",
            kinds,
            indexing.read,
            indexing.ids,
            of_pages=True,
            facts=facts.FACTS,
            relations=facts.relations,
            beside=beside.beside,
        )
    ]


@hookimpl
def list_sources() -> list[ListSource]:
    return live_lists.sources()


@hookimpl
def public_addresses() -> list[AddressSource]:
    return [addresses.PAGES]


@hookimpl
def section_types() -> list[SectionType]:
    return [COLUMN]


@hookimpl
def section_templates() -> list[SectionTemplate]:
    return column_beginnings.section_templates()


@hookimpl
def hidden_places() -> list[str]:
    return visibility.hidden_places()


@hookimpl
def hidden_subjects(subjects: list[str]) -> list[str]:
    return visibility.hidden_subjects(subjects)


@hookimpl
def jobs() -> list[Job]:
    return [
        Job(life.REINDEX_JOB, section_jobs.reindex, _("Search looks at a column or topic again")),
        Job(readiness.OVERDUE_JOB, readiness.remind, _("Columns that are being filled for too long")),
        Job(life.RETIRE_JOB, section_jobs.retire_announced, _("The day of an announced closing has come")),
        Job(alerts.ROUND_JOB, section_jobs.duties, _("Round of the update duties")),
        Job(EFFECTS_JOB, column_jobs.effects_due, _("A document comes into force or expires")),
        Job(waivers.OVERDUE_JOB, waivers.overdue, _("The deadline of an interpretation has passed")),
    ]


@hookimpl
def periodics() -> list[Periodic]:
    return [Periodic(job, every=timedelta(days=1)) for job in (readiness.OVERDUE_JOB, alerts.ROUND_JOB)]


@hookimpl
def menu_entries(request: Any) -> list[MenuEntry]:
    return menus.main_menu(request)
