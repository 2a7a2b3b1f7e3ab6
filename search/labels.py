"""Names for people of facets and of the codes that facets hold."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FACETS: dict[str, Any] = {
    "kind": _("Kind"),
    "effect": _("Effect"),
    "year": _("Year"),
    "unit": pgettext_lazy("gongkai", "Unit"),
    "column": pgettext_lazy("gongkai", "Column"),
}
KINDS: dict[str, Any] = {
    "disclosure": pgettext_lazy("gongkai", "Policy documents"),
    "interpretation": pgettext_lazy("gongkai", "Interpretations"),
    "news": pgettext_lazy("gongkai", "News"),
    "topic": pgettext_lazy("gongkai", "Special topics"),
    "answer": pgettext_lazy("gongkai", "Questions and replies"),
}
EFFECTS: dict[str, Any] = {
    "in_force": pgettext_lazy("gongkai", "In force"),
    "amended": pgettext_lazy("gongkai", "Amended"),
    "partly_repealed": pgettext_lazy("gongkai", "Partly repealed"),
    "repealed": pgettext_lazy("gongkai", "Repealed"),
    "expired": pgettext_lazy("gongkai", "Expired"),
    "pending": pgettext_lazy("gongkai", "Not yet in force"),
}
_CODES = {"kind": KINDS, "effect": EFFECTS}


def of(facet: str, value: str) -> str:
    """Return how a value of a facet is called; what has no name of its own is shown as it is."""
    return str(_CODES.get(facet, {}).get(value, value))


def code(facet: str, typed: str) -> str:
    """Return the value that somebody means who typed its name (类型:新闻); what is no name is taken as a value."""
    for known, label in _CODES.get(facet, {}).items():
        if str(label).casefold() == typed.casefold():
            return known
    return typed
