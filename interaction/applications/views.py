"""Public pages: applying, the receipt, and an application by its code, with what the applicant can do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.approvals.errors import ActRefused
from portal.organisation.limits import address_of
from portal.theme.meta import PageMeta

from .. import challenges, codes, crypto, limits
from ..uploads import limited
from . import files, letters, reading, services, timeline
from .forms import ApplicationForm, CorrectionForm, FollowForm, sent_files
from .letter_files import FORMS
from .models import Application
from .states import ApplicationState

RECEIPT = "application_receipt"
OPENED = "application_opened"


def _context(title: Any, **values: Any) -> dict[str, Any]:
    crumbs = [
        {"title": _("Home"), "url": "/"},
        {"title": pgettext("gongkai", "Interaction"), "url": reverse("interaction:answers")},
        {"title": title, "url": ""},
    ]
    return {"breadcrumbs": crumbs, "page_meta": PageMeta(), **values}


@never_cache
@limited
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for government information."""
    posted = request.method == "POST"
    form = ApplicationForm(request.POST if posted else None, request.FILES if posted else None)
    challenges.attach(form, request)
    status = 200
    if posted and form.is_valid():
        status = 422
        if not limits.SUBMISSIONS.take(address_of(request)):
            form.add_error(None, _("Much came from your network within the hour. Please try again later."))
            status = 429
        elif challenges.taken(form, request):
            receipt = services.submit(**form.for_submit())
            request.session[RECEIPT] = crypto.pack({"id": receipt.application.pk, "code": receipt.code})
            return redirect("applications:receipt")
    elif posted:
        status = 422
    title = _("Apply for information")
    return render(request, "applications/apply.html", _context(title, form=form), status=status)


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Show number and query code, once."""
    packed = request.session.pop(RECEIPT, None)
    context = _context(_("Received"), application=None)
    if packed:
        shown = crypto.unpack(packed)
        found = Application.objects.filter(pk=shown["id"]).first()
        context |= {"application": found, "code": shown["code"]}
    return render(request, "applications/receipt.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Open an application with its number and code. Wrong tries are limited by network."""
    form = FollowForm(request.POST or None)
    context = _context(_("My application"), form=form)
    if request.method == "GET":
        return render(request, "applications/status.html", context)
    code = 422
    if form.is_valid():
        address, code = codes.look_up(request, form)
        if address:
            return redirect(address)
    return render(request, "applications/status.html", context, status=code)


def open_here(request: HttpRequest, found: Application, code: str) -> str:
    """Let this browser read an application for a while; return the address where."""
    codes.keep_open(request, OPENED, found.pk)
    return reverse("applications:mine")


def _opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the application whose code this browser knew a short while ago; else ask for number and code."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = codes.opened(request, OPENED)
        applications = Application.objects.select_related("unit").filter(erased_at=None)
        found = applications.filter(pk=pk).first() if pk else None
        return view(request, found, *args, **kwargs) if found else redirect("applications:status")

    return checked


@_opened
@require_safe
def mine(request: HttpRequest, application: Application) -> HttpResponse:
    """Show an application to whoever opened it: how it stands, how the time is counted, letters, what can be done."""
    return render(request, "applications/mine.html", _mine(application))


def _mine(application: Application, correction: CorrectionForm | None = None) -> dict[str, Any]:
    correcting = application.state == ApplicationState.CORRECTING
    return _context(
        _("My application"),
        application=application,
        told=reading.told(application),
        files=files.names_of(application),
        state_label=ApplicationState.LABELS[application.state],
        steps=timeline.steps_of(application),
        legs=timeline.explained(application),
        clock=timeline.clock_row(application),
        events=timeline.events(application),
        letters=reading.letters_for_applicant(application),
        correction=(correction or CorrectionForm()) if correcting else None,
        can_withdraw=application.state in ApplicationState.BEFORE_AN_ANSWER,
    )


@limited
@sensitive_post_parameters()
@_opened
@require_POST
def correct(request: HttpRequest, application: Application) -> HttpResponse:
    """The applicant says what was unclear."""
    form = CorrectionForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "applications/mine.html", _mine(application, form), status=422)
    try:
        services.correct(application, form.cleaned_data["text"], sent_files(form.cleaned_data))
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your correction was received. The time for the answer begins today."))
    return redirect("applications:mine")


@_opened
@require_POST
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """The applicant takes the application back."""
    try:
        services.withdraw(application)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your application was withdrawn."))
    return redirect("applications:mine")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Forget on this machine which application was opened: it may be shared."""
    codes.close(request, OPENED)
    messages.success(request, _("Closed: nobody else at this machine can look at your application."))
    return redirect("applications:status")


@_opened
@require_safe
def letter(request: HttpRequest, application: Application, pk: int, form: str) -> HttpResponse:
    """A letter to the applicant as a file; opening it is the proof that it was delivered."""
    found = next((item for item in reading.letters_for_applicant(application) if item.pk == pk), None)
    composed = letters.compose(found) if found else None
    if found is None or composed is None:
        raise Http404
    response = file_response(composed, form)
    services.read_by_applicant(found)
    return response


def file_response(composed: letters.Composed, form: str) -> HttpResponse:
    """Return a letter as a file to keep, in one of FORMS (else Http404); it isn't kept on the way."""
    if form not in FORMS:
        raise Http404
    write, media = FORMS[form]
    name = quote(f"{composed.file_name}.{form}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(write(composed), content_type=media, headers=headers)
