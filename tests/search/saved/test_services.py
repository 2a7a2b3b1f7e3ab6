"""What is kept of somebody who saves a search, how long, and what counts as new."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.core import signing
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.addons import registry
from portal.outbox.models import OutboxRow
from portal.outbox.services import enqueue
from portal.sealing.keys import KeyUnusable
from search.models import SavedSearch
from search.query import Asked, from_address
from search.saved import jobs, services

from .conftest import ADDRESS, ago

pytestmark = pytest.mark.django_db
PLANTED = "采矿权麒麟"


def asked(search: str = f"q={PLANTED}&kind=news") -> Asked:
    return from_address(QueryDict(search))


def titles(row: SavedSearch) -> list[str]:
    found = services.news(row)
    return [record.title for record in found.records] if found else []


# --- what is kept ---
def test_address_and_search_are_kept_sealed_and_open_with_the_key_only(settings) -> None:
    services.ask(ADDRESS, asked(), "daily")
    row = SavedSearch.objects.get()
    held = services.opened(row)
    assert (held.to, held.asked.typed, held.asked.query.values("kind")) == (ADDRESS, PLANTED, ("news",))
    settings.GONGKAI = {**settings.GONGKAI, "TICKET_MASTER_KEY": Fernet.generate_key().decode()}
    with pytest.raises(KeyUnusable):
        services.opened(row)


def test_asking_twice_keeps_one_row_and_tells_nobody_that_it_is_there() -> None:
    services.ask(ADDRESS, asked(), "daily")
    services.ask(ADDRESS.upper(), asked(), "weekly")
    services.ask("other@example.org", asked(), "weekly")
    assert SavedSearch.objects.count() == 2
    assert SavedSearch.objects.order_by("pk")[0].how == "daily", "the address has to say so itself"
    waiting = OutboxRow.objects.filter(job=services.CONFIRM_JOB).order_by("pk")
    assert [row.payload["how"] for row in waiting] == ["weekly", "weekly"]


def test_one_address_has_room_for_so_many_and_is_asked_so_often(monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST_OF_ADDRESS", 2)
    for word in "甲乙丙":
        services.ask(ADDRESS, asked(f"q={word}地"), "daily")
    assert SavedSearch.objects.count() == 2
    for _time in range(9):
        OutboxRow.objects.filter(job=services.CONFIRM_JOB).update(status="done")
        services.ask(ADDRESS, asked("q=甲地"), "daily")
    assert OutboxRow.objects.filter(job=services.CONFIRM_JOB).count() == 5


def test_all_together_have_an_end(monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST", 1)
    services.ask(ADDRESS, asked(), "daily")
    with pytest.raises(services.Full):
        services.ask("other@example.org", asked(), "daily")
    assert SavedSearch.objects.count() == 1


def test_so_many_mails_an_hour_go_to_all_together(monkeypatch) -> None:
    limit = services.Limit("saved-search-of-all", 2, 3600)
    monkeypatch.setattr(services, "_MAILS_TO_ALL", limit)
    for number in range(2):
        services.ask(f"{number}@example.org", asked(), "daily")
    with pytest.raises(services.Full):
        services.ask("2@example.org", asked(), "daily")


def test_a_search_that_is_too_long_is_refused() -> None:
    many = "&".join(f"unit={'处' * 90}{number}" for number in range(12))
    with pytest.raises(services.TooLong):
        services.ask(ADDRESS, asked(f"q=采矿权&{many}"), "daily")
    assert not SavedSearch.objects.exists()


def test_what_nobody_confirms_is_erased_after_two_days() -> None:
    for word, days in (("甲", 3), ("乙", 1), ("丙", 3)):
        services.ask(ADDRESS, asked(f"q={word}地"), "daily")
        SavedSearch.objects.filter(pk=SavedSearch.objects.latest("pk").pk).update(created_at=ago(days=days))
    services.confirm(SavedSearch.objects.latest("pk"), "daily")
    assert any(item.job == jobs.TIDY and item.every <= timedelta(hours=1) for item in registry.items("periodics"))
    registry.by_name("jobs")[jobs.TIDY].run({})
    assert [services.opened(row).asked.typed for row in SavedSearch.objects.order_by("pk")] == ["乙地", "丙地"]


# --- links ---
def test_a_link_confirms_for_two_days_and_only_its_own_search(monkeypatch) -> None:
    services.ask(ADDRESS, asked(), "daily")
    row = SavedSearch.objects.get()
    token = services.to_confirm(row, "weekly")
    assert services.of_confirming(token) == (row, "weekly")
    assert services.of_confirming(token[:-1]) is None and services.of_confirming(services.to_end(row)) is None
    later = signing.time.time() + services.UNCONFIRMED.total_seconds() + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert services.of_confirming(token) is None
    assert services.of_ending(services.to_end(row)) == row, "ending is possible for ever"
    with pytest.raises(signing.BadSignature):
        services.of_ending(token)


def test_confirming_again_changes_how_often_and_loses_nothing() -> None:
    services.ask(ADDRESS, asked(), "daily")
    row = SavedSearch.objects.get()
    services.confirm(row, "daily")
    began = SavedSearch.objects.get().since
    services.confirm(row, "at_once")
    row = SavedSearch.objects.get()
    assert (row.how, row.next_at, row.since) == ("at_once", None, began)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.sampled_from(["daily", "weekly"]))
def test_the_next_look_is_on_a_morning_to_come(moment: datetime, how: str) -> None:
    now = timezone.make_aware(moment)
    at = timezone.localtime(services.next_look(how, now))
    assert at > now and at.hour == 8
    assert at - now <= timedelta(days=1 if how == "daily" else 7, hours=8)
    assert how == "daily" or at.weekday() == 0


# --- what is new ---
def test_new_is_what_was_published_since_and_is_public_now(saved, publish, shelf) -> None:
    publish("1", "采矿权旧公告", ago(hours=2))
    row = saved()
    assert services.news(row) is None
    publish("2", "采矿权新公告", ago(minutes=30))
    publish("3", "别的公告", ago(minutes=30))
    publish("4", "采矿权已撤公告", ago(minutes=20))
    del shelf.records["4"]  # withdrawn, and the index doesn't know yet
    assert titles(row) == ["采矿权新公告"]


def test_a_correction_or_an_import_is_nothing_new(saved, publish) -> None:
    """Law 2: a time from elsewhere never counts as new."""
    row = saved()
    publish("1", "采矿权公告", ago(days=9), updated_at=ago(minutes=30))
    publish("2", "采矿权旧法", ago(minutes=30), on=date(1996, 8, 29))
    publish("3", "采矿权不知何年", ago(minutes=30), on=None)
    assert services.news(row) is None


def test_what_waits_for_the_index_is_told_later_and_nothing_after_it_is_lost(saved, publish) -> None:
    row = saved()
    enqueue("search.index", {"source": "shelf", "ids": ["1"]})
    waiting = OutboxRow.objects.filter(job="search.index")
    waiting.update(created_at=ago(minutes=40))
    publish("1", "采矿权早公告", ago(minutes=50))
    publish("2", "采矿权晚公告", ago(minutes=30))
    found = services.news(row)
    assert [record.title for record in found.records] == ["采矿权早公告"] and found.until < ago(minutes=40)
    waiting.update(created_at=ago(days=3))
    SavedSearch.objects.filter(pk=row.pk).update(since=ago(days=2))
    publish("3", "采矿权昨公告", ago(hours=30))
    assert titles(SavedSearch.objects.get()) == ["采矿权昨公告"], "for a day only"


def test_a_mail_names_so_many_and_says_that_there_are_more(saved, publish, monkeypatch) -> None:
    monkeypatch.setattr(services, "IN_A_MAIL", 2)
    row = saved()
    for pk in range(3):
        publish(str(pk), f"采矿权公告{pk}", ago(minutes=30))
    found = services.news(row)
    assert len(found.records) == 2 and found.more
