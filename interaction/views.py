"""Public pages: asking, the receipt, the state of a ticket by its code, and the answers that everybody sees."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from portal.organisation.limits import address_of
from portal.theme.meta import PageMeta

from . import crypto, limits, reading, services, timeline
from .forms import ConsultForm, StatusForm
from .models import Consultation, Reply

RECEIPT = "consultation_receipt"
PER_PAGE = 20


def _crumbs(title: Any) -> list[dict[str, Any]]:
    return [
        {"title": _("Home"), "url": "/"},
        {"title": pgettext("gongkai", "Interaction"), "url": reverse("interaction:answers")},
        {"title": title, "url": ""},
    ]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What has been answered is the best start."""
    return redirect("interaction:answers")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def consult(request: HttpRequest) -> HttpResponse:
    """Ask the department something (clause S5)."""
    form = ConsultForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        who = address_of(request)
        if not limits.SUBMISSIONS.reached(who):
            limits.SUBMISSIONS.count_up(who)
            receipt = services.submit(**form.for_submit())
            request.session[RECEIPT] = crypto.pack({"id": receipt.consultation.pk, "code": receipt.code})
            return redirect("interaction:receipt")
        form.add_error(None, _("Many questions came from your network within the hour. Please try again later."))
        status = 429
    elif request.method == "POST":
        status = 422
    context = {"form": form, "breadcrumbs": _crumbs(_("Ask a question")), "page_meta": PageMeta()}
    return render(request, "interaction/consult.html", context, status=status)


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """Show number and query code, once."""
    packed = request.session.pop(RECEIPT, None)
    context: dict[str, Any] = {"breadcrumbs": _crumbs(_("Received")), "page_meta": PageMeta(), "ticket": None}
    if packed:
        shown = crypto.unpack(packed)
        ticket = Consultation.objects.select_related("unit").filter(pk=shown["id"]).first()
        context |= {"ticket": ticket, "code": shown["code"], "steps": timeline.steps_of(ticket) if ticket else []}
    return render(request, "interaction/receipt.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Show a ticket to whoever has its number and code: steps, clock explained, and the answer.

    Posted, so that the code is in no address, log or history. Wrong tries are limited by network and by number.
    """
    form = StatusForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "breadcrumbs": _crumbs(_("My question")), "page_meta": PageMeta()}
    if request.method == "GET":
        return render(request, "interaction/status.html", context)
    if not form.is_valid():
        return render(request, "interaction/status.html", context, status=422)
    ticket, code = _look_up(request, form)
    if ticket is None:
        return render(request, "interaction/status.html", context, status=code)
    return render(request, "interaction/status.html", context | _ticket_context(ticket))


def _look_up(request: HttpRequest, form: StatusForm) -> tuple[Any, int]:
    who, number = address_of(request), form.cleaned_data["number"]
    if limits.WRONG_CODES.reached(who) or limits.WRONG_CODES_OF_NUMBER.reached(number):
        form.add_error(None, _("There were too many wrong tries. Please try again in a quarter of an hour."))
        return None, 429
    ticket = reading.by_code(number, form.cleaned_data["code"])
    if ticket is None:
        limits.WRONG_CODES.count_up(who)
        limits.WRONG_CODES_OF_NUMBER.count_up(number)
        form.add_error(None, _("No question was found for this number and query code. Please check both."))
        return None, 422
    return ticket, 200


def _ticket_context(ticket: Any) -> dict[str, Any]:
    answer = reading.answer_of(ticket)
    return {
        "ticket": ticket,
        "told": reading.told(ticket),
        "steps": timeline.steps_of(ticket),
        "legs": timeline.explained(ticket),
        "clock": timeline.clock_row(ticket),
        "answer": answer,
        "answer_text": reading.private_answer(answer) if answer else None,
        "days_text": reading.days_text(answer) if answer else "",
    }


@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """The answers that everybody sees, newest first, with unit and time taken."""
    page_obj = Paginator(reading.public_answers(), PER_PAGE).get_page(request.GET.get("page"))
    title = _("Answers to questions")
    context = {
        "page_obj": page_obj,
        "rows": [answer_row(reply) for reply in page_obj.object_list],
        "breadcrumbs": _crumbs(title)[:1] + _crumbs(title)[2:],
        "page_meta": PageMeta(column_name=title, column_type=pgettext("gongkai", "Interaction")),
    }
    return render(request, "interaction/answers.html", context)


def answer_row(reply: Reply) -> dict[str, Any]:
    """A public answer as a row of the theme's list."""
    return {
        "title": reply.public_title,
        "url": reverse("interaction:answer", args=[reply.number]),
        "published": timezone.localtime(reply.given_at) if reply.given_at else None,
        "meta": [str(reply.unit), reading.days_text(reply)],
    }


@require_GET
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """One public answer."""
    reply = reading.public_answers().filter(number=number).first()
    if reply is None:
        raise Http404
    meta = PageMeta(
        column_name=_("Answers to questions"),
        article_title=reply.public_title,
        pub_date=reply.given_at,
        content_source=reply.unit.name,
        description=reply.public_question[:120],
    )
    rows = [
        (_("Number"), reply.number),
        (pgettext("gongkai", "Answered by"), reply.unit.name),
        (_("Asked on"), reply.asked_on.isoformat()),
        (_("Time taken"), reading.days_text(reply)),
    ]
    context = {"reply": reply, "metadata": rows, "breadcrumbs": _crumbs(reply.public_title), "page_meta": meta}
    return render(request, "interaction/answer.html", context)
