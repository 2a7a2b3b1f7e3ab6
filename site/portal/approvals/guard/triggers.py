"""The guard in the database: triggers that read the permit, on SQLite and PostgreSQL alike.

They stop what passes by Python: ``QuerySet.update``, raw SQL, ``loaddata``, another program. They are installed after
every migrate (SQLite's table rebuilds drop them silently), and a system check looks for each.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connections

from .tables import Guarded, other_tables, page_columns, page_tables

PREFIX = "gongkai_guard_"
REFUSAL = "gongkai: no permit"
ROUTING = ("path", "depth", "slug", "content_type_id")
PUBLICATION_DATES = ("first_published_at", "last_published_at")


@dataclass(frozen=True)
class Trigger:
    """A trigger by name, with the statements that make it on one kind of database."""

    name: str
    table: str
    event: str
    when: str
    condition: str


def _path_is_permitted(path: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM approvals_permit p WHERE (p.scope = 'page' AND p.target = {path})"
        f" OR (p.scope = 'tree' AND substr({path}, 1, length(p.target)) = p.target))"
    )


def _has_public_below(path: str, vendor: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM wagtailcore_page w WHERE {_true(vendor, 'w.live')}"
        f" AND w.path <> {path} AND substr(w.path, 1, length({path})) = {path})"
    )


def _table_is_permitted(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM approvals_permit p WHERE p.scope = 'table' AND p.target = '{table}')"


def _is_public_file(model: str, column: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM files_publicfile f JOIN django_content_type c ON c.id = f.file_type_id"
        f" WHERE c.app_label = 'files' AND c.model = '{model}' AND f.file_id = OLD.\"{column}\")"
    )


def _changed(columns: tuple[str, ...], vendor: str) -> str:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    cast = "" if vendor == "sqlite" else "::text"
    return " OR ".join(f'OLD."{column}"{cast} {differs} NEW."{column}"{cast}' for column in columns) or "1=1"


def _true(vendor: str, column: str) -> str:
    return f"{column} = 1" if vendor == "sqlite" else f"{column} IS TRUE"


def _page_table(vendor: str) -> list[Trigger]:
    """A public page row: made, changed, moved or removed only under a permit for where it was and where it comes to."""
    old, new = _path_is_permitted("OLD.path"), _path_is_permitted("NEW.path")
    old_live, new_live = _true(vendor, "OLD.live"), _true(vendor, "NEW.live")
    changed = _changed(page_columns(), vendor)
    # A draft doesn't choose its date of publication either.
    dated = " OR ".join(f"NEW.{column} IS NOT NULL" for column in PUBLICATION_DATES)
    redated = _changed(PUBLICATION_DATES, vendor)
    # Public pages below a draft are found by way of it.
    rerouted = f"({_changed(ROUTING, vendor)}) AND {_has_public_below('OLD.path', vendor)}"
    # Below a page that claims to have no children none are found.
    orphaned = (
        f"EXISTS (SELECT 1 FROM wagtailcore_page w WHERE {_true(vendor, 'w.live')} AND w.path <> OLD.path"
        f" AND substr(w.path, 1, length(OLD.path)) = OLD.path AND NOT {_path_is_permitted('w.path')})"
    )
    return [
        Trigger(f"{PREFIX}page_insert", "wagtailcore_page", "INSERT", f"{new_live} OR {dated}", f"NOT {new}"),
        Trigger(
            f"{PREFIX}page_update",
            "wagtailcore_page",
            "UPDATE",
            f"(({old_live} OR {new_live}) AND ({changed})) OR ({redated}) OR ({rerouted})",
            f"NOT ({old} AND {new})",
        ),
        Trigger(
            f"{PREFIX}page_childless",
            "wagtailcore_page",
            "UPDATE",
            "NEW.numchild = 0 AND OLD.numchild <> 0",
            orphaned,
        ),
        Trigger(
            f"{PREFIX}page_delete",
            "wagtailcore_page",
            "DELETE",
            f"{old_live} OR {_has_public_below('OLD.path', vendor)}",
            f"NOT {old}",
        ),
    ]


def _page_part(item: Guarded, vendor: str) -> list[Trigger]:
    """A row that belongs to a page: guarded while the page is public."""
    triggers = []
    for event in item.events:
        rows = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
        when = _changed(item.columns, vendor) if event == "update" and item.columns else "1=1"
        refused = " OR ".join(
            f'EXISTS (SELECT 1 FROM wagtailcore_page w WHERE w.id = {row}."{item.page_column}"'
            f" AND {_true(vendor, 'w.live')} AND NOT {_path_is_permitted('w.path')})"
            for row in rows
        )
        triggers.append(Trigger(_name(item.table, event), item.table, event.upper(), when, refused))
    return triggers


def _other(item: Guarded, vendor: str) -> list[Trigger]:
    triggers = []
    for event in item.events:
        parts = []
        if item.live:
            rows = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
            parts.append(" OR ".join(_true(vendor, f'{row}."{item.live}"') for row in rows))
        if event == "update" and item.columns:
            parts.append(_changed(item.columns, vendor))
        when = " AND ".join(f"({part})" for part in parts) or "1=1"
        condition = "1=1" if item.forbidden else f"NOT {_table_is_permitted(item.table)}"
        if item.public_file:
            condition += f" AND {_is_public_file(item.public_file, item.file_column)}"
        if item.once:
            condition += f" AND ({item.once})"
        special = "public" if item.public_file else "once" if item.once else ""
        name = _name(item.table, f"{special}_{event}" if special else event)
        triggers.append(Trigger(name, item.table, event.upper(), when, condition))
    return triggers


def _name(table: str, event: str) -> str:
    digest = hashlib.sha256(table.encode()).hexdigest()[:6]
    return f"{PREFIX}{table[:32]}_{digest}_{event}"


def wanted(vendor: str) -> list[Trigger]:
    """Every trigger that the loaded models call for on a kind of database (``sqlite`` or ``postgresql``)."""
    found = _page_table(vendor)
    for item in page_tables():
        found += _page_part(item, vendor)
    for item in other_tables():
        found += _other(item, vendor)
    return found


def _create_sqlite(cursor, trigger: Trigger) -> None:
    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
    cursor.execute(
        f'CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON "{trigger.table}" WHEN ({trigger.when})'
        f" AND ({trigger.condition}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {trigger.table}'); END"
    )


def _create_postgresql(cursor, trigger: Trigger) -> None:
    returned = "OLD" if trigger.event == "DELETE" else "NEW"
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger AS $$ BEGIN"
        f" IF ({trigger.when}) AND ({trigger.condition}) THEN"
        f" RAISE EXCEPTION '{REFUSAL}: {trigger.table}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {returned}; END; $$ LANGUAGE plpgsql"
    )
    cursor.execute(f'DROP TRIGGER IF EXISTS {trigger.name} ON "{trigger.table}"')
    cursor.execute(
        f'CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON "{trigger.table}"'
        f" FOR EACH ROW EXECUTE FUNCTION {trigger.name}()"
    )


def install(using: str = "default") -> None:
    """Make every wanted trigger whose table exists, replacing older ones, and drop those no longer wanted."""
    connection = connections[using]
    create = {"sqlite": _create_sqlite, "postgresql": _create_postgresql}[connection.vendor]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if "approvals_permit" not in tables:
            return
        triggers = [trigger for trigger in wanted(connection.vendor) if trigger.table in tables]
        for name, table in installed(using).items():
            if name not in {trigger.name for trigger in triggers}:
                suffix = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")
        for trigger in triggers:
            create(cursor, trigger)


def installed(using: str = "default") -> dict[str, str]:
    """Return the guard's triggers that are in the database, name → table."""
    connection = connections[using]
    query = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
        "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgname LIKE %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def missing(using: str = "default") -> list[str]:
    """Return the names of wanted triggers that the database lacks."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    there = installed(using)
    return [t.name for t in wanted(connection.vendor) if t.table in tables and t.name not in there]
