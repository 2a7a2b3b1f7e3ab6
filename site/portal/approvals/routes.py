"""Which route a case takes: the ones that the portal brings, the version in force, choosing another, escalating."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.addons import registry
from portal.addons.types import RouteDefault

from .errors import ActRefused
from .models import Case, Route
from .states import CaseState


def built_in() -> list[RouteDefault]:
    """Built-in routes, each citing its clause. A department changes them as rows, through a case."""
    return [
        RouteDefault(
            "general", _("General information: the unit head approves"), "D7", (("unit_head",),), tier="general"
        ),
        RouteDefault(
            "important",
            _("Important information: the unit head, then the leader in charge"),
            "D8",
            (("unit_head",), ("leader_in_charge",)),
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
            "import",
            _("Import of public documents: one reviewer of the publicity centre"),
            "D9",
            (("publicity_staff",),),
            secrecy_review=False,
            tier="direct",
        ),
        RouteDefault(
            "column_opening",
            _("Opening a column or topic: the unit head, then the Office"),
            "C5",
            (("unit_head",), ("office_staff",)),
            secrecy_review=False,
        ),
        RouteDefault(
            "column_retiring",
            _("Retiring a column or topic: the unit head, then the Office"),
            "C6",
            (("unit_head",), ("office_staff",)),
            secrecy_review=False,
        ),
        RouteDefault("reply", _("Public reply: the unit head approves"), "S5", (("unit_head",),), secrecy_review=False),
        RouteDefault(
            "take_down",
            _("Confirmation of a take-down: the head of the Office"),
            "D6",
            (("office_head",),),
            secrecy_review=False,
        ),
        RouteDefault(
            "unit_naming",
            _("Name of a unit: the head of the Office"),
            "G2",
            (("office_head",),),
            secrecy_review=False,
        ),
        RouteDefault(
            "redesign",
            _("Change of the site itself: the Office and the science and education division both agree"),
            "C4",
            (("office_head", "planning_head"),),
            secrecy_review=False,
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
    if lighter and not why:
        raise ActRefused([gettext("A lighter route than proposed needs a reason.")])
    case.route = current(code)
    case.tier = case.route.tier
    sentence = gettext("The maker chose another route: %(route)s. %(reason)s")
    case.reasons = [*case.reasons, (sentence % {"route": case.route.translated_label, "reason": why}).strip()]


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
    found = [current(code) for code in offered[offered.index(case.route.code) + 1 :]]
    return [route for route in found if route.stages[:passed] == case.route.stages[:passed] != route.stages]
