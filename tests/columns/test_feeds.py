"""Feeds of columns: what is new, and what becomes of them when their column closes (clause C1)."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from columns.models import ColumnPage, RetirementRequest
from portal.approvals.permits import page_permit
from tests import factories
from tests.columns.test_reading import dated
from tests.factories import acts

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def column(site) -> ColumnPage:
    factories.public_disclosure(site)
    return ColumnPage.objects.get(pk=site.column.pk)


def address(column, form: str = "rss") -> str:
    return reverse(f"columns_public:{form}", args=[column.pk])


def titles(client, column) -> list[str]:
    found = ElementTree.fromstring(client.get(address(column)).content)
    return [item.findtext("title") or "" for item in found.iter("item")]


def close(site, column, **fields) -> None:
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=column, reason="职能划出", made_by=liaison, **fields)
    acts.approve(request, liaison, timezone.now())


@pytest.mark.clause("C1")
def test_a_column_has_a_feed_in_both_formats_that_its_page_names(client, site, column):
    page = client.get(column.url).content.decode()
    for form in ("rss", "atom"):
        assert f'href="{address(column, form)}"' in page
    rss = client.get(address(column))
    assert rss.headers["Content-Type"].startswith("application/rss+xml")
    item = ElementTree.fromstring(rss.content).find("channel/item")
    document = factories.Disclosure.objects.get()
    assert item.findtext("title") == document.title and item.findtext("link") == f"http://testserver{document.url}"
    atom = ElementTree.fromstring(client.get(address(column, "atom")).content)
    entry = atom.find(f"{ATOM}entry")
    assert atom.findtext(f"{ATOM}title") == column.title and entry.findtext(f"{ATOM}title") == document.title
    assert entry.findtext(f"{ATOM}id") == item.findtext("guid") and entry.findtext(f"{ATOM}id").startswith("tag:")


def test_it_holds_the_newest_twenty_and_no_imports_or_drafts(client, site, column):
    document = factories.Disclosure.objects.get()
    factories.draft_disclosure(site, "draft", title="草稿")
    for number in range(20):
        news = factories.public_news(site, f"news-{number}")
        with page_permit(news, "test", None):
            type(news).objects.filter(pk=news.pk).update(title=f"动态{number}")
    dated(document, listed_on=factories.today() - timedelta(days=1))
    assert titles(client, column) == [f"动态{number}" for number in reversed(range(20))]
    dated(type(news).objects.get(slug="news-19"), is_import=True)
    assert titles(client, column)[0] == "动态18" and titles(client, column)[-1] == document.title


@pytest.mark.clause("C6")
def test_an_archived_column_keeps_its_feed_and_says_so(client, site, column):
    assert "不再更新" not in client.get(address(column)).content.decode()
    close(site, column)
    text = client.get(address(column)).content.decode()
    assert len(titles(client, column)) == 1 and "不再更新" in text
    assert titles(client, site.section) == [], "what is archived is not new in the section above"


@pytest.mark.clause("C6")
def test_one_that_is_gone_answers_410_and_a_merged_one_leads_on(client, site, column):
    registration = site.department.registration
    other = factories.open_column(registration, site.section, "other", "通知公告")
    assert client.get(address(other)).status_code == 404, "it isn't public yet"
    factories.public_disclosure(factories.Site(site.department, site.home, site.section, other), "o", title="通知")
    close(site, other, outcome="merged", merged_into=column)
    for form in ("rss", "atom"):
        answer = client.get(address(other, form))
        assert answer.status_code == 302 and answer.headers["Location"] == address(column, form)
    assert len(titles(client, column)) == 2
    close(site, column, outcome="gone")
    for form in ("rss", "atom"):
        assert client.get(address(column, form)).status_code == 410
    assert titles(client, site.section) == ["通知"], "what was merged can still be read where it stands"


def test_what_xml_cannot_hold_breaks_no_feed(client, site, column):
    document = factories.Disclosure.objects.get()
    with page_permit(document, "test", None):
        factories.Disclosure.objects.filter(pk=document.pk).update(title="标\x0b题", abstract="摘\x01要")
    assert titles(client, column) == ["标题"] and "摘要" in client.get(address(column)).content.decode()


def test_nothing_but_columns_has_one(client, site):
    assert client.get(reverse("columns_public:rss", args=[site.home.pk])).status_code == 404


@pytest.mark.parametrize("items", [2, 9])
def test_it_asks_as_often_for_many_items_as_for_few(client, site, column, items):
    for number in range(items):
        factories.public_disclosure(
            site, f"doc-{number}", title=f"文件{number}", document_number=f"岭自然资规〔2026〕{number + 20}号"
        )
    client.get(address(column))
    with CaptureQueriesContext(connection) as captured:
        client.get(address(column))
    assert len(captured) == QUERIES


QUERIES = 6
