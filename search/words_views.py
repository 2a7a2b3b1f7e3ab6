"""The page in the admin on which the Office sees what the public searches, in vain or without following it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.organisation.requests import StaffRequest

from . import searched_words

PERIODS = (30, 90)
AT_MOST = 50


@require_GET
def searched(request: StaffRequest) -> HttpResponse:
    """List the words of the last 30 or 90 days (``?days=``)."""
    if not request.user.has_perm("search.view_searchedwords"):
        raise PermissionDenied
    days = PERIODS[request.GET.get("days") == str(PERIODS[1])]
    context = {
        "days": days,
        "periods": PERIODS,
        "most_asked": searched_words.most_asked(days, AT_MOST),
        "in_vain": searched_words.in_vain(days, AT_MOST),
        "never_followed": searched_words.never_followed(days, AT_MOST),
    }
    return render(request, "search/staff/searched_words.html", context)
