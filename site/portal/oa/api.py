"""The API for the department's own systems (clause D5): who calls is in ``callers``, what is done in ``services``."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from portal.apis.problems import ProblemDetails

from . import exchanges, openapi, problems, reading, services, shapes
from .callers import RAW, Caller, SignedRequest
from .exchanges import Answer
from .models import Scope, Submission
from .parsing import StrictParser
from .problems import Problem

logger = logging.getLogger("portal.oa")
BAD = {400, 401, 403, 404, 409, 413, 422, 429, 500}


class API(NinjaAPI):
    """The API, described in the reader's language with the kinds of drafts that the installed rooms take."""

    def get_openapi_schema(self, **options: Any) -> Any:
        return openapi.completed(super().get_openapi_schema(**options))


api = API(
    title="Gongkai OA API",
    version="1.0.0",
    description=openapi.DESCRIPTION,
    urls_namespace="oa",
    openapi_url="/openapi.json",
    docs_url=None,
    auth=SignedRequest(),
    parser=StrictParser(),
)


def operation(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let a system with a scope in, and speak its language."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def spoken(request: HttpRequest, **values: Any) -> Any:
            caller: Caller = request.auth  # type: ignore[attr-defined]
            with override(problems.language_of(request)):
                if scope and scope not in caller.system.scopes:
                    raise Problem("missing-scope", _("The scope “%(scope)s” is missing.") % {"scope": scope})
                return view(request, **values)

        return spoken

    return decorate


def _answers(status: int, shape: Any) -> dict[int, Any]:
    return {status: shape, **dict.fromkeys(BAD, ProblemDetails)}


def _once(request: HttpRequest, act: exchanges.Act) -> Any:
    """Carry a request out once, and answer with what it gave."""
    answer = exchanges.once(request.auth, request, act)  # type: ignore[attr-defined]
    headers = {"Idempotency-Replayed": "true"} if answer.repeated else {}
    if answer.status >= 400:
        return problems.answer(answer.json, headers)
    response = api.create_response(request, answer.json, status=answer.status)
    for name, value in headers.items():
        response[name] = value
    return response


def _case(status: int, submission: Submission, caller: Caller) -> Answer:
    return Answer(status, shapes.CaseOut(**reading.case_of(submission, caller)).model_dump(mode="json"))


@api.get("/kinds", response=_answers(200, list[shapes.Kind]), openapi_extra=openapi.READING)
@operation("")
def kinds(request):
    """The kinds of drafts that can be handed in, with the JSON Schema of their fields."""
    return [
        {"name": maker.name, "label": str(maker.label), "fields": maker.schema()}
        for maker in services.makers().values()
    ]


@api.post("/files", response=_answers(201, shapes.StoredFile), openapi_extra=openapi.UPLOADING)
@operation(Scope.DRAFTS)
def upload(request, name: Annotated[str, Field(min_length=1, max_length=200)]):
    """Upload a file for the maker; the body is the file. It is named in a draft by its id, and is private."""
    if request.auth.file is None:
        raise Problem("malformed", _("The body must be the file itself, as %(type)s.") % {"type": RAW})

    def act(language: str) -> Answer:
        file = services.upload(request.auth, name)
        stored = shapes.StoredFile(id=file.pk, name=file.display_name, size=file.file_size, sha256=file.sha256)
        return Answer(201, stored.model_dump(mode="json"))

    return _once(request, act)


@api.post("/drafts", response=_answers(201, shapes.CaseOut), openapi_extra=openapi.CHANGING)
@operation(Scope.DRAFTS)
def hand_in(request, draft: shapes.Draft):
    """Make a draft for the maker and open its case. Nothing is public before that case was approved."""
    services.read_ahead(request.auth, draft.attachments)
    return _once(request, lambda language: _case(201, services.hand_in(request.auth, draft, language), request.auth))


@api.post("/cases/{number}/draft", response=_answers(200, shapes.CaseOut), openapi_extra=openapi.CHANGING)
@operation(Scope.DRAFTS)
def change(request, number: str, changed: shapes.Change):
    """Write a new version of a draft that hasn't been sent, or was returned."""
    services.read_ahead(request.auth, changed.attachments)
    return _once(
        request, lambda language: _case(200, services.change(request.auth, number, changed, language), request.auth)
    )


@api.post("/cases/{number}/send", response=_answers(200, shapes.CaseOut), openapi_extra=openapi.CHANGING)
@operation(Scope.SEND)
def send(request, number: str, sent: shapes.Send):
    """Send a case for its maker: first, or again after it was returned."""
    return _once(
        request, lambda language: _case(200, services.send(request.auth, number, sent, language), request.auth)
    )


@api.post("/cases/{number}/withdraw", response=_answers(200, shapes.CaseOut), openapi_extra=openapi.CHANGING)
@operation(Scope.SEND)
def withdraw(request, number: str, withdrawn: shapes.Withdraw):
    """Withdraw an undecided case for its maker."""
    return _once(
        request,
        lambda language: _case(200, services.withdraw(request.auth, number, withdrawn.version, language), request.auth),
    )


@api.get("/cases/{number}", response=_answers(200, shapes.CaseOut), openapi_extra=openapi.READING)
@operation(Scope.READ)
def case(request, number: str):
    """A case that the system handed in for the unit: state, route, clock, verdicts."""
    return reading.case_of(services.submission_of(request.auth, number), request.auth)


@api.get("/cases", response=_answers(200, shapes.Rows), openapi_extra=openapi.READING)
@operation(Scope.READ)
def cases(
    request,
    state: Annotated[str, Query(max_length=40)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=reading.MOST_ROWS)] = 20,
):
    """The cases that the system handed in for the unit, the latest first."""
    rows, follows = reading.page_of(request.auth, state, cursor, limit)
    return {"cases": rows, "next_cursor": follows}


def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    with override(problems.language_of(request)):
        found = problems.of(error)
        return problems.answer(found.as_json(), found.headers)


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    cause = error.__cause__
    return _problem(request, cause if isinstance(cause, Problem) else Problem("malformed"))


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    with override(problems.language_of(request)):
        return _problem(request, openapi.invalid(error.errors))


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    """The log gets kind and place of an error: what was sent stands in no log (law 7)."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "%s %s failed: %s at %s:%s", request.method, request.path, type(error).__name__, place.filename, place.lineno
    )
    return _problem(request, Problem("failed"))


api.add_exception_handler(Exception, _failed)
for refusal in problems.REFUSALS:
    api.add_exception_handler(refusal, _problem)
api.add_exception_handler(HttpError, _unreadable)
api.add_exception_handler(ValidationError, _invalid)
