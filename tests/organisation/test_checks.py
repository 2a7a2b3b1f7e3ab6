"""Vacant posts and duties are noticed."""

from datetime import timedelta

import pytest
from django.core import checks

from portal.organisation.checks import functions_are_assigned, unassigned_functions, vacancies
from portal.organisation.models import Capacity, Function, FunctionAssignment, Post
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.clause("G2")
def test_a_duty_without_unit_is_a_warning(department):
    for function in unassigned_functions():
        FunctionAssignment.objects.create(function=function, unit=department.farmland.unit)
    assert functions_are_assigned(None, ["default"]) == []

    FunctionAssignment.objects.filter(function=Function.OFFICE).delete()

    (warning,) = functions_are_assigned(None, ["default"])
    assert warning.id == "gongkai.W011"
    assert "office" in warning.msg


def test_the_check_is_registered_and_leaves_other_databases_alone(department):
    assert functions_are_assigned in checks.registry.registry.get_checks(include_deployment_checks=False)
    assert functions_are_assigned(None, None) == []
    assert functions_are_assigned(None, ["other"]) == []


def test_a_full_department_has_no_vacancy(department):
    assert vacancies() == []


@pytest.mark.parametrize("capacity", ["head", "liaison", "secrecy_reviewer", "leader_in_charge"])
def test_a_missing_person_is_noticed(department, capacity):
    Post.objects.filter(unit=department.farmland.unit, capacity=capacity).update(
        ends_on=factories.today() - timedelta(days=1)
    )

    (vacancy,) = vacancies()

    assert (vacancy.unit, vacancy.capacities) == (department.farmland.unit, (Capacity(capacity),))
    assert vacancies(on=factories.today() - timedelta(days=2)) == []


def test_people_who_left_hold_nothing(department):
    department.farmland.liaison.is_active = False
    department.farmland.liaison.save()

    assert [vacancy.capacities for vacancy in vacancies()] == [(Capacity.LIAISON,)]


def test_leaders_need_a_head_only_and_closed_units_nobody(department):
    leadership = factories.UnitFactory(kind="leadership")
    factories.UnitFactory(is_active=False)

    (vacancy,) = vacancies()

    assert (vacancy.unit, vacancy.capacities) == (leadership, (Capacity.HEAD,))
