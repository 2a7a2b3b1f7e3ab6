"""What a department could forget: duties that no unit carries, and units without the people whom clause G2 asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.checks import Tags, Warning, register
from django.db import connections, router

from .models import Capacity, Function, FunctionAssignment, Post, Unit
from .services import today

NEEDED = (Capacity.HEAD, Capacity.LIAISON, Capacity.SECRECY_REVIEWER, Capacity.LEADER_IN_CHARGE)
NEEDED_BY_LEADERS = (Capacity.HEAD,)


@dataclass(frozen=True)
class Vacancy:
    """A unit with the capacities that nobody holds in it."""

    unit: Unit
    capacities: tuple[str, ...]

    @property
    def labels(self) -> list[str]:
        """Names of the capacities, for a notice."""
        return [str(Capacity(capacity).label) for capacity in self.capacities]


def unassigned_functions(using: str | None = None) -> list[str]:
    """Duties of the regulation that no unit carries, in the order of the regulation (clause G2)."""
    assigned = set(FunctionAssignment.objects.using(using).values_list("function", flat=True))
    return [function for function in Function.values if function not in assigned]


def vacancies(on: date | None = None) -> list[Vacancy]:
    """Units in existence that lack a head, liaison, secrecy reviewer or leader in charge on a day (today)."""
    held = set(
        Post.objects.on(on or today()).filter(person__is_active=True).values_list("unit_id", "capacity").distinct()
    )
    return list(_lacking(held))


def _lacking(held: set[tuple[int, str]]) -> Iterator[Vacancy]:
    for unit in Unit.objects.filter(is_active=True):
        needed = NEEDED_BY_LEADERS if unit.kind == Unit.Kind.LEADERSHIP else NEEDED
        missing = tuple(capacity for capacity in needed if (unit.pk, capacity) not in held)
        if missing:
            yield Vacancy(unit, missing)


@register(Tags.database)
def functions_are_assigned(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Warning]:
    """gongkai.W011: a duty of the regulation is carried by no unit, so cases that pass its desk cannot be sent."""
    alias = router.db_for_read(FunctionAssignment)
    if alias not in (databases or ()):
        return []
    if FunctionAssignment._meta.db_table not in connections[alias].introspection.table_names():
        return []
    missing = unassigned_functions(alias)
    if not missing:
        return []
    return [
        Warning(
            "No unit carries these functions: " + ", ".join(missing) + ".",
            hint="Assign them in the admin (Organisation, Functions).",
            id="gongkai.W011",
        )
    ]
