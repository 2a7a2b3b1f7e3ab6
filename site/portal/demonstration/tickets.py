"""Complaints, consultations of the provincial hall and error reports, at every stage.

The other systems aren't there in the demonstration: what they say comes as messages brought in by hand, and what they
acknowledge is noted by hand, as the document window does it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from interaction import services
from interaction.exchange import connectors, incoming, outgoing, tables
from interaction.models import Message, Ticket
from interaction.ticket_kinds import COMPLAINT, ERROR, HALL, NATIONAL, PETITION
from portal.addons.types import Envelope
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import function_holders, unit_with

from . import acts
from .content import read
from .past import at, moment
from .people import holder
from .planning import Act

Row = dict[str, Any]


def plan() -> list[Act]:
    """Return the acts of all these tickets, each at its moment."""
    content = read("tickets")
    found: list[Act] = []
    for rows, steps in (("complaints", _complaint), ("hall", _of_hall), ("errors", _error)):
        for number, row in enumerate(content[rows]):
            told = moment(row["told_days_ago"], 9 + number % 7, (number * 23) % 60)
            found += steps(row, told)
    return found


def _acts(row: Row, steps: list[tuple[datetime, Callable[[Row, datetime], None]]]) -> list[Act]:
    return [Act(when, _bound(step, row)) for when, step in steps]


def _bound(step: Callable[[Row, datetime], None], row: Row) -> Callable[[datetime], None]:
    def do(when: datetime) -> None:
        with at(when):
            step(row, when)

    return do


def _ticket(row: Row) -> Ticket:
    return Ticket.objects.get(pk=row["pk"])


def _by_petitions(row: Row, sequence: int, event: str, **body: Any) -> None:
    ticket = _ticket(row)
    name = tables.id_of(PETITION, event, ticket.number)
    incoming.take(connectors.of(PETITION), Envelope(name, ticket.number, sequence, event, body))


# --- complaints ---
def _complaint(row: Row, told: datetime) -> list[Act]:
    steps: list[tuple[datetime, Callable[[Row, datetime], None]]] = [(told, _complain)]
    stage = row["stage"]
    if stage != "received":
        steps.append((told + timedelta(hours=1), _taken))
    if stage == "declined":
        steps.append((told + timedelta(days=6), _decline))
    elif stage not in ("received", "handed_over"):
        steps.append((told + timedelta(days=4), _accept))
    if stage in ("extension", "extended"):
        steps.append((told + timedelta(days=44), _ask_extension))
    if stage == "extended":
        steps.append((told + timedelta(days=46), _extend))
    if stage == "answered":
        steps.append((told + timedelta(days=30), _result))
    return _acts(row, steps)


def _complain(row: Row, when: datetime) -> None:
    told = {name: row[name] for name in ("name", "contact", "subject", "text")}
    row["pk"] = services.submit(kind=COMPLAINT, **told).ticket.pk


def _taken(row: Row, when: datetime) -> None:
    message = Message.objects.get(ticket_id=row["pk"], event="complaint")
    outgoing.taken(message, "信访信息系统登记回执", confirmed=True)


def _accept(row: Row, when: datetime) -> None:
    _by_petitions(row, 1, "accepted", at=when.isoformat(), reference=f"XF{when:%Y%m%d}{row['pk']:03d}")


def _decline(row: Row, when: datetime) -> None:
    _by_petitions(row, 1, "declined", reason=row["reason"])


def _result(row: Row, when: datetime) -> None:
    _by_petitions(row, 2, "result", text=row["result"])


def _ask_extension(row: Row, when: datetime) -> None:
    person = holder(unit_with(Function.PETITION_OFFICE), Capacity.LIAISON)
    services.ask_extension(_ticket(row), person, days=row["days"], reason=row["reason"])


def _extend(row: Row, when: datetime) -> None:
    (leader,) = function_holders(Function.PETITION_OFFICE, (Capacity.LEADER_IN_CHARGE,))[:1]
    services.decide_extension(_ticket(row), leader.person, agree=True)


# --- consultations of the hall ---
def _of_hall(row: Row, told: datetime) -> list[Act]:
    steps: list[tuple[datetime, Callable[[Row, datetime], None]]] = [(told, _enter)]
    if row["stage"] != "received":
        steps.append((told + timedelta(hours=2), _assign))
    if row["stage"] == "answered":
        steps.append((told + timedelta(days=1), _reply))
    return _acts(row, steps)


def _window() -> Any:
    return holder(unit_with(Function.DOCUMENT_WINDOW), Capacity.LIAISON)


def _enter(row: Row, when: datetime) -> None:
    body = {name: row[name] for name in ("name", "contact", "subject", "text")}
    name = tables.id_of(HALL, "consultation", row["reference"])
    incoming.take(connectors.of(HALL), Envelope(name, row["reference"], 1, "consultation", body), _window())
    row["pk"] = Ticket.objects.get(reference=row["reference"]).pk


def _assign(row: Row, when: datetime) -> None:
    services.assign(_ticket(row), Unit.objects.get(code=row["unit"]), acts.maker_of(unit_with(Function.OFFICE)))


def _reply(row: Row, when: datetime) -> None:
    maker = holder(Unit.objects.get(code=row["unit"]), Capacity.LIAISON)
    draft = services.draft_reply(_ticket(row), maker, private_text=row["reply"])
    case = services.send_reply(draft, maker, acts.DECLARED)
    acts.agree(acts.pass_secrecy(case, when + timedelta(minutes=15)), when + timedelta(minutes=30))


# --- error reports ---
def _error(row: Row, told: datetime) -> list[Act]:
    steps: list[tuple[datetime, Callable[[Row, datetime], None]]] = [(told, _report)]
    if row["stage"] == "answered":
        steps.append((told + timedelta(hours=3), _settle))
    return _acts(row, steps)


def _report(row: Row, when: datetime) -> None:
    if row["channel"] == "national":
        body = {"page": row["page"], "text": row["text"]}
        name = tables.id_of(NATIONAL, "report", row["reference"])
        incoming.take(connectors.of(NATIONAL), Envelope(name, row["reference"], 1, "report", body), _window())
        row["pk"] = Ticket.objects.get(reference=row["reference"]).pk
        return
    more = {"page": row["page"], "quote": row["quote"]}
    row["pk"] = services.submit(kind=ERROR, subject=row["text"][:40], text=row["text"], more=more).ticket.pk


def _settle(row: Row, when: datetime) -> None:
    office = acts.maker_of(unit_with(Function.OFFICE))
    services.settle(_ticket(row), office, finding=row["finding"], text=row["result"])
