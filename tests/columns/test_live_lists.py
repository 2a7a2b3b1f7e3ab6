"""What pages of other rooms list of columns: only what is public, and what they asked for (law 4)."""

import pytest

from columns import live_lists
from portal.addons.types import ListQuery
from portal.approvals import takedowns
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles():
    def read(source="disclosure", **query):
        found = next(one for one in live_lists.sources() if one.name == source)
        return [item.title for item in found.read(ListQuery(**{"count": 10, **query}), None)]

    return read


@pytest.fixture
def two(site):
    """Two public documents of one unit; and a draft, which nobody may list."""
    first = factories.public_disclosure(site, "first", title="一号文件", keywords="登记")
    second = factories.public_disclosure(site, "second", title="二号文件")
    factories.draft_disclosure(site, "third", title="草稿")
    return first, second


def test_the_newest_public_documents_and_no_draft(titles, two):
    assert sorted(titles()) == ["一号文件", "二号文件"]
    assert len(titles(count=1)) == 1


def test_chosen_ones_come_in_their_order_and_only_public_ones(titles, two, site):
    first, second = two
    draft = factories.draft_disclosure(site, "fourth", title="另一草稿")
    assert titles(chosen=(second.pk, draft.pk, first.pk, 999_999)) == ["二号文件", "一号文件"]


def test_a_list_can_be_narrowed(titles, two, site):
    first, _second = two
    assert titles(keyword="登记") == ["一号文件"]
    assert titles(keyword="没有这个词") == []
    assert titles(unit=999_999) == []
    assert len(titles(unit=first.maker_unit_id)) == 2
    assert len(titles(place=first.get_parent().pk)) == 2
    assert titles(place=999_999) == []
    assert titles(topic="no-such-topic") == []


def test_the_topics_are_those_of_the_catalogue():
    codes = dict(live_lists.topics())
    assert len(codes) > 5 and all(codes.values())


def test_interpretations_of_one_document(titles, two, site):
    first, second = two
    factories.public_interpretation(site, first, "about-first")
    assert len(titles("interpretation", about=first.pk)) == 1
    assert titles("interpretation", about=second.pk) == []


def test_what_was_taken_down_is_in_no_list(titles, two, site):
    first, _second = two
    takedowns.take_down(first, site.department.publicity.head, "有误")
    assert titles() == ["二号文件"]
    assert titles(chosen=(first.pk,)) == []


def test_lists_take_few_queries(two, site, django_assert_max_num_queries):
    found = live_lists.sources()[0]
    for number in range(3):
        factories.public_disclosure(site, f"more-{number}", title=f"更多{number}")
    with django_assert_max_num_queries(8):
        assert len(found.read(ListQuery(count=10), None)) == 5
