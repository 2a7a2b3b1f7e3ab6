"""System checks of tiles: one name, one tile; no page of the portal with blocks in its migrations."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.addons import registry

from . import catalogue
from .fields import TileField
from .house import is_of_the_house


@register()
def tile_names(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """gongkai.E041: two tiles claim one name (the message says which)."""
    try:
        catalogue.tile_types()
    except registry.DuplicateName as error:
        return [
            Error(
                str(error),
                hint="Stored pages name their tiles: rename the newer one, or switch one of the two extensions off.",
                id="gongkai.E041",
            )
        ]
    return []


@register()
def page_streams(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """gongkai.E042: a page model of the portal uses a stream field that writes its blocks into migrations."""
    models = [model for model in apps.get_models() if issubclass(model, Page) and is_of_the_house(model)]
    return [problem for model in models for problem in stock_streams(model)]


def stock_streams(model: Any) -> list[CheckMessage]:
    """Return an error for every stream field of a model that isn't a tile field."""
    return [
        Error(
            f"{model._meta.label}.{field.name} writes its blocks into migrations.",
            hint="Use portal.tiles.fields.TileField: items of a tile that is switched off are kept, not dropped.",
            obj=model,
            id="gongkai.E042",
        )
        for field in model._meta.local_fields
        if isinstance(field, StreamField) and not isinstance(field, TileField)
    ]
