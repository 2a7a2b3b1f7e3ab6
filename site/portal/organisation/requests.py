"""The request of somebody who has signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .models import User


class StaffRequest(HttpRequest):
    """What views behind the admin's sign-in get: the person is one of the department, never anonymous."""

    user: User


def posted_or_back(view_name: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Send somebody who comes to an act by a link (signed in again, say) back to the page where it is done."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, pk, *args, **kwargs)
            messages.warning(request, _("Nothing was done yet: please do it again on this page."))
            return redirect(view_name, pk)

        checked.posted_only = True  # type: ignore[attr-defined]
        return checked

    return decorate
