"""Building the demonstration department: every page in it went through its case, in the order of its date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from columns.models import CatalogueRule, ColumnPage, OpeningRequest, Scheme
from home.services import has_site, lay_foundation
from portal.notices.models import Notice
from portal.organisation.models import Function, Unit
from portal.organisation.services import unit_with
from portal.registers.models import LexiconWord, LinkTarget, SiteMarks

from . import (
    activities,
    acts,
    applications,
    bodies,
    hot_issues,
    interviews,
    items,
    people,
    questions,
    tickets,
    topics,
    underway,
)
from .content import read
from .past import at, moment

FOUNDED_DAYS = 800
READ_AFTER_DAYS = 3
Report = Callable[[str], None]


def is_built() -> bool:
    """Say whether there is a site already."""
    return has_site()


def build(report: Report = lambda _line: None) -> bool:
    """Build the demonstration department, unless there is a site already; return whether it was built."""
    if is_built():
        return False
    report("organisation")
    people.build_organisation()
    report("registers")
    build_registers()
    report("columns")
    build_site()
    report("documents")
    planned = [*items.plan(), *questions.plan(), *tickets.plan(), *applications.plan()]
    planned += [*activities.plan(), *interviews.plan(), *hot_issues.plan(), *underway.plan()]
    for act in sorted(planned, key=lambda act: act.when):
        act.do(act.when)
    _read_old_notices()
    return True


def _read_old_notices() -> None:
    """People have read what they were told more than some days ago."""
    now = timezone.now()
    Notice.objects.filter(created_at__lt=now - timedelta(days=READ_AFTER_DAYS)).update(read_at=now)


def build_registers() -> None:
    """Link register and lexicon."""
    data = read("site")
    today = timezone.localdate()
    for row in data["link_targets"]:
        fields = {name: row[name] for name in ("host", "name", "level", "evidence", "owner_unit", "note")}
        days = row["valid_days"]
        LinkTarget.objects.create(
            valid_until=None if days is None else today + timedelta(days=days),
            is_mainstream=row.get("mainstream", False),
            **fields,
        )
    for row in data["lexicon"]:
        LexiconWord.objects.create(word=row["word"], kind=row["kind"], note=row["note"])


def build_site() -> None:
    """The home page, the site's marks, and the tree of columns, each approved by those whose desks it passes."""
    site, department = read("site"), read("organisation")["department"]
    office = unit_with(Function.OFFICE)
    maker = acts.maker_of(office)
    founded = moment(FOUNDED_DAYS, 9)
    marks_row = site["site_marks"]
    with at(founded):
        home = lay_foundation(department, popular=" ".join(site["popular_searches"]))
        names = {field.name for field in SiteMarks._meta.concrete_fields} - {"id", "live", "created_by", "created_at"}
        marks = SiteMarks.objects.create(
            created_by=maker, **{name: str(value) for name, value in marks_row.items() if name in names}
        )
    acts.approve(home, maker, founded + timedelta(hours=3))
    acts.approve(marks, maker, founded + timedelta(hours=4))
    _rule_catalogue(maker, founded + timedelta(hours=4, minutes=30))
    for number, row in enumerate(read("columns")["columns"]):
        _build_column(row, home, founded + timedelta(hours=5, minutes=4 * number), number)
    topics.build_index(home, maker, founded + timedelta(hours=9))


def _rule_catalogue(maker: Any, when: datetime) -> None:
    """The Office puts the department's own list of topics in the place of the portal's proposal (clause D1)."""
    data = read("catalogue")
    with at(when - timedelta(hours=2)):
        rule = CatalogueRule.objects.create(
            scheme=Scheme.TOPIC, text=data["topics"].rstrip(), note=data["reason"], made_by=maker
        )
    acts.approve(rule, maker, when)


def _build_column(row: dict[str, Any], home: Any, when: datetime, number: int) -> None:
    if row["slug"] == "topics":
        return
    unit = Unit.objects.get(code=row["owner"])
    parent = ColumnPage.objects.filter(slug=row["parent"]).first() if row["parent"] else None
    if row["kind"] in {"disclosure", "news"} and parent is not None:
        _request_column(row, parent, unit, when)
    else:
        _publish_column(row, parent or home, unit, when, number)


def _request_column(row: dict[str, Any], parent: ColumnPage, unit: Unit, when: datetime) -> None:
    """A column that its unit asks for (clause C5): it becomes active with its first item."""
    maker = acts.maker_of(unit)
    duty = row.get("update_duty") or {}
    with at(when):
        request = OpeningRequest.objects.create(
            title=row["title"],
            slug=row["slug"],
            kind=row["kind"],
            parent=parent,
            purpose=row["purpose"],
            description=row["description"],
            owner_unit=unit,
            update_days=duty.get("every_days"),
            duty_basis=duty.get("basis", ""),
            contact=row.get("contact", ""),
            made_by=maker,
        )
    acts.approve(request, maker, when)


def _publish_column(row: dict[str, Any], parent: Any, unit: Unit, when: datetime, number: int) -> None:
    """A section, or a column whose page is its own content: published through the case of its page."""
    duty = row.get("update_duty") or {}
    maker = acts.maker_of(unit)
    with at(when - timedelta(hours=2)):
        parent.refresh_from_db()
        column = ColumnPage(
            title=row["title"],
            slug=row["slug"],
            kind=row["kind"],
            purpose=row["purpose"],
            description=row["description"],
            owner_unit=unit,
            update_days=duty.get("every_days"),
            duty_basis=duty.get("basis", ""),
            contact=row.get("contact", ""),
            show_in_menus=True,
            live=False,
            owner=maker,
            in_menu_order=10 + number,
            body=[*bodies.tiles(row.get("body") or ""), *_links(row.get("links") or [])],
        )
        parent.add_child(instance=column)
        column.save_revision(user=maker)
    acts.approve(column, maker, when)


def _links(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not rows:
        return []
    html = "".join(
        f'<li><a href="{row["url"]}">{row["title"]}</a>：{row.get("note", "")}（{row.get("limit", "")}）</li>'
        for row in rows
    )
    return [bodies.tile("rich_text", f"<ul>{html}</ul>")]
