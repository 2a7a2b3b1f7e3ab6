"""The public main menu: the sections of the site and the columns in them."""

from __future__ import annotations

from typing import Any

from portal.addons.types import MenuEntry

from .reading import public_columns


def main_menu(request: Any) -> list[MenuEntry]:
    """Sections in their order, each with the columns that are active in it (an activating or retired one isn't)."""
    columns = [column for column in public_columns(request) if column.show_in_menus]
    steplen = columns[0].steplen if columns else 4
    sections = [column for column in columns if column.depth == 3]
    return [
        MenuEntry(
            section.title,
            section.get_url(request) or "",
            section.in_menu_order,
            children=tuple(
                MenuEntry(child.title, child.get_url(request) or "", child.in_menu_order)
                for child in columns
                if child.path[:-steplen] == section.path
            ),
        )
        for section in sections
    ]
