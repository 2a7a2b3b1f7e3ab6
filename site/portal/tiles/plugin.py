"""The tiles that the portal itself brings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext_lazy

from portal.addons.specs import hookimpl
from portal.addons.types import TileType

from . import core, facts, layout, lists, media, tables

_BOTH = frozenset({"page", "topic"})
_TOPIC = frozenset({"topic"})


@hookimpl
def tile_types() -> list[TileType]:
    return [*_text(), *_media(), *_data(), *_live(), *_links(), *_layout()]


def _of_the_house(category: str, scopes: frozenset[str], *rows: tuple[str, Any, Any]) -> list[TileType]:
    return [TileType(name, factory, label, category, core=True, scopes=scopes) for name, factory, label in rows]


def _text() -> list[TileType]:
    return [
        *_of_the_house(
            "text",
            _BOTH,
            ("heading", core.HeadingTile, pgettext_lazy("gongkai", "Heading")),
            ("rich_text", core.RichTextTile, pgettext_lazy("gongkai", "Text")),
            ("quotation", core.QuotationTile, pgettext_lazy("gongkai", "Quotation")),
            ("notice", core.NoticeTile, pgettext_lazy("gongkai", "Highlighted notice")),
        ),
        *_of_the_house(
            "text",
            _TOPIC,
            ("notice_bar", core.NoticeBarTile, pgettext_lazy("gongkai", "Notice bar")),
            ("faq", facts.FaqTile, pgettext_lazy("gongkai", "Questions and answers")),
        ),
    ]


def _media() -> list[TileType]:
    return [
        *_of_the_house("media", _BOTH, ("image", core.ImageTile, pgettext_lazy("gongkai", "Picture"))),
        *_of_the_house(
            "media",
            _TOPIC,
            ("banner", media.BannerTile, pgettext_lazy("gongkai", "Banner")),
            ("carousel", media.CarouselTile, pgettext_lazy("gongkai", "Carousel")),
            ("gallery", media.GalleryTile, pgettext_lazy("gongkai", "Gallery")),
            ("video", media.VideoTile, pgettext_lazy("gongkai", "Film")),
            ("map_picture", media.MapPictureTile, pgettext_lazy("gongkai", "Map")),
            ("embed", media.EmbedTile, pgettext_lazy("gongkai", "Frame")),
        ),
    ]


def _data() -> list[TileType]:
    return [
        *_of_the_house(
            "data",
            _BOTH,
            ("table", tables.TableTile, pgettext_lazy("gongkai", "Table")),
            ("figures", core.FiguresTile, pgettext_lazy("gongkai", "Key figures")),
            ("timeline", core.TimelineTile, pgettext_lazy("gongkai", "Timeline")),
        ),
        *_of_the_house(
            "data",
            _TOPIC,
            ("chart", facts.ChartTile, pgettext_lazy("gongkai", "Chart")),
            ("people", facts.PeopleTile, pgettext_lazy("gongkai", "People")),
            ("countdown", facts.CountdownTile, pgettext_lazy("gongkai", "Countdown")),
        ),
    ]


def _live() -> list[TileType]:
    return _of_the_house(
        "live",
        _TOPIC,
        ("documents", lists.DocumentsTile, pgettext_lazy("gongkai", "List of documents")),
        ("policy", lists.PolicyTile, pgettext_lazy("gongkai", "Policy and interpretations")),
        ("news", lists.NewsTile, pgettext_lazy("gongkai", "List of news")),
        ("activity", lists.ActivityTile, pgettext_lazy("gongkai", "Invitation to take part")),
    )


def _links() -> list[TileType]:
    return [
        *_of_the_house("links", _BOTH, ("link_list", core.LinkListTile, pgettext_lazy("gongkai", "List of links"))),
        *_of_the_house("links", _TOPIC, ("downloads", lists.DownloadsTile, pgettext_lazy("gongkai", "Downloads"))),
    ]


def _layout() -> list[TileType]:
    return _of_the_house(
        "layout",
        _TOPIC,
        ("row", layout.RowTile, pgettext_lazy("gongkai", "Row with columns")),
        ("tabs", layout.TabsTile, pgettext_lazy("gongkai", "Tabs")),
        ("accordion", layout.AccordionTile, pgettext_lazy("gongkai", "Accordion")),
    )
