"""The answers that everybody sees."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from portal.theme.meta import PageMeta

from .. import figures, reading
from ..forms import AnswersForm
from ..models import Reply
from .shared import crumbs

PER_PAGE = 20


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """The answers that everybody sees, newest first, by words, unit and month; the filters stand in the address."""
    form = AnswersForm(request.GET)
    found = form.narrowed(reading.public_answers())
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    title = _("Answers to questions")
    context = {
        "form": form,
        "narrowed": form.is_narrowing(),
        "page_obj": page_obj,
        "rows": [answer_row(reply) for reply in page_obj.object_list],
        "breadcrumbs": crumbs(title)[:1] + crumbs(title)[2:],
        "page_meta": PageMeta(column_name=title, column_type=pgettext("gongkai", "Interaction")),
    }
    return render(request, "interaction/answers.html", context)


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """How soon units answered, year by year."""
    years = figures.years()
    asked = request.GET.get("year", "")
    year = {str(known): known for known in years}.get(asked, years[0])
    title = _("How soon questions are answered")
    context = {
        "years": years,
        "year": year,
        "rows": figures.by_unit(year),
        "breadcrumbs": crumbs(title),
        "page_meta": PageMeta(column_name=title, column_type=pgettext("gongkai", "Interaction")),
    }
    return render(request, "interaction/statistics.html", context)


def answer_row(reply: Reply) -> dict[str, Any]:
    """A public answer as a row of the theme's list."""
    return {
        "title": reply.public_title,
        "url": reverse("interaction:answer", args=[reply.number]),
        "published": timezone.localtime(reply.given_at) if reply.given_at else None,
        "meta": [str(reply.unit), reading.days_text(reply)],
    }


@require_safe
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """One public answer."""
    reply = reading.public_answers().filter(number=number).select_related("review").first()
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
    review = getattr(reply, "review", None)
    if review is not None and review.reviewed_at is not None:
        rows.append((_("Last looked at"), timezone.localdate(review.reviewed_at).isoformat()))
    due = review is not None and review.is_due()
    context = {"reply": reply, "metadata": rows, "review_due": review if due else None}
    context |= {"breadcrumbs": crumbs(reply.public_title), "page_meta": meta}
    return render(request, "interaction/answer.html", context)
