"""Hot issues: of a unit's own accord, asked for by the Office, and one that waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from interaction.hot_issues import services
from interaction.hot_issues.models import HotIssue, Response
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import unit_with

from . import acts
from .content import read
from .past import at, moment
from .people import holder
from .planning import Act


def plan() -> list[Act]:
    """Return the acts of all hot issues, each at its moment."""
    found: list[Act] = []
    for row in read("hot_issues")["hot_issues"]:
        made: dict[str, Any] = {}
        begun = moment(row["days_ago"], 9, 20)
        found.append(Act(begun, _step(_begin, row, made)))
        if "text" in row:
            answered = max(moment(row["answered_days_ago"], 16), begun + timedelta(hours=3))
            found.append(Act(answered, _step(_respond, row, made)))
    return found


def _step(function: Callable[..., None], row: dict[str, Any], made: dict[str, Any]) -> Callable[[datetime], None]:
    return lambda when: function(row, made, when)


def _begin(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    unit = Unit.objects.get(code=row["unit"])
    said = {name: row[name] for name in ("title", "about", "seen_at")} | {"grave": row.get("grave", False)}
    with at(when):
        if "days" in row:
            office = acts.maker_of(unit_with(Function.OFFICE))
            issue = services.ask(unit, office, days=row["days"], **said)
        else:
            issue = services.begin(unit, holder(unit, Capacity.LIAISON), **said)
    made["issue"] = issue.pk


def _respond(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    issue = HotIssue.objects.get(pk=made["issue"])
    maker = holder(issue.unit, Capacity.LIAISON)
    response = Response.objects.create(
        issue=issue,
        title=row["response_title"],
        concern=row["concern"],
        text=row["text"],
        made_by=maker,
        created_at=when - timedelta(hours=2),
    )
    acts.approve(response, maker, when)
