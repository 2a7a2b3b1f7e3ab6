"""Handwriting: ink that no text explains, in long bent strokes of a pen. Near a place to sign it is a signature,
in margins or in several lines a written instruction. In red only instructions are written, with a pencil."""

from __future__ import annotations

import re

from ..kinds import Box, Found, overlap
from ..looks import Look
from ..pages import Line
from . import labels, printed, strokes
from .strokes import Strokes

_THICKEST_PENCIL = 0.36
_ENOUGH = 0.6
_WELL_READ = 0.8
# So many characters make a line of running text.
_RUNNING = 10
# What is darker everywhere is a photograph and no paper.
_DARKEST_PAPER = 120
# A picture that is larger is the scan of a page.
_MOST_OF_PAGE = 0.6
# The curve of a chart goes on farther than a stroke of a pen does, from point to point.
_LONG_CURVE, _MOSTLY_BENT = 16, 0.25
# Corners of tables and frames of diagrams are drawn with a ruler.
_RULED = 0.6
_LONGEST_NAME = 3
# How much of a picture's height a name fills that is all it shows.
_FILLS = 0.25
# A caption of handwriting that is shown for its beauty, and how far below the first line of writing it may stand.
_WORK_OF_ART = re.compile(r"(?:书法|硬笔|毛笔|题词|题字)[^，。；：]{0,6}(?:作品|字帖|选登|欣赏)[^，。；：]{0,4}$")
_CAPTION_BELOW = 0.2
# Units call themselves 处 in red headers.
_NOTE_WORDS = re.compile("同意|批示|阅|请|办理|转发|速办|落实")
_INSTRUCTION_WORDS = re.compile("同意|批示|阅|请|核|处")


def find(look: Look) -> list[Found]:
    """Return signatures and written instructions in a view."""
    if look.ink.paper < _DARKEST_PAPER:
        return []
    found = _large_names(look)
    if found or (not look.view.whole_page and _says_much(look.lines)):
        return found
    found += [_found(_kind(group, look), group, look) for group in _penned(look)]
    if look.is_page:
        found += [_found("instruction", group, look) for group in _penned(look, in_red=True) if _is_note(group, look)]
    return found


def _penned(look: Look, *, in_red: bool = False) -> list[Strokes]:
    """The groups of ink that a pen wrote, without what is drawn in pictures that say much, or shown for its beauty."""
    drawings = [box for box in look.view.pictures if _is_drawing(box, look)]
    captions = [line.box for line in look.lines if line.box and _WORK_OF_ART.search(line.text)]
    return [
        group
        for group in strokes.groups(look, in_red=in_red)
        if _sure_of_pen(group, look) >= _ENOUGH
        and not any(overlap(group.box, box) > 0.5 for box in drawings)
        and not any(_is_under(box, group.box) for box in captions)
    ]


def _is_under(caption: Box, box: Box) -> bool:
    across = min(caption[2], box[2]) - max(caption[0], box[0])
    return across > 0 and -0.01 < caption[1] - box[3] < _CAPTION_BELOW


def _is_drawing(box: Box, look: Look) -> bool:
    inside = [line for line in look.lines if line.box and overlap(line.box, box) > 0.5]
    return (box[2] - box[0]) * (box[3] - box[1]) < _MOST_OF_PAGE and _says_much(inside)


def _found(kind: str, group: Strokes, look: Look) -> Found:
    box: Box = tuple(round(value, 4) for value in group.box)  # type: ignore[assignment]
    return Found(kind, look.number, look.view.where, box, group.text[:40], round(_sure_of_pen(group, look), 2))


def _is_note(group: Strokes, look: Look) -> bool:
    """Whether red strokes are written words: seals are as high as wide, and the strokes of headers are thicker."""
    label = labels.near(group.box, look)
    place = label is not None and labels.is_desk(label)
    worded = len(group.text) >= 4 and bool(_NOTE_WORDS.search(group.text))
    written = group.width > 1.5 * group.height and group.thickness < _THICKEST_PENCIL
    return written and (place or worded)


def _large_names(look: Look) -> list[Found]:
    """Names that could be read although they are written: much larger than the label they stand by, or than the text;
    and pictures in a text that show nothing but a name."""
    if not look.is_page:
        words = "".join(line.text for line in look.lines)
        named = bool(printed.NAME.fullmatch(words)) and look.ink.toned.mean() < 0.2
        alone = named and max(line.height for line in look.lines) > _FILLS
        box = look.lines[0].box if look.lines else None
        return [Found("signature", look.number, look.view.where, box, words, 0.7)] if alone else []
    if not look.view.whole_page:
        return []
    body = printed.plain_height(look)
    found = []
    for line in look.lines:
        least = printed.LARGE_ASKEW if printed.is_askew_name(line, look) else printed.LARGE
        if not line.box or not line.recognised or line.height < least * body or line.box[1] < 0.12:
            continue
        text = re.sub(r"\s", "", line.text)
        if labels.is_signed(text) or (printed.NAME.fullmatch(text) and _is_beside_label(line, look)):
            found.append(Found("signature", look.number, look.view.where, line.box, text[:40], 0.7))
    return found


def _is_beside_label(line: Line, look: Look) -> bool:
    label = labels.near(line.box, look) if line.box else None
    if label is None or label is line or label.box is None or line.box is None:
        return False
    middle = (line.box[1] + line.box[3]) / 2
    smaller = 0.9 if printed.is_askew_name(line, look) else 0.75
    return label.height < smaller * line.height and label.box[1] - 0.01 < middle < label.box[3] + 0.01


def _says_much(lines: list[Line]) -> bool:
    """Whether words in a picture are those of a chart, a map or a diagram: some labels, but no running text and no
    place to sign."""
    sure = [line for line in lines if line.sure > _WELL_READ]
    running = sum(len(line.text) >= _RUNNING for line in sure)
    return len(sure) >= 3 and running < 3 and not any(labels.is_label(line.text) for line in lines)


def _sure_of_pen(group: Strokes, look: Look) -> float:
    if not 1.2 < group.width < 45 or not 0.8 < group.height < 16 or not 0.06 < group.filled < 0.5:
        return 0.0
    if group.thickness > 0.42 or group.longest < 1.4:
        return 0.0
    labelled = bool(labels.near(group.box, look))
    if look.is_page and not labelled and _is_drawn(group):
        return 0.0
    score = 0.25 + 0.25 * min(1.0, group.longest / 3) + 0.25 * group.bent
    score += 0.15 * min(1.0, group.long_pieces / 3)
    score += 0.15 * (group.blue > 0.5) + 0.15 * labelled
    score -= 0.3 * max(0.0, group.read - 0.6) / 0.4
    return min(score, 0.98)


def _is_drawn(group: Strokes) -> bool:
    """Whether strokes are those of a chart, a table or a diagram."""
    return group.straight > _RULED or (group.longest > _LONG_CURVE and group.straight > _MOSTLY_BENT)


def _is_list_of_names(group: Strokes) -> bool:
    """Whether what was read is names only, as where people sign one below the other."""
    rows = group.text.split()
    return len(rows) > 1 and all(len(row) <= _LONGEST_NAME for row in rows)


def _kind(group: Strokes, look: Look) -> str:
    if not look.is_page:
        return "signature"
    label = labels.near(group.box, look)
    if label is not None and not labels.is_desk(label):
        return "signature"
    left, _top, right, bottom = group.box
    margin = right < 0.16 or left > 0.86 or bottom < 0.1
    several = group.rows > 1 or (group.height > 5.5 and group.width > 9)
    worded = len(group.text) >= 4 and bool(_INSTRUCTION_WORDS.search(group.text))
    if _is_list_of_names(group) and not worded:
        return "signature"
    return "instruction" if margin or several or worded or (label is not None) else "signature"
