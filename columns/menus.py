"""The public main menu: the sections of the site and the columns in them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext

from portal.addons.types import MenuEntry

from .models import ColumnPage
from .models.columns import ColumnKind
from .reading import public_columns


def main_menu(request: Any) -> list[MenuEntry]:
    """Sections in their order, each with the columns that are active in it (an activating or retired one isn't)."""
    columns = [column for column in public_columns(request) if column.show_in_menus]
    steplen = columns[0].steplen if columns else 4
    sections = [column for column in columns if column.depth == 3]
    home_of = _catalogue_section(sections, columns)
    return [
        MenuEntry(
            section.title,
            section.get_url(request) or "",
            section.in_menu_order,
            children=(
                *(
                    MenuEntry(child.title, child.get_url(request) or "", child.in_menu_order)
                    for child in columns
                    if child.path[:-steplen] == section.path
                ),
                *(
                    [MenuEntry(pgettext("gongkai", "Catalogue"), reverse("catalogue:browse"))]
                    if section is home_of
                    else []
                ),
            ),
        )
        for section in sections
    ]


def _catalogue_section(sections: list[ColumnPage], columns: list[ColumnPage]) -> ColumnPage | None:
    """The first section that holds columns of government information: there the catalogue hangs (clause D1)."""
    places = [column.path for column in columns if column.kind == ColumnKind.DISCLOSURE]
    return next((section for section in sections if any(path.startswith(section.path) for path in places)), None)
