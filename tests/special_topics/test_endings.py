"""Reminders before the planned end of a topic, and after it as long as it is open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from columns.models import RetirementRequest
from portal.approvals import services
from portal.approvals.ledger.models import Entry
from portal.demonstration import acts
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow
from portal.outbox.periodic import put_due
from portal.outbox.services import drain
from special_topics import endings
from special_topics.models import EndReminder, TopicPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(topic, public) -> TopicPage:
    return public(topic)


def go(day: date) -> int:
    with time_machine.travel(timezone.make_aware(datetime.combine(day, time(9))), tick=False):
        return endings.go_round()


def told() -> set[str]:
    """Who has been told about ends since this was asked last."""
    found = Notice.objects.filter(topic=endings.TOPIC, read_at=None)
    names = {notice.person.username for notice in found.select_related("person")}
    found.update(read_at=timezone.now())
    return names


OFFICE = {"office-head", "office-liaison"}


@pytest.mark.clause("C6")
def test_the_liaison_is_told_before_the_end_and_on_the_day_once_each(running):
    end = running.ends_on
    assert go(end - timedelta(days=31)) == 0 and told() == set()
    for days in (30, 7, 0):
        assert go(end - timedelta(days=days)) == 1 and told() == {"farmland-liaison"}
        assert go(end - timedelta(days=days)) == 0 and told() == set()
    assert go(end - timedelta(days=3)) == 0
    assert list(EndReminder.objects.values_list("turn", flat=True)) == [-30, -7, 0]
    told_of = Entry.objects.filter(act="topic.ending", subject=f"topic:{running.pk}")
    assert [entry.data["turn"] for entry in told_of.order_by("seq")] == [-30, -7, 0]


@pytest.mark.clause("C6")
def test_past_the_end_the_head_and_the_office_are_told_each_week(running):
    end = running.ends_on
    for days in (1, 8, 15):
        assert go(end + timedelta(days=days)) == 1
        assert told() == {"farmland-liaison", "farmland-head", *OFFICE}
        assert go(end + timedelta(days=days + 6)) == 0


def test_after_a_standstill_only_the_last_is_given(running):
    assert go(running.ends_on + timedelta(days=20)) == 1
    assert EndReminder.objects.get().turn == 15


@pytest.mark.clause("C6")
def test_a_changed_end_begins_anew(site, running):
    end = running.ends_on
    go(end - timedelta(days=30))
    running.ends_on = later = end + timedelta(days=60)
    running.save_revision()
    assert go(end + timedelta(days=1)) == 1, "what nobody approved prolongs nothing"
    acts.approve(running, site.department.farmland.liaison, timezone.now())
    told()
    assert go(end + timedelta(days=8)) == 0
    assert go(later - timedelta(days=30)) == 1 and told() == {"farmland-liaison"}


@pytest.mark.clause("C6")
def test_the_link_begins_a_request_to_archive_it(client, site, running):
    go(running.ends_on + timedelta(days=1))
    urls = dict(Notice.objects.filter(topic=endings.TOPIC).values_list("person__username", "url"))
    assert urls["farmland-liaison"] == urls["office-head"] == endings.closing_url(running)
    client.force_login(site.department.farmland.liaison)
    form = client.get(urls["farmland-liaison"]).context["form"]
    assert form["page"].value() == str(running.pk) and form["outcome"].value() == "archived"
    assert running.pk in form.fields["page"].queryset.values_list("pk", flat=True)
    client.force_login(site.department.farmland.head)
    assert client.get(urls["farmland-head"]).status_code == 200, "who can't ask is led to where it stands"


@pytest.mark.clause("C6")
def test_nobody_is_reminded_while_its_closing_is_on_its_way_nor_afterwards(site, running, retired):
    farmland, end = site.department.farmland, running.ends_on
    asked = RetirementRequest.objects.create(page=running, reason="结束", made_by=farmland.liaison)
    case = acts.send(asked, farmland.liaison, timezone.now())
    assert go(end + timedelta(days=1)) == 0
    services.refuse(case.pk, farmland.secrecy, case.version, "再办一期")
    assert go(end + timedelta(days=1)) == 1
    retired(running)
    closing = Notice.objects.filter(topic=endings.TOPIC, url=endings.closing_url(running))
    assert closing.exists() and not closing.unread().exists(), "what they were told is dealt with"
    assert go(end + timedelta(days=8)) == 0


def test_a_topic_that_is_being_filled_is_nobodys_concern_yet(topic):
    assert go(topic.ends_on) == 0


def test_the_worker_goes_round(running):
    OutboxRow.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=90), tick=False):
        assert endings.ROUND in put_due()
        drain()
        assert told() == {"farmland-liaison"}


def test_a_round_over_many_topics_asks_no_more_than_one_over_few(open_topic, public):
    first = public(open_topic("a", "甲"))
    with CaptureQueriesContext(connection) as few:
        go(first.ends_on - timedelta(days=31))
    for slug in "bcd":
        public(open_topic(slug, slug))
    with CaptureQueriesContext(connection) as many:
        go(first.ends_on - timedelta(days=31))
    assert len(many) == len(few)


@given(st.integers(-30, 400), st.integers(0, 60))
def test_turns_never_go_back_and_come_no_sooner_than_their_day(days, more):
    end = date(2026, 11, 1)
    turn = endings.turn_of(end, end + timedelta(days=days))
    assert turn <= days <= (turn + 6 if turn > 0 else turn + 22 if turn == -30 else turn + 6)
    assert (turn > 0) is (days > 0)
    assert endings.turn_of(end, end + timedelta(days=turn)) == turn
    assert endings.turn_of(end, end + timedelta(days=days + more)) >= turn


def test_today_is_the_sites(running):
    """An hour after midnight in Shanghai is still yesterday in Greenwich."""
    assert factories.today() < running.ends_on
    with time_machine.travel(timezone.make_aware(datetime.combine(running.ends_on, time(0, 30))), tick=False):
        assert endings.go_round() == 1 and EndReminder.objects.get().turn == 0
