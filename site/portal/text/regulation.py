"""How the clauses of the regulation are cited to people: officials know its chapters, not the ids of code and tests.

The text at hand has lost its article numbers, so the chapter is what can be said for certain.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

CHAPTERS: MappingProxyType[str, Any] = MappingProxyType(
    {
        "G": _("Measures, chapter 1"),
        "D": _("Measures, chapter 2"),
        "N": _("Measures, chapter 3"),
        "S": _("Measures, chapter 4"),
        "C": _("Measures, chapter 5"),
        "O": _("Measures, chapter 6"),
        "A": _("Measures, chapter 7"),
    }
)
_CLAUSE = re.compile("([GDNSCOA])\\d{1,2}")


def cited(clause: str) -> str:
    """Return how a clause ("D8") is cited to people; what an add-on calls its own rules stays as it is."""
    known = _CLAUSE.fullmatch(clause)
    return str(CHAPTERS[known[1]]) if known else clause
