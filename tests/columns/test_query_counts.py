"""How many queries pages cost, as plain numbers: the same with three rows and with thirty."""

from __future__ import annotations

import gc

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from columns import importing
from columns.models import ColumnPage, Disclosure, Relation
from portal.approvals import services
from portal.outbox.services import drain
from tests import factories
from tests.columns.test_importing import file_of, row
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db

HOME = 17
COLUMN = 18
DOCUMENT = 21
CATALOGUE = 12
SEARCH = 10  # two ask whether something is explained; what is named beside results takes three more
SITE_MAP = 5
WORKLIST = 75
LEDGER = 25
CASES = {"my_cases": 26, "all_cases": 27}


def queries(client: Client, url: str, **extra) -> int:
    """Queries of the second request for an address: what the first one fills (caches, content types) is there."""
    assert client.get(url, **extra).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url, **extra)
        return len(captured)


def fill(site: factories.Site, folder, count: int) -> None:
    """Import so many documents into the site's column."""
    path = file_of(folder, *(row(number) for number in range(1, count + 1)))
    scanned = importing.scan(path)
    people = (
        site.department.registration.liaison,
        site.department.registration.secrecy,
        site.department.publicity.handler,
    )
    batch, case = importing.open_batch(path, scanned, ColumnPage.objects.get(pk=site.column.pk), *people)
    assert all(importing.bring_in(path, batch, case, scanned))


def waiting(site: factories.Site, first: int, count: int) -> None:
    """Cases that wait for the secrecy reviewer of registration."""
    liaison = site.department.registration.liaison
    for number in range(first, first + count):
        case = services.open_case(factories.draft_disclosure(site, f"waiting-{number}"), liaison)
        services.send(case.pk, liaison, case.version, declaration=DECLARED)


def staff(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("items", [3, 30])
def test_a_column(site, tmp_path, client, items):
    fill(site, tmp_path, items)

    assert queries(client, site.column.url) == COLUMN


@pytest.mark.parametrize("items", [1, 6])
def test_the_home_page(site, client, items):
    for number in range(items):
        factories.public_disclosure(site, f"doc-{number}")

    assert queries(client, "/") == HOME


@pytest.mark.parametrize("columns", [0, 5])
def test_the_site_map(site, client, columns):
    factories.public_news(site)
    for number in range(columns):
        column = factories.open_column(site.department.registration, site.section, f"more-{number}", f"栏目{number}")
        factories.public_news(factories.Site(site.department, site.home, site.section, column))

    answer = client.get("/sitemap/").content.decode()
    assert answer.count("栏目") >= columns
    assert queries(client, "/sitemap/") == SITE_MAP


@pytest.mark.clause("D1")
@pytest.mark.parametrize("items", [2, 8])
def test_the_catalogue(site, client, items):
    for number in range(items):
        factories.public_disclosure(site, f"doc-{number}", topic=("resources-land", "farming")[number % 2])

    assert client.get("/catalogue/").context["total"] == items
    assert queries(client, "/catalogue/?topic=resources") == CATALOGUE


@pytest.mark.clause("A2")
@pytest.mark.parametrize("relations", [1, 4])
def test_a_document_with_relations(site, client, relations):
    """Whether each related document is in force costs the same for one and for many."""
    page = factories.draft_disclosure(site, "newest")
    draft = page.get_latest_revision_as_object()
    for number in range(relations):
        draft.relations.add(Relation(kind="amends", target=factories.public_disclosure(site, f"doc-{number}")))
    draft.save_revision()
    factories.acts.approve(Disclosure.objects.get(pk=page.pk), site.department.registration.liaison, timezone.now())

    page = Disclosure.objects.get(pk=page.pk)
    assert client.get(page.url).content.decode().count("gk-badge") == relations + 1
    assert queries(client, page.url) == DOCUMENT + 2


@pytest.mark.parametrize("files", [0, 3])
def test_a_document(site, client, files):
    page = factories.draft_disclosure(site)
    for number in range(files):
        document = factories.document(f"附件{number}.pdf")
        factories.attach(Disclosure.objects.get(pk=page.pk).get_latest_revision_as_object(), document)
        document.file.close()
    factories.acts.approve(Disclosure.objects.get(pk=page.pk), site.department.registration.liaison, timezone.now())
    gc.collect()

    url = Disclosure.objects.get(pk=page.pk).url
    assert client.get(url).content.decode().count("附件") >= files
    assert queries(client, url) == DOCUMENT


@pytest.mark.parametrize("items", [3, 12])
def test_search(site, tmp_path, client, items):
    fill(site, tmp_path, items)
    drain()

    assert client.get("/search/", {"q": "法规"}).context["total"] == items
    assert queries(client, "/search/?q=法规") == SEARCH


@pytest.mark.parametrize("cases", [3, 12])
def test_the_worklist(site, cases):
    """What waits for somebody is the first thing on the admin's home."""
    waiting(site, 0, cases)

    client = staff(site.department.registration.secrecy)
    assert queries(client, reverse("wagtailadmin_home")) == WORKLIST


@pytest.mark.parametrize("cases", [1, 10])
def test_the_ledger(site, cases):
    waiting(site, 0, cases)

    client = staff(site.department.office.head)
    assert queries(client, reverse("approvals:ledger")) == LEDGER


@pytest.mark.parametrize("cases", [1, 10])
@pytest.mark.parametrize("name", ["my_cases", "all_cases"])
def test_the_lists_of_cases(site, cases, name):
    waiting(site, 0, cases)

    client = staff(site.department.registration.liaison)
    assert queries(client, reverse(f"approvals:{name}")) == CASES[name]


@pytest.fixture(autouse=True)
def _warm() -> None:
    cache.clear()
