"""Versions in the lists of staff: how their newest cases stand, and which of them the public reads."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interaction.hot_issues import services as hot_issues
from interaction.hot_issues.models import Response
from interaction.versions import Version, stood, versions_of
from portal.approvals.states import CaseState
from portal.demonstration import acts

from .hot_issues.conftest import SAID, drafted

DONE = CaseState.CARRIED_OUT


def version(name: str, state: str, live: bool = False) -> Version:
    return Version(SimpleNamespace(name=name, live=live), state)


@pytest.mark.django_db
def test_each_says_how_its_newest_case_stands(department):
    staff = department.registration
    issue = hot_issues.begin(staff.unit, staff.liaison, **SAID)
    acts.approve(drafted(issue, staff), staff.liaison, timezone.now())
    drafted(issue, staff, title="又一稿")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = versions_of(hot_issues.KIND, Response.objects.order_by("pk"))
    assert [str(row.state) for row in found] == ["已办结", "草稿"] and len(asked) == 2
    assert stood(found) == found[0].row


def test_the_one_in_public_stood_whichever_is_newest():
    rows = [version("草稿", ""), version("新", DONE), version("公开", DONE, live=True)]
    assert stood(rows).name == "公开"


def test_when_none_is_public_the_newest_that_was():
    rows = [version("退回", CaseState.RETURNED), version("新", DONE), version("旧", DONE)]
    assert stood(rows).name == "新" and stood(rows[:1]) is None
