"""The JSON Schema of a form's fields: what other systems hand in is held against it before the form reads it (D5).

A field of an own class says its schema itself (``SCHEMA``).
"""

from __future__ import annotations

from typing import Any

from django import forms

MOST_CHOSEN = 100


def has_default(field: forms.Field) -> bool:
    """Say whether a field that isn't given takes a value of its own."""
    return isinstance(field, forms.TypedChoiceField | forms.CharField) and field.initial not in (None, "")


def is_required(field: forms.Field) -> bool:
    """Say whether a field has to be given."""
    return field.required and not has_default(field)


def property_of(field: forms.Field) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one field."""
    found: dict[str, Any] = {"title": str(field.label or ""), **_type(field)}
    if field.help_text:
        found["description"] = str(field.help_text)
    return found


def _type(field: forms.Field) -> dict[str, Any]:
    if own := getattr(field, "SCHEMA", None):
        return dict(own)
    match field:
        case forms.BooleanField():
            return {"type": "boolean", "default": False}
        case forms.DateField():
            return {"type": "string", "format": "date"}
        case forms.IntegerField():
            return {"type": "integer", "minimum": field.min_value or 0}
        case forms.ModelMultipleChoiceField():
            return {"type": "array", "items": {"type": "string"}, "maxItems": MOST_CHOSEN}
        case forms.TypedChoiceField():
            choices: Any = field.choices
            values = [value for value, _label in choices if value]
            return {"type": "string", "enum": values, "default": field.initial}
        case _:
            limit = getattr(field, "max_length", None)
            return {"type": "string", **({"maxLength": limit} if limit else {})}
