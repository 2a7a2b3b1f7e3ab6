"""Every kind of person × every act × every state, against docs/who-may-do-what.md."""

from __future__ import annotations

import pytest

from portal.approvals import permissions
from portal.approvals.states import CaseState
from tests.approvals.matrix import page, people

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


def test_everybody_may_do_what_the_table_says_and_nothing_else(site):
    computed = people.table(site)
    assert {state.split(":")[0] for state, _person in computed} == {state for state, _label in CaseState.CHOICES}
    assert page.read() == {key: acts for key, acts in computed.items() if acts}


def test_the_table_keeps_the_laws_of_the_house():
    """Read from the page itself: nobody on their own item, nobody without a post, the final states stay as they are."""
    table = page.read()
    own = {act for (_state, person), acts in table.items() if person.startswith("maker") for act in acts}
    assert own <= {"send", "withdraw"}
    assert not {person for _state, person in table} & {"nobody", "superuser without a post", "former unit head"}
    final = {act for (state, _person), acts in table.items() if state in CaseState.FINAL for act in acts}
    assert not final
    assert {act for acts in table.values() for act in acts} <= set(permissions.RULES)
