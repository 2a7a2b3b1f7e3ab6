"""Places to fill in: what a tile says until somebody has written what belongs there.

No case takes a page in which a place is left (the kinds of sections see to that).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

PLACE = re.compile(r"✎【[^【】]*】")
# What an example says at a place: takes what belongs there, and words that may stand there in a picture of the tile.
Filler = Callable[..., str]


def place(what: Any, sample: Any = "") -> str:
    """Return the mark of a place to fill in: it says what belongs there."""
    return f"✎【{what}】"


def shown(what: Any, sample: Any = "") -> str:
    """Return what a picture of a tile shows at a place: the sample, else what belongs there."""
    return str(sample or what)


def places_in(text: str) -> list[str]:
    """Return the places in a text that are still to be filled in, once each."""
    return list(dict.fromkeys(PLACE.findall(text)))
