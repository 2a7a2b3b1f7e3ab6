"""The closing lines of an official document: its date of formation (成文日期)."""

from __future__ import annotations

import re
from datetime import date

from .dates import DATE, day_of

# Alone on its line, or after the signature with a gap; 印发 after it would make it the day of printing.
_CLOSING_LINE = re.compile(f"^(?:[^\\d，。；：,;:]{{2,60}}\\s+)?{DATE}$")
_LINES = 40


def date_of(text: str) -> date | None:
    """Return the date that stands in the closing lines of plain text, or None.

    Understands 2026年11月16日, full-width digits, spaces inside, and 二〇二六年十一月十六日. The last such line
    counts; a date inside a sentence (自2026年1月1日起施行) and the day of printing (2026年11月17日印发) don't.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in reversed(lines[-_LINES:]):
        match = _CLOSING_LINE.match(line)
        if match:
            found = day_of(match)
            if found:
                return found
    return None
