"""How dates, sizes and states are written for people: pure functions behind the template filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext, pgettext_lazy

KINDS = ("good", "plain", "soon", "urgent", "void")


@dataclass(frozen=True)
class Badge:
    """A word that says a state. ``kind`` is one of :data:`KINDS` and only tints it."""

    text: Any
    kind: str = "plain"


EFFECTS: dict[str, Badge] = {
    "in_force": Badge(pgettext_lazy("gongkai", "In force"), "good"),
    "amended": Badge(pgettext_lazy("gongkai", "Amended"), "plain"),
    "partly_repealed": Badge(pgettext_lazy("gongkai", "Partly repealed"), "soon"),
    "repealed": Badge(pgettext_lazy("gongkai", "Repealed"), "void"),
    "expired": Badge(pgettext_lazy("gongkai", "Expired"), "void"),
    "pending": Badge(pgettext_lazy("gongkai", "Not yet in force"), "soon"),
    "archived": Badge(pgettext_lazy("gongkai", "Archived"), "void"),
}
_WEEKDAYS = "一二三四五六日"
_UNITS = ("B", "KB", "MB", "GB")


def badge_for_effect(code: str | None) -> Badge | None:
    """Return the badge of an effect code, or None for an empty or unknown one (nothing is shown then)."""
    return EFFECTS.get(code or "")


def moment(value: date | datetime | None) -> str:
    """Write a moment as YYYY-MM-DD HH:MM (site time), a date as YYYY-MM-DD; None is "date unknown"."""
    if value is None or value == "":
        return pgettext("gongkai", "Date unknown")
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M")
    return value.strftime("%Y-%m-%d")


def day(value: date | datetime) -> str:
    """Write a date without its time: YYYY-MM-DD."""
    return (_local(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def long_day(value: date) -> str:
    """Write a date as on a letter: 2026年11月24日 星期二; in another language as that language does."""
    if (get_language() or "").startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日 星期{_WEEKDAYS[value.weekday()]}"
    return date_format(value, "j F Y, l")


def file_size(count: int | None) -> str:
    """Write a number of bytes for people: "24 KB", "1.3 MB". Empty for None."""
    if not isinstance(count, int | float):
        return ""
    size = float(count)
    for unit in _UNITS:
        if size < 1024 or unit == _UNITS[-1]:
            break
        size /= 1024
    return f"{size:.1f} {unit}" if unit in {"MB", "GB"} and size < 10 else f"{size:.0f} {unit}"


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
