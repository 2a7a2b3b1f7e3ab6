from datetime import date

from portal.calendars.published_years import HOLIDAY_NAMES, holidays_of


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
