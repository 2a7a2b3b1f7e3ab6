"""Operators are told of a year whose holidays aren't known, two months before it begins."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.checks import registry, run_checks
from django.db import OperationalError

from portal.calendars import checks, services
from tests.calendars.test_services import OFF_2027, WORK_2027, Person

NAMED = "gongkai.W005"


def said() -> list[str]:
    return [str(found.msg) for found in run_checks() if found.id == NAMED]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "words"),
    [
        (datetime(2026, 10, 31, 12, tzinfo=UTC), []),
        (datetime(2026, 11, 1, 12, tzinfo=UTC), ["The holidays of 2027 are not known: its deadlines are provisional."]),
        (datetime(2027, 6, 1, tzinfo=UTC), ["The holidays of 2027 are not known: its deadlines are provisional."]),
    ],
)
def test_every_command_says_so_from_november_on(today, words, year_2027_unknown):
    with time_machine.travel(today, tick=False):
        assert said() == words
        services.enter_year(2027, OFF_2027, WORK_2027, Person())
        assert said() == []


def test_without_a_database_nothing_is_said_and_no_command_stops(monkeypatch):
    def away():
        raise OperationalError("no such table")

    monkeypatch.setattr(checks, "year_to_enter", away)
    assert checks.the_coming_year_is_known(None) == []
    assert checks.the_coming_year_is_known in registry.registry.get_checks()
