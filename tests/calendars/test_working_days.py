from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.calendars.published_years import holidays_of
from portal.calendars.working_days import ZONE, CountedDay, FirstDay, Reason, WorkCalendar, end_of, local_date


def _calendar(*years):
    off, work = {}, {}
    for year in years:
        year_off, year_work = holidays_of(year)
        off |= year_off
        work |= year_work
    return WorkCalendar(years, off, work)


CALENDAR = _calendar(2025, 2026)
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "working", "reason"),
    [
        (date(2026, 10, 1), False, Reason.HOLIDAY),
        (date(2026, 10, 7), False, Reason.HOLIDAY),
        (date(2026, 10, 8), True, Reason.WORKING_DAY),
        (date(2026, 10, 10), True, Reason.MAKE_UP_DAY),
        (date(2026, 9, 20), True, Reason.MAKE_UP_DAY),
        (date(2026, 10, 11), False, Reason.WEEKEND),
        (date(2026, 2, 23), False, Reason.HOLIDAY),
        (date(2027, 10, 1), True, Reason.ASSUMED_WORKING_DAY),
        (date(2027, 10, 2), False, Reason.ASSUMED_WEEKEND),
    ],
)
def test_which_days_are_worked_and_why(day, working, reason):
    assert CALENDAR.is_working(day) is working
    assert CALENDAR.look_at(day).reason == reason


@pytest.mark.clause("D3")
def test_five_working_days_over_national_day_count_the_make_up_saturday():
    deadline = CALENDAR.deadline(date(2026, 9, 29), 5)

    assert deadline.due == datetime(2026, 10, 12, 23, 59, 59, tzinfo=ZONE)
    assert not deadline.provisional
    assert [day.date.day for day in deadline.days if day.counted] == [30, 8, 9, 10, 12]
    assert [day.reason for day in deadline.days if not day.counted] == [Reason.HOLIDAY] * 7 + [Reason.WEEKEND]


@pytest.mark.clause("D3")
def test_five_working_days_in_a_plain_week():
    deadline = CALENDAR.deadline(date(2026, 11, 16), 5)

    assert deadline.due == datetime(2026, 11, 23, 23, 59, 59, tzinfo=ZONE)
    assert [day.date.day for day in deadline.days] == [17, 18, 19, 20, 21, 22, 23]


@pytest.mark.clause("D3")
def test_counting_from_a_day_off_starts_on_the_next_working_day():
    assert CALENDAR.deadline(date(2026, 10, 3), 1).due == end_of(date(2026, 10, 8))


@pytest.mark.clause("D3")
def test_the_start_day_is_the_departments_day_not_the_servers():
    late_in_london = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)

    assert local_date(late_in_london) == date(2026, 11, 17)
    assert CALENDAR.deadline(late_in_london, 1).due == end_of(date(2026, 11, 18))


def test_a_naive_moment_is_the_departments_time():
    assert local_date(datetime(2026, 11, 16, 23, 30)) == date(2026, 11, 16)


@pytest.mark.clause("D3")
def test_a_deadline_that_reaches_into_an_unknown_year_is_provisional():
    deadline = CALENDAR.deadline(date(2026, 12, 30), 5)

    assert deadline.provisional
    assert deadline.due == end_of(date(2027, 1, 6))
    assert CALENDAR.deadline(date(2026, 12, 30), 1).provisional is False


@pytest.mark.clause("D3")
def test_entering_the_year_makes_it_final_and_moves_it():
    known = WorkCalendar(
        {2026, 2027}, {date(2027, 1, 1): "New Year's Day", date(2027, 1, 4): "New Year's Day"}, {date(2027, 1, 9): ""}
    )

    deadline = known.deadline(date(2026, 12, 30), 5)

    assert not deadline.provisional
    assert deadline.due == end_of(date(2027, 1, 8))


def test_one_counted_day_of_an_unknown_year_is_enough_to_be_provisional():
    known = WorkCalendar({2028}, [], [])

    deadline = known.deadline(date(2027, 12, 31), 1)

    assert not deadline.provisional
    assert known.deadline(date(2027, 12, 30), 2).provisional


def test_no_working_days_are_over_at_the_end_of_the_start_day():
    deadline = CALENDAR.deadline(date(2026, 11, 16), 0)

    assert deadline.due == end_of(date(2026, 11, 16))
    assert deadline.days == ()


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 16), 5, date(2026, 11, 20)),  # a Monday counts itself
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # a day off doesn't, by either rule
        (date(2026, 10, 10), 1, date(2026, 10, 10)),  # a Saturday that makes up for a holiday does
        (date(2026, 11, 16), 0, date(2026, 11, 16)),
    ],
)
def test_where_a_rule_says_so_the_start_day_counts_itself(start, days, due):
    assert CALENDAR.deadline(start, days, first_day=FirstDay.SAME).due == end_of(due)


def test_by_the_calendar_the_start_day_counts_itself_where_a_rule_says_so():
    start = date(2026, 9, 24)
    assert CALENDAR.calendar_deadline(start, 7, first_day=FirstDay.SAME).due == end_of(date(2026, 9, 30))
    assert CALENDAR.calendar_deadline(start, 0, first_day=FirstDay.SAME).due == end_of(start)
    rolled = CALENDAR.calendar_deadline(start, 10, roll=True, first_day=FirstDay.SAME)
    assert rolled.due == end_of(date(2026, 10, 8))
    assert rolled.days[0].date == start


@given(DAYS, st.integers(1, 40))
def test_counting_from_the_same_day_ends_one_counted_day_earlier_at_most(start, days):
    same, following = CALENDAR.deadline(start, days, first_day=FirstDay.SAME), CALENDAR.deadline(start, days)
    if CALENDAR.is_working(start):
        assert [*same.days[1:]] == [*CALENDAR.deadline(start, days - 1).days]
    else:
        assert same.due == following.due


def test_a_negative_number_of_days_is_refused():
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.deadline(date(2026, 11, 16), -1)
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.calendar_deadline(date(2026, 11, 16), -1)


def test_sixty_calendar_days_pass_over_holidays_and_unknown_years():
    deadline = CALENDAR.calendar_deadline(date(2026, 11, 16), 60)

    assert deadline.due == end_of(date(2027, 1, 15))
    assert not deadline.provisional
    assert len(deadline.days) == 60
    assert {day.reason for day in deadline.days} == {Reason.CALENDAR_DAY}


def test_a_rolled_last_day_moves_to_the_next_working_day():
    deadline = CALENDAR.calendar_deadline(date(2026, 9, 24), 10, roll=True)

    assert deadline.due == end_of(date(2026, 10, 8))
    assert deadline.days[9] == CountedDay(date(2026, 10, 4), False, Reason.HOLIDAY, "National Day")
    assert CALENDAR.calendar_deadline(date(2026, 9, 24), 5, roll=True).due == end_of(date(2026, 9, 29))
    assert CALENDAR.calendar_deadline(date(2026, 12, 25), 10, roll=True).provisional


@pytest.mark.clause("D3")
@pytest.mark.parametrize(
    ("now", "left"),
    [
        (date(2026, 9, 29), 5),
        (date(2026, 10, 5), 4),
        (date(2026, 10, 10), 1),
        (datetime(2026, 10, 12, 23, 59, tzinfo=ZONE), 0),
        (datetime(2026, 10, 13, 0, 0, tzinfo=ZONE), -1),
        (date(2026, 10, 14), -2),
    ],
)
def test_working_days_that_remain(now, left):
    assert CALENDAR.remaining(end_of(date(2026, 10, 12)), now) == left


def test_overdue_on_the_weekend_after_is_overdue():
    assert CALENDAR.remaining(date(2026, 11, 20), date(2026, 11, 21)) == -1


def test_the_text_of_a_day_names_the_holiday():
    day = CALENDAR.look_at(date(2026, 10, 1))

    assert day.name == "National Day"
    assert "National Day" not in WorkCalendar({2026}).look_at(date(2026, 10, 1)).name


@given(DAYS, st.integers(0, 60))
def test_a_deadline_explains_itself_day_by_day(start, working_days):
    deadline = CALENDAR.deadline(start, working_days)

    assert [day.date for day in deadline.days] == [start + timedelta(days=n) for n in range(1, len(deadline.days) + 1)]
    assert sum(day.counted for day in deadline.days) == working_days
    assert not deadline.days or (deadline.days[-1].counted and deadline.due == end_of(deadline.days[-1].date))
    assert deadline.provisional == any(day.date.year > 2026 for day in deadline.days)
    assert CALENDAR.remaining(deadline.due, start) == working_days


@given(DAYS, st.integers(1, 30))
def test_a_working_day_more_is_never_earlier(start, working_days):
    assert CALENDAR.deadline(start, working_days).due < CALENDAR.deadline(start, working_days + 1).due


def test_a_pause_stops_the_clock_from_the_next_day_to_its_last():
    deadline = CALENDAR.deadline(date(2026, 11, 16), 5, [(date(2026, 11, 17), date(2026, 11, 23))])

    assert [day.date.day for day in deadline.days if day.counted] == [17, 24, 25, 26, 27]
    assert {day.date.day for day in deadline.days if day.reason == Reason.PAUSED} == {18, 19, 20, 23}


SPANS = st.lists(
    st.tuples(DAYS, st.integers(0, 40)).map(lambda span: (span[0], span[0] + timedelta(span[1]))), max_size=4
)


@given(DAYS, st.integers(0, 30), SPANS)
def test_pauses_only_move_a_deadline_back_by_the_working_days_they_hold(start, days, spans):
    plain, paused = CALENDAR.deadline(start, days), CALENDAR.deadline(start, days, spans)

    assert paused.due >= plain.due
    assert sum(day.counted for day in paused.days) == days
    assert all(CALENDAR.is_working(day.date) for day in paused.days if day.reason == Reason.PAUSED)
    assert not any(day.counted for day in paused.days if any(first < day.date <= last for first, last in spans))
