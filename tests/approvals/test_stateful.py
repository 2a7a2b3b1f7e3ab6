"""Random people do random things to a case; the laws of the house hold after every step."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from portal.approvals import permissions
from portal.organisation.models import Capacity
from tests import factories
from tests.approvals import machine

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6"), pytest.mark.long]

# More by a switch: GONGKAI_EXAMPLES=600 (make prove).
EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "30"))
AT_LEAST = 20


def people_of(site: factories.Site) -> dict[str, object]:
    registration, department = site.department.registration, site.department
    return {
        "maker": registration.liaison,
        "secrecy": registration.secrecy,
        "head": registration.head,
        "leader": registration.leader,
        "farmland": department.farmland.head,
        "office": department.office.head,
        "registrar": factories.PostFactory(unit=department.office.unit, capacity=Capacity.REGISTRAR).person,
        "stranger": department.planning.handler,
        "stand_in": factories.UserFactory(),
        "root": factories.UserFactory(is_superuser=True, is_staff=True),
    }


def run(site: factories.Site, destination: str, examples: int, steps: int) -> None:
    machine.CaseMachine.site = site
    machine.CaseMachine.people = people_of(site)
    machine.CaseMachine.scan = factories.document("批示.pdf")
    machine.CaseMachine.destination = destination
    machine.tried.clear()
    machine.done.clear()
    run_state_machine_as_test(
        machine.CaseMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_laws_hold_whatever_people_do(site):
    never = set(permissions.RULES)
    for _round in range(4):  # what chance left out once it hardly leaves out again
        run(site, "", EXAMPLES, 16)
        never -= {act for _state, act in machine.done}
        if not never:
            break
    assert not never, f"acts that nobody ever could do: {never}"


@pytest.mark.parametrize("state", machine.STATES)
def test_every_act_is_tried_in_every_state(site, state):
    run(site, state, max(3, EXAMPLES // 20), 2)
    tried = {act: machine.tried[state, act] for act in permissions.RULES}
    assert min(tried.values()) >= AT_LEAST, f"tried too seldom in {state}: {tried}"
