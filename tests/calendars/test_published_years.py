from datetime import date, timedelta

import pytest

from portal.calendars.published_years import HOLIDAY_NAMES, holidays_of
from portal.calendars.working_days import WorkCalendar


def test_national_day_and_make_up_days_of_2026():
    off, work = holidays_of(2026)

    national_day = [day for day, name in off.items() if name == "National Day"]
    assert sorted(national_day) == [date(2026, 10, n) for n in range(1, 8)]
    assert sorted(work) == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


def test_a_year_that_the_package_does_not_know():
    assert holidays_of(1990) is None
    assert holidays_of(2060) is None


def test_every_name_can_be_translated():
    names = {name for year in range(2004, 2027) for part in holidays_of(year) for name in part.values()}

    assert names <= set(HOLIDAY_NAMES)


def span(first: str, last: str) -> list[date]:
    """Return all days from one to another, both with it."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


# The arrangements of the General Office of the State Council as announced: document, days off, make-up days.
ARRANGEMENTS = {
    2021: (
        "国办发明电〔2020〕27号",
        [
            ("01-01", "01-03"), ("02-11", "02-17"), ("04-03", "04-05"), ("05-01", "05-05"), ("06-12", "06-14"),
            ("09-19", "09-21"), ("10-01", "10-07"),
        ],
        ["02-07", "02-20", "04-25", "05-08", "09-18", "09-26", "10-09"],
    ),
    2022: (
        "国办发明电〔2021〕11号",
        [
            ("01-01", "01-03"), ("01-31", "02-06"), ("04-03", "04-05"), ("04-30", "05-04"), ("06-03", "06-05"),
            ("09-10", "09-12"), ("10-01", "10-07"),
        ],
        ["01-29", "01-30", "04-02", "04-24", "05-07", "10-08", "10-09"],
    ),
    2023: (
        "国办发明电〔2022〕16号",
        [
            ("01-01", "01-02"), ("01-21", "01-27"), ("04-05", "04-05"), ("04-29", "05-03"), ("06-22", "06-24"),
            ("09-29", "10-06"),
        ],
        ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"],
    ),
    2024: (
        "国办发明电〔2023〕7号",
        [
            ("01-01", "01-01"), ("02-10", "02-17"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-10", "06-10"),
            ("09-15", "09-17"), ("10-01", "10-07"),
        ],
        ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    ),
    2025: (
        "国办发明电〔2024〕12号",
        [
            ("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"),
            ("10-01", "10-08"),
        ],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        "国办发明电〔2025〕7号",
        [
            ("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
            ("09-25", "09-27"), ("10-01", "10-07"),
        ],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("year", ARRANGEMENTS)
def test_every_day_of_a_year_is_as_the_state_council_arranged_it(year):
    document, off, make_up = ARRANGEMENTS[year]
    days_off = {day for first, last in off for day in span(f"{year}-{first}", f"{year}-{last}")}
    worked = {date.fromisoformat(f"{year}-{day}") for day in make_up}
    calendar = WorkCalendar({year}, *holidays_of(year))
    for day in span(f"{year}-01-01", f"{year}-12-31"):
        arranged = day in worked or (day.weekday() < 5 and day not in days_off)
        assert calendar.is_working(day) == arranged, f"{day} is not as {document} says"


@pytest.mark.parametrize("year", ARRANGEMENTS)
def test_every_make_up_day_is_known_as_one(year):
    assert sorted(day.strftime("%m-%d") for day in holidays_of(year)[1]) == ARRANGEMENTS[year][2]
