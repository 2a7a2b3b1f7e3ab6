from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import Job
from portal.organisation.models import Function, FunctionAssignment, Post, Unit, User


@pytest.fixture
def with_jobs() -> Iterator[Callable[..., None]]:
    """Register jobs at the extension point for the time of a test."""
    registered = []

    def add(*jobs: Job) -> None:
        module = SimpleNamespace(jobs=hookimpl(lambda: list(jobs), specname="jobs"))
        registry.register(module)
        registered.append(module)

    yield add
    for module in registered:
        registry.unregister(module)


@pytest.fixture
def operator(db) -> User:
    """Somebody who works in the technology centre."""
    unit = Unit.objects.create(code="tech", name="Technology Centre", short_name="Technology")
    FunctionAssignment.objects.create(function=Function.TECHNOLOGY_CENTRE, unit=unit)
    person = User.objects.create_user("operator", full_name="Operator")
    Post.objects.create(person=person, unit=unit, capacity="handler", starts_on=date(2020, 1, 1))
    return person


@pytest.fixture
def handler(db) -> User:
    """Somebody with a post in a unit without duties of the regulation."""
    unit = Unit.objects.create(code="maps", name="Maps Division", short_name="Maps")
    person = User.objects.create_user("handler", full_name="Handler")
    Post.objects.create(person=person, unit=unit, capacity="handler", starts_on=date(2020, 1, 1))
    return person
