from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction

from portal.approvals.permits import table_permit
from portal.organisation.models import Function, FunctionAssignment, Post, Unit, User
from portal.registers import services
from portal.registers.models import SiteMarks


@contextmanager
def permitted() -> Iterator[None]:
    """What the case engine holds when it carries out a case of the site marks."""
    with transaction.atomic(), table_permit(SiteMarks._meta.db_table, "test", None):
        yield


@pytest.fixture
def make_live(db) -> Callable[[SiteMarks], None]:
    """Make a version live as the case engine does."""

    def make(marks: SiteMarks) -> None:
        with permitted():
            services.make_live(marks)

    return make


@pytest.fixture
def permit(db) -> Callable:
    """A permit to change live site marks, for the time of a ``with`` block."""
    return permitted


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
