"""One site for all attacks of a module: built once, and rolled back to after each test."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.plugins import guard


@pytest.fixture(scope="module")
def _stage(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield guard.build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(_stage: guard.World, db) -> guard.World:
    return _stage


@pytest.fixture(params=["superuser", "maker"])
def who(request: pytest.FixtureRequest) -> str:
    """Attacks in the admin are made as a superuser and as the author."""
    return request.param
