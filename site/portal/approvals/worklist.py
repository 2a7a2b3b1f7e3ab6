"""What waits for a person, what they sent, and what of their unit is overdue; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from portal.addons import registry
from portal.calendars.services import calendar
from portal.organisation.models import FunctionAssignment
from portal.organisation.services import posts_of

from . import desks
from .models import Case, Opinion, Route
from .states import CaseState

LIMIT = 500
NEAR_DAYS = 2  # a clock that ends within so many working days is nearly overdue


@dataclass(frozen=True)
class ClockState:
    """A clock for people: working days left (negative: overdue), how far it has run, and how urgent that is."""

    due: datetime
    days_left: int
    percent: int
    level: str  # ok, soon, late
    provisional: bool
    counted: list[list[Any]]
    start: str
    clause: str


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a person, with the desk and post in which they act."""

    case: Case
    desk: str
    post: Any
    clock: ClockState | None
    opinions: tuple[Opinion, ...] = ()


def clock_of(case: Any, now: datetime | None = None, works: Any = None) -> ClockState | None:
    """Return the state of a case's clock, or None where it has none."""
    if case.due_at is None:
        return None
    now = now or timezone.now()
    left = (works or calendar()).remaining(case.due_at, now)
    days = max(int(case.clock.get("days") or 1), 1)
    level = "late" if now > case.due_at else "soon" if left <= 1 else "ok"
    percent = 100 if level == "late" else max(4, min(96, round(100 * (days - left) / days)))
    return ClockState(
        case.due_at,
        left,
        percent,
        level,
        case.provisional,
        case.clock.get("counted", []),
        case.clock.get("start", ""),
        case.clock.get("clause", ""),
    )


def waiting_for(person: Any) -> list[Waiting]:
    """Cases on which a person can act now, most urgent first; at most LIMIT open cases are looked at."""
    posts = list(posts_of(person))
    if not posts:
        return []
    cases = list(
        Case.objects.open()
        .filter(_may_reach(posts))
        .exclude(maker=person)
        .listed()
        .order_by(F("due_at").asc(nulls_last=True), "sent_at")[:LIMIT]
    )
    given: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in Opinion.objects.filter(case__in=cases, round=F("case__round")):
        given[opinion.case_id].append(opinion)
    staffing, works, found = desks.Staffing(), calendar(), []
    for case in cases:
        opinions = given[case.pk]
        if any(opinion.actor_id == person.pk for opinion in opinions):
            continue
        done = [opinion.desk for opinion in opinions if opinion.stage == case.stage]
        for code in desks.waiting_desks(case, done):
            if seats := desks.posts_at(posts, code, case, staffing):
                label = str(desks.desk_type(code).label)
                found.append(Waiting(case, label, seats[0], clock_of(case, works=works), tuple(opinions)))
                break
    return found


def _may_reach(posts: list[Any]) -> Q:
    """Cases that can come to the desks of these posts: of their units, by their units' functions, or to co-sign."""
    units = {post.unit_id for post in posts}
    functions = set(FunctionAssignment.objects.filter(unit__in=units).values_list("function", flat=True))
    codes = {desk.code for desk in registry.items("desk_types") if desk.function in functions}
    routes = [route.pk for route in Route.objects.all() if any(codes & set(stage) for stage in route.stages)]
    reach = of_units(units) | Q(route__in=routes)
    return reach | Q(state=CaseState.SECRECY_RULING) if desks.RULING_DESK in codes else reach


def of_units(units: Iterable[int]) -> Q:
    """Cases of some units (ids), and those that they co-sign."""
    units = list(units)
    cosigned = Case.cosigners.through.objects.filter(unit__in=units).values("case")
    return Q(unit__in=units) | Q(pk__in=cosigned)


def sent(person: Any) -> QuerySet[Case]:
    """Cases that a person made, by their due time."""
    made = Case.objects.filter(maker=person).listed()
    return made.order_by(F("due_at").asc(nulls_last=True), "-created_at", "-pk")


def pressing_in(units: list[int], now: datetime | None = None) -> QuerySet[Case]:
    """Unfinished cases of some units (ids) that are overdue, or will be within NEAR_DAYS working days."""
    until = calendar().deadline(now or timezone.now(), NEAR_DAYS).due
    rows = Case.objects.filter(unit__in=units, state__in=CaseState.UNFINISHED, due_at__lte=until)
    return rows.listed().order_by("due_at", "pk")


def done_by(person: Any) -> QuerySet[Case]:
    """Cases to which a person gave an opinion, the newest opinion first (``acted_at``)."""
    acted = Max("opinions__at", filter=Q(opinions__actor=person))
    rows = Case.objects.filter(opinions__actor=person).annotate(acted_at=acted)
    return rows.listed().order_by("-acted_at", "-pk")


def sent_by(person: Any, count: int = 20) -> list[Case]:
    """The newest cases that a person made."""
    return list(Case.objects.filter(maker=person).listed()[:count])


def given_back_to(person: Any) -> list[Case]:
    """Cases that came back to their maker for changes."""
    return list(Case.objects.filter(maker=person, state=CaseState.RETURNED).listed()[:50])
