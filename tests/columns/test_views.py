"""What public pages of documents say: what took a document's place stands where it is seen first (clause A2)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.html import escape

from columns.models import Disclosure, Relation, RelationKind
from portal.demonstration import acts
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A2")]


@pytest.fixture
def old(site) -> Disclosure:
    return factories.public_disclosure(site, "old", title="关于规范档案查询的通知（试行）", document_number="")


def related(site, old, kind: str) -> Disclosure:
    """A public document that does something to another one."""
    page = factories.draft_disclosure(site, "new", title="关于规范档案查询的通知")
    draft = page.get_latest_revision_as_object()
    draft.relations.add(Relation(kind=kind, target=old))
    draft.save_revision(user=site.department.registration.liaison)
    acts.approve(Disclosure.objects.get(pk=page.pk), site.department.registration.liaison, timezone.now())
    return Disclosure.objects.get(pk=page.pk)


def above_the_text(client, page) -> str:
    """What stands between the title and the text."""
    article = client.get(page.url).content.decode().partition("<article")[2]
    return article.partition("</h1>")[2].partition('class="gk-doc"')[0]


@pytest.mark.parametrize("kind", [RelationKind.REPLACES, RelationKind.REPEALS])
def test_its_successor_stands_above_it_and_leads_there(client, site, old, kind):
    assert "gk-notice" not in above_the_text(client, old)
    new = related(site, old, kind)
    head = above_the_text(client, old)
    assert f'href="{new.url}"' in head and escape(new.title) in head
    answer = client.get(new.url).content.decode()
    assert f'href="{old.url}"' in answer and "gk-notice" not in above_the_text(client, new)


@pytest.mark.parametrize("kind", [RelationKind.AMENDS, RelationKind.IMPLEMENTS, RelationKind.REPEALS_PARTLY])
def test_what_leaves_it_standing_is_no_successor(client, site, old, kind):
    new = related(site, old, kind)
    assert new.title not in above_the_text(client, old)
    assert f'href="{new.url}"' in client.get(old.url).content.decode()  # among the related documents


def test_a_draft_of_a_successor_is_not_named(client, site, old):
    page = factories.draft_disclosure(site, "new", title="关于规范档案查询的通知")
    draft = page.get_latest_revision_as_object()
    draft.relations.add(Relation(kind=RelationKind.REPLACES, target=old))
    draft.save_revision(user=site.department.registration.liaison)
    assert "gk-notice" not in above_the_text(client, old)


def test_a_page_prints_its_address_with_the_host_that_people_type(client, site, old, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example:8443"
    printed = client.get(old.url).content.decode().partition('class="gk-print-only">')[2].partition("<")[0]
    assert printed == f"https://portal.example:8443{old.url}"
