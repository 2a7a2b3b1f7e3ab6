"""How a special topic looks: its banner picture and two accent colours, dark enough for the white text on them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.tiles.contrast import ENOUGH, is_colour, ratio

WHITE = "#ffffff"


def check_accent(colour: str) -> None:
    """Refuse what is no colour, and one on which white text can't be read, with its contrast (WCAG 2.2, 1.4.3)."""
    if not is_colour(colour):
        raise ValidationError(_("A colour is written as # and six digits or letters a to f, for example #0f4c3a."))
    found = ratio(colour, WHITE)
    if found < ENOUGH:
        text = _(
            "White text on this colour has a contrast of %(ratio)s to 1; at least 4.5 are needed. Take a darker one."
        )
        raise ValidationError(text % {"ratio": f"{int(found * 10) / 10:.1f}"})


def properties(accent: str, accent_2: str) -> list[tuple[str, str]]:
    """Return the custom properties of a topic's page as (name, colour): only colours that pass the check."""
    found = [("--gk-accent", accent), ("--gk-accent-2", accent_2)]
    return [(name, colour) for name, colour in found if is_colour(colour) and ratio(colour, WHITE) >= ENOUGH]
