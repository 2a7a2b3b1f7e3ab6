"""Wagtail's own search boxes: pages, pictures and files in the admin, by any part of their titles.

The full-text indexes of databases take a run of Chinese characters for one word and find no part of it, and SQLite's
stumbles over quotation marks. In the admin there is little enough to look through as it is.
"""

from __future__ import annotations

from modelsearch.backends.database.fallback import DatabaseSearchBackend, DatabaseSearchQueryCompiler


class QueryCompiler(DatabaseSearchQueryCompiler):
    """The database filters by whatever it is asked, so no filter has to be known to an index before."""

    def check(self) -> None:
        """Everything is allowed that the query's own ORM allows."""


class SearchBackend(DatabaseSearchBackend):
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = QueryCompiler
