"""Form widgets of requests about sections."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.addons.types import SectionTemplate

from .sketches import sketch


class TemplateChoice(forms.RadioSelect):
    """What a new section begins with, each with a sketch of the page and what it is good for."""

    template_name = "columns/staff/template_choice.html"

    def __init__(self, templates: list[SectionTemplate], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.templates = {template.name: template for template in templates}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        found = self.templates.get(str(value))
        tiles = found.tiles() if found else []
        return {**option, "text": found.text if found else "", "sketch": sketch(tiles)}
