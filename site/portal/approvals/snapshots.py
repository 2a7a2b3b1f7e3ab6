"""What the public would see of a page, as canonical JSON: what a case pins and the guard compares.

Every column and child row of the page counts, except what is Wagtail's private bookkeeping and what follows from the
case itself. Files count by their SHA-256, so that a file changed behind its address is another snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex

from portal.addons import registry
from portal.files.models import Document, Image
from portal.registers import addresses

from .ledger.canonical import digest

# Bookkeeping of the editor, of the tree (place is given by the parent) and of the publication itself.
PRIVATE = frozenset(
    {
        "id",
        "path",
        "depth",
        "numchild",
        "translation_key",
        "locale",
        "draft_title",
        "live",
        "has_unpublished_changes",
        "url_path",
        "owner",
        "expire_at",
        "expired",
        "locked",
        "locked_at",
        "locked_by",
        "first_published_at",
        "last_published_at",
        "latest_revision_created_at",
        "live_revision",
        "latest_revision",
        "alias_of",
        "go_live_at",
        "page_ptr",
        "content_type",
        "index_entries",
    }
)
RENDERING = "_rendering"
_BARE_ADDRESS = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*:)?//\S+\s*$")


def private_fields(model: type[Page]) -> frozenset[str]:
    """Names of the fields that don't count in a page's snapshot: bookkeeping, and what its type says it derives."""
    return PRIVATE | frozenset(getattr(model, "derived_fields", ()))


def page_snapshot(page: Page) -> dict[str, Any]:
    """Return the canonical JSON of a specific page instance (live, or built from a revision)."""
    page = page.specific if type(page) is Page else page
    fields, children = _fields(page), _children(page)
    return {
        "type": page._meta.label_lower,
        "id": page.pk,
        "place": {"parent": _parent_pk(page), "slug": page.slug},
        "fields": fields,
        "children": children,
        "files": sorted(file_line(file) for file in files_of(page)),
        "links": links_in([fields, children]),
    }


def _fields(page: Page) -> dict[str, Any]:
    private = private_fields(type(page))
    return {
        field.name: _value(page, field)
        for field in page._meta.get_fields()
        if field.name not in private and _counts(field)
    }


def _children(page: Page) -> dict[str, list[dict[str, Any]]]:
    return {
        relation.get_accessor_name(): [_child(child) for child in getattr(page, relation.get_accessor_name()).all()]
        for relation in get_all_child_relations(type(page))
        if relation.get_accessor_name() not in _WAGTAIL_CHILDREN
    }


_WAGTAIL_CHILDREN = {"wagtail_admin_comments", "comments"}


def page_digest(page: Page) -> str:
    """Return the SHA-256 of a page's snapshot."""
    return digest(page_snapshot(page))


def _parent_pk(page: Page) -> int | None:
    if page.depth is None or page.depth <= 1:
        return None
    parent_path = page.path[: -page.steplen]
    return Page.objects.filter(path=parent_path).values_list("pk", flat=True).first()


def _counts(field) -> bool:
    if getattr(field, "auto_created", False) and not field.concrete:
        return False
    if isinstance(field, ParentalManyToManyField):
        return True
    return bool(field.concrete) and not field.many_to_many and not getattr(field.remote_field, "parent_link", False)


def _value(instance: models.Model, field) -> Any:
    if isinstance(field, ParentalManyToManyField):
        return sorted(related.pk for related in getattr(instance, field.name).all())
    if isinstance(field, StreamField):
        return _without_derived(list(getattr(instance, field.name).raw_data or []))
    value = field.value_from_object(instance)
    return field.get_prep_value(value) if not isinstance(field, models.FileField) else str(value)


def _without_derived(raw: Any) -> Any:
    """Drop what is stored beside tiles: it follows from the rest. Where a tile's add-on has gone, it is what shows."""
    if isinstance(raw, dict):
        shown = {RENDERING} if RENDERING in raw and raw.get("type") not in registry.by_name("tile_types") else set()
        return {key: _without_derived(value) for key, value in raw.items() if key in shown or not key.startswith("_")}
    if isinstance(raw, list):
        return [_without_derived(item) for item in raw]
    return raw


def without_renderings(snapshot: Any) -> Any:
    """Return a snapshot as it was while every tile's add-on was there."""
    if isinstance(snapshot, dict):
        return {key: without_renderings(value) for key, value in snapshot.items() if key != RENDERING}
    if isinstance(snapshot, list):
        return [without_renderings(item) for item in snapshot]
    return snapshot


def _child(child: models.Model) -> dict[str, Any]:
    skipped = {"id", "page"}
    return {
        field.name: _value(child, field)
        for field in child._meta.get_fields()
        if getattr(field, "concrete", False) and not field.many_to_many and field.name not in skipped
    }


def file_line(file: Document | Image) -> str:
    """Return a file as the public sees it: its bytes, and what is said of it beside them."""
    said = [file.title]
    if isinstance(file, Image):
        said += [file.description, *(str(value) for value in (file.focal_point_x, file.focal_point_y) if value)]
    return f"{type(file).__name__}:{file.pk}:{file.sha256}:{digest(said)}"


@dataclass(frozen=True)
class FileMark:
    """A file in a snapshot: which row of which model, with the SHA-256 of its bytes."""

    model: str
    pk: int
    sha256: str


def marks_in(snapshot: dict[str, Any]) -> list[FileMark]:
    """Return the files that a snapshot names, in its order; nothing where a kind's snapshot names none."""
    files = snapshot.get("files")
    parts = [str(text).split(":") for text in files] if isinstance(files, list) else []
    return [FileMark(part[0], int(part[1]), part[2]) for part in parts if len(part) >= 3 and part[1].isdecimal()]


def files_of(page: Page) -> list[Document | Image]:
    """Return every picture and document that a page shows, in whatever field, block or child row it stands."""
    wanted: dict[type[Document] | type[Image], set[int]] = {Document: set(), Image: set()}
    by_label = {model._meta.concrete_model: model for model in wanted}
    references = ReferenceIndex._extract_references_from_object(page)
    for content_type_id, object_id, *_where in references:
        model = by_label.get(_model(content_type_id))
        if model is not None:
            wanted[model].add(int(object_id))
    return [file for model, pks in wanted.items() if pks for file in model._default_manager.filter(pk__in=pks)]


def _model(content_type_id: int):
    return ContentType.objects.get_for_id(content_type_id).model_class()


def links_in(content: Any) -> list[str]:
    """Return the external addresses that a page's content leads to or loads from, in order, once each.

    Every text in it is looked at: fields, blocks however deep, and child rows; HTML and bare addresses.
    """
    found: list[str] = []
    for text in _texts(content):
        if "<" in text and "=" in text:
            found += addresses.links_in(text)
        elif _BARE_ADDRESS.match(text):
            found.append(text.strip())
    return [url for url in dict.fromkeys(found) if addresses.destination(url).kind in {"site", "refused"}]


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a nest of lists and dicts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


TEXT_FIELDS = frozenset({"title", "seo_title", "search_description", "body", "abstract", "keywords"})


def changed_data(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of what changed between two snapshots of one subject, apart from its words and files.

    That is what the route rests on: the data of the document, its classification, its relations, its place; and the
    same of what goes public with it.
    """
    old, new = before.get("fields", before), after.get("fields", after)
    names = {name for name in {*old, *new} - TEXT_FIELDS if old.get(name) != new.get(name)}
    rows_before, rows_after = before.get("children", {}), after.get("children", {})
    names |= {name for name in {*rows_before, *rows_after} if rows_before.get(name) != rows_after.get(name)}
    names |= {"place"} if before.get("place") != after.get("place") else set()
    return sorted(names | _changed_parts(before.get("with", ()), after.get("with", ())))


def _changed_parts(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> set[str]:
    if [part["id"] for part in before] != [part["id"] for part in after]:
        return {"with"}
    return {f"with {name}" for old, new in zip(before, after, strict=True) for name in changed_data(old, new)}


def how_alike(before: dict[str, Any], after: dict[str, Any]) -> float:
    """Return how alike the words of two snapshots are, from 0 (nothing in common) to 1 (the same)."""
    return fuzz.ratio(_words(before), _words(after)) / 100


def characters_changed(before: dict[str, Any], after: dict[str, Any]) -> int:
    """Return how many characters were put in, taken out or written otherwise between two snapshots."""
    return Levenshtein.distance(_words(before), _words(after))


def _words(snapshot: dict[str, Any]) -> str:
    fields = snapshot.get("fields", snapshot)
    shown = [fields.get(name) for name in sorted(TEXT_FIELDS)] + [_words(part) for part in snapshot.get("with", ())]
    return "\n".join(_texts(shown))
