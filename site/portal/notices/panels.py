"""Where the admin shows that something is unread: the menu line with its number, and a panel after sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import ngettext, pgettext, pgettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem

from .models import Notice
from .services import unread_count

SHOWN = 5


class NoticeMenuItem(MenuItem):
    """The line of the main menu that leads to the notices, with the number of unread ones."""

    def __init__(self) -> None:
        label = pgettext_lazy("gongkai", "Notices")
        super().__init__(label, reverse_lazy("notices:list"), name="notices", icon_name="mail", order=150)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        # A new component each time: menu items are shared by all requests.
        return LinkMenuItem(
            self.name, badge_text(unread_count(request.user)), str(self.url), icon_name=self.icon_name,
            classname=self.classname, attrs=self.attrs,
        )  # fmt: skip


def badge_text(unread: int) -> str:
    """Return the label of the menu line for so many unread notices."""
    label = pgettext("gongkai", "Notices")
    return f"{label} ({unread if unread < 100 else '99+'})" if unread else label


class UnreadPanel(Component):
    """The newest unread notices, on the first page after sign-in; nothing at all when everything is read."""

    order = 200
    template_name = "notices/unread_panel.html"

    def __init__(self, person: Any) -> None:
        self._person = person

    def render_html(self, parent_context: Any = None) -> str:
        if not self._newest():
            return ""
        return super().render_html(parent_context)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        unread = unread_count(self._person)
        heading = ngettext("%(count)s unread notice", "%(count)s unread notices", unread) % {"count": unread}
        return {"notices": self._newest(), "heading": heading}

    def _newest(self) -> list[Notice]:
        if not hasattr(self, "_rows"):
            self._rows = list(Notice.objects.filter(person=self._person).unread()[:SHOWN])
        return self._rows
