"""An interview that is announced and about to begin, and who records and reviews it."""

from __future__ import annotations

import pytest

from interaction.live.models import Interview
from tests import factories
from tests.interaction.live.building import announced


@pytest.fixture
def staff(department: factories.Department) -> factories.Staff:
    """The people of the unit that holds the interview."""
    return department.registration


@pytest.fixture
def interview(staff) -> Interview:
    """An announced interview; its unit head approved."""
    return announced(staff)


@pytest.fixture
def signed_in(client):
    """Return a function that signs somebody in."""

    def sign_in(person):
        client.force_login(person, backend="portal.organisation.backends.PostBackend")
        return client

    return sign_in
