"""The sender urges once a working day; everybody on the case sees how often."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, FileCheck, Urge
from portal.approvals.reminders import urging
from portal.approvals.states import CaseState
from portal.calendars.working_days import ZONE
from portal.notices.models import Notice
from portal.organisation.models import Post
from tests import factories
from tests.calendars.test_working_days import CALENDAR
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 9, 30, 9, 0, tzinfo=ZONE)  # the day before National Day


@pytest.fixture
def case(site) -> Case:
    with time_machine.travel(WEDNESDAY, tick=False):
        liaison = site.department.registration.liaison
        made = services.open_case(factories.draft_disclosure(site, formed_on=WEDNESDAY.date()), liaison)
        return services.send(made.pk, liaison, made.version, declaration=DECLARED)


def at(moment: datetime, case: Case, person) -> str:
    """Urge, and return why not."""
    with time_machine.travel(moment, tick=False):
        try:
            urging.urge(case.pk, person)
        except ActRefused as refusal:
            return " ".join(refusal.reasons)
    return ""


def test_once_a_working_day_and_the_holidays_are_none(site, case):
    registration = site.department.registration
    assert at(WEDNESDAY, case, registration.liaison) == ""
    assert "2026-10-08" in at(WEDNESDAY + timedelta(hours=3), case, registration.liaison)
    assert "2026-10-08" in at(WEDNESDAY + timedelta(days=2), case, registration.liaison)
    assert at(WEDNESDAY + timedelta(days=8), case, registration.liaison) == ""
    assert Urge.objects.count() == 2
    assert Notice.objects.filter(person=registration.secrecy, text__contains="催办").count() == 2
    assert Entry.objects.filter(act="case.urged", case_number=case.number, actor=registration.liaison).count() == 2


def test_while_its_files_are_checked_nobody_is_asked_for_a_stand_in(site):
    liaison = site.department.registration.liaison
    page = factories.draft_disclosure(site, formed_on=WEDNESDAY.date())
    factories.attach(page, factories.document())
    FileCheck.objects.all().delete()
    with time_machine.travel(WEDNESDAY, tick=False):
        case = services.open_case(page, liaison)
        case = services.send(case.pk, liaison, case.version, declaration=DECLARED)
    assert case.state == CaseState.SCREENING
    refusal = at(WEDNESDAY, case, liaison)
    assert "附件" in refusal and "代理" not in refusal


def test_only_the_sender_and_only_while_it_waits(site, case):
    registration = site.department.registration
    assert at(WEDNESDAY, case, registration.handler)
    with time_machine.travel(WEDNESDAY, tick=False):
        services.return_case(case.pk, registration.secrecy, case.version, "有错字")
    assert at(WEDNESDAY, case, registration.liaison)
    assert not Urge.objects.exists()


def test_where_nobody_sits_the_sender_is_told_so(site, case):
    registration = site.department.registration
    Post.objects.filter(person=registration.secrecy).update(ends_on=date(2026, 9, 29))
    assert "代理人" in at(WEDNESDAY, case, registration.liaison)
    assert not Urge.objects.exists()


def test_the_case_shows_how_often_and_when_to_everybody_on_it(client, site, case):
    registration = site.department.registration
    with time_machine.travel(WEDNESDAY, tick=False):
        client.force_login(registration.liaison)
        page = reverse("approvals:case", args=[case.pk])
        assert reverse("approvals:urge", args=[case.pk]) in client.get(page).content.decode()
        assert client.post(reverse("approvals:urge", args=[case.pk])).status_code == 302
        shown = client.get(page).content.decode()
        assert reverse("approvals:urge", args=[case.pk]) not in shown and "2026-10-08" in shown
        client.force_login(registration.head)
        assert "2026-09-30 09:00" in client.get(page).content.decode()
        client.force_login(site.department.farmland.liaison)
        assert client.post(reverse("approvals:urge", args=[case.pk])).url == reverse("wagtailadmin_home")


@given(start=st.dates(date(2026, 1, 1), date(2026, 11, 1)), length=st.integers(1, 40))
def test_who_asks_every_day_may_urge_on_each_working_day(start, length):
    last, days = None, []
    for offset in range(length):
        today = start + timedelta(days=offset)
        again = urging.next_day(last, today, CALENDAR)
        assert again >= today and CALENDAR.is_working(again)
        if again == today:
            last = today
            days.append(today)
    assert days == [day for n in range(length) if CALENDAR.is_working(day := start + timedelta(days=n))]
