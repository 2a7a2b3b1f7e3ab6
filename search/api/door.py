"""What every request of the public API passes: methods, limits, language, conditional answers, other sites' scripts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from portal.apis import problems
from portal.apis.problems import Problem
from portal.organisation.limits import address_of

from . import limits

METHODS = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Let readers in through all that they have in common; a HEAD is answered as the GET that it stands for."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        with override(problems.language_of(request)):
            try:
                response = _answer(view, request, *args, **values)
            except Problem as problem:
                response = problems.answer(problem.as_json(), problem.headers)
        return _marked(request, response)

    return csrf_exempt(answered)


def _answer(view: View, request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": METHODS})
    if request.method not in ("GET", "HEAD"):
        raise Problem("not-allowed", headers={"Allow": METHODS})
    if not limits.REQUESTS.take(address_of(request)):
        raise Problem("too-many", headers=problems.too_many(limits.REQUESTS.seconds))
    asked, request.method = request.method, "GET"
    try:
        return view(request, *args, **values)
    finally:
        request.method = asked


def _marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What was public may be kept, but is asked for each time: a withdrawal is felt at once (law 4)."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return response
    patch_vary_headers(response, ["Accept-Language"])
    if response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
