"""The figures of sections: what counts as an update, whose it is, and that the number of queries is fixed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from columns.models import Disclosure, OpeningRequest
from home.models import HomePage
from portal.approvals.models import Permit
from portal.approvals.permits import permit
from portal.demonstration import acts
from portal.oversight.cleanup import figures
from portal.oversight.cleanup.verdicts import Verdict
from portal.oversight.models import Campaign, CleanupLine
from portal.usage.models import DailyUse
from special_topics.models import TopicIndexPage, TopicPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("O5")]


def lines(year: int | None = None) -> dict[int, CleanupLine]:
    """The unsaved lines of a campaign by page."""
    campaign = Campaign(year=year or factories.today().year)
    return {line.page_id: line for line in figures.lines(campaign)}


def make_old(page, days: int, **fields) -> None:
    """Have an item, and its column's own page, be so many days old."""
    then = timezone.now() - timedelta(days=days)
    with permit(Permit.Scope.TREE, "0001", "test", None):
        parent = page.get_parent()
        type(parent).objects.filter(pk=parent.pk).update(last_published_at=then)
        type(page).objects.filter(pk=page.pk).update(first_published_at=then, last_published_at=then, **fields)


def test_own_items_are_updates_of_a_column_and_of_what_it_stands_in(site):
    today = factories.today()
    before = lines()
    assert (before[site.column.pk].own_items, before[site.column.pk].last_update) == (0, None)
    document = factories.public_disclosure(site)
    found = lines()
    for place in (site.column, site.section):
        line = found[place.pk]
        assert (line.own_items, line.last_update) == (1, today)
    assert (found[site.column.pk].pages, found[site.section.pk].pages) == (1, 2)
    assert lines(today.year - 1)[site.column.pk].own_items == 0
    make_old(document, 200)
    assert lines()[site.column.pk].last_update == today - timedelta(days=200)
    assert lines()[site.column.pk].proposal == Verdict.CLOSE


def test_imports_are_no_updates(site):
    document = factories.public_disclosure(site)
    make_old(
        document,
        100,
    )
    with permit(Permit.Scope.TREE, "0001", "test", None):
        Disclosure.objects.filter(pk=document.pk).update(is_import=True, first_published_at=timezone.now())
    line = lines()[site.column.pk]
    assert (line.own_items, line.pages) == (0, 1)
    assert line.last_update == factories.today() - timedelta(days=100), "of the column's own page"


def test_retired_sections_are_looked_at_no_more(site):
    factories.public_disclosure(site)
    factories.retire(site)
    assert site.column.pk not in lines() and site.section.pk in lines()


def test_a_topic_has_its_planned_end(site):
    index = TopicIndexPage(title="专题专栏", slug="topics", live=False)
    HomePage.objects.get().add_child(instance=index)
    index.save_revision()
    acts.approve(index, site.department.office.liaison, timezone.now())
    liaison = site.department.farmland.liaison
    request = OpeningRequest.objects.create(
        section="topic", title="耕地保护", slug="farmland", parent=TopicIndexPage.objects.get(), purpose="宣传",
        owner_unit=site.department.farmland.unit, ends_on=factories.today() - timedelta(days=1), made_by=liaison,
    )  # fmt: skip
    acts.approve(request, liaison, timezone.now())
    line = lines()[TopicPage.objects.get().pk]
    assert (line.section, line.proposal) == ("topic", Verdict.CLOSE)
    assert (factories.today() - timedelta(days=1)).isoformat() in line.proposal_reason


def test_a_fixed_number_of_queries(site):
    factories.public_disclosure(site)

    def count() -> int:
        lines()
        with CaptureQueriesContext(connection) as queries:
            lines()
        return len(queries)

    few = count()
    for serial in range(3):
        column = factories.open_column(site.department.farmland, site.section, f"more-{serial}", f"栏目{serial}")
        type(column).objects.filter(pk=column.pk).update(in_working_days=True)
    assert count() == few and few <= 8


def test_visits_and_searches_of_the_year_are_counted_with_what_lies_below(site):
    document = factories.public_disclosure(site)
    today = factories.today()
    DailyUse.objects.create(page_id=document.pk, day=today, visits=7, found=2)
    DailyUse.objects.create(page_id=document.pk, day=today.replace(year=today.year - 1), visits=90)
    for place in (site.column, site.section):
        line = lines()[place.pk]
        assert (line.visits, line.found) == (7, 2)
    assert lines(today.year - 1)[site.column.pk].visits == 90
