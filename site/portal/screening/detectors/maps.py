"""Maps without a review number (审图号): by what is written in them, and by coloured regions with crooked borders."""

from __future__ import annotations

import re

import cv2
import numpy as np

from ..kinds import Box, Found, overlap
from ..looks import Look
from ..pages import Line

_REVIEWED = re.compile(
    r"审\s*图\s*号|GS\s*[（(]?\s*(?:19|20)\d{2}\s*[）)]?\s*\d+\s*号|[\u4e00-\u9fff]S\s*[（(]\s*20\d{2}\s*[）)]"
)
_TITLE = re.compile(
    r"(?:区划|位置|区位|分布|地形|地势|水系|交通|规划|布局|范围|四至|勘界|界线|行政|用地|土地利用|矿产|资源|地质|旅游|导览|影像|地理|路线|线路|示意|现状)"
    r"[^。，；：]{0,8}图[）)]?$|地图$|[省市县区镇乡村]图$"
)
_NO_MAP = re.compile(
    r"流程|结构|架构|框架|组织|机构|统计|柱状|柱形|条形|饼|折线|曲线|趋势|走势|对比|增长|占比|情况图|效果图|图纸|照片|截图|思维|关系图|时间轴|甘特|进度|设计图|施工图|平面布置|示意图表|比例图|雷达|散点|完成率"
)
_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{1,7}(?:自治县|县|区|市|镇|乡|街道|村|州|盟|旗|岛|群岛|湖|河|江|溪|山|岭|水库|省|自治区|林场|农场|社区)$"
)
_SIGNS = {
    "legend": re.compile(r"^图\s*例"),
    "scale": re.compile(r"比例尺|^1\s*[:：]\s*[\d\s,.]{3,}(?:万)?$|^(?:\d+\s*)+(?:km|公里|千米|KM|Km|米|m)$"),
    "north": re.compile(r"^(?:北|N|指北针|▲?N)$"),
    "borders": re.compile(
        r"(?:省|市|县|区|乡镇|行政区?|国)界线?$|^(?:高速公路|铁路|国道|省道|河流水系|水系|政府驻地|县级行政中心)$"
    ),
}
_SIGN_WORTH = {"legend": 0.2, "scale": 0.2, "north": 0.1, "borders": 0.2}
_ENOUGH = 0.6
_LEAST_AREA = 0.03


def find(look: Look, caption: list[Line]) -> list[Found]:
    """Return the map in a view, if it shows one and no review number stands in it or among ``caption`` lines."""
    words = [line for line in look.lines if line.text.strip()]
    around = [line.text for line in caption] + [line.text for line in words]
    if any(_REVIEWED.search(text) for text in around):
        return []
    regions = _regions(look)
    for area in _areas(look, regions):
        inside = [line for line in words if line.box and overlap(line.box, area) > 0.5]
        titles = [line.text.strip() for line in words if line.text.strip().endswith(("图", "图）", "图)"))]
        titles += [line.text.strip() for line in caption if len(line.text.strip()) < 40]
        score = _score(inside, titles, [r for r in regions if overlap(r, area) > 0.5])
        if score >= _ENOUGH:
            title = next((text for text in titles if _TITLE.search(text)), "")
            rounded: Box = tuple(round(value, 4) for value in area)  # type: ignore[assignment]
            return [
                Found("map_no_review", look.number, look.view.where, rounded, title[:60], round(min(score, 0.97), 2))
            ]
    return []


def _score(inside: list[Line], titles: list[str], regions: list[Box]) -> float:
    places = [line for line in inside if _PLACE.match(re.sub(r"\s", "", line.text))]
    signs = {name for name, shape in _SIGNS.items() if any(shape.search(line.text.strip()) for line in inside)}
    maps = [text for text in titles if _TITLE.search(text) and not _NO_MAP.search(text)]
    others = [text for text in titles if _NO_MAP.search(text)]
    score = sum(_SIGN_WORTH[name] for name in signs)
    score += 0.35 * bool(maps) - 0.5 * bool(others)
    if len(places) >= 3 and _scattered(places):
        score += 0.3 if len(places) < 6 else 0.4
    if len(regions) >= 3:
        score += 0.25
    # A title or a few words alone make no map: something has to be drawn, or labelled like one.
    drawn = len(regions) >= 3 or (len(places) >= 3 and _scattered(places)) or len(signs) >= 2
    return score if drawn else 0.0


def _scattered(places: list[Line]) -> bool:
    """Names on a map stand anywhere; in tables and charts they share rows or columns."""
    middles = [((line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2) for line in places if line.box]
    rows = {round(y * 50) for _x, y in middles}
    columns = {round(x * 25) for x, _y in middles}
    least = max(3, round(0.5 * len(middles)))
    return len(rows) >= min(least, 6) and len(columns) >= min(least, 6)


def _areas(look: Look, regions: list[Box]) -> list[Box]:
    """Places where a map may be: pictures on the page, the bounds of coloured regions, or the whole view."""
    areas = [box for box in look.view.pictures if (box[2] - box[0]) * (box[3] - box[1]) > _LEAST_AREA]
    if len(regions) >= 3:
        lefts, tops, rights, bottoms = zip(*regions, strict=True)
        areas.append((min(lefts) - 0.03, min(tops) - 0.06, max(rights) + 0.03, max(bottoms) + 0.06))
    return [*areas, (0.0, 0.0, 1.0, 1.0)]


def _regions(look: Look) -> list[Box]:
    """Flat coloured areas whose borders are crooked: no boxes, bars, sectors or discs."""
    width, height = look.size
    scale = min(1.0, 700 / max(width, height))
    small = cv2.resize(look.ink.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    smooth = cv2.medianBlur(small, 5)
    lab = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB).astype(np.int16)
    chroma = np.abs(lab[:, :, 1:] - 128).max(axis=2)
    tinted = (chroma > 8) | (lab[:, :, 0] < 235)
    step = 12
    codes = (lab[:, :, 0] // 24) * 10_000 + (lab[:, :, 1] // step) * 100 + lab[:, :, 2] // step
    values, counts = np.unique(codes[tinted], return_counts=True)
    total = codes.size
    found: list[Box] = []
    for value in values[np.argsort(-counts)][:14]:
        mask = cv2.morphologyEx(((codes == value) & tinted).astype(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
        contours, _tree = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            if _is_crooked(contour, total):
                x, y, w, h = cv2.boundingRect(contour)
                found.append(
                    (x / codes.shape[1], y / codes.shape[0], (x + w) / codes.shape[1], (y + h) / codes.shape[0])
                )
    return found


def _is_crooked(contour: np.ndarray, total: int) -> bool:
    area = cv2.contourArea(contour)
    if not 0.004 * total < area < 0.6 * total:
        return False
    _middle, (w, h), _angle = cv2.minAreaRect(contour)
    around = cv2.arcLength(contour, True)
    corners = len(cv2.approxPolyDP(contour, 0.012 * around, True))
    filled = area / max(w * h, 1)
    roundness = 4 * np.pi * area / max(around**2, 1)
    return corners >= 7 and filled < 0.86 and 0.1 < roundness < 0.78
