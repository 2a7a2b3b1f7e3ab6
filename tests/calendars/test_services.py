from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from portal.calendars import services
from portal.calendars.models import CalendarDay, CalendarYear
from portal.calendars.signals import calendar_year_entered
from portal.calendars.working_days import end_of

pytestmark = pytest.mark.django_db

# A plausible year, of no announcement.
OFF_2027 = {date(2027, 1, 1): "New Year's Day", date(2027, 1, 4): "New Year's Day", date(2027, 10, 1): "National Day"}
WORK_2027 = {date(2027, 1, 9): "New Year's Day"}


class Person:
    full_name = "Li Ming"

    def __str__(self):
        return "liming"


@pytest.fixture
def heard():
    calls = []

    def listen(sender, **arguments):
        calls.append(arguments)

    calendar_year_entered.connect(listen)
    yield calls
    calendar_year_entered.disconnect(listen)


@pytest.mark.clause("D3")
def test_the_calendar_knows_the_published_years():
    calendar = services.calendar()

    assert calendar.knows(2026)
    assert not calendar.is_working(date(2026, 10, 5))
    assert calendar.is_working(date(2026, 10, 10))


@pytest.mark.clause("D3")
def test_an_unknown_year_is_provisional_until_it_is_entered(year_2027_unknown):
    start = date(2026, 12, 30)
    before = services.calendar().deadline(start, 5)

    services.enter_year(2027, OFF_2027, WORK_2027, Person())
    after = services.calendar().deadline(start, 5)

    assert (before.provisional, before.due) == (True, end_of(date(2027, 1, 6)))
    assert (after.provisional, after.due) == (False, end_of(date(2027, 1, 8)))


@pytest.mark.clause("D3")
@time_machine.travel("2027-06-01T10:00:00+08:00", tick=False)
def test_nothing_stops_in_june_2027(year_2027_unknown):
    deadline = services.calendar().deadline(date(2027, 6, 1), 5)

    assert deadline.provisional
    assert deadline.due == end_of(date(2027, 6, 8))
    assert services.year_to_enter() == 2027


def test_what_is_entered_counts_before_what_the_package_says():
    services.enter_year(2026, [date(2026, 11, 17)], [], "Office")

    calendar = services.calendar()

    assert not calendar.is_working(date(2026, 11, 17))
    assert calendar.is_working(date(2026, 10, 5))
    assert not calendar.is_working(date(2026, 10, 10))


def test_the_calendar_costs_one_query_until_a_year_is_entered(django_assert_num_queries, year_2027_unknown):
    services.calendar()
    with django_assert_num_queries(1):
        first = services.calendar()
    with django_assert_num_queries(1):
        assert services.calendar() is first

    services.enter_year(2027, OFF_2027, WORK_2027, Person())

    assert services.calendar().knows(2027)


def test_another_process_sees_the_entry_at_once(year_2027_unknown):
    services.calendar()
    # As another process would write it: nothing in this one is told.
    row = CalendarYear.objects.create(year=2027, entered_by_name="x", entered_at="2026-11-20T00:00:00Z")
    CalendarDay.objects.create(date=date(2027, 10, 1), is_working=False, name="National Day")
    assert not services.calendar().is_working(date(2027, 10, 1))

    row.delete()

    assert services.calendar().is_working(date(2027, 10, 1))


def test_an_entry_that_is_rolled_back_leaves_no_trace(year_2027_unknown):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.enter_year(2027, OFF_2027, WORK_2027, Person())
        assert services.calendar().knows(2027)
        raise RuntimeError

    assert not services.calendar().knows(2027)


def test_the_year_is_recorded_with_who_and_from_where(heard):
    row = services.enter_year(2027, OFF_2027, WORK_2027, Person(), source="Announcement 1")

    assert (row.year, row.source, row.entered_by_name) == (2027, "Announcement 1", "Li Ming")
    assert row.entered_at is not None
    days = CalendarDay.objects.values_list("date", "is_working", "name")
    assert set(days) == {
        *((day, False, name) for day, name in OFF_2027.items()),
        *((day, True, name) for day, name in WORK_2027.items()),
    }
    assert [(call["year"], call["calendar_year"], call["replaced"]) for call in heard] == [(2027, row, False)]


def test_entering_again_replaces_the_days(heard):
    services.enter_year(2027, OFF_2027, WORK_2027, Person())
    services.enter_year(2027, [date(2027, 5, 3)], [], "Office")

    assert [day.date for day in CalendarDay.objects.all()] == [date(2027, 5, 3)]
    assert CalendarYear.objects.get().entered_by_name == "Office"
    assert [call["replaced"] for call in heard] == [False, True]


def test_days_that_cannot_be_right_are_refused_with_every_reason(heard):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        services.enter_year(
            2027,
            [date(2027, 10, 1), date(2026, 10, 2), date(2027, 1, 9)],
            [date(2027, 1, 9), date(2027, 10, 5)],
            Person(),
        )

    assert refusal.value.messages == [
        "2026-10-02 does not lie in 2027.",
        "2027-01-09 can't be a day off and a make-up day.",
        "2027-10-05 is no weekend day, so it can't be a make-up day.",
    ]
    assert not CalendarYear.objects.exists()
    assert heard == []


def test_a_year_without_holidays_is_refused():
    with pytest.raises(ValidationError):
        services.enter_year(2027, [], [], Person())


@pytest.mark.parametrize(
    ("today", "asked_for"),
    [(date(2026, 10, 31), None), (date(2026, 11, 1), 2027), (date(2026, 12, 31), 2027), (date(2027, 1, 1), 2027)],
)
def test_the_next_year_is_asked_for_two_months_ahead(today, asked_for, year_2027_unknown):
    assert services.year_to_enter(today) == asked_for


def test_no_year_is_asked_for_once_it_is_entered(year_2027_unknown):
    services.enter_year(2027, OFF_2027, WORK_2027, Person())

    assert services.year_to_enter(date(2026, 12, 1)) is None


@pytest.mark.parametrize("text", ["National Day", "public holiday"])
def test_a_holiday_explains_itself(text):
    with translation.override("en"):
        assert text in services.calendar().look_at(date(2026, 10, 1)).text
