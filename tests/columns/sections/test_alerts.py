"""Who is told when a section is due soon or overdue: each turn once, on working days, on record (clauses G3, O9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from columns.models import ColumnPage, DutyAlert
from columns.sections import alerts, excuses
from columns.sections.alerts import go_round
from portal.addons import registry
from portal.approvals.ledger.models import Entry
from portal.calendars.services import calendar
from portal.calendars.working_days import local_date
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow
from portal.outbox.periodic import put_due
from portal.outbox.services import drain
from portal.oversight.models import AccountabilityRecord
from tests import factories
from tests.columns.sections.test_duty import updated, worked

pytestmark = pytest.mark.django_db
WORKED, WEEKEND = date(2026, 11, 26), date(2026, 11, 28)


@pytest.fixture
def column(site) -> ColumnPage:
    factories.public_disclosure(site)
    Notice.objects.all().delete()
    return ColumnPage.objects.get(pk=site.column.pk)


def told() -> dict[str, int]:
    """How many notices about duties each person has."""
    names = Notice.objects.filter(topic=alerts.TOPIC).values_list("person__username", flat=True)
    return {name: list(names).count(name) for name in names}


def acts_on(column) -> list[str]:
    entries = Entry.objects.filter(subject=f"column:{column.pk}", act__in=("section.due_soon", "section.overdue"))
    return list(entries.order_by("seq").values_list("act", flat=True))


@pytest.mark.clause("G3")
@pytest.mark.clause("O9")
def test_the_liaison_hears_of_amber_head_and_office_of_red_each_once(site, column):
    assert go_round(WORKED) == 0 and not told()
    updated(site, 25)
    assert go_round(WORKED) == 1 and go_round(WORKED) == 0
    assert told() == {"registration-liaison": 1}
    updated(site, 31)
    assert go_round(WORKED) == 1 and go_round(WORKED) == 0
    assert told() == {"registration-liaison": 2, "registration-head": 1, "office-head": 1, "office-liaison": 1}
    assert acts_on(column) == ["section.due_soon", "section.overdue"]
    assert Notice.objects.filter(url=alerts.address(column.pk)).count() == 5
    assert list(DutyAlert.objects.order_by("pk").values_list("signal", "until")) == [("amber", WORKED), ("red", None)]


def test_after_an_update_the_next_turn_is_told_again(site, column):
    updated(site, 31)
    assert go_round(WORKED) == 1
    updated(site, 0)
    assert go_round(WORKED) == 0 and not DutyAlert.objects.filter(until=None).exists()
    updated(site, 31)
    assert go_round(WORKED) == 1 and told()["registration-head"] == 2


def test_nobody_is_told_on_a_day_off(site, column):
    updated(site, 31)
    assert go_round(WEEKEND) == 0 and not told() and not DutyAlert.objects.exists()


@pytest.mark.clause("O7")
def test_red_is_recorded_against_the_unit_with_its_evidence(client, site, column):
    updated(site, 40)
    go_round(WORKED)
    found = AccountabilityRecord.objects.get()
    assert (found.kind, found.unit, found.clause) == ("update", site.department.registration.unit, "G3")
    assert found.evidence["left"] == -10 and column.title in found.evidence["text"]
    assert timezone.localtime(found.due_at).date() == factories.today() - timedelta(days=10)
    client.force_login(site.department.registration.head)
    page = client.get(f"/admin/accountability/{found.pk}/").content.decode()
    assert "政务公开 › 政策文件" in page and "未按时更新" in page


@pytest.mark.clause("O7")
def test_updated_after_all_its_record_says_when_and_how_late(client, site, column):
    updated(site, 40)
    go_round(WORKED)
    updated(site, 3)
    go_round(WORKED)
    go_round(WORKED)
    [note] = AccountabilityRecord.objects.get().notes.all()
    due, day = factories.today() - timedelta(days=10), factories.today() - timedelta(days=3)
    assert note.kind == "updated" and local_date(datetime.fromisoformat(note.evidence["last"])) == day
    assert note.evidence["working_days_over"] == worked(calendar(), due, day)
    client.force_login(site.department.registration.head)
    assert "逾期更新" in client.get(f"/admin/accountability/{note.record_id}/").content.decode()


@pytest.mark.clause("O7")
def test_what_ends_otherwise_stays_open_on_the_record(site, column):
    updated(site, 40)
    go_round(WORKED)
    factories.retire(site)
    go_round(WORKED)
    assert not AccountabilityRecord.objects.get().notes.exists()


def test_amber_is_no_overrun(site, column):
    updated(site, 25)
    go_round(WORKED)
    assert not AccountabilityRecord.objects.exists()


def test_what_is_excused_is_told_to_nobody_until_its_day(site, column):
    registration = site.department.registration
    updated(site, 31)
    excuses.excuse(column, registration.liaison, factories.today() + timedelta(days=3), "系统升级")
    assert go_round(WORKED) == 0 and not told()


def test_a_retired_section_ends_its_alert(site, column):
    updated(site, 31)
    go_round(WORKED)
    factories.retire(site)
    assert go_round(WORKED) == 0 and not DutyAlert.objects.filter(until=None).exists()


def test_the_round_comes_by_the_outbox_once_a_day(site, column):
    assert alerts.ROUND_JOB in registry.by_name("jobs") and alerts.ROUND_JOB in put_due()
    assert alerts.ROUND_JOB not in put_due()
    OutboxRow.objects.exclude(job=alerts.ROUND_JOB).delete()
    updated(site, 40)
    drain()
    row = OutboxRow.objects.get(job=alerts.ROUND_JOB)
    assert row.status == "done" and alerts.ROUND_JOB not in put_due(timezone.now() + timedelta(hours=23))
    assert alerts.ROUND_JOB in put_due(timezone.now() + timedelta(hours=25))
