"""Number and query code: how somebody without an account opens what they sent, and how wrong tries are limited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.organisation.limits import Limit, address_of

from . import limits
from .forms import StatusForm

Found = TypeVar("Found")


def look_up(
    request: HttpRequest,
    form: StatusForm,
    find: Callable[[str, str], Found | None],
    missing: Any,
    limit: Limit = limits.WRONG_CODES,
) -> tuple[Found | None, int]:
    """Return what a valid form's number and code open, else None with the status of the answer.

    Wrong tries are limited by the network they come from: what others try leads to nobody being locked out.
    ``missing`` is said of an unknown number and a wrong code alike.
    """
    if not limit.take(who := address_of(request)):  # before looking: of many at once no more are looked at
        form.add_error(None, _("There were too many wrong tries. Please try again in a quarter of an hour."))
        return None, 429
    found = find(form.cleaned_data["number"], form.cleaned_data["code"])
    if found is None:
        form.add_error(None, missing)
        return None, 422
    limit.give_back(who)
    return found, 200
