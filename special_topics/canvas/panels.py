"""The panel that brings the canvas into the editor of a topic: its settings, its script and its words."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.forms import Script
from django.urls import reverse
from wagtail.admin.panels import Panel

from portal.tiles import catalogue

from ..merging import began
from .words import words


class CanvasPanel(Panel):
    """Shows nothing itself: the script finds its settings here and lays the canvas over the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "special_topics/canvas/panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = {
                "page": self.instance.pk,
                "title": self.instance.title,
                "frame": reverse("canvas:frame", args=[self.instance.pk]),
                "tiles": reverse("canvas:tiles", args=[self.instance.pk]),
                "problems": reverse("canvas:problems", args=[self.instance.pk]),
                "together": reverse("canvas:together", args=[self.instance.pk]),
                "most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
                "pictures": pictures(),
                "regions": regions_of(self.instance, self.request.user),
                "words": words(),
            }
            return {
                **super().get_context_data(parent_context),
                "settings": found,
                "seen": self._seen(),
                "refused": bool(self.form.errors),
                "questions": self.form.questions,
            }

        def _seen(self) -> str:
            """The marks of the newest draft; what they sent comes back."""
            newest = type(self.instance).objects.get(pk=self.instance.pk).get_latest_revision_as_object()
            return self.form.data.get(began.SEEN) or began.began_with(newest).text()

        @property
        def media(self) -> forms.Media:
            script: Any = Script("special_topics/canvas/canvas.js", type="module")
            return forms.Media(js=[script], css={"all": ["special_topics/canvas/canvas.css"]})


def regions_of(topic: Any, person: Any) -> dict[str, Any]:
    """Return which units edit which tile (by id), what is the person's own (None: all), and what they may assign."""
    from ..regions import rights, services

    part, may = rights.part_of(topic, person), rights.may_assign(topic, person)
    given = {key: [unit.pk for unit in units] for key, units in services.by_tile(topic).items()}
    named = services.units(topic) if may or given else []
    return {
        "owner": str(topic.owner_unit.acting),
        "given": given,
        "names": {unit.pk: str(unit) for unit in named},
        "own": None if part is None else sorted(part.own),
        "assign": reverse("topics:regions", args=[topic.pk]) if may else "",
    }


def pictures() -> dict[str, str]:
    """Return the drawing of each tile of a topic, by its name, as an address that needs no request."""
    drawn = {name: catalogue.picture(name) for name in catalogue.blocks_for("topic")}
    return {name: f"data:image/svg+xml,{quote(svg)}" for name, svg in drawn.items() if svg}
