"""Number and query code: how somebody without an account opens what they sent, and how wrong tries are limited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.organisation.limits import address_of

from . import limits
from .forms import StatusForm

Found = TypeVar("Found")


def look_up(
    request: HttpRequest, form: StatusForm, find: Callable[[str, str], Found | None], missing: Any
) -> tuple[Found | None, int]:
    """Return what a valid form's number and code open, else None with the status of the answer.

    Wrong tries are limited by network and by number; ``missing`` is said of an unknown number and a wrong code alike.
    """
    who, number = address_of(request), form.cleaned_data["number"]
    if limits.WRONG_CODES.reached(who) or limits.WRONG_CODES_OF_NUMBER.reached(number):
        form.add_error(None, _("There were too many wrong tries. Please try again in a quarter of an hour."))
        return None, 429
    found = find(number, form.cleaned_data["code"])
    if found is None:
        limits.WRONG_CODES.count_up(who)
        limits.WRONG_CODES_OF_NUMBER.count_up(number)
        form.add_error(None, missing)
    return found, 422
