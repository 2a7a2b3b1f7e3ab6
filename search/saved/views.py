"""Public pages of saved searches: feeds and the form, and the pages behind the links in mails.

What changes something is posted: programs that look through mail open every link in it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from portal.organisation.limits import Limit, address_of
from portal.theme.meta import PageMeta

from .. import query
from ..models import SavedSearch
from ..query import Asked, from_address
from . import services
from .forms import SaveForm
from .wording import named

_REQUESTS = Limit("saved-search", 10, 3600)
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Nobody keeps the answer: no index and no cache."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        response = view(request, *args, **values)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response

    return answered


@private
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """How to follow a search, whose parameters stand in the address: feeds, and a mail (POST)."""
    asked = from_address(request.GET)
    if not asked.query.asks_something:
        return redirect("search:results")
    form = SaveForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _save(request, form, asked)
        if status == 302:
            return redirect("search:saved_asked")
    feeds = {form: reverse(f"search:{form}") + query.address(asked, sort=None) for form in ("rss", "atom")}
    context = _context(_("Follow this search"), asked=asked) | {"form": form, "feeds": feeds}
    return render(request, "search/saved/save.html", context, status=status)


def _save(request: HttpRequest, form: SaveForm, asked: Asked) -> int:
    """Return the status of the answer, with what is wrong in the form; 302 where all is well."""
    if not form.is_valid():
        return 422
    who = address_of(request)
    if not _REQUESTS.take(who):
        form.add_error(None, _("Many searches were saved from your network within the hour. Please try again later."))
        return 429
    try:
        services.ask(form.cleaned_data["to"], asked, form.cleaned_data["how"])
    except services.TooLong:
        _REQUESTS.give_back(who)
        form.add_error(None, _("This search has too many words and filters to be saved. Please take some away."))
        return 422
    except services.Full:
        _REQUESTS.give_back(who)
        form.add_error(None, _("No more searches can be saved at the moment. Please use the feed, or try again later."))
        return 429
    return 302


@private
@require_GET
def asked_by_mail(request: HttpRequest) -> HttpResponse:
    """Say that a mail was sent, the same whoever asked for which address."""
    return _say(request, _("Please look at your mail"), "asked")


@private
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the search that a mail asks about, and begin to tell (POST)."""
    held = services.of_confirming(token)
    if held is None:
        return _say(request, _("This link no longer holds"), "lapsed", status=410)
    row, how = held
    asked = services.opened(row).asked
    if request.method == "POST":
        services.confirm(row, how)
        end_url = reverse("search:saved_end", args=[services.to_end(row)])
        return _say(request, _("Confirmed"), "confirmed", asked=asked, how=row.get_how_display(), end_url=end_url)
    return _say(request, _("Confirm a saved search"), "confirm", asked=asked, how=SavedSearch.How(how).label)


@private
@csrf_exempt  # mail programs post here by themselves (RFC 8058); the token is all the right there is
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End a saved search and erase it with its address (POST)."""
    try:
        row = services.of_ending(token)
    except signing.BadSignature:
        raise Http404 from None
    if row is None or request.method == "POST":
        if row is not None:
            row.delete()
        return _say(request, _("Ended"), "ended")
    return _say(request, _("End a saved search"), "end", asked=services.opened(row).asked)


def _say(request: HttpRequest, title: str, step: str, status: int = 200, **values: Any) -> HttpResponse:
    context = _context(title, **values) | {"step": step}
    return render(request, "search/saved/step.html", context, status=status)


def _context(title: str, asked: Asked | None = None, **values: Any) -> dict[str, Any]:
    search_url = reverse("search:results") + (query.address(asked) if asked else "")
    return {
        "title": title,
        "search": named(asked) if asked else "",
        "search_url": search_url,
        "breadcrumbs": [
            {"title": _("Home"), "url": "/"},
            {"title": pgettext("gongkai", "Search"), "url": search_url},
            {"title": title, "url": ""},
        ],
        "page_meta": PageMeta(),
        **values,
    }
