"""The clock of an application tells its handlers, then their head and the Office; others' time whose turn it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interaction.applications import services
from interaction.applications.models import Application, Pause
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.approvals.reminders import other_clocks
from portal.notices.models import Notice
from tests.factories import DECLARED

from .conftest import ANSWER, TOLD

pytestmark = [pytest.mark.django_db]
FRIDAY = datetime(2026, 10, 16, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person, topic="case.clock").order_by("pk").values_list("text", flat=True))


@pytest.fixture
def with_unit(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
        return services.assign(found, people.units["registration"], people.office_liaison)


def test_the_unit_first_then_its_head_and_the_office_each_once(people, with_unit):
    with at(with_unit.due_at - 2 * DAY):
        assert [other_clocks.go_round(), other_clocks.go_round()] == [1, 0]
    assert with_unit.number in told(people.registration_handler)[0] and not told(people.registration_head)
    with at(with_unit.due_at + 3 * DAY):
        assert [other_clocks.go_round(), other_clocks.go_round()] == [1, 0]
    for person in (people.registration_head, people.office_head, people.registration_liaison):
        assert any(with_unit.number in text for text in told(person))
    assert Entry.objects.filter(act="clock.overdue", subject=with_unit.subject_key).count() == 1


def test_time_of_the_applicant_is_no_overrun_and_the_office_is_told_whose_turn_it_is(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
        services.ask_correction(found, people.office_liaison, text="请写明片区和年份。", within=5)
    found = Application.objects.get()
    with at(found.due_at - 2 * DAY):
        other_clocks.go_round()
    assert not told(people.office_handler)
    with at(found.due_at + 10 * DAY):
        assert [other_clocks.go_round(), other_clocks.go_round()] == [1, 0]
    assert len(told(people.office_handler)) == 1 and not told(people.office_head)
    assert not Entry.objects.filter(act__startswith="clock.").exists()


def test_a_third_party_that_said_nothing_in_time_is_told_to_the_office(people, with_unit):
    with at(FRIDAY + 3 * DAY):
        services.pause(with_unit, people.office_liaison, whom=Pause.Whom.THIRD_PARTY, text="请回复。")
    found = Application.objects.get()
    with at(found.due_at + DAY):
        other_clocks.go_round()
    assert len(told(people.office_handler)) == 1 and not told(people.registration_handler)


def test_the_case_of_an_answer_counts_to_the_extended_deadline(people, with_unit):
    with at(FRIDAY + 3 * DAY):
        services.extend(with_unit, people.office_head, days=10, text="材料在外地。")
        letter = services.draft_answer(
            Application.objects.get(), people.registration_liaison, outcome="provided", text=ANSWER
        )
        services.send_answer(letter, people.registration_liaison, DECLARED, Application.objects.get().version)
    assert Case.objects.get().due_at == Application.objects.get().due_at


def test_the_list_shows_what_presses(people, with_unit, signed_in):
    with at(with_unit.due_at + DAY):
        page = signed_in(people.office_liaison).get("/admin/applications/?state=pressing").content.decode()
        assert with_unit.number in page and "urgent" in page
    with at(FRIDAY):
        page = signed_in(people.office_liaison).get("/admin/applications/?state=pressing").content.decode()
        assert with_unit.number not in page
