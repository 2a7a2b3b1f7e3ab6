"""Who may read and do what with a ticket: the whole table (law 7)."""

from datetime import timedelta

import pytest

from interaction import permissions, services
from interaction.kinds import ReplyKind
from interaction.models import Ticket
from tests import factories

POSTS = ("head", "liaison", "secrecy", "handler", "leader")
EVERYBODY = [*(f"{unit}_{post}" for unit in ("office", "registration", "farmland") for post in POSTS)]
EVERYBODY += ["publicity_handler", "root", "nobody"]
OFFICE = {"office_head", "office_liaison", "office_secrecy", "office_handler"}
UNIT = {"registration_head", "registration_liaison", "registration_secrecy", "registration_handler"}


@pytest.mark.parametrize("username", EVERYBODY)
def test_before_it_is_given_to_a_unit(people, ticket, username):
    person = people.all[username]
    allowed = username in OFFICE
    assert permissions.can_read(ticket, person) is allowed
    assert permissions.visible(person).exists() is allowed
    assert permissions.waiting_for(person).exists() is allowed
    assert permissions.can("assign", ticket, person) is allowed
    assert not permissions.can("reply", ticket, person)
    assert not permissions.can("erase", ticket, person)


@pytest.mark.parametrize("username", EVERYBODY)
def test_with_the_unit(people, assigned, username):
    person = people.all[username]
    assert permissions.can_read(assigned, person) is (username in OFFICE | UNIT)
    assert permissions.visible(person).exists() is (username in OFFICE | UNIT)
    assert permissions.waiting_for(person).exists() is (username in UNIT)
    assert permissions.can("assign", assigned, person) is (username in OFFICE)
    assert permissions.can("reply", assigned, person) is (username in UNIT)


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_pages_of_the_admin(people, assigned, signed_in, username):
    client = signed_in(people.all[username])
    answer = client.get(services.ticket_url(assigned))
    if username in OFFICE | UNIT:
        assert answer.status_code == 200
        assert "青石沟村" in answer.content.decode()
    else:
        assert answer.status_code in (302, 403)
        assert "青石沟村" not in answer.content.decode()


def test_a_unit_that_gave_it_back_reads_no_more(people, assigned):
    services.assign(assigned, people.units["farmland"], people.office_liaison)
    ticket = Ticket.objects.get()
    assert not permissions.can_read(ticket, people.registration_liaison)
    assert permissions.can_read(ticket, people.farmland_liaison)


def test_a_post_that_has_ended_reads_nothing(people, assigned):
    people.registration_liaison.posts.update(ends_on=factories.today() - timedelta(days=1))
    assert not permissions.can_read(assigned, people.registration_liaison)


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_case_shows_private_text_to_handlers_only(people, case, username):
    shown = "".join(value for _label, value in ReplyKind().summary(case, people.all[username]))
    assert ("青石沟村" in shown) is (username in OFFICE | UNIT)
    assert ("二号窗口" in shown) is (username in OFFICE | UNIT)
    assert "五个工作日办结" in shown
