"""Public pages: the list, an interview as it goes or went, and questions beforehand. All work without JavaScript."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.approvals.errors import ActRefused
from portal.organisation.limits import address_of
from portal.theme.formats import moment
from portal.theme.meta import PageMeta

from .. import challenges
from . import limits, reading, services
from .forms import QuestionForm
from .models import Announcement
from .stream.feed import frames_of

PER_PAGE = 20
AT_ONCE = 100  # passages that a page without server-sent events fetches in one go


def _crumbs(*titles: tuple[Any, str]) -> list[dict[str, Any]]:
    fixed = [(_("Home"), "/"), (pgettext("gongkai", "Interaction"), reverse("interaction:answers"))]
    return [{"title": title, "url": url} for title, url in [*fixed, *titles]]


def interview_row(row: Announcement) -> dict[str, Any]:
    """A public interview as a row of the theme's list."""
    text, kind = reading.STATES[reading.state_of(row)]
    return {
        "title": row.title,
        "url": reverse("live:interview", args=[row.interview.number]),
        "badge": {"text": text, "kind": kind},
        "dated": False,
        "meta": [_("begins %(time)s") % {"time": moment(row.starts_at)}, str(row.interview.unit)],
    }


@require_safe
def interviews(request: HttpRequest) -> HttpResponse:
    """All interviews and webcasts, the latest first."""
    page_obj = Paginator(reading.public_interviews(), PER_PAGE).get_page(request.GET.get("page"))
    title = _("Interviews and webcasts")
    context = {
        "page_obj": page_obj,
        "rows": [interview_row(row) for row in page_obj.object_list],
        "breadcrumbs": _crumbs((title, "")),
        "page_meta": PageMeta(column_name=title, column_type=pgettext("gongkai", "Interaction")),
    }
    return render(request, "live/interviews.html", context)


def _announced(number: str) -> Announcement:
    row = reading.public_interviews().filter(interview__number=number).first()
    if row is None:
        raise Http404
    return row


@never_cache
@require_safe
def interview(request: HttpRequest, number: str) -> HttpResponse:
    """One interview: its announcement, what was said so far, its transcript."""
    row = _announced(number)
    state = reading.state_of(row)
    found = row.interview
    last = reading.last_release(found)  # read first: what is released meanwhile comes as an event
    meta = PageMeta(
        column_name=_("Interviews and webcasts"),
        article_title=row.title,
        pub_date=found.published_at,
        content_source=found.unit.name,
        description=row.summary[:120],
    )
    transcript = reading.transcript_of(found)
    follows = state in (reading.LIVE, reading.ANNOUNCED)
    context = {
        "announcement": row,
        "interview": found,
        "state": state,
        "badge": reading.STATES[state],
        "guests": reading.guests_of(row),
        "passages": reading.shown(found),
        "last": last,
        "follows": follows,
        "events": settings.GONGKAI["LIVE_EVENTS"] if follows else "",
        "takes_questions": reading.takes_questions(row),
        "transcript": transcript,
        "speeches": reading.speeches(transcript.text) if transcript else [],
        "breadcrumbs": _crumbs((_("Interviews and webcasts"), reverse("live:interviews")), (row.title, "")),
        "page_meta": meta,
    }
    return render(request, "live/interview.html", context)


@never_cache
@require_safe
def since(request: HttpRequest, number: str, after: str) -> JsonResponse:
    """What was released after a number, for pages that can't hold a connection: the same pieces, asked for."""
    row = _announced(number)
    found = frames_of(row.interview_id, int(after), AT_ONCE)
    return JsonResponse(
        {
            "pieces": [{"no": frame.no, "key": frame.key, "html": frame.html} for frame in found],
            "over": row.interview.ended_at is not None,
        }
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Send a question for an interview beforehand."""
    row = _announced(number)
    if not reading.takes_questions(row):
        return redirect("live:interview", number)
    form = QuestionForm(request.POST or None)
    challenges.attach(form, request)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = 422
        if not limits.QUESTIONS.take(address_of(request)):
            status = 429
            form.add_error(None, _("Many questions came from your network within the hour. Please try again later."))
        elif challenges.taken(form, request):
            try:
                services.ask(row.interview, name=form.cleaned_data["name"], text=form.cleaned_data["text"])
                return redirect("live:asked", number)
            except ActRefused as refusal:
                status = 429
                form.add_error(None, str(refusal))
    elif request.method == "POST":
        status = 422
    crumbs = _crumbs(
        (row.title, reverse("live:interview", args=[number])), (pgettext("interview", "Ask a question"), "")
    )
    context = {"form": form, "announcement": row, "breadcrumbs": crumbs, "page_meta": PageMeta()}
    return render(request, "live/ask.html", context, status=status)


@never_cache
@require_safe
def asked(request: HttpRequest, number: str) -> HttpResponse:
    """Thank who sent a question."""
    row = _announced(number)
    crumbs = _crumbs((row.title, reverse("live:interview", args=[number])), (_("Received"), ""))
    return render(request, "live/asked.html", {"announcement": row, "breadcrumbs": crumbs, "page_meta": PageMeta()})
