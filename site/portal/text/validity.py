"""From when and until when a document says that it is in force (施行日期、有效期)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .dates import DATE, day_of
from .numerals import CHINESE, to_int

_GENRES = (
    "办法|规定|细则|规则|规程|规范|条例|通知|通告|公告|公示|意见|决定|批复|函|方案|规划|计划|要点|标准|目录|清单|指南|指引|制度|预案|措施|政策|"
    "章程|导则|基准|解释|文件|法"
)
# A document speaks of itself: 本办法……, not of what it is about (本许可证), of a place (本省), of another (《某办法》).
_ITSELF = f"本(?![省市县区州次])[^，,。第《]{{0,8}}?(?:{_GENRES})"
_ORDER = "(?:第[^条款]{1,7}[条款]|[（(]?[一二三四五六七八九十\\d]{1,3}[）)、.．])?"
_FORCE = "(?:施行|实施|执行|生效|试行)"
_DAY = f"(?:{DATE}|(?P<issued>印发之日)|(?:发布|公布|颁布|通过)之日)"
_BEGINS = re.compile(
    f"^{_ORDER}(?:{_ITSELF}(?:[^第《]*[，,])?)?[自从于]{_DAY}起(?:正式|开始)?{_FORCE}(?=至|[，,（(]|$)"
)
_OWN_TERM = re.compile(f"^{_ORDER}(?P<itself>{_ITSELF})?(?:有效|试行|施行|实施|执行)期")
_TERM = f"(?:^|[，,（(])(?:{_ITSELF})?(?:有效|试行|施行|实施|执行)期限?"
_ENDS = re.compile(
    f"(?:(?:起{_FORCE}|{_ORDER}{_TERM}[^，,]*?|[，,](?:有效|{_FORCE}))[至到]|[，,][至到](?=[^，,]*日(?:止|失效|废止))){DATE}"
)
_SPAN = re.compile(f"{_TERM}[为是]?(?:暂定)?(?P<count>\\d{{1,2}}|[{CHINESE}]{{1,3}})(?P<unit>年|个月)(?!以)")
_MONTHS = {"年": 12, "个月": 1}


@dataclass(frozen=True)
class Validity:
    """The first and the last day on which a document is in force; None where its text doesn't say so."""

    effective_on: date | None = None
    expires_on: date | None = None


def validity_of(text: str, issued_on: date | None = None) -> Validity:
    """Return what plain text says of its own validity.

    Understands 本办法自2026年1月1日起施行，有效期5年 (to the last day: 2030-12-31), 有效期至2030年12月31日, and
    自印发之日起, which counts from ``issued_on`` where that is known. What the text says of other documents, of
    permits, or of single articles isn't its own; where it names two different days, it names none.
    """
    effects: set[date | None] = set()
    ends: set[date | None] = set()
    spans: set[int] = set()
    for sentence in _about_itself(text):
        if begins := _BEGINS.match(sentence):
            effects.add(day_of(begins) if begins["year"] else issued_on if begins["issued"] else None)
        ends |= {day_of(found) for found in _ENDS.finditer(sentence)}
        spans |= {_months(found) for found in _SPAN.finditer(sentence)}
    effective_on = _only(effects)
    return Validity(effective_on, _only(ends) if ends else _last_day(effective_on, _only(spans)))


def _about_itself(text: str) -> Iterator[str]:
    """The sentences in which a document says from when or until when it is in force, without spaces."""
    follows = False
    for sentence in re.split("[。；;\n]", text):
        sentence = "".join(sentence.split())
        term = _OWN_TERM.match(sentence)
        begins = bool(_BEGINS.match(sentence))
        if begins or (term and (follows or term["itself"])):
            yield sentence
        follows = begins


def _only(found: set[Any]) -> Any:
    return next(iter(found)) if len(found) == 1 else None


def _months(span: re.Match[str]) -> int:
    return (to_int(span["count"]) or 0) * _MONTHS[span["unit"]]


def _last_day(begins: date | None, months: int | None) -> date | None:
    """The day before the one that has the same number; a month that is too short ends it with its own last day."""
    if not begins or not months:
        return None
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    if year > date.max.year:
        return None
    full = min(begins.day - 1, monthrange(year, month + 1)[1])
    return date(year, month + 1, 1) + timedelta(days=full - 1)
