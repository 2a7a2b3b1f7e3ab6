"""Questions from the public, at every stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from interaction import services as tickets
from interaction.models import Reply, Ticket
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import unit_with

from . import acts
from .content import read
from .past import at, moment
from .people import holder
from .planning import Act


def plan() -> list[Act]:
    """Return the acts of all questions, each at its moment."""
    found: list[Act] = []
    for number, row in enumerate(read("questions")["questions"]):
        found += _acts(row, moment(row["asked_days_ago"], 9 + number % 6, (number * 17) % 60))
    return found


def _acts(row: dict[str, Any], asked: datetime) -> list[Act]:
    made: dict[str, Any] = {}
    found = [Act(asked, _step(_submit, row, made))]
    if row["stage"] != "received":
        found.append(Act(asked + timedelta(minutes=40), _step(_assign, row, made)))
    if row["stage"] not in {"received", "assigned"}:
        days = row.get("answered_days_ago")
        replied = moment(days, 15) if days is not None else asked + timedelta(hours=3)
        found.append(Act(max(replied, asked + timedelta(minutes=90)), _step(_reply, row, made)))
    return found


def _step(function: Callable[..., None], row: dict[str, Any], made: dict[str, Any]) -> Callable[[datetime], None]:
    return lambda when: function(row, made, when)


def _submit(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    with at(when):
        made["ticket"] = tickets.submit(
            name=row["asker_name"],
            contact=row["contact"],
            subject=row["subject"],
            text=row["text"],
            wish_public=row["wants_public"],
        ).ticket


def _assign(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    with at(when):
        office = acts.maker_of(unit_with(Function.OFFICE))
        tickets.assign(_fresh(made), Unit.objects.get(code=row["unit"]), office)


def _reply(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    unit = Unit.objects.get(code=row["unit"])
    public = row["stage"] != "answered_private" and bool(row.get("public_question"))
    maker = holder(unit, Capacity.LIAISON)
    with at(when):
        reply = tickets.draft_reply(
            _fresh(made),
            maker,
            private_text=row["reply"],
            audience=Reply.Audience.PUBLIC if public else Reply.Audience.PRIVATE,
            public_title=row["subject"] if public else "",
            public_question=row["public_question"] if public else "",
            public_answer=row["reply"] if public else "",
        )
        case = tickets.send_reply(reply, maker, acts.DECLARED)
    if row["stage"].startswith("answered"):
        acts.agree(acts.pass_secrecy(case, when + timedelta(minutes=15)), when + timedelta(minutes=30))


def _fresh(made: dict[str, Any]) -> Ticket:
    return Ticket.objects.get(pk=made["ticket"].pk)
