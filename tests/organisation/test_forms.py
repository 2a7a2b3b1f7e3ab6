"""What the forms of the registers refuse, and at which field they say so."""

from datetime import timedelta

import pytest

from portal.organisation.models import Post, Unit
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(as_person, department):
    return as_person(department.office.handler)


@pytest.fixture
def post_errors(office, department, register):
    """Return a function that tries to enter a post and gives the fields that complain."""

    def errors(**data) -> set[str]:
        values = {"person": factories.UserFactory().pk, "unit": department.farmland.unit.pk, "capacity": "head",
                  "starts_on": factories.today(), "ends_on": "", "stands_in_for": ""}  # fmt: skip
        answer = office.post(register("post", "create"), values | data)
        return set(answer.context["form"].errors) if answer.status_code == 200 else set()

    return errors


def head_of(staff: factories.Staff) -> Post:
    return Post.objects.get(person=staff.head)


def test_a_second_head_is_allowed(post_errors):
    assert post_errors() == set()


def test_a_stand_in_needs_a_last_day(post_errors, department):
    assert post_errors(stands_in_for=head_of(department.farmland).pk) == {"ends_on"}


def test_a_stand_in_holds_the_same_post(post_errors, department):
    soon = factories.today() + timedelta(days=5)

    assert post_errors(stands_in_for=head_of(department.registration).pk, ends_on=soon) == {"stands_in_for"}
    assert post_errors(stands_in_for=head_of(department.farmland).pk, ends_on=soon) == set()


def test_the_last_day_comes_after_the_first(post_errors):
    assert post_errors(ends_on=factories.today() - timedelta(days=1)) == {"ends_on"}


def test_a_post_is_not_held_twice(post_errors, department):
    assert post_errors(person=department.farmland.head.pk) == {"person"}


def test_nobody_enters_a_post_of_their_own(post_errors, department):
    assert post_errors(person=department.office.handler.pk) == {"person"}


def test_a_superuser_enters_no_post_of_their_own(as_person, department, register):
    root = factories.UserFactory(is_superuser=True)
    data = {"person": root.pk, "unit": department.office.unit.pk, "capacity": "head", "starts_on": factories.today()}

    answer = as_person(root).post(register("post", "create"), data)

    assert set(answer.context["form"].errors) == {"person"}


def test_a_post_that_has_begun_can_only_be_ended(office, department, register):
    post = head_of(department.farmland)
    today = factories.today()
    data = {"person": department.registration.head.pk, "unit": department.office.unit.pk, "capacity": "liaison",
            "starts_on": today, "ends_on": today}  # fmt: skip

    assert office.post(register("post", "edit", post.pk), data).status_code == 302

    after = Post.objects.get(pk=post.pk)
    assert (after.person, after.unit, after.capacity, after.starts_on, after.ends_on) == (
        post.person, post.unit, post.capacity, post.starts_on, today,
    )  # fmt: skip


def unit_errors(client, register, unit: Unit, **data) -> set[str]:
    values = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "parent": unit.parent_id or "",
              "disclosure_code": "", "is_active": "on"}  # fmt: skip
    answer = client.post(register("unit", "edit", unit.pk), {k: v for k, v in (values | data).items() if v is not None})
    return set(answer.context["form"].errors) if answer.status_code == 200 else set()


def test_a_unit_is_not_put_below_itself(office, register):
    top = factories.UnitFactory()
    middle = factories.UnitFactory(parent=top)
    low = factories.UnitFactory(parent=middle)

    assert unit_errors(office, register, top, parent=top.pk) == {"parent"}
    assert unit_errors(office, register, top, parent=low.pk) == {"parent"}
    assert unit_errors(office, register, low, parent=top.pk) == set()


def test_a_unit_closes_when_nothing_rests_on_it(office, department, register):
    empty = factories.UnitFactory()
    parent = factories.UnitFactory()
    factories.UnitFactory(parent=parent)

    assert unit_errors(office, register, department.publicity.unit, is_active=None) == {"is_active"}
    assert unit_errors(office, register, department.farmland.unit, is_active=None) == {"is_active"}
    assert unit_errors(office, register, parent, is_active=None) == {"is_active"}
    assert unit_errors(office, register, empty, is_active=None) == set()


def test_a_unit_name_is_used_once(office, department, register):
    assert unit_errors(office, register, department.farmland.unit, name=department.office.unit.name) == {"name"}


def person_errors(client, register, **data) -> set[str]:
    values = {"full_name": "某", "username": "somebody", "is_active": "on"}
    answer = client.post(register("user", "create"), values | data)
    return set(answer.context["form"].errors) if answer.status_code == 200 else set()


def test_sign_in_names_differ_in_more_than_case(as_person, department, register):
    client = as_person(department.technology.head)

    assert person_errors(client, register, username="OFFICE-HEAD") == {"username"}
    assert person_errors(client, register, full_name="") == {"full_name"}


def test_nobody_closes_their_own_account(as_person, department, register):
    person = department.technology.head
    client = as_person(person)

    answer = client.post(register("user", "edit", person.pk), {"full_name": "某", "username": person.username})

    assert set(answer.context["form"].errors) == {"is_active"}


def test_the_account_page_asks_for_no_names(as_person, department):
    person = department.registration.liaison
    client = as_person(person)
    data = {"name_email-email": "", "locale-preferred_language": "", "locale-current_time_zone": "",
            "theme-theme": "system", "theme-density": "default", "theme-contrast": "system",
            "theme-keyboard_shortcuts": "on", "password-old_password": "pw",
            "password-new_password1": "Zh3-kfQ9-mm", "password-new_password2": "Zh3-kfQ9-mm"}  # fmt: skip

    assert client.get("/admin/account/").status_code == 200
    assert client.post("/admin/account/", data).status_code == 302

    person.refresh_from_db()
    assert person.check_password("Zh3-kfQ9-mm")
