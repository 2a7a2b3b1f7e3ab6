"""What the public reads is counted: by whom, when it is written, and that nothing is lost or written twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from portal.addons import registry
from portal.usage import counting, jobs
from portal.usage.models import DailyUse
from portal.usage.reading import Use, of, of_each
from search.services import write_current
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("O5")]
READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture(autouse=True)
def nothing_gathered():
    """Counts of other tests in this process aren't ours."""
    counting.gathered.take()
    yield
    counting.gathered.take()


@pytest.fixture
def shown(site):
    """A column that the public sees."""
    factories.public_disclosure(site)
    return site.column


@pytest.fixture
def reader() -> Client:
    return Client(**READER)


def used(page) -> Use:
    return of(page, factories.today())


def test_visits_are_gathered_and_written_with_those_of_all_that_lies_below(site, reader):
    document = factories.public_disclosure(site)
    for _time in range(3):
        assert reader.get(document.url).status_code == 200
    reader.get(site.column.url)
    assert not DailyUse.objects.exists()

    counting.gathered.write()

    assert (used(document), used(site.column), used(site.section)) == (Use(3, 0), Use(4, 0), Use(4, 0))
    counting.gathered.write()
    reader.get(document.url)
    counting.gathered.write()
    assert used(document) == Use(4, 0)


def test_nothing_is_kept_about_the_reader():
    assert {field.name for field in DailyUse._meta.get_fields()} == {"id", "page", "day", "visits", "found"}


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Googlebot/2.1",
        "my crawler",
        "Sogou web spider",
        "uptime monitor",
    ],
)
def test_programs_that_say_so_are_no_readers(shown, agent):
    Client(HTTP_USER_AGENT=agent).get(shown.url)
    counting.gathered.write()
    assert not DailyUse.objects.exists()


def test_neither_staff_nor_what_is_not_answered_nor_a_head_is_a_visit(site, shown, reader, client):
    draft = factories.draft_disclosure(site, "draft")
    assert reader.get(f"{shown.url}{draft.slug}/").status_code == 404
    reader.head(shown.url)
    client.force_login(site.department.registration.liaison)
    client.get(shown.url, **READER)
    counting.gathered.write()
    assert not DailyUse.objects.exists()


def test_what_stands_in_a_list_of_results_is_found(site, reader):
    document = factories.public_disclosure(site, title="关于矿山生态修复的通知")
    (source,) = [source for source in registry.items("index_sources") if source.name == "page"]
    write_current(source, [str(document.pk)])
    reader.get("/search/", {"q": "矿山生态修复"})
    reader.get("/search/", {"q": "zzqqxx"})
    counting.gathered.write()
    assert used(document) == Use(0, 1)


def test_counts_wait_while_the_database_refuses(shown, reader, monkeypatch):
    reader.get(shown.url)
    with monkeypatch.context() as broken:
        broken.setattr(DailyUse.objects, "get_or_create", _refuse)
        counting.gathered.write()
    assert not DailyUse.objects.exists()
    counting.gathered.write()
    assert used(shown) == Use(1, 0)


def _refuse(**_values):
    raise DatabaseError("database is locked")


def test_a_request_that_ends_writes_when_the_time_has_come(shown, reader, settings):
    reader.get(shown.url)
    assert not DailyUse.objects.exists()
    settings.GONGKAI = settings.GONGKAI | {"USAGE_SECONDS": 0}
    reader.get(shown.url)
    assert used(shown) == Use(2, 0)


def test_a_page_that_is_gone_meanwhile_takes_no_other_counts_along(shown, reader):
    reader.get(shown.url)
    counting.gathered.add([(factories.today(), 10**6, counting.VISITS)])
    counting.gathered.write()
    assert used(shown) == Use(1, 0)


def test_a_range_of_days_is_read_for_many_places_with_one_query(site, django_assert_num_queries):
    today = factories.today()
    for days in (0, 1, 400):
        DailyUse.objects.create(page_id=site.column.pk, day=today - timedelta(days=days), visits=2, found=5)
    paths = [site.column.path, site.section.path, "0001999"]
    with django_assert_num_queries(1):
        found = of_each(paths, today - timedelta(days=1), today)
    assert found == {site.column.path: Use(4, 10), site.section.path: Use(4, 10), "0001999": Use()}


def test_old_days_are_erased_and_younger_ones_stay(site, settings):
    today, kept = factories.today(), settings.GONGKAI["USAGE_KEEP_DAYS"]
    for days in (kept + 1, kept, 0):
        DailyUse.objects.create(page_id=site.column.pk, day=today - timedelta(days=days), visits=1)
    jobs.erase_old({})
    assert sorted((today - row.day).days for row in DailyUse.objects.all()) == [0, kept]
