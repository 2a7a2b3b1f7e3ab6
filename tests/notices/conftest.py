from datetime import date

import pytest

from portal.organisation.models import Post, Unit, User


@pytest.fixture
def unit(db) -> Unit:
    return Unit.objects.create(code="maps", name="Maps Division", short_name="Maps")


@pytest.fixture
def person(unit) -> User:
    """Somebody in a post, with an e-mail address."""
    someone = User.objects.create_user("first", email="first@example.org", full_name="First Person")
    Post.objects.create(person=someone, unit=unit, capacity="handler", starts_on=date(2020, 1, 1))
    return someone


@pytest.fixture
def other(unit) -> User:
    """Somebody in a post, without an e-mail address."""
    someone = User.objects.create_user("second", full_name="Second Person")
    Post.objects.create(person=someone, unit=unit, capacity="head", starts_on=date(2020, 1, 1))
    return someone
