"""Numbers go on after the ten thousandth, whatever is numbered, and none is given twice."""

from __future__ import annotations

import pytest
from django.db import transaction

from interaction import services
from interaction.activities import services as activities
from interaction.activities.models import Activity
from interaction.applications import services as applications
from interaction.hot_issues import services as hot_issues
from interaction.live import services as live
from interaction.models import Series
from interaction.numbering import next_number
from tests.interaction.activities.conftest import drafted
from tests.interaction.applications.conftest import TOLD
from tests.interaction.conftest import QUESTION
from tests.interaction.hot_issues.conftest import SAID
from tests.plugins.processes import at_once


def tickets(people):
    return services.submit(**QUESTION).ticket


def applied(people):
    return applications.submit(**TOLD).application


def activity(people):
    return drafted("vote", people.registration_liaison, people.units["registration"])


def hot_issue(people):
    return hot_issues.begin(people.units["registration"], people.registration_liaison, **SAID)


def interview(people):
    return live.new_interview(people.units["registration"])


@pytest.mark.django_db
@pytest.mark.parametrize("make", [tickets, applied, activity, hot_issue, interview])
def test_the_ten_thousandth_is_followed_by_another(people, make):
    first = make(people).number
    assert first.endswith("-0001")
    Series.objects.filter(prefix=first[:-4]).update(last=9998)
    assert [make(people).number.removeprefix(first[:-4]) for _ in range(3)] == ["9999", "10000", "10001"]


@pytest.mark.django_db
def test_what_is_thrown_away_leaves_its_number_behind(people):
    first = activity(people)
    activities.delete(first, people.registration_liaison)
    assert activity(people).number.endswith("-0002") and Activity.objects.count() == 1


@pytest.mark.django_db
def test_each_series_counts_by_itself_and_what_is_undone_takes_no_number():
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number("甲-")
        raise RuntimeError
    assert [next_number("甲-"), next_number("乙-"), next_number("甲-")] == ["甲-0001", "乙-0001", "甲-0002"]


@pytest.mark.django_db(transaction=True)
def test_those_who_come_at_once_get_a_number_each():
    def take() -> str:
        with transaction.atomic():
            return next_number("甲-")

    assert sorted(at_once(*[take] * 4)) == ["甲-0001", "甲-0002", "甲-0003", "甲-0004"]
