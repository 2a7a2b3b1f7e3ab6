"""The field for pages composed of tiles. Migrations know that there is a field, not which tiles fit into it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import cached_property
from wagtail.fields import StreamField

from portal.addons.registry import DuplicateName

from . import snapshots
from .blocks import TileStreamBlock


class TileField(StreamField):
    """A stream of the tiles registered for ``scope``.

    No tile stands in a migration: an add-on with a tile makes none necessary, and a migration that loads and saves
    pages reads them with the tiles of now. Items of a tile that isn't there are kept as they are. Takes what
    Wagtail's stream field takes besides blocks (``blank``, ``max_num``, …).
    """

    def __init__(self, block_types: Any = None, *, scope: str = "page", **kwargs: Any) -> None:
        if block_types:
            raise TypeError("TileField takes its tiles from the registry, not from its arguments.")
        self.scope = scope
        kwargs.pop("block_lookup", None)
        kwargs.pop("use_json_field", None)
        super().__init__([], **kwargs)

    @cached_property
    def stream_block(self) -> TileStreamBlock:
        block = TileStreamBlock(scope=self.scope)
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [], kwargs

    def clone(self) -> TileField:
        """Return an unbound copy, with the scope and limits that migrations leave out."""
        _name, _path, _args, kwargs = self.deconstruct()
        limits = {key: value for key, value in self.block_opts.items() if key != "required"}
        return type(self)(scope=self.scope, **kwargs, **limits)

    def get_prep_value(self, value: Any) -> Any:
        with snapshots.storing():
            return super().get_prep_value(value)

    def check(self, **kwargs: Any) -> list[Any]:
        try:
            return super().check(**kwargs)
        except DuplicateName:
            return []  # said once, by portal.tiles.checks, and not once a field
