"""Days as official documents write them: 2026年11月16日, full-width digits, spaces inside, 二〇二六年十一月十六日."""

from __future__ import annotations

import re
from datetime import date

from .numerals import CHINESE, to_int

_DAY_NUMBER = f"\\d{{1,2}}|[{CHINESE}]{{1,3}}"
# For use inside a pattern; its groups are for day_of.
DATE = (
    f"(?P<year>[\\d０-９{CHINESE}OＯo](?:\\s*[\\d０-９{CHINESE}OＯo]){{3}})\\s*年\\s*"
    f"(?P<month>{_DAY_NUMBER})\\s*月\\s*(?P<day>{_DAY_NUMBER})\\s*日"
)


def day_of(match: re.Match[str]) -> date | None:
    """Return the day of a match of DATE, or None where there is no such day."""
    year, month, day = (to_int(match[part]) for part in ("year", "month", "day"))
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
