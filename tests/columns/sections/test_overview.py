"""The overview of sections: a tree by state, signal and unit, in which nothing that fits hangs in the air."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from columns.sections import duty, overview
from tests import factories, topics
from tests.columns.sections.test_duty import updated

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G3")]
QUERIES = 51


@pytest.fixture
def sections(site):
    """A red column of registration in a section of the Office, and a topic of farmland that is being filled."""
    factories.public_disclosure(site)
    updated(site, 31)
    topics.open_topic(site)
    return site


def shown(client, query: str = "") -> list[tuple[str, int, bool]]:
    answer = client.get(f"{reverse('sections:overview')}?{query}")
    assert answer.status_code == 200
    return [(row["line"].title, row["line"].level, row["line"].fits) for row in answer.context["rows"]]


def test_without_a_filter_everything_stands_in_its_place(client, sections):
    client.force_login(sections.department.farmland.handler)
    whole = [("政务公开", 0, True), ("政策文件", 1, True), ("专题专栏", 0, False), ("耕地保护", 1, True)]
    assert shown(client) == whole == shown(client, "state=&signal=&unit=&page=99")


def test_what_fits_stays_below_what_it_stands_in(client, sections):
    client.force_login(sections.department.farmland.handler)
    red = [("政务公开", 0, False), ("政策文件", 1, True)]
    assert shown(client, "signal=red") == red
    assert shown(client, f"unit={sections.department.registration.unit.pk}") == red
    assert shown(client, "state=activating") == [("专题专栏", 0, False), ("耕地保护", 1, True)]
    assert shown(client, f"unit={sections.department.office.unit.pk}") == [("政务公开", 0, True)]
    page = client.get(f"{reverse('sections:overview')}?signal=red").content.decode()
    assert 'class="gk-above"' in page and "逾期 1 天" in page


@pytest.mark.parametrize(
    "query", ["state=retired", "signal=purple", "unit=999999", "unit=x", "state=active&signal=amber"]
)
def test_an_empty_result_says_so_and_leads_back_to_all(client, sections, query):
    client.force_login(sections.department.farmland.handler)
    assert shown(client, query) == []
    page = client.get(f"{reverse('sections:overview')}?{query}").content.decode()
    assert "没有符合条件的栏目或者专题。" in page and "清除筛选" in page


def test_each_state_has_its_count_under_the_other_filters_and_a_link_that_keeps_them(client, sections):
    client.force_login(sections.department.farmland.handler)

    def counts(query: str) -> dict[str, int]:
        answer = client.get(f"{reverse('sections:overview')}?{query}")
        return {count.state: count.number for count in answer.context["counts"]}

    assert counts("") == {"": 3, "activating": 1, "active": 2, "retiring": 0, "retired": 0} == counts("state=active")
    assert counts("signal=red") == {"": 1, "activating": 0, "active": 1, "retiring": 0, "retired": 0}
    page = client.get(f"{reverse('sections:overview')}?signal=red&page=1").content.decode()
    assert 'href="?signal=red&amp;state=active"' in page and 'href="?signal=red"' in page


def test_a_section_that_a_page_ends_before_has_its_way_on_the_next_one(sections):
    every = duty.read()
    last = overview.tree(every[1:2], every)
    assert [(line.title, line.fits) for line in last] == [("政务公开", False), ("政策文件", True)]
    assert last[0].standing == every[0]


@pytest.mark.parametrize("columns", [1, 12])
def test_the_overview_costs_as_much_for_many_as_for_few(client, sections, columns):
    for number in range(columns):
        factories.open_column(sections.department.farmland, sections.section, f"more-{number}", f"栏目{number}")
    client.force_login(sections.department.registration.liaison)
    shown(client)
    with CaptureQueriesContext(connection) as captured:
        shown(client)
    assert len(captured) == QUERIES
