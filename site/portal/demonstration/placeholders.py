"""Placeholders in the demonstration's texts, counted from the day a document was formed.

``{formed_cn}`` 2026年11月16日, ``{date:+30}`` the same thirty days later, ``{day:-3}`` 11月13日, ``{month:+1}``
2026年12月, ``{year}`` and ``{year:-1}``, ``{last_quarter}``, and ``{doc_no:SLUG}`` and ``{title:SLUG}`` of another
document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

_PLACEHOLDER = re.compile(r"\{(formed_cn|date|day|month|year|last_quarter|doc_no|title)(?::([^{}]+))?\}")
_QUARTERS = "一二三四"


def fill(text: str, formed: date, others: Mapping[str, Mapping[str, Any]]) -> str:
    """Return ``text`` with its placeholders filled. KeyError where another document's slug isn't known."""
    return _PLACEHOLDER.sub(lambda match: _value(match.group(1), match.group(2) or "", formed, others), text)


def _value(name: str, argument: str, formed: date, others: Mapping[str, Mapping[str, Any]]) -> str:
    if name in {"doc_no", "title"}:
        return str(others[argument][name])
    if name == "last_quarter":
        quarter = (formed.month - 1) // 3
        year, number = (formed.year, quarter) if quarter else (formed.year - 1, 4)
        return f"{year}年第{_QUARTERS[number - 1]}季度"
    shift = int(argument or 0)
    if name == "year":
        return str(formed.year + shift)
    if name == "month":
        months = formed.year * 12 + formed.month - 1 + shift
        return f"{months // 12}年{months % 12 + 1}月"
    day = formed + timedelta(days=shift)
    return f"{day.month}月{day.day}日" if name == "day" else f"{day.year}年{day.month}月{day.day}日"
