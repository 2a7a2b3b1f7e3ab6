"""A hot issue that registration has to respond to."""

from __future__ import annotations

import pytest

from interaction.hot_issues import services
from interaction.hot_issues.models import HotIssue, Response
from tests import factories

SAID = {"title": "老旧小区加装电梯如何登记", "about": "多位市民在热线反映。", "seen_at": "12345 热线", "grave": False}


@pytest.fixture
def staff(department: factories.Department) -> factories.Staff:
    """The people of the unit that responds."""
    return department.registration


@pytest.fixture
def asked(department, staff) -> HotIssue:
    """An issue for which the Office asks registration within three working days."""
    return services.ask(staff.unit, department.office.liaison, days=3, **SAID)


def drafted(issue: HotIssue, staff: factories.Staff, **fields) -> Response:
    """Return a response that was written, and not sent."""
    values = {
        "title": "关于老旧小区加装电梯登记问题的回应",
        "concern": "加装电梯后是否需要办理变更登记。",
        "text": "加装电梯不改变房屋专有部分面积的，无需办理变更登记。",
        "made_by": staff.liaison,
    }
    return Response.objects.create(issue=issue, **{**values, **fields})


@pytest.fixture
def signed_in(client):
    """Return a function that signs somebody in."""

    def sign_in(person):
        client.force_login(person, backend="portal.organisation.backends.PostBackend")
        return client

    return sign_in
