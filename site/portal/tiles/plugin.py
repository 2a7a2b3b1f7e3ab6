"""The tiles that the portal itself brings."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import TileType

from . import core, tables

_BOTH = frozenset({"page", "topic"})


@hookimpl
def tile_types() -> list[TileType]:
    return [
        TileType("heading", core.HeadingTile, pgettext_lazy("gongkai", "Heading"), "text", core=True, scopes=_BOTH),
        TileType("rich_text", core.RichTextTile, pgettext_lazy("gongkai", "Text"), "text", core=True, scopes=_BOTH),
        TileType(
            "quotation", core.QuotationTile, pgettext_lazy("gongkai", "Quotation"), "text", core=True, scopes=_BOTH
        ),
        TileType(
            "notice", core.NoticeTile, pgettext_lazy("gongkai", "Highlighted notice"), "text", core=True, scopes=_BOTH
        ),
        TileType("image", core.ImageTile, pgettext_lazy("gongkai", "Picture"), "media", core=True, scopes=_BOTH),
        TileType("table", tables.TableTile, pgettext_lazy("gongkai", "Table"), "data", core=True),
        TileType("figures", core.FiguresTile, pgettext_lazy("gongkai", "Key figures"), "data", core=True, scopes=_BOTH),
        TileType("timeline", core.TimelineTile, pgettext_lazy("gongkai", "Timeline"), "data", core=True, scopes=_BOTH),
        TileType(
            "link_list", core.LinkListTile, pgettext_lazy("gongkai", "List of links"), "links", core=True, scopes=_BOTH
        ),
    ]
