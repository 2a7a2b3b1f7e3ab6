"""The state chart of a case and the table of routes, drawn from the code for docs/approvals.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django_fsm import Transition

from portal.addons import registry
from portal.addons.types import RouteDefault

from .desks import SECRECY_DESK
from .models import Case
from .states import CaseState

HEADER = """# How something is approved

This page is drawn from the code (`make docs`).

## The life of a case

"""
DESKS = """
## Desks

| desk | who acts there | in which unit | clause |
|---|---|---|---|
"""
ROUTES = """
## Routes

Version 1 of each; a department changes them through a case, and what is open keeps the version that it started with.

| route | clause | desks, one after another (+: all must agree) |
|---|---|---|
"""


def transitions(model: Any = Case) -> list[Transition]:
    """Every transition of a model's ``state`` field, by name and source."""
    field = model._meta.get_field("state")
    return sorted(field.get_all_transitions(model), key=lambda move: (move.name, str(move.source)))


def render() -> str:
    """Return the whole page as Markdown."""
    life = state_chart(Case, CaseState.DRAFTING, CaseState.FINAL)
    parts = (HEADER, "\n".join(life), "\n", DESKS, "\n".join(_desks()), "\n", ROUTES, "\n".join(_routes()), "\n")
    return "".join(parts)


def state_chart(model: Any, first: str, final: Iterable[str] = ()) -> Iterator[str]:
    """Yield the lines of a Mermaid chart of a model's ``state`` field, from its first state to its final ones."""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {first}"
    for move in transitions(model):
        for target in getattr(move.target, "allowed_states", None) or [move.target]:
            yield f"    {move.source} --> {target}: {move.name}"
    for state in final:
        yield f"    {state} --> [*]"
    yield "```"


def _desks() -> Iterator[str]:
    for desk in registry.items("desk_types"):
        yield f"| {desk.code} | {', '.join(desk.capacities)} | {desk.function or 'that of the case'} | {desk.clause} |"
    yield "| cosign:… | head | each unit that co-signs | G4 |"


def _routes() -> Iterator[str]:
    for route in registry.items("route_defaults"):
        yield f"| {route.code} | {route.clause} | {' → '.join(_steps(route))} |"


def _steps(route: RouteDefault) -> list[str]:
    review = [SECRECY_DESK] if route.secrecy_review else []
    return [*review, *(" + ".join(stage) for stage in route.stages)]
