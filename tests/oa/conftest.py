import pytest

from tests import factories
from tests.oa.signed import Connected, connect


@pytest.fixture
def oa(site: factories.Site) -> Connected:
    """The OA, calling for registration's liaison."""
    department = site.department
    return connect(department.registration.liaison, department.registration.unit, by=department.office.head)
