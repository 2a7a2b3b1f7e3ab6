"""Pages in the admin where a unit works with what people sent in, and writes the result."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from portal.approvals import secrecy
from portal.approvals.errors import ActRefused
from portal.approvals.states import CaseState
from portal.organisation.models import User
from portal.organisation.requests import posted_or_back

from . import (
    content,
    contests,
    editing,
    entries,
    exports,
    opinions,
    permissions,
    reading,
    results,
    services,
    trainings,
    voting,
)
from .models import Activity, ActivityKind, Entry, OpinionGroup
from .staff_views import readable, say

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _handled(request: HttpRequest, pk: int) -> Activity:
    """Return an activity whose entries this person may read; PermissionDenied otherwise (law 7)."""
    found = readable(request, pk)
    if not (permissions.can_read(found, request.user) and found.published):
        raise PermissionDenied
    return found


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10]


def _done(request: HttpRequest, act: Callable[[], Any], sentence: str) -> bool:
    """Carry out an act and say how it went."""
    try:
        act()
    except ActRefused as refusal:
        say(request, refusal.reasons)
        return False
    messages.success(request, sentence)
    return True


# --- what people sent in ---
@never_cache
@sensitive_variables("rows")
@require_GET
def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """What people sent in, with who it was; opinions can be brought together here."""
    found = _handled(request, pk)
    chosen = request.GET.get("show", "open" if found.is_answered else "")
    if found.kind == ActivityKind.SLOGAN:
        rows: Any = contests.ranked(found)
    else:
        rows = Entry.objects.filter(activity=found).select_related("group").order_by("part", "at", "pk")
    if chosen == "open":
        rows = rows.filter(group=None)
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "activity": found,
        "page_obj": page_obj,
        "rows": [_entry_row(found, entry, said) for entry, said in entries.told_of(page_obj.object_list)],
        "show": chosen,
        "groups": list(opinions.groups_of(found)[:200]) if found.is_answered else [],
        "can": {
            act: permissions.can(act, found, request.user) for act in ("answer", "shortlist", "jury", "attendance")
        },
        "jury_form": JuryForm(initial={"jurors": found.jurors.all()}) if found.kind == ActivityKind.SLOGAN else None,
        "jury": list(found.jurors.all()),
    }
    return render(request, "activities/staff/entries.html", context)


def _entry_row(found: Activity, entry: Entry, said: entries.Told | None) -> dict[str, Any]:
    texts = surveys_texts(found, entry, said) if found.kind == ActivityKind.SURVEY else []
    return {
        "entry": entry,
        "said": said,
        "part": content.part_label(found, entry.part, _("the whole")) if found.is_answered else "",
        "answers": texts,
    }


def surveys_texts(found: Activity, entry: Entry, said: entries.Told | None) -> list[tuple[str, str]]:
    """Return a filled-in sheet as (question, answer) pairs."""
    from . import surveys

    texts = said.get("answers", {}) if said else {}
    pairs = []
    for question in surveys.questions_of(found):
        value = entry.answers.get(question.id)
        if value is None:
            continue
        if question.kind == surveys.ONE:
            text = question.options[value]
        elif question.kind == surveys.SEVERAL:
            text = "、".join(question.options[at] for at in value)
        elif question.kind == surveys.TEXT:
            text = texts.get(question.id, "")
        elif question.kind == surveys.MATRIX:
            pairs_of = zip(question.rows, value, strict=True)
            text = "；".join(f"{row} {'—' if mark is None else mark}" for row, mark in pairs_of)
        else:
            text = str(value)
        pairs.append((question.text, text))
    return pairs


@never_cache
@sensitive_post_parameters()
@posted_or_back("activities_admin:entries")
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the chosen opinions into a group."""
    found = _handled(request, pk)
    chosen = _numbers(request.POST.getlist("entry"))
    group = found.groups.filter(pk__in=_numbers([request.POST.get("group", "")])).first()
    said = request.POST.get("said", "")
    _done(request, lambda: opinions.gather(found, request.user, chosen, group, said), _("Brought together."))
    return redirect("activities_admin:entries", pk)


class GroupForm(forms.Form):
    """The answer to a group of opinions."""

    said = forms.CharField(
        label=gettext_lazy("What was said, in your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    verdict = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=OpinionGroup.Verdict.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("Answer to everybody who said so"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


@never_cache
@require_GET
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    """The groups of opinions with their answers."""
    found = _handled(request, pk)
    page_obj = Paginator(opinions.groups_of(found), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "activity": found,
        "page_obj": page_obj,
        "rows": [_group_row(found, group) for group in page_obj.object_list],
        "left": opinions.unsorted(found).count(),
        "can_answer": permissions.can("answer", found, request.user),
    }
    return render(request, "activities/staff/groups.html", context)


def _group_row(found: Activity, group: OpinionGroup) -> dict[str, Any]:
    return {
        "group": group,
        "part": content.part_label(found, group.part, _("the whole")),
        "form": GroupForm(
            initial={"said": group.said, "verdict": group.verdict, "text": group.answer}, prefix=f"g{group.pk}"
        ),
    }


@never_cache
@posted_or_back("activities_admin:groups")
def answer(request: HttpRequest, pk: int, group_id: int) -> HttpResponse:
    """Answer a group."""
    found = _handled(request, pk)
    group = get_object_or_404(found.groups, pk=group_id)
    form = GroupForm(request.POST, prefix=f"g{group.pk}")
    if form.is_valid():
        values = form.cleaned_data
        _done(request, lambda: opinions.answer(found, request.user, group, **values), _("The answer is kept."))
    else:
        say(request, [error for errors in form.errors.values() for error in errors])
    return redirect("activities_admin:groups", pk)


# --- ballots ---
@never_cache
@require_GET
def ballots(request: HttpRequest, pk: int) -> HttpResponse:
    """How a vote stands, what was refused, and what looks stuffed."""
    found = _handled(request, pk)
    from .admission import refusals
    from .models import Refusal
    from .staff_views import _chart

    names = {candidate.id: candidate.name for candidate in content.candidates_of(found)}
    groups_found = [
        {"group": group, "names": "、".join(names.get(part, part) for part in group.pick.split(","))}
        for group in voting.alike(found)
    ]
    context = {
        "activity": found,
        "chart": _chart(found),
        "refused": [(Refusal.Reason(code).label, count) for code, count in refusals(found)],
        "discards": voting.discards(found),
        "alike": groups_found,
        "can_discard": permissions.can("discard", found, request.user),
    }
    return render(request, "activities/staff/ballots.html", context)


@never_cache
@posted_or_back("activities_admin:ballots")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Discard a group of ballots, or let those of a reason count again."""
    found = _handled(request, pk)
    reason = request.POST.get("reason", "")
    if "back" in request.POST:
        _done(request, lambda: voting.take_back(found, request.user, reason), _("They count again."))
    else:
        key = request.POST.get("key", "")
        _done(request, lambda: voting.discard(found, request.user, key, reason), _("They don't count any more."))
    return redirect("activities_admin:ballots", pk)


# --- slogans and trainings ---
class JuryForm(forms.Form):
    """Who is of the jury."""

    jurors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Jury"), queryset=User.objects.filter(is_active=True).order_by("full_name"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["jurors"]
        field.widget.choices = contests.who_may_judge(field.queryset)


@never_cache
@posted_or_back("activities_admin:entries")
def jury(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the jury."""
    found, form = _handled(request, pk), JuryForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["jurors"]
        _done(request, lambda: contests.set_jury(found, request.user, chosen), _("The jury is named."))
    return redirect("activities_admin:entries", pk)


@never_cache
@posted_or_back("activities_admin:entries")
def shortlist(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the shortlist, or draft the vote over it."""
    found = _handled(request, pk)
    if "vote" in request.POST:
        try:
            vote = contests.draft_vote(found, request.user)
        except ActRefused as refusal:
            say(request, refusal.reasons)
            return redirect("activities_admin:entries", pk)
        messages.success(request, _("The vote is drafted."))
        return redirect("activities_admin:edit", vote.pk)
    chosen = _numbers(request.POST.getlist("entry"))
    _done(request, lambda: contests.shortlist(found, request.user, chosen), _("The shortlist is kept."))
    return redirect("activities_admin:entries", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """A juror gives points; who sent a slogan in isn't shown."""
    found = get_object_or_404(Activity.objects.select_related("unit"), pk=pk, kind=ActivityKind.SLOGAN)
    if not permissions.is_juror(found, request.user):
        raise PermissionDenied
    if request.method == "POST":
        points = _points(request)
        _done(request, lambda: contests.score(found, request.user, points), _("Your points are kept."))
        return redirect(request.get_full_path())
    rows = Entry.objects.filter(activity=found).order_by("at", "pk")
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    page = list(page_obj.object_list)
    given = dict(_given(request.user, page))
    context = {
        "activity": found,
        "page_obj": page_obj,
        "rows": [
            {"entry": entry, "slogan": slogan, "meaning": meaning, "points": given.get(entry.pk, "")}
            for entry, slogan, meaning in contests.texts(page)
        ],
        "most": int(found.rules.get("points", content.POINTS)),
        "open": permissions.can("score", found, request.user),
    }
    return render(request, "activities/staff/score.html", context)


def _points(request: HttpRequest) -> dict[int, int]:
    """Read points by slogan from what a juror posted; empty ones are left out."""
    posted = {name.removeprefix("points-"): request.POST.get(name, "") for name in request.POST if "points-" in name}
    return {int(key): int(value) for key, value in posted.items() if key.isdecimal() and value.isdecimal()}


def _given(juror: Any, page: list[Entry]) -> list[tuple[int, int]]:
    from .models import Score

    return list(Score.objects.filter(juror=juror, entry__in=page).values_list("entry_id", "points"))


@never_cache
@posted_or_back("activities_admin:entries")
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who of a page of registrations attended."""
    found = _handled(request, pk)
    shown, there = _numbers(request.POST.getlist("shown")), _numbers(request.POST.getlist("entry"))
    act = partial(trainings.note_attendance, found, request.user, shown, there)
    _done(request, act, _("The attendance is kept."))
    return redirect("activities_admin:entries", pk)


@never_cache
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was sent in as a workbook."""
    found = _handled(request, pk)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.number}.xlsx"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(exports.workbook(found), content_type=XLSX, headers=headers)


# --- the result ---
@never_cache
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the result, look at it as everybody would, send it for approval."""
    found = readable(request, pk)
    if reasons := permissions.reasons_against("result", found, request.user):
        say(request, reasons)
        return redirect("activities_admin:activity", pk)
    known = results.of(found)
    form = editing.ResultForm(request.POST or None, initial={"text": known.text if known else ""})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                known = results.draft(found, request.user, form.cleaned_data["text"])
                if "send" in request.POST:
                    case = results.send(known, request.user, secrecy.answers_in(request.POST))
                    messages.success(request, _("Sent for approval: %(title)s") % {"title": case.title})
                    return redirect("approvals:case", case.pk)
                messages.success(request, _("Kept as a draft."))
                return redirect("activities_admin:result", pk)
            except ActRefused as refusal:
                say(request, refusal.reasons)
    case_now = services.case_of(known) if known else None
    context = {
        "activity": found,
        "form": form,
        "known": known,
        "case": case_now,
        "case_state": CaseState.LABELS[case_now.state] if case_now else "",
        "locked": results.in_approval(found),
        "problems": results.problems(known) if known and not results.in_approval(found) else [],
        **(reading.result_context(found, known) if known else {}),
    }
    return render(request, "activities/staff/result.html", context, status=status)
