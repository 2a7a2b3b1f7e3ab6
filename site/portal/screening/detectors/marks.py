"""Secrecy markings, and leaders' instructions that were typed or could be read: by how lines are worded and placed."""

from __future__ import annotations

import re

from ..kinds import Found
from ..pages import Line

_STARS = "★☆*＊✩✭⭐"
_TERM = r"(?:\d{1,2}|[一二三五]?十?[一二三四五六七八九十])\s*(?:年|个月|天)|长\s*期|启用前|公布前|解密前"
_STARRED = re.compile(rf"(?:绝|机|秘)\s*密\s*(?:▲|[{_STARS}])\s*(?:{_TERM})?")
_TERMED = re.compile(rf"^(?:密级[:：]?\s*)?(?:绝|机|秘)\s*密\s*[^\w，。、；：的]?\s*[^，。、；：\d的]?\s*(?:{_TERM})$")
_ALONE = re.compile(r"^(?:密级[:：]?\s*|[【\[（(])?(?:绝\s*密|机\s*密|秘\s*密)\s*[】\])）]?$")
_INTERNAL = re.compile(
    r"^[【\[（(★*]?(?:内部(?:资料|文件|材料|刊物|使用|传阅|参考)|仅?供内部(?:使用|参考|参阅)|工作秘密|商密|不得外传|严禁外传|内部明电)"
    r"[，,、；;\s·★*—-]*(?:(?:请?注意|妥善)保[密存管]|不得外传|严禁外传|请勿外传|禁止外传|不宜公开|不得公开|不予公开|仅供参考|翻印必究|严禁复制|勿外传|阅后退回|阅后收回)?"
    r"[！!。★*】\]）)]*$"
)
_MAX_MARK = 18
_TOP, _LEFT, _RIGHT = 0.24, 0.5, 0.62
_FIRST_PARAGRAPHS = 10
# The lines of a paragraph begin where it begins, or left of that: text lies a little askew in scans.
_INDENT = 0.08


def secrecy(lines: list[Line], page: int, where: str = "") -> list[Found]:
    """Return secrecy markings: on lines of their own, never in running text about secrecy."""
    found = []
    for index, line in enumerate(lines):
        text = line.text.strip()
        if not text or len(text) > _MAX_MARK or _continues(lines, index):
            continue
        sure = _sure_of_mark(line, text, index)
        if sure:
            found.append(Found("secrecy_mark", page, line.where or where, line.box, text, sure))
    return found


def _sure_of_mark(line: Line, text: str, index: int) -> float:
    starred = _STARRED.search(text)
    if starred and len(text) - len(starred.group()) <= 4 and not re.search("[“”\"‘’'，。]", text):
        return 0.97
    if _TERMED.search(text):
        return 0.9
    if _INTERNAL.search(text):
        return 0.85
    if _ALONE.search(text) and _stands_as_mark(line, index):
        return 0.8
    return 0.0


def _stands_as_mark(line: Line, index: int) -> bool:
    """A bare word of secrecy is a marking at the top of a page, left or right; elsewhere it is a cell or a word."""
    if line.box is None:
        return index < _FIRST_PARAGRAPHS and not re.search("!", line.where)
    return line.box[1] < _TOP and (line.box[2] < _LEFT or line.box[0] > _RIGHT)


def _continues(lines: list[Line], index: int) -> bool:
    """Whether a line is the end of a paragraph that began above: it stands close under a long line without an end."""
    line, above = lines[index], lines[index - 1] if index else None
    if above is None or line.box is None or above.box is None:
        return False
    wide = above.box[2] - above.box[0] > 0.5 and above.box[2] > 0.75
    flush = line.box[0] - above.box[0] < _INDENT
    near = line.box[1] - above.box[3] < 1.3 * max(line.height, above.height)
    return wide and flush and near and line.box[0] < 0.3 and not re.search("[。：；！？]$", above.text.strip())


_PERSON = (
    r"[\u4e00-\u9fff]{1,12}?(?:同志|书记|省长|市长|县长|区长|厅长|局长|主任|主席|处长|部长|主管|总|秘书长|副?院长)"
)
_UNITS = r"[\u4e00-\u9fff、，,]{2,30}?"
_DO = (
    r"(?:阅处|阅示|阅批|批示|核处|核示|核批|审示|审定|审批|研处|研办|研究|阅研|阅办|酌处|酌办|阅知|阅|办理"
    r"|处理|牵头|落实|核办|核实|抓紧|认真|高度重视|督办|提出意见)"
)
_INSTRUCTIONS = (
    re.compile(rf"^(?:拟)?[请呈转送报]\s*{_PERSON}[^，。；]{{0,14}}{_DO}"),
    re.compile(
        rf"^(?:拟)?[请呈转送]\s*{_UNITS}(?:阅处|阅示|阅批|核处|研处|阅研|阅办|酌处|核办|研办|督办)[。.！!，,；;]?"
    ),
    re.compile(
        r"^(?:(?:拟|原则|完全)?同意|已阅|阅|圈阅|照此办理|照办|可|发|不同意)[。.！!，,；;]?.{0,40}?"
        r"[\u4e00-\u9fff]{2,4}\s*(?:(?:19|20)\d{2}\s*[年./-]\s*)?\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?\s*$"
    ),
    re.compile(
        r"^(?:[\u4e00-\u9fff]{0,6}领导|[\u4e00-\u9fff]{0,6}(?:省长|市长|书记|厅长|局长|主任|县长|区长|同志))?(?:的)?(?:重要)?(?:批\s*示|签批意见|批办意见|拟办意见|领导批示|批示意见|阅批意见)\s*[:：]"
    ),
    re.compile(rf"^{_PERSON}(?:批示|阅示|批)[:：]"),
)
_SIGNED = re.compile(
    r"(?:请|速|须|要|应|同意|抓紧|落实|重视|阅).{2,80}?[。！!]\s*[\u4e00-\u9fff]{2,4}\s*"
    r"(?:(?:19|20)\d{2}\s*[年./-]\s*)?\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?\s*$"
)
# Handwriting is read with mistakes: a sign may have come between, the day may be lost.
_DAY = r"\d{1,2}(?:月\d{0,2}.{0,2}|[./]\d{1,2}日?)$"
_NAME_AND_DAY = re.compile(rf"^[\u4e00-\u9fff]{{2,4}}\W?{_DAY}")
# A day that stands apart from the name, of which a part may have been read with it.
_DAY_ALONE = re.compile(rf"^[\u4e00-\u9fff]?{_DAY}")
_VERDICT = re.compile("请|同意|此[件文]|阅|照办|转发|抓紧|落实|认真|研究|尽快|务必|速")
_REQUEST = re.compile("妥否|当否|可否|以上|特此|现将|根据|按照|遵照|落实.{0,12}批示|批示精神|批示要求")
_LABELS_OF_FORMS = re.compile(r"[:：]\s*[_＿\s]*$")
_MAX_INSTRUCTION = 90


def instructions(lines: list[Line], page: int, where: str = "") -> list[Found]:
    """Return leaders' instructions that stand as text: short, to a person, with a verb of handling, or signed."""
    found = []
    for index, line in enumerate(lines):
        text = line.text.strip()
        if not 2 <= len(text) <= _MAX_INSTRUCTION or _REQUEST.search(text) or _continues(lines, index):
            continue
        if any(shape.search(text) for shape in _INSTRUCTIONS) and not _is_empty_field(lines, index):
            found.append(Found("instruction", page, line.where or where, line.box, text[:80], 0.85))
        elif _SIGNED.search(text) or _is_signed_below(lines, index):
            found.append(Found("instruction", page, line.where or where, line.box, text[:80], 0.75))
    return found


def _is_signed_below(lines: list[Line], index: int) -> bool:
    """A short verdict with a name and a day, and nothing else, on one of the next lines."""
    if not _VERDICT.search(lines[index].text) or len(lines[index].text) > 40:
        return False
    below = [line for line in lines[index + 1 : index + 9] if _is_below(line, lines[index])]
    return any(_signs(line) for line in below[:2])


def _signs(line: Line) -> bool:
    text = re.sub(r"\s", "", line.text)
    return bool(_NAME_AND_DAY.match(text)) or (line.recognised and bool(_DAY_ALONE.match(text)))


def _is_below(line: Line, above: Line) -> bool:
    """Whether a line stands under another, not beside it; lines without a place follow each other."""
    if line.box is None or above.box is None:
        return True
    across = min(line.box[2], above.box[2]) - max(line.box[0], above.box[0])
    return across > 0 and line.box[1] > (above.box[1] + above.box[3]) / 2


def _is_empty_field(lines: list[Line], index: int) -> bool:
    """A form's label with nothing after it: 「领导批示：」 of a blank form."""
    if not _LABELS_OF_FORMS.search(lines[index].text):
        return False
    following = lines[index + 1].text.strip() if index + 1 < len(lines) else ""
    return not following or bool(_LABELS_OF_FORMS.search(following)) or len(following) > 60
