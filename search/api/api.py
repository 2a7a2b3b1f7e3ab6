"""The public API: read-only, for everybody (clause C1). What it tells is what pages tell."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from pydantic import AwareDatetime

from portal.addons import registry
from portal.apis import problems
from portal.apis.problems import Problem, ProblemDetails

from .. import query as queries
from ..engines import base
from . import reading, shapes

logger = logging.getLogger("search")
MOST_ROWS = 100
LONGEST_CURSOR = 8000
BAD = {404, 405, 422, 429, 500, 503}

Cursor = Annotated[str, Query(max_length=LONGEST_CURSOR)]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]


class API(NinjaAPI):
    """The API, described with the facts that the installed rooms tell of their documents."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = problems.described(super().get_openapi_schema(**options))
        told = {name: str(text) for source in registry.items("index_sources") for name, text in source.facts.items()}
        schema["components"]["schemas"]["Document"]["properties"]["metadata"]["properties"] = {
            name: {"type": "string", "description": text} for name, text in told.items()
        }
        return schema


api = API(
    title="Gongkai API",
    version="1.0.0",
    description="Public documents of the department, for everybody. See docs/api.md.",
    urls_namespace="public_api",
    openapi_url="/openapi.json",
    docs_url=None,
)


def _answers(shape: Any) -> dict[int, Any]:
    return {200: shape, **dict.fromkeys(BAD, ProblemDetails)}


def _known(request: HttpRequest, *names: str) -> None:
    """Refuse parameters that there are not, and those of which only one may be given: a typing error isn't ignored."""
    unknown = [(f"/{name}", _("There is no such parameter.")) for name in request.GET if name not in names]
    once = set(names) - set(base.FACETS)
    twice = [
        (f"/{name}", _("This parameter stands there twice."))
        for name in request.GET
        if name in once and len(request.GET.getlist(name)) > 1
    ]
    if unknown or twice:
        raise Problem("invalid", errors=[*unknown, *twice][:50])


@api.get("/documents/", response=_answers(shapes.Rows))
def documents(
    request,
    filters: Annotated[shapes.Filters, Query()],
    since: Annotated[AwareDatetime | None, Query()] = None,
    cursor: Cursor = "",
    limit: Limit = 20,
):
    """All public documents, newest first; with `since` those that were published, or published again, since then."""
    _known(request, *base.FACETS, "since", "cursor", "limit")
    asked = base.Query(
        everything=True, filters=filters.chosen(), sort="date", size=limit, cards_only=True, since=_seconds(since)
    )
    return reading.documents(asked, cursor, request.build_absolute_uri)


def _seconds(since: datetime | None) -> int:
    return max(int(since.timestamp()), 0) if since else 0


@api.get("/documents/{key}", response=_answers(shapes.Document))
def document(request, key: str):
    """One document with text, metadata, attachments and how it relates to others."""
    _known(request)
    return reading.document(key, request.build_absolute_uri)


@api.get("/search", response=_answers(shapes.Answer))
def search(
    request,
    filters: Annotated[shapes.Filters, Query()],
    q: Annotated[str, Query(max_length=queries.LONGEST)] = "",
    sort: Annotated[str, Query(pattern="^(relevance|date)$")] = "relevance",
    plain: Annotated[str, Query(pattern="^[01]$")] = "0",
    cursor: Cursor = "",
    limit: Limit = 20,
):
    """What the search page finds, with the same query language, filters and order, to the last result."""
    _known(request, "q", *base.FACETS, "sort", "plain", "cursor", "limit")
    return reading.answer(request.GET, cursor, limit, request.build_absolute_uri)


def _problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return problems.answer(problem.as_json(), problem.headers)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(request, Problem("invalid", errors=problems.pointed(error.errors, gathered={"filters"})))


def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(request, Problem("unavailable", headers=problems.too_many(30)))


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return _problem(request, Problem("failed"))


api.add_exception_handler(Exception, _failed)
api.add_exception_handler(Problem, _problem)
api.add_exception_handler(base.EngineUnavailable, _unavailable)
api.add_exception_handler(ValidationError, _invalid)
