"""What of a page's recognised lines is print: recognition reads neat handwriting as well."""

from __future__ import annotations

import re

from ..kinds import Box
from ..looks import Look
from ..pages import Line
from . import labels

_TYPED = 0.9
_WELL_READ = 0.8
# Printed lines lie as their page lies; a name written by hand seldom does.
_ASKEW = 2.2
# So much larger than the print around them are names that are written; or less when they are set askew.
LARGE, LARGE_ASKEW, _HUGE = 1.55, 1.25, 2.0
# Printed characters are about as wide as high, with the margin of the box of recognised text: higher or wider ones were
# read from writing, alone or together with print beside it. Narrow fonts are as high as nearly twice their width.
_STRETCHED, _SQUAT = 2.0, 0.72
# Lines that run from top to bottom are as high as all their characters together.
_UPRIGHT = 0.6
# Two or three characters, four with a surname of two.
NAME = re.compile(
    r"[\u4e00-\u9fff]{2,3}|(?:欧阳|上官|司马|司徒|司空|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|夏侯|轩辕|端木|南宫|西门|独孤)[\u4e00-\u9fff]{2}"
)


def typed(look: Look) -> list[Box]:
    """Return the places of lines that are print: those that the file gives, and those that were read surely, unless
    something about them tells that a hand wrote them or that they hide what a hand wrote."""
    known = [line.box for line in look.view.known if line.box]
    read = [line for line in look.lines if line.box and line.recognised and line.sure > _TYPED]
    tall = LARGE * plain_height(look)
    return known + [
        line.box
        for line in read
        if line.box
        and not _is_blue(look, line.box)
        and not (labels.is_label(line.text) and line.height > tall)
        and not is_askew_name(line, look)
        and not is_misshapen(line, look)
    ]


def looks_written(line: Line, look: Look) -> bool:
    """Whether a line that was read can't be print, so that reading it surely says nothing for print."""
    return is_misshapen(line, look) or (is_askew_name(line, look) and line.height > _HUGE * plain_height(look))


def is_misshapen(line: Line, look: Look) -> bool:
    """Whether a line on a page is much larger than the print, and much higher or much wider than its characters are
    when they are printed."""
    text = re.sub(r"\s", "", line.text)
    if not look.is_page or not line.box or not text or line.height < LARGE * plain_height(look):
        return False
    width, height = look.size
    wide = sum(1.0 if ord(letter) > 0x2E7F else 0.5 for letter in text)
    across, tall = (line.box[2] - line.box[0]) * width, line.height * height
    if len(text) == 1:
        return tall < _SQUAT * across / wide
    return _STRETCHED * across / wide < tall < _UPRIGHT * across * wide


def is_askew_name(line: Line, look: Look) -> bool:
    """Whether a line is a name that was set down at another angle than the page's text."""
    is_name = bool(NAME.fullmatch(re.sub(r"\s", "", line.text)))
    return look.is_page and is_name and _ASKEW < abs(line.slope - look.skew) < 30


def _is_blue(look: Look, box: Box) -> bool:
    """Whether a line is written in blue, as with a pen; what people underline as a link is blue too, but printed."""
    width, height = look.size
    rows, columns = (
        slice(int(box[1] * height), int(box[3] * height) + 1),
        slice(int(box[0] * width), int(box[2] * width) + 1),
    )
    dark, blue = look.ink.dark[rows, columns] > 0.4, look.ink.blue[rows, columns] > 0.4
    return bool(dark.any()) and float(blue[dark].mean()) > 0.6


def _printed_heights(look: Look) -> list[float]:
    """The heights of lines that tell how large the print is: longer ones, else some short ones."""
    sure = [line for line in look.lines if line.sure > _WELL_READ and len(line.text) > 1]
    long_ones = [line for line in sure if len(line.text) > 5]
    told = long_ones if look.is_page and long_ones else sure
    return sorted(line.height for line in told) if told is long_ones or len(told) >= 3 else []


def plain_height(look: Look) -> float:
    """The height of the lines of print, as a fraction of the view's height."""
    heights = _printed_heights(look)
    return heights[len(heights) // 2] if heights else 0.02


def body_height(look: Look) -> float:
    """The height of the body's characters, as a fraction of the view's height."""
    if _printed_heights(look):
        # Boxes of recognised text are a little higher than its characters.
        return plain_height(look) * (0.9 if look.view.known else 0.75)
    return 0.012 if look.is_page else 0.15
