"""Which route a case takes: the ones that the portal brings, the version in force, choosing another, escalating."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.addons import registry
from portal.addons.types import RouteDefault

from . import desks, evidence
from .errors import ActRefused
from .models import Case, Route
from .states import CaseState

EMERGENCY = "emergency"


def built_in() -> list[RouteDefault]:
    """Built-in routes, each citing its clause. A department changes them as rows, through a case."""
    office, heads = "office_head", (("unit_head",),)
    to_office = (*heads, ("office_staff",))
    return [
        RouteDefault("general", _("General information: the unit head approves"), "D7", heads, tier="general"),
        RouteDefault(
            "important",
            _("Important information: the unit head, then the leader in charge"),
            "D8",
            (*heads, ("leader_in_charge",)),
            tier="important",
        ),
        RouteDefault(
            "direct",
            _("Direct: the publicity centre reviews and publishes"),
            "D9",
            (("publicity_staff",),),
            tier="direct",
        ),
        RouteDefault(
            "leader_instruction",
            _("On a leader's instruction: the unit head, the leader in charge, then the head of the Office"),
            "D10",
            (*heads, ("leader_in_charge",), (office,)),
            tier="important",
        ),
        RouteDefault(
            EMERGENCY,
            _("Emergency: whoever heads the Office or is on duty for it approves, at any hour"),
            "N8",
            (("duty_officer",),),
            tier="important",
        ),
        RouteDefault(
            "correction",
            _("Correction of something public: the unit head, then the publicity centre"),
            "D6",
            (*heads, ("publicity_staff",)),
            tier="general",
        ),
        RouteDefault(
            "withdrawal",
            _("Withdrawal of something public: the unit head, then the Office"),
            "D6",
            to_office,
            secrecy_review=False,  # it makes nothing public
        ),
        RouteDefault(
            "import",
            _("Import of public documents: one reviewer of the publicity centre"),
            "D9",
            (("publicity_staff",),),
            tier="direct",
        ),
        RouteDefault("column_opening", _("Opening a column or topic: the unit head, then the Office"), "C5", to_office),
        RouteDefault(
            "column_retiring", _("Retiring a column or topic: the unit head, then the Office"), "C6", to_office
        ),
        RouteDefault("reply", _("Public reply: the unit head approves"), "S5", heads),
        RouteDefault("activity", _("Activity with the public: the head of the unit approves"), "S3", heads),
        RouteDefault(
            "interview_passage",
            _("Passage of a live interview: the text reviewer approves, who reviews its secrecy too"),
            "N6",
            (),  # the secrecy review is its only desk (docs/decisions/0025)
        ),
        RouteDefault(
            "take_down",
            _("Confirmation of a take-down: the head of the Office"),
            "D6",
            ((office,),),
            secrecy_review=False,  # it makes nothing public that was not reviewed before
        ),
        RouteDefault("unit_naming", _("Name of a unit: the head of the Office"), "G2", ((office,),)),
        RouteDefault(
            "redesign",
            _("Change of the site itself: the Office and the science and education division both agree"),
            "C4",
            ((office, "planning_head"),),
        ),
        RouteDefault(
            "route_change",
            _("Change of an approval route: the heads of the Office and of the publicity centre both agree"),
            "D6",
            ((office, "publicity_head"),),
            secrecy_review=False,  # it makes nothing public
        ),
    ]


def current(code: str) -> Route:
    """Return the version of a route that is in force, writing the built-in one as version 1 when there is none."""
    route = Route.objects.filter(code=code, current=True).first()
    if route is not None:
        return route
    default = registry.by_name("route_defaults", "code")[code]
    route, _created = Route.objects.get_or_create(
        code=code,
        version=1,
        defaults={
            "label": str(default.label),
            "clause": default.clause,
            "stages": [list(stage) for stage in default.stages],
            "secrecy_review": default.secrecy_review,
            "tier": default.tier,
        },
    )
    return route


def choose(case: Case, offered: tuple[str, ...], code: str, why: str) -> None:
    """Take another route than proposed, of those offered (the lightest first).

    ActRefused where it isn't offered, or a lighter one has no reason.
    """
    if code not in offered or case.proposed not in offered:
        raise ActRefused([gettext("This route can't be chosen for what is sent here.")])
    lighter = offered.index(code) < offered.index(case.proposed)
    if (lighter or code == EMERGENCY) and not why:
        raise ActRefused([gettext("A lighter route than proposed, and the emergency route, need a reason.")])
    if code == evidence.DIRECT:
        raise ActRefused([gettext("The direct route needs evidence that allows it (clause D9).")])
    if code == evidence.INSTRUCTION and evidence.instruction_of(case.kind, case.subject_id) is None:
        raise ActRefused([gettext("The leader's written instruction is needed as evidence (clause D10).")])
    case.route = current(code)
    case.tier = case.route.tier
    sentence = gettext("The maker chose another route: %(route)s. %(reason)s")
    case.reasons = [*case.reasons, (sentence % {"route": case.route.translated_label, "reason": why}).strip()]


def stages_with(route: Route, cosigners: Iterable[Any]) -> list[list[str]]:
    """Return the stages of a route with those of the units that co-sign, after the first desk (clause G4)."""
    codes = [desks.cosigning(unit) for unit in cosigners]
    return [*route.stages[:1], *([codes] if codes else []), *route.stages[1:]]


def heavier(case: Case) -> list[Route]:
    """Return the routes to which the desk where a case waits may escalate it.

    They are heavier than its own in the order of its kind, and the same up to this desk, so that what was agreed
    before stands.
    """
    kind = registry.by_name("approvable_kinds").get(case.kind)
    subject = case.subject()
    offered = kind.routes(subject) if kind and subject is not None else ()
    if case.state != CaseState.IN_APPROVAL or case.route.code not in offered:
        return []
    passed = case.stage + 1
    codes = offered[offered.index(case.route.code) + 1 :]
    if evidence.instruction_of(case.kind, case.subject_id) is None:
        codes = tuple(code for code in codes if code != evidence.INSTRUCTION)
    found = [current(code) for code in codes]
    units = list(case.cosigners.all())
    ways = [(route, stages_with(route, units)) for route in found]
    return [route for route, stages in ways if stages[:passed] == case.stages[:passed] != stages]
