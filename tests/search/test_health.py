"""What the people who run the portal see of the index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.outbox.models import OutboxRow, Status
from portal.outbox.services import drain
from search import engines
from search.engines.base import EngineUnavailable
from search.health import health
from search.services import write_current

pytestmark = pytest.mark.django_db


def row(status: str = Status.PENDING, minutes: int = 0, job: str = "search.index", **fields: object) -> OutboxRow:
    due = timezone.now() - timedelta(minutes=minutes)
    return OutboxRow.objects.create(job=job, status=status, available_at=due, **fields)


def test_the_engine_is_named_for_people(shelf, settings) -> None:
    named = "Elasticsearch" if settings.GONGKAI["SEARCH_ENGINE"] == "elasticsearch" else "内置引擎"
    assert health().engine == named


def test_it_tells_what_waits_and_how_long(shelf) -> None:
    shelf.put("1", title="采矿权")
    write_current(shelf.source(), ["1"])
    row(minutes=-5)  # not due yet
    row(minutes=3)
    row(Status.CLAIMED, minutes=7)
    row(Status.DEAD, minutes=90)
    row(Status.DONE, minutes=90)
    row(minutes=60, job="notices.mail")
    found = health()
    assert (found.documents, found.outdated, found.problem) == (1, False, "")
    assert (found.queue.waiting, found.queue.dead) == (3, 1)
    assert 7 <= found.queue.lag.total_seconds() / 60 < 8


def test_an_engine_that_does_not_answer_is_part_of_the_answer(engine, monkeypatch) -> None:
    def refuse(*_arguments):
        raise EngineUnavailable("no route to host")

    monkeypatch.setattr(type(engines.current()), "count", refuse)
    found = health()
    assert found.problem == "no route to host" and found.queue.lag == timedelta()


def test_who_operates_the_portal_has_it_built_anew(engine, client, department) -> None:
    address = reverse("searched:health")
    client.force_login(department.office.liaison)
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in (302, 403) and not OutboxRow.objects.filter(job="search.rebuild").exists()
    client.force_login(department.technology.head)
    assert client.get(address).status_code == 200
    client.post(address)
    client.post(address)
    assert OutboxRow.objects.filter(job="search.rebuild").count() == 1 and health().rebuilding
    drain()
    found = health()
    assert not found.rebuilding and found.rebuilt_at is not None and found.index
    assert found.index in client.get(address).content.decode()
