"""The public catalogue: a tree to walk, with counts, and what stands under each branch (clause D1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wagtail.models import PageViewRestriction

from columns import browsing
from columns.models import ColumnPage
from portal.approvals import takedowns
from portal.approvals.permits import table_permit
from tests import factories
from tests.columns.test_query_counts import fill

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D1")]
ADDRESS = "/catalogue/"


@pytest.fixture
def three(site):
    """Three public documents: two on registration, one of them a policy document, and one on land."""
    farmland = site.department.farmland.unit
    fields = {
        "甲": {"abstract": "甲的概述"},
        "乙": {"genre": "normative", "audience": "citizens-owners"},
        "丙": {"topic": "resources-land", "maker_unit": farmland},
    }
    return [
        factories.public_disclosure(site, f"doc-{number}", title=title, document_number="", **more)
        for number, (title, more) in enumerate(fields.items())
    ]


def walked(client, **chosen) -> tuple[list[str], dict[str, dict[str, int]]]:
    """The titles that an address lists, and the counts of each branch by dimension."""
    answer = client.get(ADDRESS, chosen)
    assert answer.status_code == 200
    titles = sorted(entry["title"] for entry in answer.context["rows"])
    counts = {
        dimension["name"]: {branch["name"]: branch["count"] for branch in dimension["branches"]}
        for dimension in answer.context["dimensions"]
    }
    return titles, counts


def test_every_document_stands_in_it_with_what_a_catalogue_must_hold(client, three):
    text = client.get(ADDRESS).content.decode()
    for page in three:
        assert page.title in text and page.index_number in text and page.formed_on.isoformat() in text
    assert "甲的概述" in text


def test_branches_count_what_stands_at_them_and_below(client, site, three):
    titles, counts = walked(client)
    assert titles == sorted(["甲", "乙", "丙"])
    assert counts["topic"] == {"国土资源、能源": 3, "自然资源调查和确权登记": 2, "土地利用和市场": 1}
    assert counts["genre"] == {"政策文件": 1, "规范性文件": 1, "通知": 2}
    assert counts["unit"] == {site.department.registration.unit.name: 2, site.department.farmland.unit.name: 1}
    assert counts["audience"] == {"公民": 1, "不动产权利人": 1}


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ({"topic": "resources"}, "甲乙丙"),
        ({"topic": "resources-land"}, "丙"),
        ({"genre": "policy"}, "乙"),
        ({"audience": "citizens"}, "乙"),
        ({"unit": "farmland"}, "丙"),
        ({"topic": "resources-registration", "genre": "notice"}, "甲"),
        ({"topic": "resources-land", "genre": "policy"}, ""),
        ({"topic": "nothing", "page": "99", "unit": "' OR 1=1"}, "甲乙丙"),
    ],
)
def test_choosing_narrows_and_nonsense_is_left_out(client, three, chosen, titles):
    assert walked(client, **chosen)[0] == sorted(titles)


def test_counts_elsewhere_follow_what_is_chosen_and_its_own_dimension_stays(client, three):
    _titles, counts = walked(client, genre="policy")
    assert counts["topic"] == {"国土资源、能源": 1, "自然资源调查和确权登记": 1}
    assert counts["genre"] == {"政策文件": 1, "规范性文件": 1, "通知": 2}


def test_each_count_is_what_its_address_lists(client, three):
    for dimension in client.get(ADDRESS).context["dimensions"]:
        for branch in dimension["branches"]:
            answer = client.get(branch["url"])
            assert answer.context["total"] == branch["count"] == len(answer.context["rows"]), branch


def test_what_was_taken_down_restricted_drafted_or_imported_is_not_in_it(client, site, three, tmp_path):
    factories.draft_disclosure(site, "draft", title="草稿", document_number="")
    fill(site, tmp_path, 2)
    takedowns.take_down(three[0], site.department.publicity.handler, "有误")
    with table_permit(PageViewRestriction._meta.db_table, "test", None):
        PageViewRestriction.objects.create(page=three[2], restriction_type=PageViewRestriction.LOGIN)
    titles, counts = walked(client)
    assert titles == ["乙"] and sum(counts["unit"].values()) == 1


def test_nothing_below_a_column_that_was_taken_down(client, site, three):
    takedowns.take_down(ColumnPage.objects.get(pk=site.column.pk), site.department.publicity.handler, "有误")
    assert walked(client)[0] == [] and browsing.read({}).total == 0


def test_what_stands_in_a_retired_column_stays_and_is_marked(client, site, three):
    factories.retire(site)
    rows = client.get(ADDRESS).context["rows"]
    assert len(rows) == 3 and all("已归档" in [str(word) for word in row["meta"]] for row in rows)


def test_a_taken_down_number_is_never_given_again(site, three):
    takedowns.take_down(three[2], site.department.publicity.handler, "有误")
    later = factories.public_disclosure(site, "d", document_number="", maker_unit=site.department.farmland.unit)
    year = factories.today().year
    assert [page.index_number for page in (three[2], later)] == [f"XFARMLAND/{year}-0000{n}" for n in (1, 2)]


def test_it_is_reached_from_the_home_page_the_menu_and_each_document(client, site, three):
    for address in ("/", site.column.url):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()
    assert f"{ADDRESS}?topic=resources-registration" in client.get(three[0].url).content.decode()


def test_a_document_says_whether_it_is_in_force(client, site):
    factories.public_disclosure(site, "old", expires_on=factories.today() - timedelta(days=1))
    (entry,) = client.get(ADDRESS).context["rows"]
    assert entry["badge"].kind == "void"


def test_only_safe_methods(client):
    assert client.post(ADDRESS).status_code == 405


def test_lists_are_bounded(client, site):
    for number in range(22):
        factories.public_disclosure(site, f"doc-{number}", document_number="")
    assert len(client.get(ADDRESS).context["rows"]) == 20 and len(client.get(ADDRESS, {"page": 2}).context["rows"]) == 2
