import pytest

from portal.registers import checks
from portal.registers.models import SiteMarks

pytestmark = pytest.mark.django_db


def test_operators_are_warned_while_no_marks_are_live(make_live):
    row = SiteMarks.objects.create(organisation_name="D", identification_code="4400000001", sponsor="D")
    assert [warning.id for warning in checks.marks_are_live(None, databases=["default"])] == ["gongkai.W001"]

    make_live(row)

    assert checks.marks_are_live(None, databases=["default"]) == []


def test_without_a_database_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert checks.marks_are_live(None) == []
