"""Tiles that hold other tiles: rows with columns, tabs, accordions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from wagtail import blocks

from . import palette
from .base import Tile
from .blocks import TileStreamBlock
from .places import Filler

MOST_COLUMNS = 4
MOST_PARTS = 8
MOST_IN_PART = 20
HOLDERS = ("row", "tabs", "accordion")


def _words(at: Filler) -> list[tuple[str, Any]]:
    words = at(pgettext("tile", "text"), pgettext("tile", "A few sentences about it."))
    return [("rich_text", f"<p>{words}</p>")]


class Cell(blocks.StructBlock):
    """One column of a row."""

    width = blocks.ChoiceBlock(
        search_index=False,
        label=pgettext_lazy("gongkai", "width"),
        choices=[
            ("12", _("Full width")),
            ("9", _("Three quarters")),
            ("8", _("Two thirds")),
            ("6", _("Half")),
            ("4", _("A third")),
            ("3", _("A quarter")),
        ],
        default="6",
    )
    tiles = TileStreamBlock(
        label=pgettext_lazy("gongkai", "tiles"), scope="topic", without=("row",), required=False, max_num=MOST_IN_PART
    )

    class Meta:
        icon = "grip"


class RowTile(Tile):
    """Columns side by side on a grid of twelve; on phones one below the other."""

    setting_names = ("background", "colour", "spacing")

    columns = blocks.ListBlock(
        Cell(), label=pgettext_lazy("gongkai", "columns of a row"), min_num=1, max_num=MOST_COLUMNS
    )
    background = blocks.ChoiceBlock(
        search_index=False,
        label=_("background"),
        choices=[(name, ground.label) for name, ground in palette.BACKGROUNDS.items() if name],
        required=False,
    )
    colour = blocks.ChoiceBlock(
        search_index=False,
        label=_("colour of the text"),
        choices=[(name, label) for name, (label, _colour) in palette.COLOURS.items() if name],
        required=False,
    )
    spacing = blocks.ChoiceBlock(
        search_index=False,
        label=_("spacing"),
        choices=[(name, label) for name, label in palette.SPACINGS.items() if name],
        required=False,
    )

    def example(self, at: Filler) -> dict[str, Any]:
        return {"columns": [{"width": "6", "tiles": _words(at)} for _number in range(2)]}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        background = value.get("background") if value.get("background") in palette.BACKGROUNDS else ""
        colour = value.get("colour") if value.get("colour") in palette.COLOURS else ""
        spacing = value.get("spacing") if value.get("spacing") in palette.SPACINGS else ""
        return {**context, "background": background, "colour": colour, "spacing": spacing, "cells": _cells(value)}

    class Meta:
        icon = "grip"
        template = "tiles/row.html"
        description = _("Columns side by side, with a background from the theme; on phones one below the other.")


def _cells(value: Any) -> list[dict[str, Any]]:
    widths = dict.fromkeys(("3", "4", "6", "8", "9", "12"))
    return [
        {"width": cell["width"] if cell.get("width") in widths else "6", "tiles": cell["tiles"]}
        for cell in value["columns"]
    ]


class Part(blocks.StructBlock):
    """One part under its title."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=40)
    tiles = TileStreamBlock(
        label=pgettext_lazy("gongkai", "tiles"), scope="topic", without=HOLDERS, required=False, max_num=MOST_IN_PART
    )

    class Meta:
        icon = "folder-open-1"


def _parts(at: Filler) -> list[dict[str, Any]]:
    samples = [pgettext("tile", "For citizens"), pgettext("tile", "For enterprises")]
    return [{"title": at(pgettext("tile", "title of the part"), sample), "tiles": _words(at)} for sample in samples]


class TabsTile(Tile):
    """Parts of which one shows at a time; without styles they follow each other."""

    title = blocks.CharBlock(
        label=pgettext_lazy("gongkai", "title"), max_length=80, help_text=_("What one chooses between.")
    )
    parts = blocks.ListBlock(Part(), label=_("parts"), min_num=2, max_num=MOST_PARTS)

    def example(self, at: Filler) -> dict[str, Any]:
        title = at(pgettext("tile", "what one chooses between"), pgettext("tile", "Whom it concerns"))
        return {"title": title, "parts": _parts(at)}

    class Meta:
        icon = "folder-inverse"
        template = "tiles/tabs.html"
        description = _("Two to eight parts of which one shows at a time, also without scripts.")


class AccordionTile(Tile):
    """Parts that open and close, each for itself."""

    title = blocks.CharBlock(label=pgettext_lazy("gongkai", "title"), max_length=80, required=False)
    parts = blocks.ListBlock(Part(), label=_("parts"), min_num=1, max_num=MOST_PARTS * 2)

    def example(self, at: Filler) -> dict[str, Any]:
        return {"parts": _parts(at)}

    class Meta:
        icon = "list-ul"
        template = "tiles/accordion.html"
        description = _("Parts that readers open and close; for what only some want to read.")
