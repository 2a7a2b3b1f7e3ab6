"""The admin's own search boxes and choosers find any part of a title, in Chinese too."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from columns.models import Disclosure
from portal.files.models import Document
from search.admin_backend import SearchBackend
from tests import factories

pytestmark = pytest.mark.django_db
TITLE = "岭海省自然资源厅关于规范登记档案查询的通知"


@pytest.fixture
def document(site) -> Disclosure:
    return factories.draft_disclosure(site, title=TITLE)


def test_it_is_the_backend_in_use():
    assert isinstance(get_search_backend(), SearchBackend)


@pytest.mark.parametrize("words", [TITLE, "档案查询", "查", "登记档案 通知"])
def test_any_part_of_a_title_finds_it(document, words):
    assert [found.pk for found in Page.objects.search(words)] == [document.pk]
    assert [found.pk for found in Page.objects.autocomplete(words)] == [document.pk]


@pytest.mark.parametrize("words", ["耕地", '"', "'", "%", "_", '"档案', "档案 OR NOT (", "*", "\\"])
def test_what_isn_t_there_is_not_found_and_no_sign_breaks_it(document, words):
    found = [row.pk for row in Page.objects.search(words)]
    assert document.pk not in found or words.strip('"') in TITLE


def test_the_box_of_the_page_explorer_finds_it(client, site, document):
    client.force_login(site.department.registration.liaison)
    answer = client.get(reverse("wagtailadmin_pages:search"), {"q": "档案查询"})
    assert TITLE in answer.content.decode()


def test_a_chooser_finds_a_file_by_part_of_its_name(client, site):
    factories.document()
    document = Document.objects.get()
    Document.objects.filter(pk=document.pk).update(
        title="不动产登记申请表", uploaded_by_user=site.department.office.head
    )
    assert [found.pk for found in Document.objects.search("登记申请")] == [document.pk]


def test_a_query_may_be_narrowed_by_any_field(document, site):
    """Wagtail's own index refuses fields that it doesn't know (FilterFieldError)."""
    narrowed = Disclosure.objects.filter(issuing_organ="", maker_unit=site.department.registration.unit)
    assert [found.pk for found in narrowed.search("档案")] == [document.pk]
    assert list(Disclosure.objects.filter(issuing_organ="别的厅").search("档案")) == []
