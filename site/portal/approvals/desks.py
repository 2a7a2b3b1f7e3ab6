"""Who acts at which desk. Desks are posts and functions, never named people (law 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.addons import registry
from portal.addons.types import DeskType
from portal.organisation.models import Capacity, Function, FunctionAssignment, Post, Unit
from portal.organisation.services import posts_of

from .models import Case
from .states import CaseState

SECRECY_DESK = "secrecy_reviewer"
RULING_DESK = "office_ruling"
COSIGNING = "cosign:"  # followed by the id of the unit that co-signs


@dataclass
class Staffing:
    """Who holds what on a day, read once for any number of cases."""

    on: date = field(default_factory=timezone.localdate)
    _function_units: dict[str, int] | None = None

    def unit_of(self, desk: DeskType, case: Case) -> int | None:
        """The unit whose posts act at a desk of a case: the case's own, or the one that carries the desk's duty."""
        if desk.unit is not None:
            return desk.unit
        if not desk.function:
            return case.unit_id
        if self._function_units is None:
            self._function_units = dict(FunctionAssignment.objects.values_list("function", "unit_id"))
        return self._function_units.get(desk.function)


def cosigning(unit: Any) -> str:
    """Return the code of the desk at which a unit co-signs (clause G4)."""
    return f"{COSIGNING}{unit.pk}"


def desk_type(code: str) -> DeskType:
    """Return a registered desk; where the add-on that brought it has gone, one at which nobody sits.

    A desk where another unit co-signs is made of its code: its head acts there.
    """
    if code.startswith(COSIGNING):
        unit = int(code.removeprefix(COSIGNING))
        return DeskType(code, lazy(_cosigning_label, str)(unit), (Capacity.HEAD,), clause="G4", unit=unit)
    return registry.by_name("desk_types", "code").get(code) or DeskType(code, code, ())


def _cosigning_label(unit_id: int) -> str:
    return cosigning_label(Unit.objects.filter(pk=unit_id).first())


def cosigning_label(unit: Any) -> str:
    """Return what the desk is called at which a unit (None: one that has gone) co-signs."""
    return gettext("Co-signing: %(unit)s") % {"unit": unit or "—"}


def waiting_desks(case: Case, done: Iterable[str] = ()) -> list[str]:
    """Desk codes that a case waits for now, without those in ``done``."""
    if case.state == CaseState.SECRECY_REVIEW:
        return [SECRECY_DESK]
    if case.state == CaseState.SECRECY_RULING:
        return [RULING_DESK]
    return [code for code in case.desks if code not in set(done)]


def desks_done(case: Case) -> list[str]:
    """Desks that have already agreed in the case's present stage and round."""
    counted = case.opinions.filter(round=case.round, stage=case.stage, repudiation=None)
    return list(counted.values_list("desk", flat=True))


def posts_at(posts: Iterable[Post], code: str, case: Case, staffing: Staffing) -> list[Post]:
    """Those of some posts that act at a desk of a case, own posts before stand-ins."""
    desk = desk_type(code)
    unit = staffing.unit_of(desk, case)
    found = [post for post in posts if post.unit_id == unit and post.capacity in desk.capacities]
    found = _those_named(found, desk, case)
    return sorted(found, key=lambda post: post.stands_in_for_id is not None)


def holders(code: str, case: Case, on: date | None = None) -> list[Post]:
    """Everybody who acts at a desk of a case on a day."""
    staffing = Staffing(on or timezone.localdate())
    desk = desk_type(code)
    unit = staffing.unit_of(desk, case)
    if unit is None:
        return []
    found = list(Post.objects.staffed(staffing.on).filter(unit_id=unit, capacity__in=desk.capacities))
    return _those_named(found, desk, case)


def _those_named(posts: list[Post], desk: DeskType, case: Case) -> list[Post]:
    """Of the posts at a desk of the case's own unit those of the people who were named for it, where some were."""
    kind = registry.by_name("approvable_kinds").get(case.kind)
    if not posts or kind is None or not kind.names_people or desk.function or desk.unit is not None:
        return posts
    subject = case.subject()
    named = kind.named(subject) if subject is not None else set()
    return [post for post in posts if (post.stands_in_for or post).person_id in named]


def seat_of(person, case: Case, staffing: Staffing | None = None, posts: list[Post] | None = None):
    """Return (desk code, post) where a person acts on a case now, or None."""
    staffing = staffing or Staffing()
    posts = list(posts_of(person, staffing.on)) if posts is None else posts
    for code in waiting_desks(case, desks_done(case)):
        if found := posts_at(posts, code, case, staffing):
            return code, found[0]
    return None


def built_in() -> list[DeskType]:
    """The desks of the regulation that the portal itself brings."""
    staff = (Capacity.HEAD, Capacity.HANDLER, Capacity.LIAISON)
    return [
        DeskType(SECRECY_DESK, _("Secrecy review"), (Capacity.SECRECY_REVIEWER,), clause="O1"),
        DeskType(RULING_DESK, _("Secrecy ruling by the Office"), (Capacity.HEAD,), Function.OFFICE, "O1"),
        DeskType("unit_head", _("Unit head"), (Capacity.HEAD,), clause="D7"),
        DeskType("leader_in_charge", _("Leader in charge"), (Capacity.LEADER_IN_CHARGE,), clause="D8"),
        DeskType("office_staff", _("The Office"), staff, Function.OFFICE, "C5"),
        DeskType("office_head", _("Head of the Office"), (Capacity.HEAD,), Function.OFFICE, "N4"),
        DeskType("publicity_staff", _("Publicity centre"), staff, Function.PUBLICITY_CENTRE, "D9"),
        DeskType(
            "publicity_head", _("Head of the publicity centre"), (Capacity.HEAD,), Function.PUBLICITY_CENTRE, "N3"
        ),
        DeskType(
            "duty_officer",
            _("Head of the Office, or who is on duty for it"),
            (Capacity.HEAD, Capacity.LEADER_IN_CHARGE),
            Function.OFFICE,
            "N8",
        ),
        DeskType(
            "technology_head", _("Head of the technology centre"), (Capacity.HEAD,), Function.TECHNOLOGY_CENTRE, "O5"
        ),
        DeskType("planning_head", _("Head of science and education"), (Capacity.HEAD,), Function.PLANNING, "C4"),
    ]
