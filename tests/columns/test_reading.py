"""Questions that public pages ask: what stands where, what is new, what is archived."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from columns import reading
from columns.models import ColumnPage, Disclosure, NewsPage, RetirementRequest
from columns.sections.reading import is_archived, retired
from portal.approvals.permits import page_permit
from portal.demonstration import acts
from tests import factories

pytestmark = pytest.mark.django_db


def dated(page, **values) -> None:
    """Give a public page other dates, as an import of older documents has them."""
    with page_permit(page, "test", None):
        type(page).objects.filter(pk=page.pk).update(**values)


@pytest.fixture
def two(site):
    first = factories.public_disclosure(site)
    second = factories.public_disclosure(site, "second", title="第二份", document_number="岭自然资规〔2026〕9号")
    return first, second


def column(site) -> ColumnPage:
    return ColumnPage.objects.get(pk=site.column.pk)


def test_items_are_newest_first_and_those_without_a_date_come_last(site, two):
    first, second = two
    assert reading.items_below(column(site))[:] == [second, first]
    dated(second, listed_on=None)
    assert reading.items_below(column(site))[:] == [first, second]


def test_items_of_every_type_stand_in_one_list(site, two):
    """One interpretation or news item among documents hides none of them, and is hidden by none."""
    first, second = two
    news, explained = factories.public_news(site), factories.public_interpretation(site, first)
    items = reading.items_below(column(site))
    assert items.count() == 4 and set(items[:]) == {first, second, news, explained}
    dated(news, listed_on="2019-05-08")
    assert items[3:] == [news] and items[:2] + items[2:] == items[:]


def test_drafts_are_in_no_list(site):
    factories.draft_disclosure(site)
    assert not reading.items_below(column(site)).count() and reading.latest(Disclosure, 6) == []
    assert reading.years_of(reading.per_year(column(site))) == [] and reading.last_update(column(site)) is None


def test_a_section_shows_what_stands_in_its_columns(site, two):
    assert reading.items_below(ColumnPage.objects.get(pk=site.section.pk)).count() == 2


def test_years_are_those_with_items_and_filter_them(site, two):
    first, _second = two
    dated(first, listed_on="2019-05-08")
    assert reading.years_of(reading.per_year(column(site))) == [factories.today().year, 2019]
    assert reading.items_below(column(site), 2019)[:] == [first]
    assert reading.items_below(column(site), 2018)[:] == []


def test_imports_never_count_as_new_or_as_an_update(site, two):
    first, second = two
    assert reading.latest(Disclosure, 6) == [second, first] and reading.latest(Disclosure, 1) == [second]
    dated(second, is_import=True)
    assert reading.latest(Disclosure, 6) == [first]
    assert reading.last_update(column(site)) == first.first_published_at
    dated(first, is_import=True)
    assert reading.last_update(column(site)) is None


def test_what_lies_in_a_retired_column_is_archived_and_no_longer_new(site, two):
    news = factories.public_news(site)
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=column(site), reason="不用了", made_by=liaison)
    acts.approve(request, liaison, timezone.now())
    assert is_archived(news.path) and not is_archived(site.section.path)
    assert reading.latest(NewsPage, 6) == [] and [c.slug for c in reading.public_columns()] == ["disclosure"]
    assert reading.items_below(column(site)).count() == 3


def test_a_request_asks_once(site, two, django_assert_num_queries):
    request = SimpleNamespace()
    with django_assert_num_queries(2):
        for _time in range(3):
            reading.public_columns(request)
            retired(request)
