"""No request is read that is larger than any form takes: before that, nothing of it reaches memory or disk.

Django reads a whole body before a view is asked, and writes the files in it to the disk, whatever the address does with
them. So the answer comes before that: 413 for what says that it is too large, 411 for what doesn't say how large it is.
Who sent it and isn't through yet is cut off by the server (gunicorn) after the answer.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

API = "/oa/"  # of other systems, which hand in attachments; it reads them piece by piece, within its own limits


class RequestSizeMiddleware:
    """Answers requests that are too large, or don't say how large they are. It stands behind the one for sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in request.META or not length.isdigit():
            reason = _("The request doesn't say how large it is. Please send it with its length.")
            return self._refused(request, reason, 411)
        most = _most(request, int(length))
        if int(length) > most:
            limit = filesizeformat(most)
            return self._refused(request, _("What you sent is too large: at most %(limit)s.") % {"limit": limit}, 413)
        return self.get_response(request)

    def _refused(self, request: HttpRequest, reason: str, status: int) -> HttpResponse:
        if request.path.startswith(API):
            return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
        return render(request, "theme/bad_request.html", {"reason": reason}, status=status)


def _most(request: HttpRequest, length: int) -> int:
    """Return how many bytes a request may have; who sent it is looked up only where that matters."""
    knobs = settings.GONGKAI
    public = knobs["REQUEST_MAX_BYTES"]
    if length <= public or not (request.path.startswith(API) or request.user.is_authenticated):
        return public
    return knobs["STAFF_REQUEST_MAX_BYTES"]
