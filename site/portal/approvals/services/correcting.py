"""Correct and sign: a desk mends what it was sent and signs that, before everybody's eyes.

The desk edits in the page's own editor, which opens for that person alone; signing pins the new version. Earlier desks
are told and may object. Where the tier or other data of the document changed, the route starts again.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.notices.services import notify

from .. import desks, evidence, false_alarms, routes, screening, secrecy
from ..errors import ActRefused
from ..likeness import ALIKE
from ..models import Case, Opinion
from ..sentences import called
from ..snapshots import changed_data, characters_changed, how_alike
from ..states import CaseState
from .acting import act, case_url, give_opinion, read_ahead, record_act, require, stage_now
from .clocks import start_clock
from .deciding import keeping_findings, move_on
from .leaving import leave_returned
from .sending import begin_route, pin_content

LAST_DESK_CHARACTERS = 20


def begin_correction(case_id: int, person: Any, version: int) -> Case:
    """Open the editor of a page under approval to the person at the desk where it waits, and to nobody else."""
    with act(case_id, "begin_correction", person, version) as case:
        case.corrector = person
        record_act(case, "case.correcting", person, _capacity(case, person))
    return case


def drop_correction(case_id: int, person: Any, version: int) -> Case:
    """Give a begun correction up: the version that was sent is the one on the case, and the draft again."""
    with act(case_id, "drop_correction", person, version) as case:
        case.kind_type.restore(case, case.subject())
        record_act(case, "case.correction_dropped", person, _capacity(case, person))
        case.corrector = None
    return case


def sign_correction(case_id: int, person: Any, version: int, text: str) -> Case:
    """Agree to the corrected version, and pin it in the place of the one that was sent. A reason is required."""
    require(text)
    read_ahead(case_id)
    with keeping_findings(case_id), act(case_id, "sign_correction", person, version) as case:
        kind, subject = case.kind_type, case.subject()
        before, former = case.snapshot, case.digest
        pin_content(case, kind, subject)
        if case.digest == former:
            raise ActRefused([_("Nothing was corrected; agree to it as it is.")])
        changed, choice = changed_data(before, case.snapshot), kind.choose_route(subject)
        starts_again = bool(changed) or choice.route != case.proposed
        nobody_after = not starts_again and case.stage + 1 >= len(case.stages)
        if problems := [*_beyond_correcting(before, case.snapshot, nobody_after), *kind.problems(subject)]:
            raise ActRefused(problems)
        case.findings = screening.screen(case.snapshot, kind.texts(subject))
        if left := false_alarms.unruled(case):
            raise ActRefused([finding["message"] for finding in left])
        secrecy.refuse_what_was_ruled_out(case)
        data = {"from": former, "to": case.digest, "changed": changed}
        give_opinion(case, person, Opinion.Verdict.CORRECTED, text, stage_now(case), data=data)
        case.corrector, case.authors = None, sorted({*case.authors, person.pk})
        case.corrections = [*case.corrections, {"from": former, "to": case.digest, "by": person.pk}]
        _tell_earlier_desks(case, person)
        if starts_again:
            _start_again(case, choice)
        else:
            move_on(case)
    return case


def _beyond_correcting(before: dict[str, Any], after: dict[str, Any], nobody_after: bool) -> list[str]:
    """Why a change is more than a correction. What no later desk reads is a slip of the pen, and no more than that."""
    problems = []
    if nobody_after and characters_changed(before, after) > LAST_DESK_CHARACTERS:
        text = _(
            "Nobody reads it after you: at most %(count)s characters are corrected here. Return the case for more."
        )
        problems.append(text % {"count": LAST_DESK_CHARACTERS})
    if before.get("files") != after.get("files"):
        problems.append(_("Files aren't changed at a desk: return the case, so that they are checked and reviewed."))
    if how_alike(before, after) < ALIKE:
        problems.append(_("This is rewritten rather than corrected: return the case, so that it is reviewed again."))
    return problems


def _start_again(case: Case, choice: Any) -> None:
    """A change of tier or of the document's data starts the route again: never by a lighter one than it was on."""
    case.round, case.stage, case.corrections = case.round + 1, 0, []
    offered = list(case.kind_type.routes(case.subject()))
    ways = [code for code in (choice.route, case.route.code) if code in offered]
    case.route = routes.current(max(ways, key=offered.index) if len(ways) > 1 else choice.route)
    case.proposed, case.tier = choice.route, case.route.tier
    case.evidence = evidence.pinned(case)
    case.stages = routes.stages_with(case.route, case.cosigners.all())
    sentence = _("The route starts again: a desk changed what it rests on.")
    case.reasons = [*(str(reason) for reason in choice.reasons), sentence]
    start_clock(case, case.kind_type, case.subject())
    record_act(case, "case.restarted", None, "", data={"route": case.route.code, "stages": case.stages})
    begin_route(case)


def object_to_correction(case_id: int, person: Any, version: int, text: str) -> Case:
    """Object to a correction as an earlier desk: the case goes back to its maker. A reason is required."""
    require(text)
    with act(case_id, "object", person, version) as case:
        given = case.opinions.filter(actor=person, verdict__in=Opinion.AGREEING).order_by("-pk").first()
        capacity = given.capacity if given else ""
        record_act(case, "case.objected", person, capacity, opinion=text.strip())
        leave_returned(case, text)
    return case


def _tell_earlier_desks(case: Case, person: Any) -> None:
    earlier = {o.actor for o in case.opinions.filter(round=case.round).select_related("actor")} - {person}
    text = _("%(person)s corrected and signed: %(title)s. You may object.") % {"person": person, "title": called(case)}
    notify({case.maker, *earlier}, text=text, url=case_url(case), topic="case")


def _capacity(case: Case, person: Any) -> str:
    seat = desks.seat_of(person, case) if case.state in CaseState.AT_DESKS else None
    return seat[1].title if seat else ""
