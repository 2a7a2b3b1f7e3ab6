"""Telling the department something: a form for each kind of ticket, and the receipt."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.addons.types import TicketKind
from portal.organisation.limits import address_of

from .. import challenge_pictures, challenges, crypto, likeness, limits, services, ticket_kinds, timeline
from ..models import Ticket
from ..ticket_kinds import BY_UNIT, COMPLAINT, CONSULTATION, ERROR
from ..uploads import limited
from .shared import page_context

RECEIPT = "ticket_receipt"
LONGEST_PAGE, LONGEST_QUOTE, LONGEST_LOOKED_UP = 500, 300, 600


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What has been answered is the best start."""
    return redirect("interaction:answers")


@never_cache
@limited
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: HttpRequest) -> HttpResponse:
    """Ask the department something (clause S5)."""
    return _ask(request, ticket_kinds.all_kinds()[CONSULTATION])


@never_cache
@limited
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Make a complaint, which goes to the petition system at once (clause S6)."""
    return _ask(request, ticket_kinds.all_kinds()[COMPLAINT])


@never_cache
@limited
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Say that something is wrong on a page (clause S7); the page's address and the words may come with the link."""
    page, quote = request.GET.get("page", ""), request.GET.get("quote", "")
    if page.startswith("/"):
        page = f"{request.build_absolute_uri('/')}{page.lstrip('/')}"  # of this portal, whatever else it says
    initial = {"page": page[:LONGEST_PAGE], "quote": quote[:LONGEST_QUOTE]}
    return _ask(request, ticket_kinds.all_kinds()[ERROR], initial)


def _ask(request: HttpRequest, kind: TicketKind, initial: dict[str, Any] | None = None) -> HttpResponse:
    posted = request.method == "POST"
    form = import_string(kind.form)(
        request.POST if posted else None, request.FILES if posted else None, initial=initial
    )
    challenges.attach(form, request)
    status = 422 if posted else 200
    if posted and "similar" in request.POST and kind.path == BY_UNIT:
        return _with_similar(request, kind, request.POST)
    if posted and form.is_valid():
        if not limits.SUBMISSIONS.take(address_of(request)):
            form.add_error(None, _("Much came from your network within the hour. Please try again later."))
            status = 429
        elif challenges.taken(form, request):
            receipt = services.submit(**form.for_submit())
            request.session[RECEIPT] = crypto.pack({"id": receipt.ticket.pk, "code": receipt.code})
            return redirect("interaction:receipt")
    context = page_context(kind.words["title"], form=form, kind=kind, words=kind.words)
    return render(request, "interaction/ask.html", context, status=status)


def _with_similar(request: HttpRequest, kind: TicketKind, data: Any) -> HttpResponse:
    """Show the form as it was filled in, with answers to questions like it. Posted: no address or log holds it."""
    similar = []
    if limits.SIMILAR.take(address_of(request)):
        similar = likeness.similar_to(f"{data.get('subject', '')}{data.get('text', '')}"[:LONGEST_LOOKED_UP])
    form = import_string(kind.form)(
        initial={name: data.get(name) for name in ("subject", "text", "name", "contact", "wish")}
    )
    challenges.attach(form, request)
    context = page_context(kind.words["title"], form=form, kind=kind, words=kind.words, similar=similar, looked=True)
    return render(request, "interaction/ask.html", context)


@never_cache
@require_safe
def challenge(request: HttpRequest, token: str) -> HttpResponse:
    """The picture of a challenge that is still open."""
    found = challenges.opened(token)
    if found is None:
        raise Http404
    return HttpResponse(challenge_pictures.picture(found["letters"], found["nonce"]), content_type="image/png")


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Show number and query code, once."""
    packed = request.session.pop(RECEIPT, None)
    context = page_context(_("Received"), ticket=None)
    if packed:
        shown = crypto.unpack(packed)
        ticket = Ticket.objects.select_related("unit").filter(pk=shown["id"]).first()
        context |= {"ticket": ticket, "code": shown["code"], "steps": timeline.steps_of(ticket) if ticket else []}
        context["expected"] = timeline.expected(ticket) if ticket else ""
    return render(request, "interaction/receipt.html", context)
