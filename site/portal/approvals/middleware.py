"""A refusal of the guard is a message that says what to do, wherever it comes from; never a server error."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.contrib import messages
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from portal.theme.views import gone

from .errors import ActRefused, PublishingRefused
from .models import Absence

DEPENDED_UPON = _("This can't be deleted: something else, or the record, depends on it.")

logger = logging.getLogger("portal.guard")


class GuardRefusalMiddleware:
    """Turns refusals of the guard and of the case engine into answers for people (409 for programs)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        message = _message(exception)
        if message is None:
            return None
        logger.warning("refused %s %s: %s", request.method, request.path, exception)
        if _wants_json(request):
            return JsonResponse({"detail": message}, status=409)
        admin = request.path.startswith(reverse("wagtailadmin_home"))
        if admin and request.method == "POST":
            messages.error(request, message)
            return HttpResponseRedirect(_back(request))
        return render(request, "approvals/refused.html", {"message": message}, status=409)


class GoneMiddleware:
    """Answers 410, kindly, where something was public and was taken away; neither its title nor why is told.

    What was taken away may have been secret: of that the public learns nothing but that it is gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and request.method in ("GET", "HEAD") and _was_public(request):
            return gone(request)
        return response


def _was_public(request: HttpRequest) -> bool:
    site = Site.find_for_request(request)
    if site is None or "\0" in request.path:  # no page has such an address, and PostgreSQL refuses the question
        return False
    if Absence.objects.filter(address=request.path).exists():
        return True
    path = f"{site.root_page.url_path}{request.path.strip('/')}/"
    return Page.objects.filter(url_path=path, live=False).exclude(first_published_at=None).exists()


def _message(exception: Exception) -> str | None:
    if isinstance(exception, PublishingRefused | ActRefused):
        return str(exception)
    if isinstance(exception, ProtectedError | RestrictedError):
        return str(DEPENDED_UPON)
    return None


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def _back(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return reverse("wagtailadmin_home")
