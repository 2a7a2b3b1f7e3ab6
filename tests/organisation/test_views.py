"""First passwords: random, shown once, for people who never signed in, by who keeps the accounts.

Whoever could decide gets one only when a second person agrees.
"""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from portal.approvals.ledger.models import Entry
from portal.notices.models import Notice
from portal.organisation import countersigning, first_passwords
from portal.organisation.first_passwords import Step, new_password
from portal.organisation.models import Countersignature, Post
from tests import factories

pytestmark = pytest.mark.django_db


def address(person) -> str:
    return reverse("organisation:first_password", args=[person.pk])


@pytest.fixture
def newcomer(department):
    """A handler of farmland who never signed in."""
    return factories.PostFactory(person__password="!", unit=department.farmland.unit).person


def test_the_technology_centre_gives_a_first_password(as_person, department, client, newcomer):
    keeper = as_person(department.technology.handler)

    assert keeper.get(address(newcomer)).context["password"] == ""
    answer = keeper.post(address(newcomer), {"step": "set"})

    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    entry = registry.get_logs_for_instance(newcomer).get()
    assert entry.action == "organisation.first_password"
    assert password not in str(entry.data)
    assert password not in keeper.get(address(newcomer)).content.decode()
    assert client.login(username=newcomer.username, password=password)


@pytest.mark.clause("G2")
@pytest.mark.parametrize("second", ["office.head", "technology.liaison"])
@pytest.mark.parametrize(
    "whose", ["registration.head", "registration.leader", "registration.secrecy", "publicity.handler", "office.liaison"]
)
def test_one_technician_becomes_nobody_who_decides(as_person, department, client, whose, second):
    person, other, asker = _named(department, whose), _named(department, second), department.technology.handler
    keeper = as_person(asker)

    assert not keeper.post(address(person), {"step": "set"}).context["password"]
    assert keeper.post(address(person), {"step": "ask"}).status_code == 302
    for step in ("set", "agree", "ask"):
        assert not keeper.post(address(person), {"step": step}).context["password"]
    assert client.login(username=person.username, password="pw")  # still the old one
    person.last_login = None
    person.save()
    as_person(other).post(address(person), {"step": "agree"})
    password = keeper.post(address(person), {"step": "set"}).context["password"]

    assert client.login(username=person.username, password=password)


def _named(department, name: str):
    unit, post = name.split(".")
    return getattr(getattr(department, unit), post)


def given(person, asker, second) -> str:
    first_passwords.take(Step.ASK, asker, person.pk)
    first_passwords.take(Step.AGREE, second, person.pk)
    return first_passwords.take(Step.SET, asker, person.pk)


def test_each_step_is_told_and_recorded_without_the_password(department):
    person, asker = department.registration.secrecy, department.technology.handler
    password = given(person, asker, department.office.head)

    steps = list(Entry.objects.filter(subject=f"user:{person.pk}").order_by("seq"))
    assert [(entry.act.rpartition("_")[2], entry.actor) for entry in steps] == [
        ("asked", asker), ("agreed", department.office.head), ("set", asker),
    ]  # fmt: skip
    assert steps[2].data == {"asked_by": asker.pk, "agreed_by": department.office.head.pk} and steps[2].capacity
    told = set(Notice.objects.filter(topic="entrusting").values_list("person", flat=True))
    assert {department.office.head.pk, department.registration.head.pk, department.technology.head.pk, asker.pk} <= told
    assert person.pk not in told
    everything = [*Entry.objects.values_list("data", flat=True), *Notice.objects.values_list("text", flat=True)]
    assert password not in str(everything)


def test_a_handler_s_password_is_recorded_too(department, newcomer):
    first_passwords.take(Step.SET, department.technology.handler, newcomer.pk)

    assert Entry.objects.get(subject=f"user:{newcomer.pk}").act == "account.password_set"
    assert Notice.objects.filter(person=department.farmland.head).exists()


def test_who_has_no_post_yet_or_will_decide_needs_a_second_person(department):
    nobody = factories.UserFactory()
    coming = factories.PostFactory(capacity="head", starts_on=factories.today() + timedelta(days=1)).person
    gone = factories.PostFactory(capacity="head", ends_on=factories.today() - timedelta(days=1)).person
    factories.PostFactory(person=gone)

    assert first_passwords.needs_second(nobody) and first_passwords.needs_second(coming)
    assert not first_passwords.needs_second(gone)


def test_agreement_counts_once_and_for_a_week(department):
    person, asker, second = department.registration.head, department.technology.handler, department.technology.head
    given(person, asker, second)
    assert first_passwords.next_step(asker, person) == Step.ASK

    first_passwords.take(Step.ASK, asker, person.pk)
    first_passwords.take(Step.AGREE, second, person.pk)
    Countersignature.objects.update(asked_at=timezone.now() - countersigning.VALID)
    assert first_passwords.next_step(asker, person) == Step.ASK


def test_only_who_asked_gets_the_password_and_the_person_agrees_to_nothing(department):
    asker, person = department.technology.handler, department.technology.head
    first_passwords.take(Step.ASK, asker, person.pk)
    assert first_passwords.next_step(person, person) is None
    first_passwords.take(Step.AGREE, department.technology.liaison, person.pk)

    with pytest.raises(PermissionDenied):
        first_passwords.take(Step.SET, department.technology.liaison, person.pk)
    Post.objects.filter(person=asker).update(ends_on=factories.today() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        first_passwords.take(Step.SET, type(asker).objects.get(pk=asker.pk), person.pk)


def test_nobody_agrees_to_what_they_asked_for(department):
    asked = countersigning.ask("anything:1", department.office.head)

    with pytest.raises(ValueError, match="themselves"):
        countersigning.agree(asked, department.office.head)


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

    assert keeper.post(address(person), {"step": "set"}).status_code == 302

    person.refresh_from_db()
    assert person.check_password("pw")


def test_others_give_no_passwords(as_person, department):
    person = factories.UserFactory()
    for member in (department.office.head, department.registration.head, department.publicity.head):
        as_person(member).post(address(person), {"step": "set"})

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
