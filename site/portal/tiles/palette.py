"""The colours that a row may take: the theme's tokens, never free values. What stands on what is known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from .contrast import ENOUGH, ratio

__all__ = ["BACKGROUNDS", "COLOURS", "ENOUGH", "SPACINGS", "Ground", "contrast"]

FIRST, SECOND = "#0f4c3a", "#27505b"  # the accents of a page without a theme of its own
INK, WHITE = "#17211d", "#ffffff"


@dataclass(frozen=True)
class Ground:
    """A background: its name, what people call it, its colour in the light theme ("" for an accent), is it dark."""

    label: Any
    colour: str
    dark: bool = False
    accent: int = -1


BACKGROUNDS: dict[str, Ground] = {
    "": Ground(pgettext_lazy("gongkai", "None"), "#ffffff"),
    "mist": Ground(gettext_lazy("Quiet grey"), "#f4f5f1"),
    "light": Ground(gettext_lazy("Light green"), "#e6efe9"),
    "amber": Ground(gettext_lazy("Light amber"), "#fbf3e2"),
    "accent": Ground(gettext_lazy("First accent colour"), "", dark=True, accent=0),
    "accent-2": Ground(gettext_lazy("Second accent colour"), "", dark=True, accent=1),
}
COLOURS: dict[str, tuple[Any, str]] = {
    "": (gettext_lazy("To go with the background"), ""),
    "ink": (gettext_lazy("Dark"), INK),
    "pine": (gettext_lazy("Dark green"), "#0f4c3a"),
    "white": (pgettext_lazy("gongkai", "White"), WHITE),
}
SPACINGS: dict[str, Any] = {
    "": pgettext_lazy("spacing", "Normal"),
    "tight": pgettext_lazy("spacing", "Tight"),
    "wide": pgettext_lazy("spacing", "Wide"),
}


def contrast(background: str, colour: str, accents: Sequence[str] = ()) -> float:
    """Return the contrast of text of a colour on a background, both by name; unknown names count as the usual ones."""
    ground = BACKGROUNDS.get(background, BACKGROUNDS[""])
    behind = ground.colour or ([*accents, *(FIRST, SECOND)[len(accents) :]])[ground.accent]
    text = COLOURS.get(colour, COLOURS[""])[1] or (WHITE if ground.dark else INK)
    return ratio(behind, text)
