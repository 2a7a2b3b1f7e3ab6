"""Applications for disclosure, at every stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from interaction.applications import services
from interaction.applications.models import Application
from portal.approvals.states import CaseState
from portal.organisation.models import Capacity, Function, Unit
from portal.organisation.services import unit_with

from . import acts
from .content import read
from .past import at, moment
from .people import holder
from .planning import Act


def plan() -> list[Act]:
    """Return the acts of all applications, each at its moment."""
    found: list[Act] = []
    for number, row in enumerate(read("applications")["applications"]):
        received = moment(row["received_days_ago"], 9, 7 * number % 60)
        made: dict[str, Any] = {}
        found.append(Act(received, _step(_submit, row, made)))
        if row["stage"] != "received":
            found.append(Act(received + timedelta(minutes=50), _step(_handle, row, made)))
        if row["stage"] == "answered":
            found.append(Act(moment(row["answered_days_ago"], 15), _step(_answer, row, made)))
    return found


def _step(function: Any, row: dict[str, Any], made: dict[str, Any]) -> Any:
    return lambda when: function(row, made, when)


def _submit(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    with at(when):
        made["application"] = services.submit(
            applicant=row["applicant"],
            answer_by=row.get("answer_by", "portal"),
            person=row["person"],
            request={"wanted": row["wanted"], "purpose": row["purpose"], "form": "file"},
        ).application


def _handle(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    office = acts.maker_of(unit_with(Function.OFFICE))
    with at(when):
        if row["stage"] == "correcting":
            services.ask_correction(made["application"], office, text=row["correction"], within=15)
            return
        services.assign(made["application"], Unit.objects.get(code=row["unit"]), office)
    if row["stage"] == "paused":
        with at(when + timedelta(minutes=20)):
            services.pause(made["application"], office, whom="third_party", text=row["consultation"])


def _answer(row: dict[str, Any], made: dict[str, Any], when: datetime) -> None:
    maker = holder(Unit.objects.get(code=row["unit"]), Capacity.LIAISON)
    application = Application.objects.get(pk=made["application"].pk)
    with at(when):
        letter = services.draft_answer(application, maker, outcome=row["outcome"], text=row["answer"])
        case = services.send_answer(letter, maker, acts.DECLARED, letter.application.version)
    case = acts.pass_secrecy(case, when + timedelta(minutes=15))
    while case.state == CaseState.IN_APPROVAL:
        when += timedelta(minutes=30)
        case = acts.agree(case, when)
