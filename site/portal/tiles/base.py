"""What every tile of the portal has: settings of its own, an example to begin with, and a picture for the palette."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import blocks
from wagtail.blocks import BlockGroup

from . import drawings
from .places import Filler, place, shown

FULL = 12
WIDTHS = (3, 4, 6, 8, 9, FULL)
SETTINGS = "settings"


class TileSettings(blocks.StructBlock):
    """How a tile stands in its page; the canvas sets the same."""

    width = blocks.ChoiceBlock(
        search_index=False,
        label=pgettext_lazy("gongkai", "width"),
        choices=[
            ("12", gettext_lazy("Full width")),
            ("9", gettext_lazy("Three quarters")),
            ("8", gettext_lazy("Two thirds")),
            ("6", gettext_lazy("Half")),
            ("4", gettext_lazy("A third")),
            ("3", gettext_lazy("A quarter")),
        ],
        default="12",
    )
    hide_until = blocks.DateBlock(
        label=gettext_lazy("not shown before"),
        required=False,
        help_text=gettext_lazy(
            "The page doesn't show it before this day. It is approved with the page; for what is still secret a new "
            "version of the page is sent on its day."
        ),
    )

    class Meta:
        icon = "cog"
        label = gettext_lazy("Place and time")


class Tile(blocks.StructBlock):
    """A tile with settings. Subclasses say in :meth:`example` what stands in a new one."""

    settings = TileSettings()
    fills_itself = False  # a list that reads what is public: it is never "empty" in the editor
    pictured = False  # its preview is its drawing: without what people choose there is nothing to show
    setting_names: tuple[str, ...] = ()  # further fields that the form keeps with the settings

    def get_form_layout(self) -> BlockGroup:
        own = [name for name in self.child_blocks if name != SETTINGS and name not in self.setting_names]
        return BlockGroup(own, settings=[*self.setting_names, SETTINGS])

    def example(self, at: Filler) -> dict[str, Any]:
        """Return the fields of a new tile; ``at(what, sample)`` gives the words of a place that people fill in."""
        return {}

    def faults(self, value: Any) -> Iterable[str]:
        """Return, as sentences, what a draft may hold and the public must not see; its page isn't sent before."""
        return ()

    def get_default(self) -> Any:
        return self._made(place)

    def get_preview_value(self) -> Any:
        return self._made(shown)

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_preview_context(value, parent_context=parent_context)
        return {**context, "picture": picture(self) if self.pictured else ""}

    def _made(self, at: Filler) -> Any:
        fields = self.example(at)
        empty = {name: block.get_default() for name, block in self.child_blocks.items() if name not in fields}
        return self.normalize({**empty, **fields})

    def get_prep_value(self, value: Any) -> Any:
        # Settings that nobody touched aren't stored: what was approved before there were any stays what it is.
        stored = super().get_prep_value(value)
        settings = stored.get(SETTINGS)
        if settings is not None and not settings.get("hide_until") and settings.get("width") in (str(FULL), "", None):
            del stored[SETTINGS]
        return stored

    class Meta:
        icon = "placeholder"


def picture(block: Any) -> SafeString:
    """Return the drawing of a tile's block, for palettes: drawn from what its preview shows."""
    return drawings.svg(block.name, block.get_prep_value(block.get_preview_value()))


def settings_of(value: Any) -> Any:
    """Return the settings of a tile's value; empty where a tile has none."""
    found = value.get(SETTINGS) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def width_of(value: Any) -> int:
    """Return over how many of twelve columns a tile reaches."""
    text = str(settings_of(value).get("width") or FULL)
    return int(text) if text.isdecimal() and int(text) in WIDTHS else FULL


def waits_until(value: Any) -> date | None:
    """Return the day from which a tile is shown, while that day is still to come."""
    day = settings_of(value).get("hide_until")
    return day if isinstance(day, date) and day > timezone.localdate() else None


def framed(html: SafeString, value: Any, context: dict[str, Any]) -> SafeString:
    """Return a rendered tile as its settings want it: its width; nothing before its day, but a note in a preview."""
    day = waits_until(value)
    if day is not None:
        if not getattr(context.get("request"), "is_preview", False):
            return SafeString("")
        note = _("Shown from %(day)s on") % {"day": day.isoformat()}
        html = format_html('<div class="tile-waits"><p class="tile-waits__note">{}</p>{}</div>', note, html)
    width = width_of(value)
    return html if width == FULL else format_html('<div class="is-w{}">{}</div>', width, html)
