"""Whether two stored tiles say the same, whatever the editor's form made of the way they are written.

A tile that nobody touched doesn't come back from the form byte by byte: defaults are filled in, line ends and rich text
are written anew. What people would see as a change differs here; what they wouldn't doesn't.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.blocks import FieldBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock

from .missing import MissingTileBlock

_KEYS = re.compile(r' data-block-key="[^"]*"')
_NAME = "value"


def mark(block: Any, value: Any) -> str:
    """Return a short mark of what a tile says by itself, the tiles inside it left out: equal for what says the same."""
    plain = _plain(block, value, deep=isinstance(block, StreamBlock))
    text = json.dumps(_bare(plain), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _plain(block: Any, value: Any, deep: bool = True) -> Any:
    if isinstance(block, MissingTileBlock):
        return dict(value)
    if isinstance(block, StreamBlock):
        return [[child.block_type, _plain(child.block, child.value)] for child in value or []] if deep else []
    if isinstance(block, ListBlock):
        return [_plain(block.child_block, item, deep) for item in value or []]
    if isinstance(block, StructBlock):
        return {name: _plain(child, (value or {}).get(name), deep) for name, child in block.child_blocks.items()}
    if isinstance(block, RichTextBlock):
        return _rich(block, value)
    return _field(block, value)


def _rich(block: RichTextBlock, value: Any) -> str:
    # Through the editor's own converter and back: what its features don't know is lost there anyway.
    html = str(block.get_prep_value(value) or "")
    widget: Any = block.field.widget
    state = widget.format_value(html)
    return _KEYS.sub("", widget.value_from_datadict({_NAME: state}, {}, _NAME) or "")


def _field(block: Any, value: Any) -> Any:
    stored = block.get_prep_value(value)
    if isinstance(stored, dict) and isinstance(block, FieldBlock):
        state = block.get_form_state(value)
        return {key: stored[key] for key in stored if key in state}
    return stored


def _bare(value: Any) -> Any:
    """Without what is empty (no field, null, "" and False are all "nothing"), and numbers as forms write them."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, dict):
        found = {key: _bare(inner) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if inner is not False and inner not in (None, "", [], {})}
    return [_bare(inner) for inner in value] if isinstance(value, list | tuple) else value
