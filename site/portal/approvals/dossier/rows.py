"""Rows of the case engine as JSON, whatever fields they have: what is recorded shows, also what came after this."""

from __future__ import annotations

from typing import Any

from django.db import models


def row_of(row: models.Model, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a row's own columns by name; a related row as its id and name, a choice with its words beside it."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in leave_out:
            continue
        if field.is_relation:
            found[field.name] = _related(getattr(row, field.name))
            continue
        found[field.name] = field.value_from_object(row)
        if field.choices:
            found[f"{field.name}_words"] = str(getattr(row, f"get_{field.name}_display")())
    return found


def _related(row: models.Model | None) -> dict[str, Any] | None:
    return None if row is None else {"id": row.pk, "name": str(row)}


def free_texts(model: type[models.Model]) -> tuple[str, ...]:
    """Names of the columns in which people write what they want."""
    return tuple(
        field.name for field in model._meta.concrete_fields if isinstance(field, models.TextField | models.JSONField)
    )


def relations(model: type[models.Model]) -> list[str]:
    """Names of the columns that point at other rows, to be read with them."""
    return [field.name for field in model._meta.concrete_fields if field.is_relation]
