"""First passwords: random, shown once, for people who never signed in, by who keeps the accounts."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from portal.organisation.views import new_password
from tests import factories

pytestmark = pytest.mark.django_db


def address(person) -> str:
    return reverse("organisation:first_password", args=[person.pk])


def test_the_technology_centre_gives_a_first_password(as_person, department, client):
    newcomer = factories.UserFactory(password="!")
    keeper = as_person(department.technology.handler)

    assert keeper.get(address(newcomer)).context["password"] == ""
    answer = keeper.post(address(newcomer))

    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.login(username=newcomer.username, password=password)
    entry = registry.get_logs_for_instance(newcomer).get()
    assert entry.action == "organisation.first_password"
    assert password not in str(entry.data)
    assert password not in keeper.get(address(newcomer)).content.decode()


def test_passwords_differ_and_are_long():
    made = {new_password() for _time in range(50)}

    assert len(made) == 50
    assert all(re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password) for password in made)


@pytest.mark.parametrize(
    "change",
    [{"last_login": timezone.now()}, {"is_superuser": True}, {"is_active": False}],
    ids=["has signed in", "superuser", "closed"],
)
def test_nobody_is_taken_over(as_person, department, change):
    person = factories.UserFactory(**change)
    person.set_password("pw")
    person.save()
    keeper = as_person(department.technology.head)

    assert keeper.post(address(person)).status_code == 302

    person.refresh_from_db()
    assert person.check_password("pw")


def test_others_give_no_passwords(as_person, department):
    person = factories.UserFactory()
    for member in (department.office.head, department.registration.head, department.publicity.head):
        as_person(member).post(address(person))

    person.refresh_from_db()
    assert person.check_password("pw")


@pytest.mark.parametrize("path", ["users/", "users/new/", "users/edit/{pk}/", "groups/", "groups/new/"])
def test_wagtails_users_and_groups_are_out_of_reach(as_person, department, path):
    person = department.farmland.head
    root = as_person(factories.UserFactory(is_superuser=True))
    url = "/admin/" + path.format(pk=person.pk)

    for ask in (root.get, root.post, as_person(department.technology.head).post):
        assert ask(url).headers["Location"] == reverse("organisation_user_modeladmin_index")
    assert as_person(person).get(url).headers["Location"] == reverse("wagtailadmin_home")
