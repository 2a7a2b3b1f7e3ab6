"""The route of a case as steps with names, clocks and opinions: what everybody on the case sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from . import desks
from .models import Case, Opinion
from .services import SECRECY_STAGE
from .states import CaseState

AGREEING = (*Opinion.AGREEING, Opinion.Verdict.PASSED)
STOPPING = (Opinion.Verdict.RETURNED, Opinion.Verdict.REFUSED, Opinion.Verdict.MUST_CHANGE, Opinion.Verdict.MUST_NOT)


@dataclass
class Step:
    """One step: ``state`` is done, now, todo or stopped; ``names`` are who can act there."""

    label: str
    state: str
    names: str = ""
    at: datetime | None = None
    opinions: list[Opinion] = field(default_factory=list)


def steps_of(case: Case) -> list[Step]:
    """Return the steps of a case's present round, from its making to being public."""
    opinions = [o for o in case.opinions.select_related("actor") if o.round == case.round]
    steps = [Step(str(_("Made")), "done", f"{case.maker}", case.sent_at or case.created_at)]
    if case.route.secrecy_review:
        steps.append(_step(case, [desks.SECRECY_DESK], SECRECY_STAGE, opinions))
    if case.state == CaseState.SECRECY_RULING:
        steps.append(Step(str(desks.desk_type(desks.RULING_DESK).label), "now", _names(case, [desks.RULING_DESK])))
    for number, stage in enumerate(case.stages):
        steps.append(_step(case, stage, number, opinions))
    last = "done" if case.state == CaseState.CARRIED_OUT else "todo"
    steps.append(Step(str(_("Carried out")), last, "", case.closed_at if last == "done" else None))
    return steps


def _step(case: Case, codes: list[str], stage: int, opinions: list[Opinion]) -> Step:
    said = [o for o in opinions if o.stage == stage]
    agreed = {o.desk for o in said if o.verdict in AGREEING}
    label = " + ".join(str(desks.desk_type(code).label) for code in codes)
    stopped = any(o.verdict in STOPPING for o in said)
    if stopped:
        state = "stopped"
    elif _is_now(case, stage):
        state = "now"
    elif said and (stage == SECRECY_STAGE or agreed >= set(codes)):
        state = "done"
    else:
        state = "todo"
    names = "、".join(str(o.actor) for o in said) if state in ("done", "stopped") else _names(case, codes)
    return Step(label, state, names, said[-1].at if said else None, said)


def _is_now(case: Case, stage: int) -> bool:
    if stage == SECRECY_STAGE:
        return case.state == CaseState.SECRECY_REVIEW
    return case.state == CaseState.IN_APPROVAL and case.stage == stage


def _names(case: Case, codes: list[str]) -> str:
    people = dict.fromkeys(
        post.holder for code in codes for post in desks.holders(code, case) if post.person_id != case.maker_id
    )
    return "、".join(people) or str(_("vacant"))


def next_step(case: Case) -> str:
    """Say what agreeing does: "send to 梁副厅长", or that it is carried out."""
    done = set(desks.desks_done(case))
    if case.state == CaseState.SECRECY_REVIEW:
        return _names(case, case.stages[0]) if case.stages else ""
    last_of_stage = case.state == CaseState.IN_APPROVAL and len(set(case.desks) - done) <= 1
    if last_of_stage and case.stage + 1 < len(case.stages):
        return _names(case, case.stages[case.stage + 1])
    return ""


def explain(choice: Any) -> list[str]:
    """The sentences that say why a subject takes its route."""
    return [str(reason) for reason in choice.reasons]


def preview(route: Any, unit: Any) -> list[dict[str, str]]:
    """The steps that a draft of a unit would take, with the people at each desk, before anything is sent."""
    draft = Case(route=route, unit=unit)
    codes = [[desks.SECRECY_DESK]] if route.secrecy_review else []
    rows = [
        {
            "label": " + ".join(str(desks.desk_type(code).label) for code in stage),
            "state": "todo",
            "note": _names(draft, list(stage)),
        }
        for stage in [*codes, *route.stages]
    ]
    return [*rows, {"label": str(_("Carried out")), "state": "todo", "note": ""}]
