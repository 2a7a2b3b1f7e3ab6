"""What pages offer to search: facts of their public state now, or nothing (law 4)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from columns import indexing
from columns.catalogue import current_lists
from columns.models import ColumnPage, Disclosure
from portal.addons import registry
from portal.approvals import takedowns
from portal.approvals.permits import table_permit
from portal.demonstration import acts
from portal.files.services import read_text
from portal.outbox.services import drain
from search import services as search
from search.query import parse
from tests import factories

pytestmark = pytest.mark.django_db


def read(page):
    return indexing.read([str(page.pk)]).get(str(page.pk))


def test_a_draft_is_nothing_to_search(site):
    page = factories.draft_disclosure(site)
    assert not read(page) and list(indexing.ids()) == []


@pytest.mark.parametrize("missing", ["0", "999999"])
def test_what_is_not_there_is_nothing(site, missing):
    assert indexing.read([missing]) == {}


def test_pages_of_columns_are_no_items(site):
    assert not read(site.section)


def test_a_public_document_tells_what_people_search_by(site):
    page = factories.draft_disclosure(site, keywords="登记 档案")
    factories.attach(page, factories.document(text="统一编号"))
    acts.approve(page, site.department.registration.liaison, factories.timezone.now())
    page = Disclosure.objects.get(pk=page.pk)
    read_text(page.attachments.get().document)
    record = read(page)
    assert (record.key, record.kind, record.title, record.url) == (
        f"page:{page.pk}",
        "disclosure",
        page.title,
        page.url,
    )
    assert record.doc_no == "岭自然资规〔2026〕8号" and record.index_no == page.index_number != ""
    assert record.columns == ("政务公开", "政策文件") and record.column == "政策文件"
    assert record.topics == current_lists()["topic"].names("resources-registration") and len(record.topics) == 2
    assert record.unit == str(site.department.registration.unit) and record.keywords == ("登记", "档案")
    assert "查询和利用" in record.body and "统一编号" in record.files[0].text and record.files[0].name.endswith(".pdf")
    assert record.on == factories.today() and not record.archived
    assert list(indexing.ids()) == [str(page.pk)]


@pytest.mark.clause("D1")
@pytest.mark.parametrize(
    "typed",
    [
        "岭自然资规〔2026〕8号",
        "岭自然资规[2026]8号",
        "岭自然资规（2026）第8号",
        "岭自然资规2026年8号",
        "岭自然资规【2026】０８号",
    ],
)
def test_a_number_is_kept_in_one_writing_and_found_in_any(site, typed):
    page = factories.public_disclosure(site, document_number=typed)
    assert page.document_number == "岭自然资规〔2026〕8号"
    drain()
    for asked in (typed, "岭自然资规〔2026〕8号", "岭自然资规（2026）8号"):
        assert [hit.key for hit in search.find(parse(asked)).results.hits] == [f"page:{page.pk}"]


def test_a_draft_over_a_public_document_changes_nothing(site):
    page = factories.public_disclosure(site)
    draft = type(page).objects.get(pk=page.pk)
    draft.title = "草稿里的标题"
    draft.save_revision()
    assert read(page).title == page.title != draft.title


def test_taken_down_it_is_nothing(site):
    page = factories.public_disclosure(site)
    takedowns.take_down(page, site.department.publicity.handler, "有误")
    assert not read(page) and list(indexing.ids()) == []


@pytest.mark.parametrize("restricted", ["page", "column"])
def test_restricted_it_is_nothing(site, restricted):
    page = factories.public_disclosure(site)
    at = page if restricted == "page" else ColumnPage.objects.get(pk=site.column.pk)
    with table_permit(PageViewRestriction._meta.db_table, "test", None):
        PageViewRestriction.objects.create(page=at, restriction_type=PageViewRestriction.LOGIN)
    assert not read(page)


def test_news_is_told_as_news(site):
    record = read(factories.public_news(site))
    assert (record.kind, record.doc_no, record.effect, record.files) == ("news", "", "", ())


def test_many_pages_take_as_many_queries_as_one_of_each_kind(site, django_assert_num_queries):
    """Whatever stands around them: attachments, columns, units."""
    pages = [
        factories.public_disclosure(site, f"doc-{n}", document_number=f"岭自然资规〔2026〕{n + 1}号") for n in range(3)
    ]
    pages.append(factories.public_news(site))
    few = [str(pages[0].pk), str(pages[-1].pk)]
    indexing.read(few)  # what is asked once a process
    with CaptureQueriesContext(connection) as taken:
        assert len(indexing.read(few)) == 2
    with django_assert_num_queries(len(taken)):
        assert len(indexing.read([str(page.pk) for page in pages])) == 4


def test_each_page_is_read_with_what_stands_around_it(site):
    """Pages that are read together keep their own columns and places."""
    document, news = factories.public_disclosure(site), factories.public_news(site)
    together = indexing.read([str(document.pk), str(news.pk)])
    for page in (document, news):
        above = page.get_ancestors().filter(depth__gt=1)
        assert together[str(page.pk)] == read(page)
        assert together[str(page.pk)].places == (*(str(one.pk) for one in above), str(page.pk))
        assert together[str(page.pk)].column == page.get_parent().title


def test_every_item_type_is_known_to_approvals_under_the_same_name():
    kinds = registry.by_name("approvable_kinds")
    for model, name in indexing.KINDS.items():
        assert kinds[name].model is model and kinds[name].index_source == "page"
