from datetime import date

import pytest

from portal.organisation.models import Function, FunctionAssignment, Post, Unit, User


def person_with(function: str | None) -> User:
    code = function or "plain"
    unit = Unit.objects.create(code=code, name=f"Unit {code}", short_name=code)
    if function:
        FunctionAssignment.objects.create(function=function, unit=unit)
    person = User.objects.create_user(code, full_name=f"Person of {code}")
    Post.objects.create(person=person, unit=unit, capacity="handler", starts_on=date(2020, 1, 1))
    return person


@pytest.fixture
def officer(db) -> User:
    """Somebody in the Office, which keeps the registers."""
    return person_with(Function.OFFICE)


@pytest.fixture
def reader(db) -> User:
    """Somebody in the publicity centre, which reads them."""
    return person_with(Function.PUBLICITY_CENTRE)


@pytest.fixture
def handler(db) -> User:
    """Somebody in a unit without duties of the regulation."""
    return person_with(None)
