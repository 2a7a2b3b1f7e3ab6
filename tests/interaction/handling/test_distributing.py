"""Many tickets are given to units at once, each line by itself, and no line is left out in silence."""

import pytest

from interaction import services
from interaction.models import Ticket
from tests.interaction.conftest import QUESTION

ADDRESS = "/admin/tickets/distribute/"
pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]


def posted(*lines):
    """Return what the form sends for lines of a ticket and its unit (None: none was chosen), all ticked."""
    data = {"ticket": [ticket.pk for ticket, _unit in lines]}
    for ticket, unit in lines:
        data |= {f"unit_{ticket.pk}": unit.pk if unit else "", f"version_{ticket.pk}": ticket.version}
    return data


def test_many_are_given_to_units_at_once(people, ticket, signed_in):
    second = services.submit(**QUESTION).ticket
    left = services.submit(**QUESTION).ticket
    staff = signed_in(people.office_liaison)
    assert staff.get("/admin/tickets/distribute/").status_code == 200
    posted = {
        "ticket": [ticket.pk, second.pk],
        f"unit_{ticket.pk}": people.units["registration"].pk,
        f"version_{ticket.pk}": ticket.version,
        f"unit_{second.pk}": people.units["farmland"].pk,
        f"version_{second.pk}": second.version + 1,  # somebody acted on it meanwhile
        f"unit_{left.pk}": people.units["farmland"].pk,
        f"version_{left.pk}": left.version,
    }
    staff.post("/admin/tickets/distribute/", posted)
    states = dict(Ticket.objects.values_list("pk", "state"))
    assert states == {ticket.pk: "assigned", second.pk: "received", left.pk: "received"}
    assert signed_in(people.registration_head).get("/admin/tickets/distribute/").status_code != 200


def test_a_line_without_a_unit_is_named_stays_ticked_and_stops_no_other(people, ticket, signed_in):
    lacking = services.submit(**QUESTION).ticket
    staff = signed_in(people.office_liaison)
    answer = staff.post(ADDRESS, posted((ticket, people.units["registration"]), (lacking, None)))
    assert answer.status_code == 422
    said = [str(message) for message in answer.context["messages"]]
    assert any(lacking.number in text for text in said) and not any(ticket.number in text for text in said)
    [row] = answer.context["rows"]
    assert row["ticket"].pk == lacking.pk and row["ticked"] and row["error"]
    assert f'value="{lacking.pk}" aria-label="{lacking.number}" checked' in answer.content.decode()
    assert Ticket.objects.get(pk=ticket.pk).state == "assigned"


def test_one_chosen_without_a_unit_is_not_called_nothing(people, ticket, signed_in):
    answer = signed_in(people.office_liaison).post(ADDRESS, posted((ticket, None)))
    [said] = [str(message) for message in answer.context["messages"]]
    assert ticket.number in said and said != "未选择来件。"


def test_nothing_chosen_is_said(people, ticket, signed_in):
    answer = signed_in(people.office_liaison).post(ADDRESS, {}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["未选择来件。"]


def test_what_somebody_else_gave_away_meanwhile_is_named(people, ticket, signed_in):
    data = posted((ticket, people.units["farmland"]))
    services.assign(ticket, people.units["registration"], people.office_liaison)
    answer = signed_in(people.office_liaison).post(ADDRESS, data, follow=True)
    [said] = [str(message) for message in answer.context["messages"]]
    assert ticket.number in said
    assert Ticket.objects.get().unit == people.units["registration"]
