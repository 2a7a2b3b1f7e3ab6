"""What the page of a column may begin with, above its items (clause C5)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, pgettext

from portal.addons.types import SectionTemplate
from portal.tiles.places import place

from .beginnings import heading, links, notice, text, timeline
from .types import COLUMN

Tiles = list[dict[str, Any]]


def introduction() -> Tiles:
    return [
        text(place(pgettext("template", "what is published here, by which unit, on what basis"))),
        links(
            pgettext("template", "See also"),
            [place(pgettext("template", "related column")), place(pgettext("template", "guide to disclosure"))],
        ),
    ]


def service() -> Tiles:
    return [
        notice(pgettext("template", "Before you come"), place(pgettext("template", "hours, address, telephone"))),
        heading(pgettext("template", "How it is done")),
        timeline(
            pgettext("template", "Steps"),
            [
                (pgettext("template", "Step 1"), place(pgettext("template", "prepare what is needed"))),
                (pgettext("template", "Step 2"), place(pgettext("template", "where to apply"))),
                (pgettext("template", "Step 3"), place(pgettext("template", "how the result is got"))),
            ],
        ),
        links(
            pgettext("template", "Services and forms"),
            [place(pgettext("template", "service in the provincial online hall")), place(pgettext("template", "form"))],
        ),
    ]


def section_templates() -> list[SectionTemplate]:
    return [
        SectionTemplate(
            "introduction",
            gettext_lazy("Introduction"),
            gettext_lazy("What stands here, and where to read on."),
            COLUMN.name,
            introduction,
        ),
        SectionTemplate(
            "service",
            gettext_lazy("Guide to a service"),
            gettext_lazy("Hours and address, steps, services and forms."),
            COLUMN.name,
            service,
        ),
    ]
