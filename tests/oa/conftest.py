"""One site with a connected system for all tests of a module: built once, and rolled back to after each test."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest

from portal.oa.models import System
from tests import factories
from tests.oa.signed import Connected, connect


@pytest.fixture(scope="module")
def _stage(own_stage) -> Iterator[tuple[factories.Site, Connected]]:
    with own_stage():
        site = factories.make_site()
        registration = site.department.registration
        yield site, connect(registration.liaison, registration.unit, by=site.department.office.head)


@pytest.fixture
def site(_stage, db) -> factories.Site:
    return copy.deepcopy(_stage[0])


@pytest.fixture
def oa(_stage, db) -> Connected:
    """The OA, calling for registration's liaison."""
    built = _stage[1]
    return Connected(System.objects.get(pk=built.system.pk), built.token, built.key, built.maker, built.unit)
