"""Entering a year: who may, what is said about bad lines, and that open deadlines follow (law 3)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from portal.approvals import services
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from tests import factories
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D3")]
NEW_YEAR = datetime(2026, 12, 28, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_only_the_office_enters_years(site, client):
    client.force_login(site.department.registration.liaison)
    assert client.get(reverse("oversight:calendar")).status_code in (302, 403)
    client.force_login(site.department.office.handler)
    assert client.get(reverse("oversight:calendar")).status_code == 200


def test_a_line_that_is_no_day_is_named(site, client):
    client.force_login(site.department.office.head)
    answer = client.post(reverse("oversight:calendar"), {"year": 2027, "off": "元旦", "source": "x"})
    assert "元旦" in answer.content.decode()


def test_a_provisional_deadline_is_counted_again_and_recorded(site, client):
    with time_machine.travel(NEW_YEAR, tick=False):
        page = factories.draft_disclosure(site, formed_on=date(2026, 12, 28))
        case = services.open_case(page, site.department.registration.liaison)
        case = services.send(case.pk, site.department.registration.liaison, case.version, declaration=DECLARED)
        assert case.provisional
        client.force_login(site.department.office.head)
        off = "2027-01-01 元旦\n2027-01-04 调休"
        client.post(reverse("oversight:calendar"), {"year": 2027, "off": off, "work": "", "source": "国办发明电"})
    again = Case.objects.get(pk=case.pk)
    assert not again.provisional and again.due_at > case.due_at
    assert Entry.objects.filter(act="case.recounted", case_number=case.number).exists()
    assert Entry.objects.filter(act="calendar.entered").exists()
