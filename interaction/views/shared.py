"""What the public pages share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.theme.meta import PageMeta


def crumbs(title: Any) -> list[dict[str, Any]]:
    """Return the way to a page of interaction."""
    return [
        {"title": _("Home"), "url": "/"},
        {"title": pgettext("gongkai", "Interaction"), "url": reverse("interaction:answers")},
        {"title": title, "url": ""},
    ]


def page_context(title: Any, **values: Any) -> dict[str, Any]:
    """Return the context of a page that stands in no search engine."""
    return {"breadcrumbs": crumbs(title), "page_meta": PageMeta(), **values}
