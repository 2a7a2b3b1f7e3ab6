"""How a search is called in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .. import labels
from ..engines.base import FACETS
from ..query import Asked


def named(asked: Asked) -> str:
    """Return what was typed and which filters narrow it, for people."""
    filters = [
        _("%(facet)s: %(values)s")
        % {"facet": labels.FACETS[facet], "values": "、".join(labels.of(facet, value) for value in values)}
        for facet in FACETS
        if (values := asked.query.values(facet))
    ]
    narrowed = "；".join(filters)
    if not (asked.typed and narrowed):
        return asked.typed or narrowed
    return _("%(words)s (%(filters)s)") % {"words": asked.typed, "filters": narrowed}
