"""The first thing on the admin's home: what waits for the person."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from portal.organisation.services import posts_of

from . import worklist
from .phrases.services import choices_of
from .templatetags.approvals import case_rows
from .worklist_rows import waiting_row

SHOWN = 20


class TodayPanel(Component):
    """Greeting with posts, figures, worklist, and what came back."""

    name = "today"
    template_name = "approvals/today.html"
    order = 10

    class Media:
        js = ("approvals/worklist.js",)

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        held = list(posts_of(person))
        waiting, returned = worklist.waiting_for(person), worklist.given_back_to(person)
        late = [item for item in waiting if item.clock and item.clock.level == "late"]
        soon = [item for item in waiting if item.clock and item.clock.days_left == 0 and item.clock.level != "late"]
        units = [post.unit_id for post in held]
        pressing, desk = worklist.pressing_in(units).count(), reverse("approvals:worklist")
        return {
            "greeting": _("%(greeting)s, %(name)s") % {"greeting": _greeting(), "name": person},
            "posts": " · ".join(str(post.title) for post in held) or _("You hold no post today."),
            "stats": [
                {"value": len(waiting), "label": _("wait for me"), "url": desk},
                {
                    "value": len(late),
                    "label": _("overdue"),
                    "kind": "urgent" if late else "",
                    "url": f"{desk}?due=late",
                },
                {
                    "value": len(soon),
                    "label": _("due today"),
                    "kind": "soon" if soon else "",
                    "url": f"{desk}?due=today",
                },
                {"value": len(returned), "label": _("returned to me"), "url": f"{desk}?tab=sent&state=returned"},
                {"value": pressing, "label": _("pressing in my unit"), "url": f"{desk}?tab=unit"},
            ],
            "rows": [waiting_row(item) for item in waiting[:SHOWN]],
            "phrases": choices_of(person) if waiting else {},
            "more": max(len(waiting) - SHOWN, 0),
            "next": parent_context["request"].get_full_path(),
            "csrf_token": parent_context.get("csrf_token"),
            "returned": case_rows(returned),
            "sent": case_rows(worklist.sent_by(person, 8)),
        }


def _greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 11:
        return _("Good morning")
    return _("Hello") if hour < 18 else _("Good evening")
