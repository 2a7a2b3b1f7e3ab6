"""Names for people of facets and of the codes that facets hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.addons import registry

FACETS: dict[str, Any] = {
    "kind": _("Kind"),
    "effect": _("Effect"),
    "topic": _("Topic"),
    "year": _("Year"),
    "unit": pgettext_lazy("gongkai", "Unit"),
    "column": pgettext_lazy("gongkai", "Column"),
    "files": _("Attachments"),
}
FILES: dict[str, Any] = {"with": _("with attachments")}
EFFECTS: dict[str, Any] = {
    "in_force": pgettext_lazy("gongkai", "In force"),
    "amended": pgettext_lazy("gongkai", "Amended"),
    "partly_repealed": pgettext_lazy("gongkai", "Partly repealed"),
    "repealed": pgettext_lazy("gongkai", "Repealed"),
    "expired": pgettext_lazy("gongkai", "Expired"),
    "pending": pgettext_lazy("gongkai", "Not yet in force"),
}


def _codes(facet: str) -> Mapping[str, Any]:
    """Codes of a facet with their names; the kinds are what the index sources say of theirs."""
    if facet == "kind":
        return {kind: label for source in registry.items("index_sources") for kind, label in source.kinds.items()}
    return {"effect": EFFECTS, "files": FILES}.get(facet, {})


def of(facet: str, value: str) -> str:
    """Return how a value of a facet is called; what has no name of its own is shown as it is."""
    return str(_codes(facet).get(value, value))


def code(facet: str, typed: str) -> str:
    """Return the value that somebody means who typed its name (类型:新闻); what is no name is taken as a value."""
    for known, label in _codes(facet).items():
        if str(label).casefold() == typed.casefold():
            return known
    return typed
