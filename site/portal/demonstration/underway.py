"""What is on its way when the demonstration is first opened: something waits at every kind of desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from columns.models import NewsPage, OpeningRequest
from portal.approvals import desks, services, takedowns
from portal.approvals.models import Case
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import unit_with

from . import acts, bodies, items
from .content import read
from .past import at, moment
from .people import holder
from .placeholders import fill
from .planning import Act

MAKER = "maker"  # returned to whoever made it


def plan() -> list[Act]:
    """Return one act for each case on its way, at the moment it was sent."""
    rows = read("underway")
    found: list[Act] = []
    for number, row in enumerate(rows["disclosures"]):
        found.append(Act(moment(max(row["formed_days_ago"] - 1, 0), 9 + number, 20), _later(_disclosure, row)))
    for row in rows["column_requests"]:
        found.append(Act(moment(row["asked_days_ago"], 10), _later(_column_request, row)))
    for row in rows["take_downs"]:
        found.append(Act(moment(row["published_days_ago"], 16), _later(_take_down, row)))
    return found


def _later(function: Any, row: dict[str, Any]) -> Any:
    return lambda when: function(dict(row), when)


def _disclosure(row: dict[str, Any], when: datetime) -> None:
    row["formed"] = timezone.localdate() - timedelta(days=row["formed_days_ago"])
    row["doc_no"] = fill(row["doc_no"], row["formed"], {})
    page = items.add_release(row, {}, when)
    _advance(acts.send(page, page.owner, when), row, when)


def _column_request(row: dict[str, Any], when: datetime) -> None:
    unit = Unit.objects.get(code=row["unit"])
    maker = acts.maker_of(unit)
    names = ("title", "slug", "kind", "purpose", "description", "update_days", "duty_basis")
    with at(when):
        request = OpeningRequest.objects.create(
            parent=items.column_at(row["parent"]),
            owner_unit=unit,
            made_by=maker,
            **{name: row[name] for name in names},
        )
    _advance(acts.send(request, maker, when), row, when)


def _advance(case: Case, row: dict[str, Any], when: datetime) -> None:
    """Take a case to the desk where it waits, or back to its maker."""
    moments = (min(when + timedelta(minutes=20 * step), timezone.now()) for step in range(1, 9))
    while row["waits_at"] not in desks.waiting_desks(case):
        if case.route.secrecy_review and not case.opinions.exists():
            case = acts.pass_secrecy(case, next(moments))
        elif row["waits_at"] == MAKER:
            with at(next(moments)):
                services.return_case(case.pk, holder(case.unit, Capacity.HEAD), case.version, row["returned"])
            return
        else:
            case = acts.agree(case, next(moments))


def _take_down(row: dict[str, Any], when: datetime) -> None:
    """A news item that the publicity centre took away at once: its confirmation waits for the head of the Office."""
    page = NewsPage(
        title=row["title"],
        slug=row["slug"],
        maker_unit=Unit.objects.get(code=row["unit"]),
        body=bodies.tiles(row["body"]),
    )
    items.publish(page, items.column_at(row["column"]), when)
    with at(min(when + timedelta(hours=2), timezone.now())):
        takedowns.take_down(page, holder(unit_with(Function.PUBLICITY_CENTRE), Capacity.HEAD), row["reason"])
