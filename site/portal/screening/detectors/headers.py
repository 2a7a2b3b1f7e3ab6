"""Red headers (发文机关标志 with its line) and telegram headers: in colour, in grey, in texts without pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np

from ..kinds import Box, Found
from ..looks import Look
from ..pages import Line

TOP = 0.5
_ENOUGH = 0.7
_RED_CHANNEL, _OTHERS = 140, 100
# Characters of a header: from 22 pt of an A4 page on; as recognised, boxes are a little higher than characters.
_BIG = 0.0225
_BODY_BIG = 1.45
_DOCUMENT_NUMBER = re.compile(
    r"^[^，。；]{0,24}(?:19|20)\d{2}[^\d，。；年月]{1,3}第?\s*\d{1,5}\s*号?[^，。；]{0,16}$|^第?\s*\d{1,4}\s*[期号]$|^（?第\s*[\d一二三四五六七八九十]{1,4}\s*[期号]）?"
)
_ISSUED = re.compile(r"文\s*件\s*$|^文件$")
_ORGAN = re.compile(
    r"(?:人民政府|政府|委员会|办公厅|办公室|厅|局|党组|党委|委|院|总队|支队|法院|检察院|指挥部|领导小组|组织部|宣传部|部|会|署|管理处|中心|公司|大学|学院)$"
)
_SHEETS = re.compile(
    r"(?:会议纪要|纪\s*要|简\s*报|工作动态|(?<=[厅局府委办院会])[（(]?(?:令|函|公告|通告|通报|公报)[）)]?)$"
)
_NOT_ORGANS = re.compile(r"大会|晚会|机会|社会|年会|展览会|博览会|座谈会$|运动会|发布会|全部|内部|干部|医院|幼儿园")


@dataclass(frozen=True)
class _Candidate:
    """A big line near the top. ``place`` is how far down it stands, in fractions of the page or in lines."""

    text: str
    place: float
    red: bool
    centred: bool
    box: Box | None


def find(look: Look) -> list[Found]:
    """Return the red header in a picture of a page (also where its red was lost)."""
    lines = [line for line in _merged(look.lines) if line.box]
    body = _body_height(lines)
    rules = _rules(look, look.ink.red, 0.42)
    dark_rules = _rules(look, look.ink.dark, 0.5)
    candidates = [
        _Candidate(line.text, line.box[3], _is_red(look, line), _centred(line.box), line.box)
        for line in lines
        if line.box and line.box[1] < TOP and _is_wide_enough(look, line) and line.height > max(_BIG, _BODY_BIG * body)
    ]
    numbers = [_middle(line.box) for line in lines if line.box and _DOCUMENT_NUMBER.search(line.text.strip())]
    found = _best(candidates, numbers, rules, dark_rules, look.number, look.view.where, reach=0.25)
    return found or _unread(look, rules, numbers)


def _is_wide_enough(look: Look, line: Line) -> bool:
    """In a picture inside a text, whose true size is unknown, a header goes across most of it."""
    return look.view.whole_page or (line.box is not None and line.box[2] - line.box[0] > 0.4 and line.height < 0.4)


def in_text(lines: list[Line], page: int) -> list[Found]:
    """Return the red header among the first paragraphs of a text without pages of its own."""
    first = [line for line in lines if not line.where or line.where.startswith("header")][:14]
    candidates = [
        _Candidate(line.text, float(place), _says_red(line.colour), True, None)
        for place, line in enumerate(first)
        if line.text and line.height > _BIG
    ]
    rules = [float(place) for place, line in enumerate(first) if line.ruled]
    numbers = [float(place) for place, line in enumerate(first) if _DOCUMENT_NUMBER.search(line.text.strip())]
    return _best(candidates, numbers, rules, [], page, "", reach=6)


def _best(
    candidates: list[_Candidate],
    numbers: list[float],
    rules: list[float],
    dark_rules: list[float],
    page: int,
    where: str,
    reach: float,
) -> list[Found]:
    scored = []
    for candidate in candidates:
        score = _score(candidate, numbers, rules if candidate.red or rules else dark_rules, reach)
        if score >= _ENOUGH:
            scored.append((score, candidate))
    if not scored:
        return []
    score, best = max(scored, key=lambda pair: pair[0])
    return [Found("red_header", page, where, best.box, best.text[:60], round(min(score, 0.99), 2))]


def _score(line: _Candidate, numbers: list[float], rules: list[float], reach: float) -> float:
    below = [place for place in numbers if -0.02 * reach < place - line.place < reach]
    ruled = [place for place in rules if -0.05 * reach < place - line.place < reach]
    named = _named(line.text)
    if not named:
        return 0.0
    score = named + 0.25 * bool(below) + 0.3 * bool(ruled) + 0.05 * line.centred
    return score + (0.3 if line.red else 0.0)


def _named(text: str) -> float:
    """How much a line is what issuing authorities call themselves at the head of a document."""
    plain = re.sub(r"\s", "", text).strip("★*·-—")
    if not 2 <= len(plain) <= 40 or re.search("[，。；：？！《》]|关于|的$", plain):
        return 0.0
    if _ISSUED.search(plain):
        return 0.45
    if _SHEETS.search(plain):
        return 0.3
    if _ORGAN.search(plain) and not _NOT_ORGANS.search(plain):
        return 0.35
    return 0.0


def _merged(lines: list[Line]) -> list[Line]:
    """Join pieces of one line: letters of a header stand far apart."""
    merged: list[Line] = []
    for line in sorted((line for line in lines if line.box), key=lambda item: item.box[0] if item.box else 0):
        for index, other in enumerate(merged):
            if _goes_on(other, line):
                a, b = other.box, line.box
                box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))  # type: ignore[index]
                merged[index] = Line(other.text + line.text, box, max(other.height, line.height), other.colour)
                break
        else:
            merged.append(line)
    return sorted(merged, key=lambda item: item.box[1] if item.box else 0)


def _goes_on(a: Line, b: Line) -> bool:
    if a.box is None or b.box is None or min(a.height, b.height) < 0.7 * max(a.height, b.height):
        return False
    middle = abs(_middle(a.box) - _middle(b.box))
    return middle < 0.5 * max(a.height, b.height) and -0.01 < b.box[0] - a.box[2] < 3 * max(a.height, b.height)


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _centred(box: Box) -> bool:
    return abs((box[0] + box[2]) / 2 - 0.5) < 0.12


def _body_height(lines: list[Line]) -> float:
    heights = sorted(line.height for line in lines for _count in range(min(len(line.text), 40)))
    return heights[len(heights) // 2] if len(heights) > 120 else 0.0


def _says_red(colour: tuple[int, int, int] | None) -> bool:
    return colour is not None and colour[0] > _RED_CHANNEL and max(colour[1:]) < _OTHERS


def _is_red(look: Look, line: Line) -> bool:
    if line.colour is not None:
        return _says_red(line.colour)
    red, dark = _cut(look.ink.red, line.box), _cut(look.ink.dark, line.box)
    inked = (dark > 0.4) | (red > 0.4)
    return bool(inked.any()) and float((red[inked] > 0.3).mean()) > 0.6


def _cut(layer: np.ndarray, box: Box | None) -> np.ndarray:
    height, width = layer.shape
    left, top, right, bottom = box or (0, 0, 0, 0)
    return layer[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1]


def _rules(look: Look, layer: np.ndarray, least: float) -> list[float]:
    """How far down lines across the page stand in its upper part; each at least ``least`` of the page wide."""
    width, height = look.size
    scale = 620 / width
    upper = cv2.resize(layer[: int(0.6 * height)], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mask: np.ndarray = (upper > 0.18).astype(np.uint8)
    if look.skew:
        middle = (mask.shape[1] / 2, mask.shape[0] / 2)
        turn = cv2.getRotationMatrix2D(middle, -look.skew, 1)
        mask = cv2.warpAffine(mask, turn, (mask.shape[1], mask.shape[0]), flags=cv2.INTER_NEAREST)
    thick: np.ndarray = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((11, 5), np.uint8))
    thin = cv2.dilate(mask & ~thick, np.ones((3, 1), np.uint8))
    run = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, 60), np.uint8))
    reaching = run.sum(axis=1) / run.shape[1]
    return [
        y / scale / height
        for y in range(len(reaching))
        if reaching[y] > least and reaching[y] == reaching[max(0, y - 4) : y + 5].max()
    ]


def _unread(look: Look, rules: list[float], numbers: list[float]) -> list[Found]:
    """Big red characters that could not be read, between the top and a red line with a document number."""
    if not rules or not numbers or not look.view.whole_page:
        return []
    width, height = look.size
    band = look.ink.red[: int(min(rules[0], TOP) * height)]
    mask = cv2.morphologyEx((band > 0.35).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(mask)
    glyphs = [
        s for s in stats[1:] if 0.018 * height < s[cv2.CC_STAT_HEIGHT] < 0.1 * height and s[cv2.CC_STAT_AREA] > 60
    ]
    spread = sum(int(s[cv2.CC_STAT_WIDTH]) for s in glyphs) / width
    near = [place for place in numbers if abs(place - rules[0]) < 0.12]
    if len(glyphs) < 3 or spread < 0.2 or not near:
        return []
    return [Found("red_header", look.number, look.view.where, (0.0, 0.0, 1.0, round(rules[0], 4)), "", 0.7)]


# --- telegrams ----------------------------------------------------------------------------------------------------
_TELEGRAM = re.compile(
    r"^(?:.{0,20}[省市县区厅局委府部])?[（(]?(?:密码|明传|传真|内部|加密|密|明)?(?:电报|明电|传真电报|传真密电)[）)]?$"
)
_STRONG = re.compile(r"密码电报|明传电报|传真电报|内部明电|加密传真|明码电报")
_FIELDS = {
    "from": re.compile(r"^发(?:电|往|报|文)?\s*(?:单\s*位|机\s*关)"),
    "signed": re.compile(r"签\s*[批发]\s*(?:盖\s*章|人)|^签批"),
    "rank": re.compile(
        r"(?:^|\s)(?:等\s*级|紧急程度|缓急)|^(?:特\s*提|特\s*急|加\s*急|平\s*急)$|等级[:：]?(?:特提|特急|加急|平急)"
    ),
    "number": re.compile(r"机发|密电|发电〔|明电|电报?发?[〔\[（(]|^编?号$"),
}  # fmt: skip


def telegram(lines: list[Line], page: int, where: str = "") -> list[Found]:
    """Return the header of a telegram: its name on a line of its own, with the fields of its form."""
    near = [line for line in lines if line.box is None or line.box[1] < TOP][:40]
    short = [(line, re.sub(r"\s", "", line.text)) for line in near if len(line.text.strip()) <= 40]
    titles = [line for line, text in short if _TELEGRAM.search(text) or (_STRONG.search(text) and len(text) <= 14)]
    fields = {name for name, shape in _FIELDS.items() for line, _text in short if shape.search(line.text.strip())}
    score = 0.55 * bool(titles) + 0.3 * ("from" in fields) + 0.3 * ("signed" in fields)
    score += 0.2 * ("rank" in fields) + 0.1 * ("number" in fields)
    score += 0.2 * ({"from", "rank"} <= fields)  # the form of a telegram, whatever stands above it
    if titles and _STRONG.search(re.sub(r"\s", "", titles[0].text)) and titles[0].height > _BIG:
        score += 0.15
    if score < _ENOUGH or len(fields) + bool(titles) < 2:
        return []
    first = (
        titles[0] if titles else next(line for line, _t in short if any(s.search(line.text) for s in _FIELDS.values()))
    )
    return [Found("telegram_header", page, where, first.box, first.text[:60], round(min(score, 0.99), 2))]
