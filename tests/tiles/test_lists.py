"""Tiles that list what is public on its own account."""

import pytest

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import ActivityCard
from portal.approvals import takedowns
from portal.tiles import lists
from portal.tiles.fields import TileField
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(site):
    """Two public documents of one unit, and a draft."""
    first = factories.public_disclosure(site, "first", title="一号文件")
    second = factories.public_disclosure(site, "second", title="二号文件")
    factories.draft_disclosure(site, "third", title="草稿")
    return first, second


@pytest.fixture
def shown():
    field = TileField(scope="topic", blank=True)
    return lambda name, **value: str(field.to_python([(name, value)]))


def test_a_tile_lists_documents_chosen_or_live(shown, two):
    second = two[1]
    live = shown("documents", title="文件", kind="disclosure", count=5)
    assert "一号文件" in live and "二号文件" in live and "草稿" not in live
    chosen = shown("documents", title="文件", kind="disclosure", chosen=[second])
    assert "二号文件" in chosen and "一号文件" not in chosen


def test_a_tile_of_nothing_says_so(shown):
    assert "<a" not in shown("news", title="动态", count=5)
    assert "<a" not in shown("documents", title="文件", kind="switched_off", count=5)


def test_a_policy_shows_with_its_interpretations_while_it_is_public(shown, two, site):
    first, _second = two
    about = factories.public_interpretation(site, first, "about-first")
    html = shown("policy", document=first, words="少交两份材料")
    assert "一号文件" in html and about.title in html and "少交两份材料" in html
    takedowns.take_down(first, site.department.publicity.head, "有误")
    assert "一号文件" not in shown("policy", document=first, words="少交两份材料")


def test_an_invitation_shows_what_an_extension_says_and_nothing_else(shown):
    class Votes:
        @hookimpl
        def activity_card(self, address, request):
            return ActivityCard("评选", "/votes/1/", "投票", "进行中", is_open=True) if address == "/votes/1/" else None

    assert shown("activity", address="/votes/1/", words="来投票").strip() == ""
    addon = Votes()
    registry.register(addon)
    try:
        html = shown("activity", address="https://www.example.org/votes/1/", words="来投票")
        assert "评选" in html and "进行中" in html
        assert shown("activity", address="/votes/2/", words="来投票").strip() == ""
    finally:
        registry.unregister(addon)


def test_units_are_chosen_from_a_list_and_kept(two, post):
    first, _second = two
    block = TileField(scope="topic", blank=True).stream_block
    begun = block.child_blocks["news"].get_default()
    begun.update(title="动态", unit=first.maker_unit, count=3)
    stream = block.to_python([("news", begun)])
    sent = block.value_from_datadict(post(block.get_form_state(stream)), {}, "body")
    assert block.clean(sent)[0].value["unit"] == first.maker_unit
    assert lists.read("news", block.clean(sent)[0].block.query(sent[0].value)) == []
