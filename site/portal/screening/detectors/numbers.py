"""Numbers of persons, found by `portal.text.personal`, with a look at the words around them."""

from __future__ import annotations

import itertools
import re

from portal.text import personal

from ..kinds import Box, Found
from ..pages import Line

# What stands before numbers of things. The nearest word before a number says what it is.
_THINGS = re.compile(
    r"索引号|(?:项目|工程|文件|合同|协议|宗地|地块|图斑|案件?|订单|流水|受理|申请|备案|许可|登记|标段|招标|采购|批次|产品|设备|资产|档案"
    r"|业务|办件|票据?|发票|运单|单元|单位|区划|机构|统一|信用|标准|凭证|会员|学籍|车架|监管|批准|预算|指标|公告|证书)[^，。；:：\d]{0,8}"
    r"(?:编?号码?|代码|编码)|编号|编码|代码|流水号|序列号|条形?码|ISBN|ISSN|DOI|MD5|(?:面积|金额|数量|坐标)"
)
_PERSONS = {
    personal.ID_NUMBER: re.compile(r"(?:身份证件?|证件|公民身份|身份|居民证)(?:编?号码?)?"),
    personal.BANK_CARD: re.compile(r"卡号|银行|账号|帐号|账户|帐户|开户|储蓄|转账|汇款|收款"),
    personal.MOBILE: re.compile(r"手机|电话|联系|移动|致电|拨打|号码|微信"),
}
_WINDOW = 24
# Numbers of things may hold a place and a day, as those of persons do, but no day long before there were computers.
_OLDEST_THING = 2000
_BEHIND_THING = 0.7
_CARD_START = re.compile(r"^62")
_ISSUERS = re.compile(r"^(?:62|4|5[1-5]|35|9[0-9]|60|68)")


def find(lines: list[Line], page: int, where: str = "") -> list[Found]:
    """Return identity card, bank card and mobile numbers, each once a page."""
    whole = "\n".join(line.text for line in lines)
    found: dict[tuple[str, str], Found] = {}
    for text, line, box in _pieces(lines):
        for hit in personal.find(text):
            before = text[max(0, hit.start - _WINDOW) : hit.start]
            sure = _sure(hit, before, whole)
            digits = re.sub(r"\D", "", hit.text)
            if sure and (hit.kind, digits) not in found:
                masked = f"{hit.text[:3]}…{hit.text[-2:]}"
                found[hit.kind, digits] = Found(hit.kind, page, line.where or where, box, masked, sure)
    return list(found.values())


def _pieces(lines: list[Line]) -> list[tuple[str, Line, Box | None]]:
    """Lines, and pairs of lines where a long number is broken between them."""
    pieces = [(line.text, line, line.box) for line in lines]
    for first, second in itertools.pairwise(lines):
        if re.search(r"\d{4,}$", first.text) and re.match(r"^\d{2,}[\dXx]?", second.text):
            pieces.append((first.text + second.text, first, first.box))
    return pieces


def _sure(hit: personal.PersonalNumber, before: str, whole: str) -> float:
    """How sure a number is one of a person; 0 where the words before it say that it numbers a thing, and its digits
    don't say otherwise: with its check digit and a day of birth in them, a chance hit is one in many thousands."""
    digits = re.sub(r"[^0-9Xx]", "", hit.text)
    person, thing = _last(_PERSONS[hit.kind], before), _last(_THINGS, before)
    if thing > person:
        return _BEHIND_THING if hit.kind == personal.ID_NUMBER and _is_old(digits) else 0.0
    anywhere = bool(_PERSONS[hit.kind].search(whole))
    if hit.kind == personal.ID_NUMBER:
        if len(digits) == 15:
            return 0.7 if anywhere else 0.0
        return 0.97 if person >= 0 or anywhere else 0.9
    if hit.kind == personal.BANK_CARD:
        if person >= 0:
            return 0.95
        return 0.85 if _CARD_START.match(digits) or (anywhere and _ISSUERS.match(digits)) else 0.0
    return 0.9 if person >= 0 or anywhere else 0.75


def _is_old(digits: str) -> bool:
    return len(digits) == 18 and int(digits[6:10]) < _OLDEST_THING


def _last(shape: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in shape.finditer(text)), default=-1)
