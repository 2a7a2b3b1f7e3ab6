"""Handwriting: ink that no text explains, in long bent strokes of a pen. Near a place to sign it is a signature,
in margins or in several lines a written instruction. In red only instructions are written, with a pencil."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np

from ..kinds import Box, Found, overlap
from ..looks import Look, covered
from ..pages import Line

_WORK_WIDTH = 1000
_TYPED = 0.9
_THICKEST_PENCIL = 0.36
_ENOUGH = 0.6
_WELL_READ = 0.8
# So many characters make a line of running text.
_RUNNING = 10
# What is darker everywhere is a photograph and no paper.
_DARKEST_PAPER = 120
# A picture that is larger is the scan of a page.
_MOST_OF_PAGE = 0.6
_STRAIGHT_ON = 1.2
# The curve of a chart goes on farther than a stroke of a pen does, from point to point.
_LONG_CURVE, _MOSTLY_BENT = 16, 0.25
# How much of a picture's height a name fills that is all it shows.
_FILLS = 0.25
_LABEL = re.compile(
    r"签\s*发|签\s*字|签\s*名|签\s*章|签\s*批|批\s*准|审\s*批|审\s*核|审\s*定|核\s*准|会\s*签|核\s*稿|负责人|代表人|代表|经办人|承办人|局\s*长|厅\s*长|主\s*任|领导|签收|盖章"
)
# Where leaders write what is to be done, not their names.
_DESK_LABELS = "批示|批办|拟办|领导"
# A caption of handwriting that is shown for its beauty, and how far below the first line of writing it may stand.
_WORK_OF_ART = re.compile(r"(?:书法|硬笔|毛笔|题词|题字)[^，。；：]{0,6}(?:作品|字帖|选登|欣赏)[^，。；：]{0,4}$")
_CAPTION_BELOW = 0.2
# Units call themselves 处 in red headers.
_NOTE_WORDS = re.compile("同意|批示|阅|请|办理|转发|速办|落实")
_INSTRUCTION_WORDS = re.compile("同意|批示|阅|请|核|处")
# Printed lines lie as their page lies; a name written by hand seldom does.
_ASKEW = 2.2
_LARGE, _LARGE_ASKEW = 1.55, 1.25
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")


@dataclass(frozen=True)
class Strokes:
    """A group of pieces of ink near each other, with what tells a pen from a printer."""

    box: Box
    longest: float  # the largest side of a piece, in heights of the body's characters
    long_pieces: int
    thickness: float  # of strokes, in heights of the body's characters
    filled: float  # ink in the group's box
    bent: float  # how far the long pieces are from straight lines and frames, 0 to 1
    straight: float  # the share of their outlines that is drawn in long straight lines, as in charts
    blue: float
    read: float  # how sure text recognition was of what stands there; 0 where it saw no text
    text: str
    rows: int  # lines of text that recognition saw in it, one below the other
    width: float
    height: float


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
        for group in groups(look, in_red=in_red)
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
    label = _label_near(group.box, look)
    place = label is not None and bool(re.search(_DESK_LABELS, label.text))
    worded = len(group.text) >= 4 and bool(_NOTE_WORDS.search(group.text))
    written = group.width > 1.5 * group.height and group.thickness < _THICKEST_PENCIL
    return written and (place or worded)


def groups(look: Look, *, in_red: bool = False) -> list[Strokes]:
    """Return the groups of ink (dark and blue, or red) that are neither typed text, nor rules, nor parts of
    pictures."""
    width, _height = look.size
    scale = min(1.0, _WORK_WIDTH / width)
    strokes, blue = _loose_ink(look, scale, in_red=in_red)
    body = max(_body(look) * strokes.shape[0], 8.0)
    largest = 0.5 * strokes.shape[1] if look.is_page else 1.1 * max(strokes.shape)
    count, labels, stats, _middles = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    keep = np.zeros(count, bool)
    for index in range(1, count):
        w, h, area = stats[index, cv2.CC_STAT_WIDTH], stats[index, cv2.CC_STAT_HEIGHT], stats[index, cv2.CC_STAT_AREA]
        keep[index] = area >= 6 and max(w, h) < largest and max(w, h) > 0.25 * body
    pieces = keep[labels].astype(np.uint8)
    reach = max(5, round(1.5 * body)) | 1
    joined = cv2.dilate(pieces, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    total, _areas, boxes, _middle = cv2.connectedComponentsWithStats(joined)
    found = []
    for index in range(1, min(total, 200)):
        x, y, w, h = (int(value) for value in boxes[index][:4])
        x, y, w, h = x + reach // 2, y + reach // 2, w - reach + 1, h - reach + 1
        if w > 0 and h > 0:
            found.append(
                _measure(look, pieces[y : y + h, x : x + w], blue[y : y + h, x : x + w], (x, y), strokes.shape, body)
            )
    return found


def _loose_ink(look: Look, scale: float, *, in_red: bool) -> tuple[np.ndarray, np.ndarray]:
    ink = look.ink
    size = (max(1, round(look.size[0] * scale)), max(1, round(look.size[1] * scale)))
    layer = ink.red if in_red else np.where(ink.red > 0.25, 0, ink.dark)
    dark = cv2.resize(layer, size, interpolation=cv2.INTER_AREA)
    blue = cv2.resize(ink.blue, size, interpolation=cv2.INTER_AREA)
    toned = cv2.resize(ink.toned.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    inked = dark > 0.3 if in_red else (dark > 0.3) | (blue > 0.4)
    mask = (inked & (toned == 0)).astype(np.uint8)
    mask[covered(_typed(look), size)] = 0
    return _without_rules(mask, look.skew, size[0] // 18 if look.is_page else size[0] // 3), blue


def _typed(look: Look) -> list[Box]:
    known = [line.box for line in look.view.known if line.box]
    read = [line for line in look.lines if line.box and line.recognised and line.sure > _TYPED]
    tall = _LARGE * _plain_height(look)
    return known + [
        line.box
        for line in read
        if line.box
        and not _is_blue(look, line.box)
        and not (_is_label(line.text) and line.height > tall)
        and not _is_askew_name(line, look)
    ]


def _is_askew_name(line: Line, look: Look) -> bool:
    """Whether a line is a name that was set down at another angle than the page's text."""
    is_name = bool(_NAME.fullmatch(re.sub(r"\s", "", line.text)))
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


def _large_names(look: Look) -> list[Found]:
    """Names that could be read although they are written: much larger than the label they stand by, or than the text;
    and pictures in a text that show nothing but a name."""
    if not look.is_page:
        words = "".join(line.text for line in look.lines)
        named = bool(_NAME.fullmatch(words)) and look.ink.toned.mean() < 0.2
        alone = named and max(line.height for line in look.lines) > _FILLS
        box = look.lines[0].box if look.lines else None
        return [Found("signature", look.number, look.view.where, box, words, 0.7)] if alone else []
    if not look.view.whole_page:
        return []
    body = _plain_height(look)
    found = []
    for line in look.lines:
        least = _LARGE_ASKEW if _is_askew_name(line, look) else _LARGE
        if not line.box or not line.recognised or line.height < least * body or line.box[1] < 0.12:
            continue
        text = re.sub(r"\s", "", line.text)
        signed = re.search(rf"(?:{_LABEL.pattern})[^:：]{{0,6}}[:：][\u4e00-\u9fff]{{2,4}}?(?:\d*年\d*月\d*日)?$", text)
        if signed or (_NAME.fullmatch(text) and _is_beside_label(line, look)):
            found.append(Found("signature", look.number, look.view.where, line.box, text[:40], 0.7))
    return found


def _is_beside_label(line: Line, look: Look) -> bool:
    label = _label_near(line.box, look) if line.box else None
    if label is None or label is line or label.box is None or line.box is None:
        return False
    middle = (line.box[1] + line.box[3]) / 2
    smaller = 0.9 if _is_askew_name(line, look) else 0.75
    return label.height < smaller * line.height and label.box[1] - 0.01 < middle < label.box[3] + 0.01


def _says_much(lines: list[Line]) -> bool:
    """Whether words in a picture are those of a chart, a map or a diagram: some labels, but no running text and no
    place to sign."""
    sure = [line for line in lines if line.sure > _WELL_READ]
    running = sum(len(line.text) >= _RUNNING for line in sure)
    return len(sure) >= 3 and running < 3 and not any(_is_label(line.text) for line in lines)


def _printed_heights(look: Look) -> list[float]:
    """The heights of lines that tell how large the print is: longer ones, else some short ones."""
    sure = [line for line in look.lines if line.sure > _WELL_READ and len(line.text) > 1]
    long_ones = [line for line in sure if len(line.text) > 5]
    told = long_ones if look.is_page and long_ones else sure
    return sorted(line.height for line in told) if told is long_ones or len(told) >= 3 else []


def _plain_height(look: Look) -> float:
    heights = _printed_heights(look)
    return heights[len(heights) // 2] if heights else 0.02


def _without_rules(mask: np.ndarray, skew: float, shortest: int) -> np.ndarray:
    """Take out straight lines along and across, as of tables and underlines, also on a turned page."""
    height, width = mask.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1)
    back = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1)
    upright = cv2.warpAffine(mask, turn, (width, height), flags=cv2.INTER_NEAREST) if skew else mask
    reach = max(25, shortest)
    thick = cv2.dilate(upright, np.ones((2, 2), np.uint8))
    rules: np.ndarray = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, reach), np.uint8))
    rules |= cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((reach, 1), np.uint8))
    rules = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    if skew:
        rules = cv2.warpAffine(rules, back, (width, height), flags=cv2.INTER_NEAREST)
    return mask & ~(rules > 0)


def _body(look: Look) -> float:
    if _printed_heights(look):
        # Boxes of recognised text are a little higher than its characters.
        return _plain_height(look) * (0.9 if look.view.known else 0.75)
    return 0.012 if look.is_page else 0.15


def _measure(
    look: Look, pieces: np.ndarray, blue: np.ndarray, corner: tuple[int, int], shape: tuple[int, int], body: float
) -> Strokes:
    _count, labels, stats, _middles = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    distance = _depth(pieces)
    ridge = distance[(distance >= cv2.dilate(distance, np.ones((3, 3)))) & (distance > 0)]
    thickness = 2 * float(np.median(ridge)) / body if len(ridge) else 0.0
    sides = [max(int(s[cv2.CC_STAT_WIDTH]), int(s[cv2.CC_STAT_HEIGHT])) for s in stats[1:]]
    long_ones = [index + 1 for index, side in enumerate(sides) if side > 1.4 * body]
    bent = [_bent((labels == index).astype(np.uint8), stats[index]) for index in long_ones[:12]]
    height, width = shape
    x, y = corner
    box = (x / width, y / height, (x + pieces.shape[1]) / width, (y + pieces.shape[0]) / height)
    lines = [line for line in look.lines if line.box and overlap(line.box, box) > 0.5 and line.recognised]
    inked = pieces > 0
    return Strokes(
        box=box,
        longest=max(sides, default=0) / body,
        long_pieces=len(long_ones),
        thickness=thickness,
        filled=float(pieces.mean()),
        bent=max(bent, default=0.0),
        straight=_straight(labels, long_ones, body),
        blue=float((blue[inked] > 0.3).mean()) if inked.any() else 0.0,
        read=max((line.sure for line in lines), default=0.0),
        text=" ".join(line.text for line in lines),
        rows=_rows(lines),
        width=pieces.shape[1] / body,
        height=pieces.shape[0] / body,
    )


def _rows(lines: list[Line]) -> int:
    """How many lines stand one below the other."""
    count, bottom = 0, -1.0
    for box in sorted((line.box for line in lines if line.box and len(line.text) > 1), key=lambda box: box[1]):
        if box[1] + 0.3 * (box[3] - box[1]) > bottom:
            count, bottom = count + 1, box[3]
    return count


def _depth(piece: np.ndarray) -> np.ndarray:
    """How far each point of ink is from the nearest paper; beyond the cut there is paper."""
    framed = cv2.copyMakeBorder(piece, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]


def _bent(piece: np.ndarray, stat: np.ndarray) -> float:
    """How much longer a stroke's own way is than the diagonal of its box; 0 for straight lines and plain frames."""
    x, y, w, h = (int(value) for value in stat[:4])
    cut = piece[y : y + h, x : x + w]
    distance = _depth(cut)
    pen = max(1.0, 2 * float(distance.max()) * 0.7)
    length = float(cut.sum()) / pen
    edge = (
        cut[:2].any(axis=0).mean()
        + cut[-2:].any(axis=0).mean()
        + cut[:, :2].any(axis=1).mean()
        + cut[:, -2:].any(axis=1).mean()
    ) / 4
    if edge > 0.6:
        return 0.0
    return max(0.0, min(1.0, (length / max(float(np.hypot(w, h)), 1) - 1.0) / 1.2))


def _straight(labels: np.ndarray, long_ones: list[int], body: float) -> float:
    """The share of the outlines of pieces that runs straight on for some characters: a hand seldom does that."""
    around = straight = 0.0
    for index in long_ones[:12]:
        contours, _tree = cv2.findContours((labels == index).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            corners = cv2.approxPolyDP(contour, 0.08 * body, True)[:, 0].astype(float)
            sides = np.hypot(*(corners - np.roll(corners, -1, axis=0)).T)
            around += float(sides.sum())
            straight += float(sides[sides > _STRAIGHT_ON * body].sum())
    return straight / around if around else 0.0


def _sure_of_pen(group: Strokes, look: Look) -> float:
    if not 1.2 < group.width < 45 or not 0.8 < group.height < 16 or not 0.06 < group.filled < 0.5:
        return 0.0
    if group.thickness > 0.42 or group.longest < 1.4:
        return 0.0
    labelled = bool(_label_near(group.box, look))
    if look.is_page and not labelled and group.longest > _LONG_CURVE and group.straight > _MOSTLY_BENT:
        return 0.0
    score = 0.25 + 0.25 * min(1.0, group.longest / 3) + 0.25 * group.bent
    score += 0.15 * min(1.0, group.long_pieces / 3)
    score += 0.15 * (group.blue > 0.5) + 0.15 * labelled
    score -= 0.3 * max(0.0, group.read - 0.6) / 0.4
    return min(score, 0.98)


def _label_near(box: Box, look: Look) -> Line | None:
    """The label of a place to sign that a group stands in: one beside it, else one above."""
    above = None
    for line in look.lines:
        if not line.box or line.box == box or not _is_label(line.text):
            continue
        height = max(min(line.height, 0.03), 0.012)
        level = box[1] < line.box[3] + height and box[3] > line.box[1] - height
        if level and line.box[0] - 0.02 < box[0] < line.box[2] + 0.3:
            return line
        if above is None and abs(box[0] - line.box[0]) < 0.3 and 0 <= box[1] - line.box[3] < 3.5 * height:
            above = line
    return above


def _is_label(text: str) -> bool:
    plain = text.strip()
    short = len(plain) <= 24 and (len(plain) <= 8 or bool(re.search("[:：]", plain)))
    return short and bool(_LABEL.search(plain)) and not re.search("[表书单证]$", plain)


def _kind(group: Strokes, look: Look) -> str:
    if not look.is_page:
        return "signature"
    label = _label_near(group.box, look)
    if label is not None and not re.search(_DESK_LABELS, label.text):
        return "signature"
    left, _top, right, bottom = group.box
    margin = right < 0.16 or left > 0.86 or bottom < 0.1
    several = group.rows > 1 or (group.height > 5.5 and group.width > 9)
    worded = len(group.text) >= 4 and bool(_INSTRUCTION_WORDS.search(group.text))
    return "instruction" if margin or several or worded or (label is not None) else "signature"
