"""Dates, sizes and states as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from portal.theme import formats


def test_moment_is_in_the_time_of_the_site() -> None:
    assert formats.moment(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "2026-11-21 00:30"


def test_a_date_shows_no_time() -> None:
    assert formats.moment(date(2026, 11, 16)) == "2026-11-16"


def test_day_follows_the_site_not_utc() -> None:
    assert formats.day(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "2026-11-21"


def test_missing_date_is_said() -> None:
    with translation.override("en"):
        assert formats.moment(None) == "Date unknown"


@pytest.mark.parametrize(("value", "shown"), [(date(2026, 11, 24), "二"), (date(2026, 11, 29), "日")])
def test_long_day(value: date, shown: str) -> None:
    with translation.override("zh-hans"):
        assert formats.long_day(value) == f"2026年11月{value.day}日 星期{shown}"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (1023, "1023 B"), (24 * 1024, "24 KB"), (1_887_437, "1.8 MB"), (30 * 1024**2, "30 MB"), (None, "")],
)
def test_file_size(count: int | None, shown: str) -> None:
    assert formats.file_size(count) == shown


def test_every_effect_has_a_word_and_a_known_kind() -> None:
    codes = {"in_force", "amended", "partly_repealed", "repealed", "expired", "pending", "archived"}
    assert set(formats.EFFECTS) == codes
    for code in codes:
        badge = formats.badge_for_effect(code)
        assert badge is not None
        assert str(badge.text)
        assert badge.kind in formats.KINDS


def test_what_is_no_longer_valid_is_never_shown_as_good() -> None:
    for code in ("amended", "partly_repealed", "repealed", "expired", "pending", "archived"):
        badge = formats.badge_for_effect(code)
        assert badge is not None
        assert badge.kind != "good"


@pytest.mark.parametrize("code", ["", None, "unheard_of"])
def test_an_unknown_effect_shows_nothing(code: str | None) -> None:
    assert formats.badge_for_effect(code) is None
