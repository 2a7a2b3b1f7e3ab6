"""Another agency is asked: by a day, watched, shown day by day; no clock stands still unseen (articles 32 to 34)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from interaction.applications import clocks, permissions, services, timeline
from interaction.applications.models import Application
from interaction.applications.states import ApplicationState
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.reminders import other_clocks
from portal.calendars.services import calendar
from portal.calendars.working_days import ZONE, Reason
from portal.notices.models import Notice
from tests.interaction.applications.conftest import TOLD

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
MONDAY = FRIDAY + timedelta(days=3)
DAY = timedelta(days=1)


def at(moment):
    return time_machine.travel(moment, tick=False)


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person, topic="case.clock").values_list("text", flat=True))


@pytest.fixture
def with_unit(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
        return services.assign(found, people.units["registration"], people.office_liaison)


@pytest.fixture
def paused(people, with_unit):
    """Another agency is asked on Monday 23 November, and expected to answer by Wednesday 2 December."""
    with at(MONDAY):
        services.pause(with_unit, people.office_liaison, whom="agency", until=date(2026, 12, 2))
        return Application.objects.get()


def test_it_is_expected_by_a_day_fifteen_working_days_ahead_at_most(people, with_unit):
    with at(MONDAY):
        for day in (date(2026, 11, 23), date(2026, 12, 15)):
            with pytest.raises(ActRefused):
                services.pause(with_unit, people.office_liaison, whom="agency", until=day)
        assert services.pause(with_unit, people.office_liaison, whom="agency") is None  # no letter
    found = Application.objects.get()
    assert found.pauses.get().expected_on == date(2026, 12, 14)
    assert found.state == ApplicationState.PAUSED and f"{found.due_at:%Y-%m-%d}" == "2026-12-14"


def test_while_it_is_asked_no_day_counts(people, with_unit, paused):
    with at(MONDAY + 7 * DAY):
        found = services.resume(paused, people.office_liaison)
    assert found.due_at - with_unit.due_at == 7 * DAY


def test_one_that_nobody_ended_is_on_everybodys_list_and_told_again_and_again(people, paused):
    with at(datetime(2026, 12, 2, 12, tzinfo=ZONE)):
        assert not permissions.waiting_for(people.registration_handler).exists()
    with at(datetime(2026, 12, 3, 9, tzinfo=ZONE)):
        assert [other_clocks.go_round(), other_clocks.go_round()] == [1, 0]
        for person in (people.office_handler, people.office_liaison, people.registration_handler):
            assert permissions.waiting_for(person).get() == paused
            assert len(told(person)) == 1 and paused.number in told(person)[0]
        assert not told(people.office_head)
    with at(datetime(2026, 12, 8, 9, tzinfo=ZONE)):
        assert other_clocks.go_round() == 1
    assert len(told(people.office_head)) == 1
    assert not Entry.objects.filter(act__startswith="clock.").exists()  # it is no overrun of the department's


def test_a_new_day_is_asked_for_watched_like_the_first_and_recorded(people, paused):
    with at(datetime(2026, 12, 3, 9, tzinfo=ZONE)):
        other_clocks.go_round()
        with pytest.raises(ActRefused):
            services.wait_longer(paused, people.registration_liaison, until=date(2026, 12, 9))
        with pytest.raises(ActRefused):
            services.wait_longer(paused, people.office_liaison, until=date(2027, 1, 30))
        found = services.wait_longer(paused, people.office_liaison, until=date(2026, 12, 9))
        assert f"{found.due_at:%Y-%m-%d}" == "2026-12-09"
        assert other_clocks.go_round() == 0
    with at(datetime(2026, 12, 10, 9, tzinfo=ZONE)):
        assert other_clocks.go_round() == 1
    assert Entry.objects.get(act="application.wait").data["expected"] == "2026-12-09"


def test_a_third_party_is_not_given_another_day(people, with_unit):
    with at(MONDAY):
        services.pause(with_unit, people.office_liaison, whom="third_party", text="拟公开贵方提交的附图。")
        with pytest.raises(ActRefused):
            services.wait_longer(Application.objects.get(), people.office_liaison, until=date(2026, 12, 9))


def test_it_holds_the_clock_as_long_as_it_takes_and_the_round_ends_nothing(people, with_unit, paused):
    with at(MONDAY + 200 * DAY):
        assert services.go_on_without_answer() == 0
        found = services.resume(Application.objects.get(), people.office_liaison)
    assert found.due_at - with_unit.due_at > 190 * DAY


def test_the_days_tell_who_was_asked_and_what_comes_of_it(people, paused):
    with at(MONDAY + 2 * DAY):
        answer, agency = timeline.explained(Application.objects.get())
        clock = timeline.clock_row(Application.objects.get())
    stood = [day for day in answer["days"] if "征求其他机关意见" in day["text"]]
    assert [day["date"] for day in stood] == [f"2026-11-{n}" for n in (24, 25, 26, 27, 30)] + [
        "2026-12-01",
        "2026-12-02",
    ]
    assert not any(day["counted"] for day in stood)
    due = calendar().deadline(FRIDAY, 20, [(MONDAY, date(2026, 12, 2))]).due
    assert "2026-12-02" in answer["sentence"] and f"{due:%Y-%m-%d}" in answer["sentence"]
    assert "其他机关" in agency["sentence"] and agency["days"][-1]["date"] == "2026-12-02"
    assert clock["text"].startswith("正在征求意见")


def test_after_its_day_the_explanation_goes_on_with_today(people, paused):
    with at(datetime(2026, 12, 10, 9, tzinfo=ZONE)):
        leg = clocks.legs_of(Application.objects.get())[0]
    assert leg.until == date(2026, 12, 10)
    assert {day["date"] for day in leg.counted if day["reason"] == Reason.PAUSED} >= {"2026-12-09", "2026-12-10"}


def test_the_page_asks_for_the_day_and_offers_another_one(people, with_unit, signed_in):
    client = signed_in(people.office_liaison)
    url = services.url_of(with_unit)
    with at(MONDAY):
        bare = {"version": with_unit.version, "whom": "agency"}
        assert client.post(f"{url}pause/", bare).status_code == 422
        assert client.post(f"{url}pause/", bare | {"until": "2026-12-02"}).status_code == 302
        found = Application.objects.get()
        assert found.pauses.get().expected_on == date(2026, 12, 2)
        assert 'value="2026-12-14"' in client.get(url).content.decode()  # what is proposed as another day
        values = {"version": found.version, "until": "2026-12-04"}
        assert client.post(f"{url}wait/", values).status_code == 302
    assert Application.objects.get().pauses.get().expected_on == date(2026, 12, 4)
    with at(datetime(2026, 12, 7, 9, tzinfo=ZONE)):
        page = client.get("/admin/applications/").content.decode()
    assert with_unit.number in page and "计时仍停止" in page


def test_late_goes_by_the_clock_and_its_end(people, with_unit, signed_in):
    with at(with_unit.due_at + DAY):
        found = services.withdraw(with_unit)
    assert found.is_late and list(Application.objects.ended_late()) == [found]
    assert "超期" in timeline.explained(found)[-1]["sentence"]
    assert Entry.objects.filter(act="clock.overdue", subject=found.subject_key).count() == 1  # no round saw it
    client = signed_in(people.office_liaison)
    assert found.number in client.get("/admin/applications/?state=late").content.decode()
    assert (
        "<td>1</td><td>0</td><td>0</td><td>1</td><td>1</td>"
        in client.get("/admin/applications/annual/").content.decode()
    )


def test_what_its_applicant_did_not_correct_was_not_late(people):
    with at(FRIDAY):
        found = services.submit(**TOLD).application
        services.ask_correction(found, people.office_liaison, text="请写明片区和年份。", within=5)
    with at(FRIDAY + 60 * DAY):
        services.lapse(Application.objects.get(), people.office_liaison, text="逾期未补正。")
    assert not Application.objects.get().is_late


def test_what_is_over_is_not_counted_anew(people, with_unit):
    with at(with_unit.due_at - DAY):
        found = services.withdraw(with_unit)
    due = found.due_at
    with at(due + 500 * DAY):
        services.erase(found, people.office_liaison)
    assert Application.objects.get().due_at == due and not clocks.count(Application.objects.get())
