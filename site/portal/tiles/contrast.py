"""Contrast of two colours, as WCAG 2.2 counts it: pure functions."""

from __future__ import annotations

import re

ENOUGH = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour as people pick it: # and six hexadecimal digits."""
    return bool(_HEX.match(text))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (#rrggbb), from 0 (black) to 1 (white)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(first: str, second: str) -> float:
    """Return the contrast of two colours (#rrggbb), from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
