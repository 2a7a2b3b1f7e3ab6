"""What search engines are told of: an index, parts of bounded length, robots.txt."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from columns.models import Disclosure
from portal.theme import sitemaps
from tests import factories
from tests.columns.test_query_counts import fill

pytestmark = pytest.mark.django_db
INDEX, PAGES = "/sitemap.xml", "/sitemap-pages.xml"
IN_INDEX, IN_PART = 13, 5


def entries(client, address: str) -> dict[str, str]:
    """Address → day of the last change, as a part (or the index) has them."""
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/xml"
    names = {entry: [child.text for child in entry] for entry in ElementTree.fromstring(answer.content)}
    return {texts[0]: "".join(texts[1:]) for texts in names.values()}


def test_robots_are_led_to_the_index_and_kept_from_the_admin_and_from_endless_filters(client, db):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[-1] == f"Sitemap: http://testserver{INDEX}"
    assert {"Disallow: /admin/", "Disallow: /search"} <= set(lines)


def test_the_index_names_every_part_of_bounded_length(client, site, tmp_path, monkeypatch):
    fill(site, tmp_path, 5)
    monkeypatch.setattr(sitemaps.AddressMap, "limit", 3)
    parts = [address for address in entries(client, INDEX) if "pages" in address]
    assert len(parts) == 3
    found = [address for part in parts for address in entries(client, part.removeprefix("http://testserver"))]
    pages = {f"http://testserver{page.url}" for page in Disclosure.objects.live()}
    assert len(found) == len(set(found)) == 8 and pages < set(found)
    assert sitemaps.MOST == 5000


def test_the_last_change_is_the_systems_own_time(client, site):
    page = factories.public_disclosure(site)
    page.save_revision()  # a draft is no change
    Disclosure.objects.filter(pk=page.pk).update(latest_revision_created_at=timezone.now() + timedelta(days=3))
    changed = timezone.localtime(page.last_published_at).date().isoformat()
    assert entries(client, PAGES)[f"http://testserver{page.url}"] == changed
    assert entries(client, INDEX)[f"http://testserver{PAGES}"].startswith(changed)


@pytest.mark.parametrize("part", ["/sitemap-nothing.xml", f"{PAGES}?p=99", f"{PAGES}?p=x", f"{PAGES}?p=-1"])
def test_no_such_part(client, site, part):
    assert client.get(part).status_code == 404


@pytest.mark.parametrize("items", [3, 30])
@pytest.mark.parametrize(("address", "number"), [(INDEX, IN_INDEX), (PAGES, IN_PART)])
def test_the_same_number_of_queries_for_any_length(client, site, tmp_path, items, address, number):
    fill(site, tmp_path, items)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert len(captured) == number, [query["sql"][:90] for query in captured]
