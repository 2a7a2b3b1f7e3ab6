"""How sections stand against their duty to be updated: arithmetic, what counts as an update, which rule holds (G3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from columns import reading
from columns.models import ColumnPage, DutyRule, ReopeningRequest, RetirementRequest
from columns.sections import duty
from columns.sections.duty import Duty, Signal
from portal.approvals.permits import page_permit
from portal.calendars.services import calendar
from portal.calendars.working_days import WorkCalendar
from tests import factories, topics
from tests.columns.test_reading import dated
from tests.factories import acts

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
calendars = st.builds(
    WorkCalendar,
    st.sampled_from([{2020, 2021}, set(range(2020, 2032))]),
    st.sets(days, max_size=6),
    st.sets(days.filter(lambda day: day.weekday() >= 5), max_size=3),
)
# However slow the machine is: what is proved is arithmetic.
slowly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
duties = st.builds(Duty, st.integers(1, 400), st.booleans(), st.integers(0, 100))


def worked(works: WorkCalendar, after: date, until: date) -> int:
    return sum(works.is_working(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))


@slowly
@given(owed=duties, since=days, works=calendars)
def test_the_due_day_is_the_last_of_so_many_days(owed, since, works):
    due, provisional = owed.due(since, works)
    if owed.in_working_days:
        assert works.is_working(due) and worked(works, since, due) == owed.days
        between = {since.year + n for n in range((due.year - since.year) + 1)}
        assert not provisional or not between <= works.known_years
    else:
        assert due == since + timedelta(days=owed.days) and not provisional


@slowly
@given(owed=duties, since=days, works=calendars, later=st.integers(0, 600))
def test_red_begins_on_the_day_after_the_due_day_and_never_before(owed, since, works, later):
    due, _provisional = owed.due(since, works)
    today = since + timedelta(days=later)
    left = owed.left(due, today, works)
    assert (owed.signal(left) == Signal.RED) == (today > due) == (left < 0)


@slowly
@given(owed=duties, since=days, works=calendars)
def test_a_signal_only_gets_worse_while_nothing_comes(owed, since, works):
    due, _provisional = owed.due(since, works)
    worse = [Signal.GREEN, Signal.AMBER, Signal.RED]
    signals = [
        worse.index(owed.signal(owed.left(due, since + timedelta(days=n), works)))
        for n in range(0, (due - since).days + 5, 3)
    ]
    assert signals == sorted(signals)


def test_amber_is_the_last_part_of_the_time():
    owed = Duty(10, amber_percent=20)
    assert [owed.signal(left) for left in (10, 3, 2, 0, -1)] == ["green", "green", "amber", "amber", "red"]
    assert Duty(10, amber_percent=0).signal(0) == Signal.AMBER


@pytest.mark.clause("G3")
def test_working_days_are_those_of_the_official_calendar():
    """A week of holiday, made up for on a Sunday and a Saturday: ten working days after 22 September 2025."""
    known = WorkCalendar({2025}, [date(2025, 10, n) for n in range(1, 9)], [date(2025, 9, 28), date(2025, 10, 11)])
    assert Duty(10, in_working_days=True).due(date(2025, 9, 22), known)[0] == date(2025, 10, 11)
    assert Duty(10).due(date(2025, 9, 22), known)[0] == date(2025, 10, 2)


# --- with a site ----------------------------------------------------------------------------------------------------
def standing(column) -> duty.Standing:
    return duty.read([column.pk])[0]


def change(column, **values) -> None:
    with page_permit(column, "test", None):
        ColumnPage.objects.filter(pk=column.pk).update(**values)


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def column(site) -> ColumnPage:
    """The site's column, active, its one document published today; its contract asks for an update in 30 days."""
    factories.public_disclosure(site)
    return ColumnPage.objects.get(pk=site.column.pk)


def updated(site, days: int) -> None:
    """Let everything of the column have happened so many days ago."""
    from columns.models import Disclosure, Life
    from portal.approvals.permits import table_permit

    for document in Disclosure.objects.all():
        dated(document, first_published_at=ago(days))
    with table_permit(Life._meta.db_table, "test", None):
        Life.objects.update(activated_at=ago(days))


@pytest.mark.django_db
@pytest.mark.clause("G3")
def test_each_column_shows_its_last_update_against_its_duty(site, column):
    for days, signal, text in (
        (0, "green", "正常"),
        (24, "amber", "还有 6 天"),
        (30, "amber", "今日到期"),
        (31, "red", "逾期 1 天"),
    ):
        updated(site, days)
        found = standing(column)
        assert (found.signal, str(found.badge.text)) == (signal, text)
        assert found.due == factories.today() + timedelta(days=30 - days) and found.left == 30 - days
    assert found.unit == site.department.registration.unit and found.path == "政务公开 › 政策文件"


@pytest.mark.django_db
def test_an_own_contract_may_count_in_working_days(site, column):
    change(column, update_days=5, in_working_days=True)
    updated(site, 3)
    found = standing(column)
    assert found.due == calendar().deadline(ago(3), 5).due.date()
    assert found.left == calendar().remaining(found.due, factories.today())


@pytest.mark.django_db
def test_imports_are_no_update(site, column):
    updated(site, 31)
    document = factories.public_disclosure(site, "new", title="新文件", document_number="岭自然资规〔2026〕9号")
    assert standing(column).signal == Signal.GREEN
    dated(document, is_import=True)
    assert standing(column).signal == Signal.RED


@pytest.mark.django_db
def test_what_stands_in_a_column_below_or_in_a_merged_one_is_an_update(site, column):
    registration = site.department.registration
    change(site.section, update_days=30)
    updated(site, 5)
    section = standing(site.section)
    assert section.last == standing(column).last
    other = factories.open_column(registration, site.section, "other", "通知公告")
    factories.public_disclosure(factories.Site(site.department, site.home, site.section, other), "o", title="通知")
    dated(factories.Disclosure.objects.get(slug="o"), first_published_at=ago(1))
    assert standing(column).last != reading.last_update(other)
    request = RetirementRequest.objects.create(
        page=other, reason="合并", outcome="merged", merged_into=column, made_by=registration.liaison
    )
    acts.approve(request, registration.liaison, timezone.now())
    assert (
        standing(column).last
        == reading.last_update(column)
        == factories.Disclosure.objects.get(slug="o").first_published_at
    )
    assert standing(other).signal == "" and standing(other).due is None


@pytest.mark.django_db
@pytest.mark.clause("A1")
def test_the_rule_of_its_kind_stands_in_where_the_contract_says_nothing(site, column):
    updated(site, 100)
    change(column, update_days=None)
    found = standing(column)
    assert (
        found.duty.by_rule and found.duty.days == 180 and found.signal == Signal.GREEN and not DutyRule.objects.exists()
    )
    DutyRule.objects.create(kind="disclosure", days=90, source="本厅规定")
    assert standing(column).duty.days == 90 and standing(column).signal == Signal.RED
    DutyRule.objects.update(days=None)
    assert standing(column).duty is None and standing(column).signal == "" and standing(column).badge is None
    change(column, update_days=365)
    DutyRule.objects.update(days=90)
    assert standing(column).signal == Signal.GREEN and "90" in standing(column).stricter_rule
    change(column, update_days=66, in_working_days=True)
    assert "90" in standing(column).stricter_rule, "66 working days are longer than 90 days"
    change(column, update_days=60)
    assert standing(column).stricter_rule == ""


@pytest.mark.django_db
def test_only_active_sections_owe_anything_and_a_reopened_one_begins_anew(site, column):
    registration = site.department.registration
    being_filled = factories.open_column(registration, site.section, "filling", "在建栏目")
    assert standing(being_filled).signal == ""
    updated(site, 100)
    assert standing(column).signal == Signal.RED
    factories.retire(site)
    assert standing(column).signal == ""
    request = ReopeningRequest.objects.create(page=column, reason="仍需要", made_by=registration.liaison)
    acts.approve(request, registration.liaison, timezone.now())
    found = standing(column)
    assert found.signal == Signal.GREEN and found.start == factories.today() and found.last is not None


@pytest.mark.django_db
def test_a_topic_is_updated_when_its_page_is_published(site):
    shown = topics.publish(site, topics.open_topic(site))
    DutyRule.objects.create(kind="topic", days=10)
    found = standing(shown)
    assert found.kind == "topic" and found.last == shown.last_published_at and found.signal == Signal.GREEN
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        assert standing(shown).signal == Signal.RED


@pytest.mark.django_db
def test_a_units_successor_owes_what_it_owed(site, column):
    from portal.organisation.models import Unit

    Unit.objects.filter(pk=site.department.registration.unit.pk).update(
        is_active=False, successor=site.department.farmland.unit
    )
    assert standing(column).unit == site.department.farmland.unit


@pytest.mark.django_db
@pytest.mark.parametrize("columns", [1, 7])
def test_it_asks_as_many_times_for_one_section_as_for_many(site, column, columns):
    registration = site.department.registration
    for number in range(columns):
        other = factories.open_column(registration, site.section, f"more-{number}", f"栏目{number}")
        place = factories.Site(site.department, site.home, site.section, other)
        factories.public_news(place, f"news-{number}")
    duty.read()
    with CaptureQueriesContext(connection) as captured:
        assert len(duty.read()) == columns + 2
    assert len(captured) == QUERIES


QUERIES = 14


def test_all_sections_are_read_however_many(site, monkeypatch):
    for number in range(3):
        factories.open_column(site.department.registration, site.section, f"more-{number}", f"栏目{number}")
    found = [standing.page.pk for standing in duty.read()]
    assert len(found) == 5
    for part in (1, 2, 5):
        monkeypatch.setattr(duty, "AT_ONCE", part)
        assert [standing.page.pk for standing in duty.read()] == found
