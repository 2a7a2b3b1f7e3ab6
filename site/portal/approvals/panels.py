"""The first thing on the admin's home: what waits for the person."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from portal.organisation.services import posts_of

from . import worklist
from .templatetags.approvals import case_rows, clock_kind, clock_text


class TodayPanel(Component):
    """Greeting with posts, figures, worklist, and what came back."""

    name = "today"
    template_name = "approvals/today.html"
    order = 10

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        waiting, returned = worklist.waiting_for(person), worklist.given_back_to(person)
        late = [item for item in waiting if item.clock and item.clock.level == "late"]
        soon = [item for item in waiting if item.clock and item.clock.days_left == 0 and item.clock.level != "late"]
        return {
            "greeting": _("%(greeting)s, %(name)s") % {"greeting": _greeting(), "name": person},
            "posts": " · ".join(str(post.title) for post in posts_of(person)) or _("You hold no post today."),
            "stats": [
                {"value": len(waiting), "label": _("wait for me")},
                {"value": len(late), "label": _("overdue"), "kind": "urgent" if late else ""},
                {"value": len(soon), "label": _("due today"), "kind": "soon" if soon else ""},
                {"value": len(returned), "label": _("returned to me"), "url": reverse("approvals:my_cases")},
            ],
            "waiting": [_row(item) for item in waiting[:50]],
            "returned": case_rows(returned),
            "sent": case_rows(worklist.sent_by(person, 8)),
        }


def _greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 11:
        return _("Good morning")
    return _("Hello") if hour < 18 else _("Good evening")


def _row(item: worklist.Waiting) -> dict[str, Any]:
    case = item.case
    url = reverse("approvals:case", args=[case.pk])
    clock = item.clock and {
        "text": clock_text(item.clock),
        "used": item.clock.percent,
        "total": 100,
        "kind": clock_kind(item.clock.level),
        "provisional": item.clock.provisional,
    }
    return {
        "title": case.title,
        "url": url,
        "facts": [str(case.kind_label), str(case.unit), f"{case.maker}"],
        "place": {"text": item.desk, "note": str(item.post.title)},
        "clock": clock,
        "buttons": [{"text": _("Look at it"), "url": url}],
    }
