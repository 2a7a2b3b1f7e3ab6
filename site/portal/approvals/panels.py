"""The admin's home: first what waits for the person, whoever handles it, and last what they sent."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from portal.addons import registry
from portal.addons.types import Waits
from portal.organisation.services import posts_of

from . import worklist
from .phrases.services import choices_of
from .templatetags.approvals import case_rows
from .worklist_rows import waiting_row

SHOWN, SENT = 20, 8


HERE = "#waits-for-me"


def rooms_of(request: Any) -> list[Any]:
    """Return the panels that rooms add to the home page."""
    return [panel for found in registry.manager.hook.admin_home_panels(request=request) for panel in found]


def waits_elsewhere(person: Any, rooms: list[Any]) -> Waits:
    """Return how much waits for a person that isn't a case, as the panels of rooms tell it."""
    return sum((room.waiting(person) for room in rooms if hasattr(room, "waiting")), Waits())


class TodayPanel(Component):
    """Greeting with posts, figures of all that waits, worklist, and what came back."""

    name = "today"
    template_name = "approvals/today.html"
    order = 10

    def __init__(self, rooms: list[Any]) -> None:
        self.rooms = rooms

    class Media:
        js = ("approvals/worklist.js",)

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        person = parent_context["request"].user
        held = list(posts_of(person))
        waiting, returned = worklist.waiting_for(person), worklist.given_back_to(person)
        elsewhere = waits_elsewhere(person, self.rooms)
        waits = _waits(waiting) + elsewhere
        units = [post.unit_id for post in held]
        pressing, desk = worklist.pressing_in(units).count(), reverse("approvals:worklist")
        return {
            "greeting": _("%(greeting)s, %(name)s") % {"greeting": _greeting(), "name": person},
            "posts": " · ".join(str(post.title) for post in held) or _("You hold no post today."),
            "stats": [
                {"value": waits.total, "label": _("wait for me"), "url": HERE if elsewhere.total else desk},
                {
                    "value": waits.late,
                    "label": _("overdue"),
                    "kind": "urgent" if waits.late else "",
                    "url": HERE if elsewhere.late else f"{desk}?due=late",
                },
                {
                    "value": waits.today,
                    "label": _("due today"),
                    "kind": "soon" if waits.today else "",
                    "url": HERE if elsewhere.today else f"{desk}?due=today",
                },
                {"value": len(returned), "label": _("returned to me"), "url": f"{desk}?tab=sent&state=returned"},
                {"value": pressing, "label": _("pressing in my unit"), "url": f"{desk}?tab=unit"},
            ],
            "rows": [waiting_row(item) for item in waiting[:SHOWN]],
            "phrases": choices_of(person) if waiting else {},
            "more": max(len(waiting) - SHOWN, 0),
            "next": parent_context["request"].get_full_path(),
            "csrf_token": parent_context.get("csrf_token"),
            "elsewhere": elsewhere.total,
            "at_home": True,
            "returned": case_rows(returned),
        }


class SentPanel(Component):
    """The newest that the person sent: below all that waits for them."""

    name = "sent"
    template_name = "approvals/sent.html"
    order = 60

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"rows": case_rows(worklist.sent_by(parent_context["request"].user, SENT))}


def _waits(waiting: list[worklist.Waiting]) -> Waits:
    clocks = [item.clock for item in waiting if item.clock]
    late = sum(clock.level == "late" for clock in clocks)
    return Waits(len(waiting), late, sum(clock.days_left == 0 and clock.level != "late" for clock in clocks))


def _greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 11:
        return _("Good morning")
    return _("Hello") if hour < 18 else _("Good evening")
