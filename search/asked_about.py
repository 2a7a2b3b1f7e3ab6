"""Which laws lay people ask about: how many of the judged questions each one answers.

Whoever asks in their own words mostly asks about some hundred laws out of thousands: family, work, neighbours, traffic.
The list that comes with the portal is counted from the development questions (`make asked-about`), a law a number, and
nothing of the questions themselves. ``GONGKAI_SEARCH_ASKED_ABOUT`` names another file of this form.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from .titles import title_key

_OWN = Path(__file__).parent / "data" / "asked_about.json"


def prior(titles: Iterable[str]) -> dict[str, float]:
    """Return from 0 to 1 how much each law, by its title, is asked about: 1 for the one that is asked about most.

    Raises ValueError or OSError where the file can't be read.
    """
    counts = _counts(Path(settings.GONGKAI["SEARCH_ASKED_ABOUT"] or _OWN))
    most = math.log1p(max(counts.values(), default=0))
    return {title: math.log1p(counts.get(title_key(title), 0)) / most if most else 0.0 for title in titles}


@lru_cache(maxsize=8)
def _counts(path: Path) -> dict[str, int]:
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not all(isinstance(count, int) and count >= 0 for count in found.values()):
        raise ValueError(f"{path.name}: a title and a whole number a line are expected")
    return found
