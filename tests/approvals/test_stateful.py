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

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]

# More by a switch: GONGKAI_EXAMPLES=2000 (make prove).
EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "80"))
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


def test_the_laws_hold_whatever_people_do(site):
    machine.CaseMachine.site = site
    machine.CaseMachine.people = people_of(site)
    machine.CaseMachine.scan = factories.document("批示.pdf")
    machine.tried.clear()
    machine.done.clear()
    run_state_machine_as_test(
        machine.CaseMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=16,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    short = {
        (state, act): machine.tried[state, act]
        for state in machine.STATES
        for act in permissions.RULES
        if machine.tried[state, act] < AT_LEAST
    }
    assert not short, f"cells that were tried too seldom: {short}"
    never = set(permissions.RULES) - {act for _state, act in machine.done}
    assert not never, f"acts that nobody ever could do: {never}"
