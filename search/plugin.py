"""What search offers through the extension points: its jobs, what comes round again, and the two engines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.addons.specs import hookimpl
from portal.addons.types import ApprovableKind, GuardedTable, Job, Periodic, RouteDefault

from . import jobs as search_jobs

if TYPE_CHECKING:
    from .engines.elasticsearch import ElasticsearchEngine
    from .engines.embedded import EmbeddedEngine


def _embedded() -> EmbeddedEngine:
    from django.conf import settings

    from .engines.embedded import EmbeddedEngine

    return EmbeddedEngine(str(settings.GONGKAI["SEARCH_DIR"]))


def _elasticsearch() -> ElasticsearchEngine:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from .engines.elasticsearch import ElasticsearchEngine, Server

    try:
        return ElasticsearchEngine(Server(**settings.GONGKAI["SEARCH_SERVER"]))
    except ValueError as error:
        raise ImproperlyConfigured(f"The search server can't be reached as it is named: {error}") from error


@hookimpl
def search_engines() -> list[tuple[str, Any]]:
    return [("embedded", _embedded), ("elasticsearch", _elasticsearch)]


@hookimpl
def jobs() -> list[Job]:
    return [
        # An engine may be away for half a day: then the waits are an hour each.
        Job("search.index", search_jobs.index, _("Bring the search index up to date"), max_attempts=24),
        Job(
            "search.rebuild",
            search_jobs.rebuild,
            _("Rebuild the search index"),
            max_attempts=4,
            first_wait=30.0,
            slow=True,
        ),
        Job(search_jobs.ERASE_WORDS, search_jobs.erase_words, _("Erasing of old counts of searched words")),
        *_of_saved_searches(),
    ]


def _of_saved_searches() -> list[Job]:
    from .saved import jobs as saved

    return [
        Job(saved.services.CONFIRM_JOB, saved.ask, _("Mail that asks to confirm a saved search"), slow=True),
        Job(saved.MAIL, saved.mail, _("Mail of a saved search"), max_attempts=10, first_wait=10.0, slow=True),
        Job(saved.AT_ONCE, saved.look_at_once, _("Look for what is new in saved searches, at once"), slow=True),
        Job(saved.DUE, saved.look_when_due, _("Look for what is new in saved searches, mornings"), slow=True),
        Job(saved.TIDY, saved.tidy, _("Erasing of saved searches that nobody confirmed")),
    ]


@hookimpl
def approvable_kinds() -> list[ApprovableKind]:
    from .rule_kind import SearchRuleKind

    return [SearchRuleKind()]


@hookimpl
def route_defaults() -> list[RouteDefault]:
    return [
        RouteDefault(
            "search_rule",
            _("List of words for search: the head of the Office"),
            "D1",
            (("office_head",),),
        )
    ]


@hookimpl
def guarded_tables() -> list[GuardedTable]:
    return [GuardedTable("search.SearchRule", live="live")]


@hookimpl
def periodics() -> list[Periodic]:
    from .saved import jobs as saved

    return [
        Periodic(search_jobs.ERASE_WORDS, every=timedelta(days=1)),
        Periodic(saved.DUE, every=timedelta(minutes=10)),
        Periodic(saved.TIDY, every=timedelta(hours=1)),
    ]
