"""The admin's first page: what waits among the tickets."""

from types import SimpleNamespace

import pytest

from interaction.panels import TicketsPanel

from .conftest import QUESTION


def shown_to(person):
    return TicketsPanel().render_html({"request": SimpleNamespace(user=person)})


@pytest.mark.clause("S5")
def test_first_it_waits_for_the_office_then_for_the_unit(people, ticket):
    assert ticket.number in shown_to(people.office_liaison)
    assert ticket.number not in shown_to(people.registration_liaison)


def test_then_for_the_unit(people, assigned):
    assert assigned.number not in shown_to(people.office_liaison)
    assert assigned.number in shown_to(people.registration_liaison)
    assert QUESTION["subject"] not in shown_to(people.registration_liaison)


def test_where_nothing_waits_nothing_is_shown(people, ticket):
    assert shown_to(people.root).strip() == ""
