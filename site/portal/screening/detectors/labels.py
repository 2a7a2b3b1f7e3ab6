"""Places to sign: the labels beside or above which people write their names."""

from __future__ import annotations

import re

from ..kinds import Box
from ..looks import Look
from ..pages import Line

_LABEL = (
    r"签\s*发|签\s*字|签\s*名|签\s*章|签\s*批|批\s*准|审\s*批|审\s*核|审\s*定|核\s*准|会\s*签|核\s*稿|负责人|代表人|代表|经办人|承办人"
    r"|[省市州县区乡镇厅局处科院校会部]\s*长|主\s*任|主\s*席|书\s*记|领导|签收|盖章"
)
_SIGNED = re.compile(rf"(?:{_LABEL})[^:：]{{0,6}}[:：][\u4e00-\u9fff]{{2,4}}?(?:\d*年\d*月\d*日)?$")
# Where leaders write what is to be done, not their names.
_DESK = re.compile("批示|批办|拟办|领导")


def is_signed(text: str) -> bool:
    """Whether a line (without spaces) is a label with a name behind it."""
    return bool(_SIGNED.search(text))


def is_desk(label: Line) -> bool:
    """Whether a label marks a place for instructions."""
    return bool(_DESK.search(label.text))


def near(box: Box, look: Look) -> Line | None:
    """The label of a place to sign that a group stands in: one beside it, else one above."""
    above = None
    for line in look.lines:
        if not line.box or line.box == box or not is_label(line.text):
            continue
        height = max(min(line.height, 0.03), 0.012)
        level = box[1] < line.box[3] + height and box[3] > line.box[1] - height
        if level and line.box[0] - 0.02 < box[0] < line.box[2] + 0.3:
            return line
        if above is None and abs(box[0] - line.box[0]) < 0.3 and 0 <= box[1] - line.box[3] < 3.5 * height:
            above = line
    return above


def is_label(text: str) -> bool:
    """Whether a line is short enough for a label and says who signs."""
    plain = text.strip()
    short = len(plain) <= 24 and (len(plain) <= 8 or bool(re.search("[:：]", plain)))
    return short and bool(re.search(_LABEL, plain)) and not re.search("[表书单证]$", plain)
