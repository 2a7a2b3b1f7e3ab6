"""What a dossier's JSON says, in words for people: moments, signatures, opinions, files, fields nobody knew of."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.theme.formats import moment as moment_of

CUT = 240
# Fields of an opinion that have their own place on the pages; any other shows by its name.
_PLACED = {
    "round", "stage", "desk", "desk_words", "verdict", "verdict_words", "text", "text_digest", "sealed", "actor",
    "post", "capacity", "digest", "at", "stands_in_for",
}  # fmt: skip


def moment(value: str | None) -> str:
    """Write a moment of the JSON as YYYY-MM-DD HH:MM in the department's time; nothing for none."""
    return moment_of(datetime.fromisoformat(value)) if value else ""


def cut(value: Any, limit: int = CUT) -> str:
    """Return a text, or its beginning and a mark where it is longer than ``limit`` characters."""
    words = str(value)
    return words if len(words) <= limit else f"{words[:limit]}……"


def name_of(related: dict[str, Any] | None) -> str:
    return str(related["name"]) if related else ""


def said(opinion: dict[str, Any]) -> str:
    """The words of an opinion; where it has none its verdict, where it is sealed that it is."""
    if opinion["sealed"]:
        return _("%(verdict)s (the words are sealed)") % {"verdict": opinion["verdict_words"]}
    return opinion["text"] or opinion["verdict_words"]


def signature(opinion: dict[str, Any]) -> str:
    """Who gave an opinion, in which capacity, for whom, and when."""
    who = _("%(name)s (%(capacity)s)") % {"name": name_of(opinion["actor"]), "capacity": opinion["capacity"]}
    if opinion["stands_in_for"]:
        who = _("%(who)s, standing in for %(principal)s") % {"who": who, "principal": opinion["stands_in_for"]}
    return f"{who}  {moment(opinion['at'])}"


def more_of(opinion: dict[str, Any]) -> str:
    """What else an opinion's row holds, by name: fields that came after these pages were made up."""
    rest = {name: value for name, value in opinion.items() if name not in _PLACED and value not in (None, "", [], {})}
    return compact(rest) if rest else ""


def compact(value: Any) -> str:
    """Small JSON in one line, its beginning where it is long."""
    return cut(json.dumps(value, ensure_ascii=False, sort_keys=True))


def tier(code: str) -> str:
    """The words for a tier; the code of one that an add-on brought."""
    known = {
        "general": pgettext("tier", "general information"),
        "important": pgettext("tier", "important information"),
        "direct": pgettext("tier", "direct publication"),
    }
    return known.get(code, code)
