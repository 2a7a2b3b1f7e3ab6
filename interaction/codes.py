"""Number and query code: how somebody without an account opens what they sent, and how wrong tries are limited.

Every page that asks for both opens whatever they belong to: a question, an application, what was sent in
to an activity.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.addons import registry
from portal.organisation.limits import address_of

from . import limits
from .forms import StatusForm


def look_up(request: HttpRequest, form: StatusForm) -> tuple[str, int]:
    """Open what a valid form's number and code belong to: return its address, else "" with the status of the answer.

    Every door is asked, so that an answer takes as long whatever was found. Wrong tries are limited by network and by
    number; the same is said of an unknown number and a wrong code.
    """
    who, number, code = address_of(request), form.cleaned_data["number"], form.cleaned_data["code"]
    if limits.WRONG_CODES.reached(who) or limits.WRONG_CODES_OF_NUMBER.reached(number):
        form.add_error(None, _("There were too many wrong tries. Please try again in a quarter of an hour."))
        return "", 429
    asked = [(door, door.find(number, code)) for door in registry.items("number_doors")]
    for door, found in asked:
        if found is not None:
            return door.open(request, found, code), 302
    limits.WRONG_CODES.count_up(who)
    limits.WRONG_CODES_OF_NUMBER.count_up(number)
    form.add_error(None, _("Nothing was found for this number and query code. Please check both."))
    return "", 422
