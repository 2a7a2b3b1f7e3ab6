"""What the public sees, as rows: read before and after a call, so that any change of it shows."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from portal.addons import registry
from portal.approvals.models import Publication
from portal.approvals.snapshots import page_digest
from portal.files.models import Document, Image, PublicFile, sha256_of
from portal.organisation.models import Unit

State = dict[tuple[str, int], tuple[Any, ...]]

_PAGE = ("pk", "path", "url_path", "content_type", "alias_of", "locale", "first_published_at", "last_published_at")
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_NEVER_PUBLIC = ("django_session", "organisation_user")


def read() -> State:
    """All that the public sees now: (table, key) → what is shown of it.

    Live pages with the digest of what they show, and their place; public files with their names and the digest of their
    bytes; the rows of every guarded table, an add-on's too, that are shown.
    """
    state: State = {}
    for page in Page.objects.filter(live=True).specific():
        state["page", page.pk] = (page_digest(page), *(page.serializable_value(name) for name in _PAGE))
    for rows in _shown():
        for row in rows.order_by("pk").values_list(
            "pk", *(field.attname for field in rows.model._meta.concrete_fields)
        ):
            state[rows.model._meta.label_lower, row[0]] = row
    for unit in Unit.objects.values_list("pk", "name", "short_name"):
        state["unit", unit[0]] = unit
    for model in (Document, Image):
        keys = PublicFile.objects.filter(file_type__model=model._meta.model_name).values("file_id")
        for file in model._default_manager.filter(pk__in=keys):
            state[model._meta.label_lower, file.pk] = (file.title, file.file.name, sha256_of(file.file))
    return state


def _shown() -> list[QuerySet[Any]]:
    found = [model._default_manager.all() for model in (Publication, PublicFile, Site, Redirect, PageViewRestriction)]
    for table in registry.items("guarded_tables"):
        if not table.appended:
            rows = apps.get_model(table.model)._default_manager.all()
            found.append(rows.filter(**{table.live: True}) if table.live else rows)
    return found


def changes(before: State, after: State) -> set[tuple[str, int]]:
    """Keys of what was added, changed or taken away."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


class Writes:
    """Counts statements that write, but for sessions and sign-ins: a call that writes nothing changes nothing."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        start = sql.lstrip()[:120]
        if start.upper().startswith(_WRITES) and not any(f'"{table}"' in start for table in _NEVER_PUBLIC):
            self.count += 1
        return execute(sql, params, many, context)

    def watch(self) -> Any:
        """A context in which statements are counted."""
        return connection.execute_wrapper(self)
