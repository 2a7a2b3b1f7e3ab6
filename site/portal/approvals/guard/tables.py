"""Which tables and columns the public sees: worked out from the models, so that an add-on's page types count too."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from portal.addons import registry

# Columns of wagtailcore_page that nobody in public sees. Everything else is guarded.
PRIVATE_COLUMNS = frozenset(
    {
        "draft_title",
        "latest_revision_id",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "locked",
        "locked_at",
        "locked_by_id",
        "numchild",
        "go_live_at",
        "expire_at",
        "owner_id",
        "translation_key",
    }
)

DECIDED = (
    "kind",
    "subject_id",
    "maker_id",
    "route_id",
    "stages",
    "state",
    "snapshot",
    "digest",
    "revision_id",
    "authors",
    "declaration",
    "evidence",
    "corrections",
)
_DECIDED_TAKE_DOWN = "OLD.state <> 'down'"
_CLOSED = "OLD.state IN ('carried_out', 'refused', 'withdrawn')"

IMAGE_COLUMNS = (
    "title",
    "description",
    "width",
    "height",
    "focal_point_x",
    "focal_point_y",
    "focal_point_width",
    "focal_point_height",
)


@dataclass(frozen=True)
class Guarded:
    """One table and when a change of it needs a permit.

    ``page_column`` is the column that leads to the page (its own id, or a foreign key); empty: the table has its own
    permit. ``live`` restricts to rows where that column is true, ``public_file`` to files of that model which the
    public may fetch (``file_column`` leads to the file). ``columns`` restricts updates, ``once`` to rows of which this
    (SQL over ``OLD``) is true: what they are then, they stay.
    """

    table: str
    page_column: str = ""
    columns: tuple[str, ...] = ()
    live: str = ""
    events: tuple[str, ...] = ("insert", "update", "delete")
    forbidden: bool = False
    public_file: str = ""
    file_column: str = "id"
    once: str = ""


def page_tables() -> list[Guarded]:
    """The page table, one per page type, and those of child rows and many-to-many rows of pages."""
    found: dict[str, Guarded] = {}
    for model in apps.get_models():
        if not issubclass(model, Page) or model is Page or model._meta.proxy:
            continue
        table = model._meta.db_table
        key = str(model._meta.pk.column)
        if key != "id":
            found[table] = Guarded(table, key, _columns(model))
        for relation in get_all_child_relations(model):
            child = relation.related_model
            if child._meta.app_label.startswith("wagtail"):
                continue
            found[child._meta.db_table] = Guarded(child._meta.db_table, relation.field.column)
        for field in model._meta.local_many_to_many:
            through = getattr(model, field.name).through
            found[through._meta.db_table] = Guarded(through._meta.db_table, field.m2m_column_name())
    return list(found.values())


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(str(field.column) for field in model._meta.local_concrete_fields if not field.primary_key)


def page_columns() -> tuple[str, ...]:
    """Columns of the page table that the public sees."""
    return tuple(field.column for field in Page._meta.local_concrete_fields if field.column not in PRIVATE_COLUMNS)


def other_tables() -> list[Guarded]:
    """Tables beside pages: the site, restrictions, redirects, public files, and what rooms and add-ons register."""
    registered = [
        Guarded(apps.get_model(item.model)._meta.db_table, events=("update", "delete"), forbidden=True)
        if item.appended
        else Guarded(apps.get_model(item.model)._meta.db_table, columns=item.columns, live=item.live)
        for item in registry.items("guarded_tables")
    ]
    return [
        Guarded("wagtailcore_site", columns=("root_page_id", "hostname", "port", "is_default_site")),
        # Public pages show the names of units.
        Guarded("organisation_unit", columns=("name", "short_name"), events=("update",)),
        Guarded("wagtailcore_pageviewrestriction"),
        Guarded("wagtailcore_pageviewrestriction_groups"),
        Guarded("wagtailredirects_redirect"),
        Guarded("files_publicfile"),
        # A stored file never changes behind its address, whoever asks.
        Guarded("files_document", columns=("file", "sha256"), events=("update",), forbidden=True),
        Guarded("files_image", columns=("file", "sha256"), events=("update",), forbidden=True),
        Guarded("files_rendition", columns=("file", "image_id"), events=("update",), forbidden=True),
        # What a public page says of a file it shows, and the file itself while it is shown.
        Guarded("files_document", columns=("title",), events=("update", "delete"), public_file="document"),
        Guarded("files_image", columns=IMAGE_COLUMNS, events=("update", "delete"), public_file="image"),
        # A scaled picture is made once for each size; with it gone, another could take its place.
        Guarded("files_rendition", events=("delete",), public_file="image", file_column="image_id"),
        # The record: appended, never changed.
        Guarded("approvals_entry", events=("update", "delete"), forbidden=True),
        Guarded("approvals_opinion", events=("update", "delete"), forbidden=True),
        Guarded("approvals_confirmation", events=("update", "delete"), forbidden=True),
        Guarded("approvals_repudiation", events=("update", "delete"), forbidden=True),
        Guarded("approvals_findingruling", events=("update", "delete"), forbidden=True),
        Guarded("approvals_evidence", events=("update",), forbidden=True),
        Guarded("approvals_clockmark", events=("update", "delete"), forbidden=True),
        Guarded("approvals_urge", events=("update", "delete"), forbidden=True),
        # What comes back when a take-down is not confirmed is what was taken down, and only until that is decided.
        Guarded(
            "approvals_takedown",
            columns=("page_id", "kind", "subject_id", "publication_case_id", "revision_id", "digest", "parts"),
            events=("update",),
            forbidden=True,
        ),
        Guarded("approvals_takedown", columns=("state",), events=("update",), forbidden=True, once=_DECIDED_TAKE_DOWN),
        # An open case keeps the route that it started with; another route is another version.
        Guarded(
            "approvals_route",
            columns=("code", "version", "stages", "secrecy_review", "tier"),
            events=("update",),
            forbidden=True,
        ),
        # What was decided on stays what it was.
        Guarded("approvals_case", columns=DECIDED, events=("update",), forbidden=True, once=_CLOSED),
        Guarded("approvals_case", events=("delete",), forbidden=True),
        *registered,
    ]
