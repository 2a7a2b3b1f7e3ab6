"""The panel that brings the canvas into the editor of a topic: its settings, its script and its words."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.forms import Script
from django.urls import reverse
from wagtail.admin.panels import Panel

from portal.tiles import catalogue

from .words import words


class CanvasPanel(Panel):
    """Shows nothing itself: the script finds its settings here and lays the canvas over the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "special_topics/canvas/panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            settings = {
                "page": self.instance.pk,
                "title": self.instance.title,
                "frame": reverse("canvas:frame", args=[self.instance.pk]),
                "tiles": reverse("canvas:tiles", args=[self.instance.pk]),
                "problems": reverse("canvas:problems", args=[self.instance.pk]),
                "pictures": pictures(),
                "words": words(),
            }
            return {**super().get_context_data(parent_context), "settings": settings}

        @property
        def media(self) -> forms.Media:
            script: Any = Script("special_topics/canvas/canvas.js", type="module")
            return forms.Media(js=[script], css={"all": ["special_topics/canvas/canvas.css"]})


def pictures() -> dict[str, str]:
    """Return the drawing of each tile of a topic, by its name, as an address that needs no request."""
    drawn = {name: catalogue.picture(name) for name in catalogue.blocks_for("topic")}
    return {name: f"data:image/svg+xml,{quote(svg)}" for name, svg in drawn.items() if svg}
