"""What titles have in common: as people call them, as they are cited, and the law that an article is of."""

from __future__ import annotations

import re
from functools import lru_cache

from portal.text.folding import fold_text

_STATE = "中华人民共和国"
_ARTICLE = re.compile("第[一二三四五六七八九十百千零〇0-9]+条(?:之[一二三四五六七八九十]+)?$")


def short_title(title: str) -> str:
    """Return how people call it: without the state's name and the title marks around it."""
    return re.sub(f"^《?{_STATE}", "", title.strip()).strip("《》") or title


@lru_cache(maxsize=20_000)
def family_of(title: str) -> str:
    """Return the law that an article is of; another document's own title."""
    return _ARTICLE.sub("", title)


@lru_cache(maxsize=20_000)
def title_key(title: str) -> str:
    """Return a title as it is cited: folded, without the state's name."""
    return short_title(fold_text(title))
