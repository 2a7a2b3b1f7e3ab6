"""Pages of the clean-up of columns: for those who clean up together all of it, for units their own lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals.errors import ActRefused
from portal.organisation.requests import StaffRequest, posted_or_back

from ..models import Campaign, CleanupLine
from ..permissions import preparing_post, sees_whole_cleanup, speaking_posts
from . import reading, report_pdf, report_word, services
from . import report as reports
from .forms import AnswerForm, AskForm, CampaignForm, DecisionForm
from .states import CampaignState

PER_PAGE = 50
LISTED = 20
FORMS: dict[str, tuple[Callable[[reports.Report], bytes], str]] = {
    "docx": (report_word.write, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (report_pdf.write, "application/pdf"),
}


def takes_part(person: Any) -> bool:
    """Say whether the clean-up concerns somebody at all."""
    return sees_whole_cleanup(person) or speaking_posts(person).exists()


@require_http_methods(["GET", "POST"])
def campaigns(request: StaffRequest) -> HttpResponse:
    """The campaigns of the years; whoever prepares them opens the next one here."""
    if not takes_part(request.user):
        raise PermissionDenied
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_campaign(form.cleaned_data["year"], request.user, form.limits())
        except ActRefused as refusal:
            _add_to(form, refusal)
        else:
            messages.success(request, _("The clean-up is open: look at the figures, then ask the units."))
            return redirect("cleanup:campaign", made.pk)
    shown = reading.visible_campaigns(request.user)
    context = {
        "page_obj": Paginator(shown, LISTED).get_page(request.GET.get("p")),
        "form": form if _may_open(request.user) else None,
    }
    return render(request, "oversight/cleanup/campaigns.html", context)


def _may_open(person: Any) -> bool:
    return preparing_post(person) is not None and not Campaign.objects.filter(state__in=CampaignState.OPEN).exists()


@require_GET
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    """A campaign's lines, narrowed by filters, with its progress and what can be done now."""
    found = _visible(request, pk)
    mine = reading.visible_lines(found, request.user)
    rows, chosen = reading.filtered(mine, request.GET)
    page_obj = Paginator(rows.select_related("unit", "merged_into"), PER_PAGE).get_page(request.GET.get("p"))
    whole = sees_whole_cleanup(request.user)
    case, progress = services.case_of(found) if whole else None, reading.progress(mine)
    context = {
        "campaign": found,
        "page_obj": page_obj,
        "rows": reading.rows_of(page_obj, found, request.user),
        "progress": progress,
        "filters": reading.filters(mine, chosen),
        "whole": whole,
        "case": case,
        "acts": _acts(found, case, progress) if preparing_post(request.user) else (),
        "ask_form": AskForm(),
        "has_report": whole and found.state in CampaignState.REPORTED,
    }
    return render(request, "oversight/cleanup/campaign.html", context)


def _acts(found: Campaign, case: Any, progress: reading.Progress) -> tuple[str, ...]:
    """What can be done with a campaign in its state."""
    if services.locks(case):
        return ()
    return {
        CampaignState.OPENED: ("ask", "call_off"),
        CampaignState.ANSWERING: ("collect", "ask", "call_off"),
        CampaignState.DECIDING: ("send", "call_off") if progress.is_decided else ("adopt", "send", "call_off"),
        CampaignState.DECIDED: ("close",),
    }.get(found.state, ())


@posted_or_back("cleanup:campaign")
def act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """Do something with a whole campaign; where it is refused, say why."""
    if act not in ACTS:
        raise Http404
    _visible(request, pk)
    try:
        case = ACTS[act](request, pk)
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        if case is not None:
            return redirect("approvals:case", case.pk)
    return redirect("cleanup:campaign", pk)


def _ask(request: StaffRequest, pk: int) -> None:
    form = AskForm(request.POST)
    if not form.is_valid():
        raise ActRefused([_("Please say until when the units answer.")])
    services.ask(pk, request.user, form.cleaned_data["until"])
    messages.success(request, _("The units have been asked."))


def _collect(request: StaffRequest, pk: int) -> None:
    services.collect(pk, request.user)
    messages.success(request, _("No more answers are taken: every line can be decided."))


def _adopt(request: StaffRequest, pk: int) -> None:
    count = services.adopt(pk, request.user)
    text = ngettext("%(count)s line decided as proposed.", "%(count)s lines decided as proposed.", count)
    messages.success(request, text % {"count": count})


def _send(request: StaffRequest, pk: int) -> Any:
    case = services.send(pk, request.user)
    messages.success(request, _("Sent: %(title)s") % {"title": case.title})
    return case


def _close(request: StaffRequest, pk: int) -> None:
    services.close(pk, request.user)
    messages.success(request, _("The clean-up is closed."))


def _call_off(request: StaffRequest, pk: int) -> None:
    services.call_off(pk, request.user, request.POST.get("reason", ""))
    messages.success(request, _("The clean-up is called off."))


ACTS: dict[str, Callable[[StaffRequest, int], Any]] = {
    "ask": _ask,
    "collect": _collect,
    "adopt": _adopt,
    "send": _send,
    "close": _close,
    "call_off": _call_off,
}


@require_http_methods(["GET", "POST"])
def line(request: StaffRequest, pk: int) -> HttpResponse:
    """One line: its unit answers here, the Office decides here, others read it."""
    found = get_object_or_404(
        CleanupLine.objects.select_related("campaign", "unit", "merged_into", "answered_by"), pk=pk
    )
    if not reading.visible_lines(_visible(request, found.campaign_id), request.user).filter(pk=pk).exists():
        raise Http404
    answers, decides = _form_for(request, found)
    form = answers or decides
    if request.method == "POST":
        if form is None:
            messages.error(request, _("Nothing can be changed here now."))
            return redirect("cleanup:line", pk)
        if form.is_valid():
            try:
                _keep(found, form, request.user)
            except ActRefused as refusal:
                _add_to(form, refusal)
            else:
                messages.success(request, _("Kept: %(title)s") % {"title": found.title})
                return redirect("cleanup:campaign", found.campaign_id)
    context = {"line": found, "campaign": found.campaign, "form": form, "answers": answers is not None}
    return render(request, "oversight/cleanup/line.html", context)


def _form_for(request: StaffRequest, found: CleanupLine) -> tuple[AnswerForm | None, DecisionForm | None]:
    """The form of what this person may do with a line now: answer it, decide it, or nothing."""
    posted = request.POST or None
    if not services.reasons_against_answer(found, request.user):
        return AnswerForm(posted, initial={"answer": found.answer, "reason": found.answer_reason}), None
    decidable = found.campaign.state == CampaignState.DECIDING and not services.locks(services.case_of(found.campaign))
    if decidable and preparing_post(request.user):
        return None, DecisionForm(posted, line=found)
    return None, None


def _keep(found: CleanupLine, form: AnswerForm | DecisionForm, person: Any) -> None:
    data = form.cleaned_data
    if isinstance(form, AnswerForm):
        services.answer(found.pk, person, data["answer"] == CleanupLine.Answer.AGREES, data["reason"])
    else:
        services.decide(found.pk, person, data["verdict"], data["reason"], data["merged_into"])


@require_GET
def report(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    """The report of a decided campaign, as a Word file or PDF."""
    found = _visible(request, pk)
    if not sees_whole_cleanup(request.user):
        raise PermissionDenied
    if form not in FORMS or found.state not in CampaignState.REPORTED:
        raise Http404
    write, content_type = FORMS[form]
    made = write(reports.report(found))
    headers = {"Content-Disposition": f'attachment; filename="cleanup-{found.year}.{form}"'}
    return HttpResponse(made, content_type=content_type, headers=headers)


def _visible(request: StaffRequest, pk: int) -> Campaign:
    """The campaign, where this person takes part in it; Http404 elsewhere."""
    return get_object_or_404(reading.visible_campaigns(request.user), pk=pk)


def _add_to(form: forms.BaseForm, refusal: ActRefused) -> None:
    for reason in refusal.reasons:
        form.add_error(None, reason)
