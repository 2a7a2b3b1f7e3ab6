"""System checks of tiles."""

from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from wagtail import blocks
from wagtail.fields import StreamField

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import TileType
from portal.tiles import checks
from portal.tiles.fields import TileField
from portal.tiles.house import is_of_the_house


class Clash:
    @hookimpl
    def tile_types(self):
        return [TileType("heading", blocks.CharBlock, "Mine")]


@pytest.mark.django_db
def test_one_name_for_two_tiles_is_reported_once_and_by_name():
    clash = Clash()
    registry.register(clash)
    try:
        found = [error for error in run_checks() if "'heading'" in str(error.msg)]
    finally:
        registry.unregister(clash)
    assert [error.id for error in found] == ["gongkai.E041"]
    assert checks.tile_names(None) == []


def test_a_stock_stream_field_in_a_page_of_the_house_is_reported():
    stock = StreamField([("heading", blocks.CharBlock())])
    stock.name = "body"
    own = TileField()
    own.name = "body"
    meta = SimpleNamespace(label="columns.Thing", local_fields=[stock])
    assert [error.id for error in checks.stock_streams(SimpleNamespace(_meta=meta))] == ["gongkai.E042"]
    meta.local_fields = [own]
    assert checks.stock_streams(SimpleNamespace(_meta=meta)) == []


def test_the_pages_of_the_house_are_in_order():
    assert checks.page_streams(None) == []


def test_addons_may_do_as_they_like():
    assert is_of_the_house(SimpleNamespace(__module__="columns.models"))
    assert not is_of_the_house(SimpleNamespace(__module__="quiz.models"))
