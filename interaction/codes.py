"""Number and query code: how somebody without an account opens what they sent, and how wrong tries are limited.

Every page that asks for both opens whatever they belong to: a question, an application, what was sent in
to an activity. What was opened stays open in this browser for half an hour, whatever it is: the machine may be shared.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.organisation.limits import address_of

from . import crypto, limits
from .forms import StatusForm

OPEN_FOR = timedelta(minutes=30)  # whoever leaves a shared machine without closing


def look_up(request: HttpRequest, form: StatusForm) -> tuple[str, int]:
    """Open what a valid form's number and code belong to: return its address, else "" with the status of the answer.

    Every door is asked, so that an answer takes as long whatever was found. Wrong tries are limited by the network they
    come from: what others try leads to nobody being locked out. The same is said of an unknown number and a wrong code.
    """
    who, number, code = address_of(request), form.cleaned_data["number"], form.cleaned_data["code"]
    if not limits.WRONG_CODES.take(who):  # before looking: of many at once no more are looked at
        form.add_error(None, _("There were too many wrong tries. Please try again in a quarter of an hour."))
        return "", 429
    asked = [(door, door.find(number, code)) for door in registry.items("number_doors")]
    for door, found in asked:
        if found is not None:
            limits.WRONG_CODES.give_back(who)
            return door.open(request, found, code), 302
    form.add_error(None, _("Nothing was found for this number and query code. Please check both."))
    return "", 422


def keep_open(request: HttpRequest, name: str, pk: int) -> None:
    """Remember for OPEN_FOR which one of what ``name`` stands for this browser opened."""
    request.session[name] = crypto.pack({"id": pk, "at": timezone.now().timestamp()})


def opened(request: HttpRequest, name: str) -> int | None:
    """Return the id of what this browser opened within OPEN_FOR, if anything; later it is forgotten."""
    packed = request.session.get(name)
    found = crypto.unpack(packed) if packed else None
    if found and timezone.now().timestamp() - found["at"] <= OPEN_FOR.total_seconds():
        return int(found["id"])
    close(request, name)
    return None


def close(request: HttpRequest, name: str) -> None:
    """Forget what this browser opened."""
    request.session.pop(name, None)
