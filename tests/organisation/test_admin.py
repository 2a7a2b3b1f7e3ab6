"""The registers: who sees and changes them, how they are searched, and what is recorded."""

from datetime import timedelta

import pytest
from wagtail.log_actions import registry

from portal.approvals.ledger.models import Entry
from portal.notices.models import Notice
from portal.organisation.models import FunctionAssignment, Post, Unit, User
from tests import factories

pytestmark = pytest.mark.django_db
MODELS = {"unit": Unit, "user": User, "post": Post, "functionassignment": FunctionAssignment}
UNIT = {
    "name": "新设处", "short_name": "新设处", "code": "new", "kind": "division", "parent": "", "disclosure_code": "",
    "is_active": "on",
}  # fmt: skip


@pytest.fixture
def office(as_person, department):
    return as_person(department.office.handler)


@pytest.fixture
def technology(as_person, department):
    return as_person(department.technology.handler)


@pytest.mark.clause("G2")
def test_the_office_enters_renames_and_moves_a_unit(office, department, register):
    assert office.post(register("unit", "create"), UNIT).status_code == 302
    unit = Unit.objects.get(code="new")

    change = UNIT | {"name": "改名处", "parent": department.office.unit.pk, "code": "other"}
    assert office.post(register("unit", "edit", unit.pk), change).status_code == 302

    unit.refresh_from_db()
    assert (unit.name, unit.parent, unit.code) == (UNIT["name"], department.office.unit, "new")
    naming = unit.namings.get()  # public pages show names: a case decides
    assert (naming.name, naming.made_by) == ("改名处", department.office.handler)


@pytest.mark.clause("G2")
def test_a_duty_moves_to_another_unit(office, department, register):
    duty = FunctionAssignment.objects.get(function="publicity_centre")

    answer = office.post(
        register("functionassignment", "edit", duty.pk),
        {"function": "office", "unit": department.farmland.unit.pk, "since": "2026-11-01"},
    )

    assert answer.status_code == 302
    duty.refresh_from_db()
    assert (duty.function, duty.unit) == ("publicity_centre", department.farmland.unit)


def test_a_vacant_duty_is_assigned(office, department, register):
    data = {"function": "petition_office", "unit": department.farmland.unit.pk, "since": "2026-11-01"}

    assert office.post(register("functionassignment", "create"), data).status_code == 302

    assert FunctionAssignment.objects.get(function="petition_office").unit == department.farmland.unit


def test_a_duty_that_is_carried_is_not_assigned_again(office, department, register):
    data = {"function": "office", "unit": department.farmland.unit.pk, "since": "2026-11-01"}

    answer = office.post(register("functionassignment", "create"), data)

    assert "function" in answer.context["form"].errors


def moved(client, register, duty, unit) -> None:
    client.post(register("functionassignment", "edit", duty.pk), {"unit": unit.pk, "since": "2026-11-01"})
    duty.refresh_from_db()


@pytest.mark.clause("G2")
@pytest.mark.parametrize("who", ["liaison", "head", "leader_elsewhere"])
def test_nobody_moves_a_duty_to_a_unit_of_their_own_alone(as_person, department, register, who):
    """The rule of posts, for duties: whoever holds a post in the unit would give themselves its desks."""
    duty, own = FunctionAssignment.objects.get(function="publicity_centre"), department.office.unit
    person = getattr(department.office, who, department.office.handler)
    if who == "leader_elsewhere":
        own = factories.PostFactory(person=person, capacity="leader_in_charge").unit
    before, client = duty.unit, as_person(person)

    moved(client, register, duty, own)
    moved(client, register, duty, own)
    assert duty.unit == before and not registry.get_logs_for_instance(duty).exists()
    assert Notice.objects.filter(
        person=department.office.secrecy, url=register("functionassignment", "edit", duty.pk)
    ).exists()

    moved(as_person(department.office.secrecy), register, duty, own)
    assert duty.unit == own
    entries = Entry.objects.filter(subject="function:publicity_centre").order_by("seq")
    assert [(entry.act, entry.actor) for entry in entries] == [
        ("function.asked", person), ("function.asked", person), ("function.assigned", department.office.secrecy),
    ]  # fmt: skip
    assert entries.last().data.get("asked_by") == (person.pk if own == department.office.unit else None)


def test_two_who_want_different_units_have_not_agreed(as_person, department, register):
    duty, third = FunctionAssignment.objects.get(function="publicity_centre"), factories.UnitFactory()
    factories.PostFactory(person=department.office.head, unit=third)
    before = duty.unit

    moved(as_person(department.office.head), register, duty, third)
    moved(as_person(department.office.liaison), register, duty, department.office.unit)

    assert duty.unit == before


def test_a_vacant_duty_comes_to_the_own_unit_with_a_colleague_only(as_person, department, register):
    data = {"function": "petition_office", "unit": department.office.unit.pk, "since": "2026-11-01"}

    as_person(department.office.handler).post(register("functionassignment", "create"), data)
    assert not FunctionAssignment.objects.filter(function="petition_office").exists()
    as_person(department.office.head).post(register("functionassignment", "create"), data)
    assert FunctionAssignment.objects.get(function="petition_office").unit == department.office.unit


def test_a_duty_moved_elsewhere_is_in_the_ledger(office, department, register):
    duty = FunctionAssignment.objects.get(function="publicity_centre")
    moved(office, register, duty, department.farmland.unit)

    entry = Entry.objects.get(subject="function:publicity_centre", act="function.assigned")
    assert (entry.actor, entry.data) == (department.office.handler, {"unit": department.farmland.unit.pk})


@pytest.mark.clause("G2")
def test_the_office_enters_a_post_and_ends_it(office, department, register):
    today = factories.today()
    person = factories.UserFactory()
    data = {"person": person.pk, "unit": department.farmland.unit.pk, "capacity": "head", "starts_on": today,
            "ends_on": "", "stands_in_for": ""}  # fmt: skip

    assert office.post(register("post", "create"), data).status_code == 302
    post = Post.objects.get(person=person)
    assert office.post(register("post", "edit", post.pk), data | {"ends_on": today}).status_code == 302

    post.refresh_from_db()
    assert post.ends_on == today


def test_what_changed_is_in_the_history(office, department, register):
    unit = department.farmland.unit
    data = UNIT | {"code": unit.code, "name": "耕地保护处", "short_name": unit.short_name, "disclosure_code": "X1"}

    office.post(register("unit", "edit", unit.pk), data)

    entry = registry.get_logs_for_instance(unit).get()
    assert (entry.action, entry.user) == ("organisation.change", department.office.handler)
    changes = {change["before"]: change["after"] for change in entry.data["changes"]}
    assert changes["XFARMLAND"] == "X1" and unit.name not in changes  # a name waits for its case
    assert "X1" in office.get(register("unit", "history", unit.pk)).content.decode()


def test_saving_without_a_change_records_nothing(office, department, register):
    duty = FunctionAssignment.objects.get(function="office")

    office.post(register("functionassignment", "edit", duty.pk), {"unit": duty.unit_id, "since": duty.since})

    assert not registry.get_logs_for_instance(duty).exists()


@pytest.mark.parametrize(("model", "word", "shown"), [("unit", "國土", "国土空间处"), ("user", "歐陽", "欧阳春")])
def test_registers_are_searched_in_any_spelling(office, department, register, model, word, shown):
    factories.UnitFactory(name="国土空间处")
    factories.UserFactory(full_name="欧阳春")

    found = office.get(register(model), {"q": word})

    assert [str(row) for row in found.context["object_list"]] == [shown]


def test_posts_are_filtered(office, department, register):
    today = factories.today()
    gone = factories.PostFactory(ends_on=today - timedelta(days=1))
    factories.PostFactory(starts_on=today + timedelta(days=1))

    def listed(**query):
        return office.get(register("post"), query).context["result_count"]

    everything = Post.objects.count()
    assert listed(standing="ended") == 1
    assert listed(standing="coming") == 1
    assert listed(standing="held") == everything - 2
    assert listed(unit=gone.unit_id) == 1
    assert listed(unit="nonsense") == everything


def test_vacancies_stand_above_the_units(office, department, register):
    Post.objects.filter(person=department.farmland.head).update(ends_on=factories.today() - timedelta(days=1))

    context = office.get(register("unit")).context

    assert [vacancy.unit for vacancy in context["vacancies"]] == [department.farmland.unit]
    assert len(context["unassigned"]) == 3


@pytest.mark.parametrize("model", ["unit", "user", "post", "functionassignment"])
def test_others_do_not_see_the_registers(as_person, department, register, model):
    client = as_person(department.registration.head)

    assert client.get(register(model)).status_code == 302
    assert client.get(register(model, "create")).status_code == 302
    row = MODELS[model].objects.first()
    for action in ("edit", "history"):
        assert client.get(register(model, action, row.pk)).status_code == 302


@pytest.mark.parametrize("model", ["unit", "user", "post", "functionassignment"])
def test_nothing_is_deleted(as_person, department, register, model):
    root = as_person(factories.UserFactory(is_superuser=True))
    row = MODELS[model].objects.first()

    root.post(register(model, "delete", row.pk))

    assert type(row).objects.filter(pk=row.pk).exists()


class TestPeople:
    DATA = {"full_name": "新来的", "username": "newcomer", "email": "", "is_active": "on"}

    def test_the_technology_centre_enters_a_person(self, technology, register):
        extra = {"is_superuser": "on", "is_staff": "on", "password": "x", "password1": "x", "groups": "1"}

        assert technology.post(register("user", "create"), self.DATA | extra).status_code == 302

        person = User.objects.get(username="newcomer")
        assert not person.is_superuser
        assert not person.is_staff
        assert not person.has_usable_password()

    def test_a_change_keeps_the_password_and_grants_nothing(self, technology, department, register):
        person = department.farmland.head
        data = self.DATA | {"username": person.username, "is_superuser": "on", "password": "x"}

        assert technology.post(register("user", "edit", person.pk), data).status_code == 302

        person.refresh_from_db()
        assert person.full_name == "新来的"
        assert person.check_password("pw")
        assert not person.is_superuser

    def test_the_account_of_a_superuser_is_left_alone(self, technology, register):
        root = factories.UserFactory(is_superuser=True, email="root@example.org")
        data = self.DATA | {"email": "mine@example.org"}

        technology.post(register("user", "edit", root.pk), data)

        root.refresh_from_db()
        assert root.email == "root@example.org"

    def test_the_office_reads_people_and_changes_none(self, office, department, register):
        assert office.get(register("user")).status_code == 200
        office.post(register("user", "create"), self.DATA)
        assert not User.objects.filter(username="newcomer").exists()
