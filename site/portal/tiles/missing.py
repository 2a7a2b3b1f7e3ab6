"""The stand-in for a tile that nobody knows (any more): keeps the stored item whole, shows its stored rendering."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.telepath import Adapter, register
from wagtail.blocks import Block, FieldBlock

from . import snapshots

NAME = "missing_tile"
_SALT = "portal.tiles.missing"


class MissingTileValue(dict[str, Any]):
    """A stored item exactly as it is in the row: type, value, id and whatever else. Empty means unreadable."""

    @classmethod
    def of(cls, item: dict[str, Any]) -> MissingTileValue:
        """Return the value for a stored item. A hand-made ``missing_tile`` counts only with a token of ours."""
        if item.get("type") != NAME:
            return cls(item)
        held = item.get("value")
        return held if isinstance(held, cls) else cls.from_token(held)

    @classmethod
    def from_token(cls, token: object) -> MissingTileValue:
        """Return the value that a form gives back, or an empty one when the token isn't ours."""
        if not isinstance(token, str) or not token:
            return cls()
        try:
            item = signing.loads(token, salt=_SALT)
        except signing.BadSignature:
            return cls()
        return cls(item) if isinstance(item, dict) else cls()

    @property
    def readable(self) -> bool:
        """Tell whether there is an item at all."""
        return "type" in self

    def token(self) -> str:
        """Return the signed item for a form, so that what comes back is what was stored; "" for an unreadable one."""
        return signing.dumps(dict(self), salt=_SALT, compress=True) if self.readable else ""

    def html(self) -> SafeString:
        """Return the stored rendering, cleaned again: rows can also be written by other means than ours."""
        return snapshots.clean(str(self.get(snapshots.RENDERING) or ""))

    def text(self) -> str:
        """Return the text of the stored rendering."""
        return snapshots.text_of(str(self.get(snapshots.RENDERING) or ""))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MissingTileValue):
            return NotImplemented
        return (self.get("type"), self.get("value")) == (other.get("type"), other.get("value"))

    def __ne__(self, other: object) -> bool:
        # dict brings its own comparison, which would count the stored rendering.
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    __hash__ = None


class MissingTileWidget(forms.HiddenInput):
    """A read-only note in the editor; the form carries nothing but the token."""


class MissingTileBlock(FieldBlock):
    """Stands in for a tile without a block. ``of`` is the tile's name where only a bare value reaches the block."""

    def __init__(self, of: str = "", **kwargs: Any) -> None:
        self.of = of
        self.field = forms.CharField(required=False, widget=MissingTileWidget())
        super().__init__(label=_("Tile of an extension that is switched off"), icon="warning", **kwargs)
        # Made on demand: must not pile up in Wagtail's registry, which previews look into.
        Block.definition_registry.pop(self.definition_prefix, None)
        self.set_name(NAME)

    def get_default(self) -> MissingTileValue:
        return MissingTileValue()

    def normalize(self, value: Any) -> MissingTileValue:
        if isinstance(value, MissingTileValue):
            return value
        if value is None or isinstance(value, str):
            return MissingTileValue.from_token(value)
        raise ValueError(f"There is no tile {self.of or NAME!r} to hold {value!r}")

    def to_python(self, value: Any) -> MissingTileValue:
        if isinstance(value, MissingTileValue):
            return value
        return MissingTileValue.of({"type": self.of or NAME, "value": value})

    def get_prep_value(self, value: Any) -> Any:
        return value.get("value") if value else None

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> MissingTileValue:
        return MissingTileValue.from_token(data.get(prefix))

    def value_for_form(self, value: Any) -> str:
        return value.token() if isinstance(value, MissingTileValue) else ""

    def value_from_form(self, value: Any) -> MissingTileValue:
        return MissingTileValue.from_token(value)

    def clean(self, value: Any) -> MissingTileValue:
        if not isinstance(value, MissingTileValue) or not value.readable:
            raise ValidationError(
                _("This tile's extension is switched off, and what the form sent can't be read. Reload the page.")
            )
        return value

    def get_form_state(self, value: Any) -> dict[str, str]:
        value = value if isinstance(value, MissingTileValue) else MissingTileValue()
        return {"token": value.token(), "type": str(value.get("type", "")), "text": value.text()}

    def render_basic(self, value: Any, context: Any = None) -> SafeString:
        return value.html() if isinstance(value, MissingTileValue) else SafeString("")

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, str]:
        return {"type": str(value.get("type", "")), "html": str(value.html())}

    def get_searchable_content(self, value: Any) -> list[str]:
        text = value.text() if value else ""
        return [text] if text else []

    def extract_references(self, value: Any) -> Any:
        return snapshots.references(value or {})


class MissingTileWidgetAdapter(Adapter):
    """Draws the note in the editor (static/tiles/missing_tile.js)."""

    js_constructor = "portal.tiles.MissingTileWidget"

    def js_args(self, widget: MissingTileWidget) -> list[Any]:
        return [
            {
                "note": _(
                    "The extension of this tile is switched off. The tile is kept as it is; you can move or delete it."
                ),
                "type": pgettext_lazy("gongkai", "Type of tile"),
            }
        ]

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=["tiles/missing_tile.js"])


register(MissingTileWidgetAdapter(), MissingTileWidget)
