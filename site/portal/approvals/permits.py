"""Permits: the only key to what the public sees. A permit exists only inside the transaction that uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from .models import Case, Permit


@contextmanager
def permit(scope: str, target: str, act: str, case: Case | None, digest: str = "") -> Iterator[Permit]:
    """Write a permit for the block and remove it again; RuntimeError outside a transaction.

    ``scope`` and ``target`` are those of :class:`Permit`. ``case`` None is for what needs none: building the site
    before anything is public, and taking away at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A permit lives inside one transaction only.")
    row = Permit.objects.create(scope=scope, target=target, act=act, case=case, digest=digest)
    try:
        yield row
    finally:
        if not connection.needs_rollback:
            row.delete()


@contextmanager
def page_permit(page, act: str, case: Case | None, digest: str = "", tree: bool = False) -> Iterator[None]:
    """Permit changes of one page (with ``tree`` of all below it too), of its files, and of redirects to it."""
    scope = Permit.Scope.TREE if tree else Permit.Scope.PAGE
    with (
        permit(scope, page.path, act, case, digest),
        permit(Permit.Scope.TABLE, "files_publicfile", act, case, digest),
        permit(Permit.Scope.TABLE, "wagtailredirects_redirect", act, case, digest),
    ):
        yield


@contextmanager
def table_permit(table: str, act: str, case: Case | None, digest: str = "") -> Iterator[None]:
    """Permit changes of one guarded table that isn't a page's."""
    with permit(Permit.Scope.TABLE, table, act, case, digest):
        yield


def covers_page(path: str) -> bool:
    """Say whether the present transaction holds a permit for the page at a tree path."""
    for scope, target in Permit.objects.exclude(scope=Permit.Scope.TABLE).values_list("scope", "target"):
        if path == target or (scope == Permit.Scope.TREE and path.startswith(target)):
            return True
    return False


def covers_table(table: str) -> bool:
    """Say whether the present transaction holds a permit for a table."""
    return Permit.objects.filter(scope=Permit.Scope.TABLE, target=table).exists()
