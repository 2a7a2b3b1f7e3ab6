"""A snapshot as the parts that people read, with the model's own labels: what :mod:`comparing` compares.

Names of what a snapshot only numbers (units, pages, files, choices) are looked up when a part's lines are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.blocks import Block
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.addons import registry
from portal.text import html

from .comparing import Part
from .snapshots import RENDERING

_LINK = re.compile(r"(<a\b[^>]*>)(.*?)(</a\s*>)", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(href|linktype|id)="([^"]*)"', re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
# The number and the type of a subject never change; links follow from the content; files are compared by themselves.
_APART = frozenset({"id", "type", "links", "files"})


def outline(snapshot: dict[str, Any], kind: str) -> list[Part]:
    """Return the parts of a snapshot of a registered kind (pages: fields, blocks and child rows; else its entries)."""
    registered = registry.by_name("approvable_kinds").get(kind)
    model = registered.model if registered else None
    if model is not None and issubclass(model, Page) and "place" in snapshot:
        return list(_page_parts(snapshot, model))
    return list(_entries({name: value for name, value in snapshot.items() if name not in _APART}, model))


def _page_parts(snapshot: dict[str, Any], model: type[Page]) -> Iterator[Part]:
    place, fields = snapshot["place"], snapshot["fields"]
    yield Part("", "place.parent", _("Stands below"), place["parent"], partial(_named, Page, place["parent"]))
    yield Part("", "place.slug", _("Address"), place["slug"], partial(_lines, place["slug"]))
    order = {field.name: at for at, field in enumerate(model._meta.get_fields())}
    for name, value in sorted(fields.items(), key=lambda entry: order.get(entry[0], len(order))):
        model_field = _field(model, name)
        if isinstance(model_field, StreamField):
            yield from _stream_parts(model_field, value)
        else:
            yield Part("", name, _label(model_field, name), value, partial(_field_lines, model_field, value))
    relations = {relation.get_accessor_name(): relation for relation in get_all_child_relations(model)}
    for name, rows in snapshot["children"].items():
        yield from _child_parts(name, rows, relations.get(name))


def _stream_parts(model_field: StreamField, items: list[dict[str, Any]]) -> Iterator[Part]:
    children = model_field.stream_block.child_blocks
    for number, item in enumerate(items or (), start=1):
        block = children.get(item.get("type"))
        read = partial(_item_lines, block, item)
        yield Part(
            model_field.name, str(item.get("id") or ""), _block_label(model_field, block, item), item, read, number
        )


def _block_label(model_field: StreamField, block: Block | None, item: dict[str, Any]) -> str:
    words = [_label(model_field, model_field.name), capfirst(str(block.label if block else item.get("type")))]
    return " · ".join(dict.fromkeys(words))


def _child_parts(name: str, rows: list[dict[str, Any]], relation: Any) -> Iterator[Part]:
    model = relation.related_model if relation is not None else None
    label = capfirst(str(model._meta.verbose_name)) if model is not None else name
    for number, row in enumerate(rows, start=1):
        value = {field: inner for field, inner in row.items() if field != "sort_order"}
        yield Part(name, "", label, value, partial(_row_lines, model, value), number)


def _entries(snapshot: dict[str, Any], model: Any, path: str = "") -> Iterator[Part]:
    """The entries of a snapshot that isn't a page's, nested ones by the path that leads to them."""
    for name, value in snapshot.items():
        key = name if path in ("", "fields") else f"{path}_{name}"
        if isinstance(value, dict):
            yield from _entries(value, model, key)
        else:
            model_field = _field(model, key)
            yield Part("", key, _label(model_field, key), value, partial(_field_lines, model_field, value))


def _field(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model is not None else None
    except FieldDoesNotExist:
        return None


def _label(model_field: Any, name: str) -> str:
    return capfirst(str(getattr(model_field, "verbose_name", name)))


def _field_lines(model_field: Any, value: Any) -> list[str]:
    if isinstance(model_field, ParentalManyToManyField):
        return [line for pk in value for line in _named(model_field.related_model, pk)]
    if isinstance(model_field, models.ForeignKey):
        return _named(model_field.related_model, value)
    choices = dict(getattr(model_field, "flatchoices", ()) or ())
    chosen = choices.get(value) if isinstance(value, str | int) and value != "" else None
    return _lines(value if chosen is None else str(chosen))


def _row_lines(model: Any, row: dict[str, Any]) -> list[str]:
    found = []
    for name, value in row.items():
        model_field = _field(model, name)
        found += _labelled(_label(model_field, name), _field_lines(model_field, value))
    return found


def _item_lines(block: Block | None, item: dict[str, Any]) -> list[str]:
    if block is None:  # its add-on has gone: the stored rendering is what the public sees
        return _lines(item.get(RENDERING) or item.get("value"))
    return _block_lines(block, item.get("value"))


def _block_lines(block: Block, value: Any) -> list[str]:
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        known = [_labelled(str(child.label), _block_lines(child, value.get(name))) for name, child in _children(block)]
        names = {name for name, _child in _children(block)}
        rest = [_labelled(name, _lines(inner)) for name, inner in value.items() if name not in names]
        return [line for lines in (*known, *rest) for line in lines]
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock) and isinstance(value, list):
        return [line for item in value for line in _inner_lines(block, item)]
    if isinstance(block, blocks.ChooserBlock):
        return _named(block.model_class, value)
    if isinstance(block, blocks.ChoiceBlock):
        choices = {str(code): str(words) for code, words in block.field.choices}
        return _lines(choices.get(str(value), value))
    return _lines(value)


def _children(block: blocks.StructBlock) -> list[tuple[str, Block]]:
    return list(block.child_blocks.items())


def _inner_lines(block: Any, item: Any) -> list[str]:
    if isinstance(block, blocks.StreamBlock):
        return _item_lines(block.child_blocks.get(item.get("type")), item)
    value = item["value"] if isinstance(item, dict) and item.get("type") == "item" else item
    return _block_lines(block.child_block, value)


def _labelled(label: str, lines: list[str]) -> list[str]:
    if len(lines) == 1:
        return [label + pgettext("gongkai", ": ") + lines[0]]
    return [label, *lines] if lines else []


def _named(model: Any, pk: Any) -> list[str]:
    """The name of a numbered row; its number where it has gone."""
    if pk in (None, ""):
        return []
    model = apps.get_model(model) if isinstance(model, str) else model
    row = model._default_manager.filter(pk=pk).first()
    return [str(getattr(row, "display_name", row))] if row is not None else [f"{model._meta.verbose_name} {pk}"]


def _lines(value: Any) -> list[str]:
    """Any stored value as lines: running text as it is read with the targets of its links, lists one a line."""
    if value is None or value == "" or value == []:
        return []
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if isinstance(value, list):
        return [line for item in value for line in _lines(item)]
    if isinstance(value, dict):
        return [line for name, inner in value.items() for line in _labelled(name, _lines(inner))]
    text = str(value)
    if _DIGEST.match(text):
        return [_("sealed (%(digest)s…)") % {"digest": text[:12]}]
    return html.to_text(_LINK.sub(_with_target, text)).split("\n") if _TAG.search(text) else text.splitlines()


def _with_target(link: re.Match[str]) -> str:
    attributes = {name.lower(): value for name, value in _ATTRIBUTE.findall(link[1])}
    target = attributes.get("href") or " ".join(filter(None, (attributes.get("linktype"), attributes.get("id"))))
    return f"{link[1]}{link[2]}{link[3]}〔→ {target}〕" if target else link[0]
