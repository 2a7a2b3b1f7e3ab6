"""The field: nothing of its tiles stands in a migration."""

import pytest
from django.apps import apps
from django.core.exceptions import AppRegistryNotReady
from django.db.migrations.writer import MigrationWriter
from wagtail import blocks

from portal.tiles.blocks import TileStreamBlock
from portal.tiles.fields import TileField


def test_a_migration_knows_the_field_and_no_tile(switch, field):
    switch("pledge", "box")
    text, imports = MigrationWriter.serialize(field)
    assert text == "portal.tiles.fields.TileField(blank=True)"
    assert imports == {"import portal.tiles.fields"}


def test_a_stream_of_tiles_inside_a_stock_stream_leaves_no_tile_in_the_migration():
    from wagtail.fields import StreamField

    text, _imports = MigrationWriter.serialize(StreamField([("inside", TileStreamBlock(scope="topic"))]))
    assert "heading" not in text
    assert "portal.tiles.blocks.TileStreamBlock" in text


def test_a_clone_keeps_scope_and_limits():
    clone = TileField(scope="topic", blank=True, max_num=3).clone()
    assert clone.scope == "topic"
    assert clone.stream_block.scope == "topic"
    assert clone.stream_block.meta.max_num == 3
    assert clone.stream_block.required is False


def test_blocks_given_as_arguments_are_refused():
    with pytest.raises(TypeError):
        TileField([("heading", blocks.CharBlock())])


def test_the_scope_decides_which_tiles_fit(field):
    topic = TileField(scope="topic")
    assert "row" in topic.stream_block.child_blocks
    assert "row" not in field.stream_block.child_blocks
    assert {"figures", "heading"} <= set(topic.stream_block.child_blocks)


def test_tiles_come_and_go_with_their_extension(switch, field):
    block = field.stream_block
    switch()
    assert "pledge" not in block.child_blocks
    heading = block.child_blocks["heading"]
    switch("pledge")
    assert "pledge" in block.child_blocks
    assert block.child_blocks["heading"] is heading
    assert block.child_blocks["pledge"].definition_prefix == "tile-pledge"
    switch()
    assert "pledge" not in block.child_blocks


def test_tiles_cant_be_used_before_all_extensions_are_there(monkeypatch):
    field = TileField()
    monkeypatch.setattr(apps, "ready", False)
    with pytest.raises(AppRegistryNotReady):
        field.to_python([{"type": "heading", "value": {}, "id": "1"}])[0]
