"""The worklist as a page: tabs with their counts, filters in the address, and deciding straight from the row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.organisation.requests import StaffRequest
from portal.organisation.services import posts_of

from . import services, worklist
from .batches.services import AGREEING, MOST
from .errors import ActRefused
from .models import Case
from .panels import rooms_of, waits_elsewhere
from .phrases.services import choices_of
from .templatetags.approvals import case_rows
from .worklist_filters import Filters
from .worklist_rows import waiting_row

PER_PAGE = 30
TABS = {
    "waiting": gettext_lazy("Waits for me"),
    "sent": gettext_lazy("What I sent"),
    "unit": gettext_lazy("Overdue or nearly so in my unit"),
    "done": gettext_lazy("Done by me"),
}


@require_http_methods(["GET", "POST"])
def worklist_page(request: StaffRequest) -> HttpResponse:
    """Show a tab of the worklist; a POST decides on the case of one row, on the version that the row showed."""
    if request.method == "GET":
        return render(request, "approvals/worklist.html", page_context(request))
    case_id, text = number(request.POST.get("case", "")), request.POST.get("text", "")[:4000]
    try:
        found = decide(request, case_id, text or request.POST.get("phrase", "")[:4000])
    except ActRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        context = page_context(request, opened=case_id, text=text)
        return render(request, "approvals/worklist.html", context, status=422)
    done = _("Returned: %(title)s") if request.POST.get("act") == "return" else _("Agreed: %(title)s")
    messages.success(request, done % {"title": found.title})
    return HttpResponseRedirect(_back(request))


def decide(request: StaffRequest, case_id: int, text: str) -> Case:
    """Carry out what a row's button asks for. ActRefused with every reason, also where the case has gone."""
    case = Case.objects.filter(pk=case_id).first()
    act = request.POST.get("act", "")
    if case is None or act not in ("agree", "return"):
        raise ActRefused([_("There is no such act.")])
    carry_out: Callable[..., Case] = (
        services.return_case if act == "return" else AGREEING.get(case.state, services.agree)
    )
    return carry_out(case_id, request.user, number(request.POST.get("version", "")), text)


def number(value: str) -> int:
    """Return a number out of a form, 0 where it is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _back(request: StaffRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else request.get_full_path()


def page_context(request: StaffRequest, opened: int = 0, text: str = "") -> dict[str, Any]:
    """Context of the worklist: ``opened`` and ``text`` are the row that was refused, and what was written in it."""
    person, now = request.user, timezone.now()
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    filters = Filters.read(request.GET)
    waiting = worklist.waiting_for(person)
    units = [post.unit_id for post in posts_of(person)]
    lists = {"sent": worklist.sent(person), "unit": worklist.pressing_in(units, now), "done": worklist.done_by(person)}
    counts = {"waiting": len(waiting), **{name: rows.count() for name, rows in lists.items()}}
    rows: Any = lists[tab] if tab in lists else Case.objects.filter(pk__in=[item.case.pk for item in waiting])
    rows = filters.narrow(rows, now)
    if tab == "waiting":
        kept = set(rows.values_list("pk", flat=True))
        rows = [item for item in waiting if item.case.pk in kept]
    page_obj: Page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    phrases = choices_of(person) if tab == "waiting" else {}
    return {
        "tab": tab,
        "title": TABS[tab],
        "tabs": [
            {
                "title": f"{label} ({counts[name]})",
                "url": f"{reverse('approvals:worklist')}?{filters.query(tab=name)}",
                "current": name == tab,
            }
            for name, label in TABS.items()
        ],
        "fields": filters.fields(),
        "filtered": filters.count,
        "page_obj": page_obj,
        "elsewhere": 0 if waiting else waits_elsewhere(person, rooms_of(request)).total,
        "rows": [waiting_row(item, opened, text) for item in page_obj] if tab == "waiting" else case_rows(page_obj),
        "phrases": phrases,
        "left_over": text if text and opened not in [item.case.pk for item in page_obj if tab == "waiting"] else "",
        "most": MOST,
        "next": request.get_full_path(),
    }
