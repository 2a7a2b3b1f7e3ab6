"""The switch of the elder mode, and the answer for what is gone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from . import context
from .context import ELDER_COOKIE

_YEAR = 365 * 24 * 3600


@require_GET
@never_cache
def elder(request: HttpRequest) -> HttpResponse:
    """Switch the elder mode on (``?on=1``) or off and go back to ``next``.

    A plain link on purpose: it works without scripts and from cached pages, and changes nothing but this browser's
    own preference. A foreign ``next`` leads to the front page.
    """
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.GET.get("on") == "1":
        response.set_cookie(ELDER_COOKIE, "1", max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that carries no valid token (page open for days, cookies off): what to do, in words.

    It looks like a public page in the admin too: whoever is there may not be signed in any more.
    """
    values = {**context.surroundings(request), "in_admin": context.is_admin(request.path)}
    return render(request, "theme/csrf.html", values, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what can't be read, 400: with the reason where the portal gave one, else as plainly as Django does.

    The page asks for the host, which may be what is wrong with a request of the second kind.
    """
    if not isinstance(exception, BadRequest):
        return defaults.bad_request(request, exception)
    return render(request, "theme/bad_request.html", {"reason": str(exception)}, status=400)


def gone(request: HttpRequest, explanation: Any = "", successor: Any = None) -> HttpResponse:
    """Answer 410 with an explanation; ``successor`` (``title``, ``url``) names where its content went, if anywhere."""
    response = render(request, "410.html", {"explanation": explanation, "successor": successor}, status=410)
    response["Cache-Control"] = "no-store"  # browsers keep a 410, and what is gone may come back
    return response
