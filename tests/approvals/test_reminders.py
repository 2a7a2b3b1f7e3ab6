"""The clock of a case reminds, and its overrun is recorded: each once, by the one calendar, whatever stood still."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, ClockMark, FileCheck
from portal.approvals.reminders import thresholds
from portal.approvals.reminders.evidence import stays
from portal.approvals.reminders.services import go_round, passed
from portal.approvals.states import CaseState
from portal.calendars.services import enter_year
from portal.calendars.working_days import ZONE, WorkCalendar, end_of
from portal.notices.models import Notice
from portal.oversight.models import AccountabilityRecord
from tests import factories
from tests.calendars.test_working_days import CALENDAR
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db
# A Monday; formed on it, a disclosure is due at the end of the next Monday: 23 November.
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)


@pytest.fixture
def case(site) -> Case:
    """A disclosure formed and sent on MONDAY; it waits for the secrecy review."""
    with time_machine.travel(MONDAY, tick=False):
        liaison = site.department.registration.liaison
        made = services.open_case(factories.draft_disclosure(site, formed_on=MONDAY.date()), liaison)
        return services.send(made.pk, liaison, made.version, declaration=DECLARED)


def round_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        go_round()


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=ZONE)


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person, topic="case.clock").order_by("pk").values_list("text", flat=True))


def marks() -> list[tuple[str, bool]]:
    return list(ClockMark.objects.order_by("at", "pk").values_list("code", "told"))


@pytest.mark.clause("D3")
@pytest.mark.clause("O9")
def test_reminded_before_on_the_day_and_told_after_it_each_once(site, case):
    registration, office = site.department.registration, site.department.office
    assert case.due_at.astimezone(ZONE).date() == date(2026, 11, 23)
    for day in (16, 17, 18):
        round_at(on(day))
    assert marks() == []
    for moment in (on(19), on(19, 12), on(20), on(21), on(22)):
        round_at(moment)
    assert marks() == [("ahead", True)]
    assert len(told(registration.secrecy)) == len(told(registration.liaison)) == 1 and told(registration.head) == []
    round_at(on(23))
    round_at(on(23, 15))
    assert marks() == [("ahead", True), ("today", True)]
    round_at(on(24))
    round_at(on(25))
    assert marks()[2:] == [("overdue", True)]
    assert len(told(registration.head)) == len(told(office.head)) == len(told(office.liaison)) == 1
    assert told(registration.leader) == []
    round_at(on(26))
    assert marks()[3:] == [("escalated", True)] and len(told(registration.leader)) == 1
    acts = Entry.objects.filter(case_number=case.number, act__startswith="clock.").order_by("seq")
    assert list(acts.values_list("act", flat=True)) == [
        "clock.ahead",
        "clock.today",
        "clock.overdue",
        "clock.escalated",
    ]


@pytest.mark.clause("O7")
def test_after_a_standstill_the_last_reminder_is_given_and_the_overrun_is_recorded(site, case):
    round_at(on(26))
    assert marks() == [("ahead", False), ("today", False), ("overdue", True), ("escalated", True)]
    found = AccountabilityRecord.objects.get()
    assert (found.unit, found.case, found.due_at) == (case.unit, case, case.due_at)
    assert found.evidence["working_days_over"] == 3 and found.evidence["clock"] == case.clock


@pytest.mark.clause("O7")
def test_carried_out_late_it_is_recorded_with_the_desks_where_it_lay(site, case):
    registration = site.department.registration
    with time_machine.travel(on(18), tick=False):
        case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    with time_machine.travel(on(25), tick=False):
        services.agree(case.pk, registration.head, case.version)
    round_at(on(26))
    round_at(on(27))
    found = AccountabilityRecord.objects.get()
    (note,) = found.notes.all()
    assert (
        note.kind == "ended"
        and note.evidence["closed"].startswith("2026-11-25")
        and note.evidence["working_days_over"] == 2
    )
    lay = [(stay["who"], stay["days"]) for stay in note.evidence["stays"]]
    assert lay == [(str(registration.secrecy), 2), (str(registration.head), 5)]
    assert Entry.objects.filter(case_number=case.number, act="clock.ended").count() == 1


def test_carried_out_in_time_nothing_is_recorded(site, case):
    registration = site.department.registration
    with time_machine.travel(on(18), tick=False):
        case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
        services.agree(case.pk, registration.head, case.version)
    round_at(on(27))
    assert marks() == [] and not AccountabilityRecord.objects.exists()


def test_the_clock_of_what_was_returned_runs_on(site, case):
    registration = site.department.registration
    with time_machine.travel(on(17), tick=False):
        services.return_case(case.pk, registration.secrecy, case.version, "有错字")
    round_at(on(24))
    assert ("overdue", True) in marks()
    lay = [(stay.who, stay.until is None) for stay in stays(Case.objects.get(pk=case.pk), on(24))]
    assert lay == [(str(registration.secrecy), False), (str(registration.liaison), True)]


@pytest.mark.clause("D3")
def test_what_waits_for_its_time_does_not_lie_with_its_maker(site):
    """Nor does what waits for the check of its files: it would count against the unit."""
    registration = site.department.registration
    with time_machine.travel(MONDAY, tick=False):
        case = services.open_case(factories.draft_disclosure(site, formed_on=MONDAY.date()), registration.liaison)
        case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED, not_before=on(30))
        case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
        case = services.agree(case.pk, registration.head, case.version)
        checked = factories.draft_disclosure(site, "with-file", document_number="", formed_on=MONDAY.date())
        factories.attach(checked, factories.document())
        FileCheck.objects.all().delete()
        checked = services.open_case(checked, registration.liaison)
        checked = services.send(checked.pk, registration.liaison, checked.version, declaration=DECLARED)
    assert (case.state, checked.state) == (CaseState.APPROVED, CaseState.SCREENING)
    last = [stays(each, on(24))[-1] for each in (case, checked)]
    assert [stay.until for stay in last] == [None, None]
    assert not {stay.who for stay in last} & {str(registration.liaison), "空缺"}
    assert len({stay.where for stay in last} - {"在报送人处"}) == 2


@pytest.mark.clause("D3")
def test_a_clock_counted_anew_begins_anew_and_the_record_says_so(site, case):
    round_at(on(24))
    holidays = [date(2026, 11, day) for day in (19, 20)]
    with time_machine.travel(on(24, 10), tick=False):
        enter_year(2026, holidays, [], site.department.office.head, source="t")
        moved = Case.objects.get(pk=case.pk)
        assert moved.due_at.astimezone(ZONE).date() == date(2026, 11, 25)
        go_round()
        go_round()
    (note,) = AccountabilityRecord.objects.get().notes.all()
    assert note.kind == "moved"
    round_at(on(26))
    assert AccountabilityRecord.objects.count() == 2


def test_what_was_recorded_never_changes(site, case):
    round_at(on(26))
    for rows in (AccountabilityRecord.objects.all(), ClockMark.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(due_at=on(30))
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete() if rows.model is ClockMark else rows._raw_delete(rows.db)


def test_the_round_costs_the_same_however_many_clocks_run_when_nothing_is_due(site, case, django_assert_num_queries):
    with time_machine.travel(on(17), tick=False):
        go_round()
        with django_assert_num_queries(6):
            go_round()


@pytest.mark.parametrize(
    ("days", "fine"), [({"ahead": -3}, True), ({"ahead": 0}, False), ({"today": 1}, False), ({"escalated": 1}, False)]
)
def test_the_office_sets_the_days_within_bounds(site, days, fine):
    office = site.department.office
    with pytest.raises(ActRefused):
        thresholds.set_days({"ahead": -3}, site.department.registration.head)
    if fine:
        thresholds.set_days(days, office.liaison)
        assert {row.code: row.days for row in thresholds.in_force()}["ahead"] == -3
        assert Entry.objects.filter(act="clock.thresholds_set").get().data == {"ahead": {"from": -2, "to": -3}}
    else:
        with pytest.raises(ActRefused):
            thresholds.set_days(days, office.liaison)


def test_the_page_of_the_thresholds(client, site):
    client.force_login(site.department.registration.head)
    url = reverse("approvals:thresholds")
    assert client.get(url).url == reverse("wagtailadmin_home")
    client.force_login(site.department.office.liaison)
    assert client.post(url, {"ahead": "4", "escalated": "5"}).status_code == 302
    assert {row.code: row.days for row in thresholds.in_force()} == {
        "ahead": -4,
        "today": 0,
        "overdue": 1,
        "escalated": 5,
    }
    answer = client.post(url, {"ahead": "99", "escalated": "5"})
    assert [str(m) for m in messages.get_messages(answer.wsgi_request)] and b'value="99"' in answer.content


RULES = [thresholds.Threshold(code=code, days=days) for code, (days, _who) in thresholds.DEFAULTS.items()]


@given(
    due=st.dates(date(2026, 1, 10), date(2026, 12, 20)), offsets=st.lists(st.integers(-20 * 24, 20 * 24), max_size=8)
)
@settings(max_examples=200, deadline=None)
def test_thresholds_pass_in_order_and_never_before_their_working_day(due, offsets):
    """Over holidays and make-up days alike (law 3)."""
    due_at = end_of(due)
    before: set[str] = set()
    for hours in sorted(offsets):
        now = due_at + timedelta(hours=hours)
        codes = {rule.code for rule in passed(RULES, due_at, now, CALENDAR)}
        assert before <= codes
        before = codes
        today = now.astimezone(ZONE).date()
        between = worked(CALENDAR, today, due) if today <= due else -worked(CALENDAR, due, today)
        assert ("ahead" in codes) == (between <= 2 or now > due_at)
        assert ("today" in codes) == (between <= 0)
        assert ("overdue" in codes) == (now > due_at)
        assert ("escalated" in codes) == (now > due_at and between <= -3)


def worked(works: WorkCalendar, after: date, until: date) -> int:
    """Working days after one day until another, counted by hand."""
    days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    return len([day for day in days if works.look_at(day).counted])


def test_a_reminder_says_how_many_days_are_really_left(site, case):
    round_at(on(20))
    (sentence,) = told(site.department.registration.secrecy)
    assert "1 个工作日" in sentence and "2026-11-23" in sentence
