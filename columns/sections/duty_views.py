"""Pages in the admin about update duties: one section's contract, the table of responsibility, its frozen copies."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from portal.approvals.errors import ActRefused
from portal.approvals.ledger.canonical import digest
from portal.approvals.models import Case, Entry
from portal.approvals.services import kind_of
from portal.organisation.requests import StaffRequest
from portal.organisation.services import units_of
from portal.theme.meta import PageMeta

from ..models import FrozenTable
from . import duty, duty_rules, excuses, table
from .forms import ExcuseForm
from .life import key_of
from .states import LifeState
from .table_files import as_docx, as_xlsx

PER_PAGE = 100
TIMELINE, CASES, FROZEN = 40, 20, 50
OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS = {"xlsx": f"{OFFICE}.spreadsheetml.sheet", "docx": f"{OFFICE}.wordprocessingml.document"}


# --- one section --------------------------------------------------------------------------------------------------
def _standing(pk: int) -> duty.Standing:
    found = duty.read([pk])
    if not found:
        raise Http404
    return found[0]


@require_GET
def section(request: StaffRequest, pk: int) -> HttpResponse:
    """A section's contract, how it stands, and what happened to it: for everybody in the department."""
    standing = _standing(pk)
    context = {
        "standing": standing,
        "partners": standing.life.partners.all(),
        "may_edit": standing.page.permissions_for_user(request.user).can_edit(),
        "may_excuse": _may_excuse(request, standing),
        "presses": standing.signal in (duty.Signal.AMBER, duty.Signal.RED),
        "excuses": standing.life.page.duty_excuses.select_related("given_by")[:CASES],
        "entries": Entry.objects.filter(subject=key_of(standing.page))[:TIMELINE],
        "cases": _cases_about(standing, request.user)[:CASES],
    }
    return render(request, "columns/staff/section.html", context)


def _may_excuse(request: StaffRequest, standing: duty.Standing) -> bool:
    return standing.left is not None and excuses.post_to_excuse(request.user, standing.unit) is not None


def _cases_about(standing: duty.Standing, person: Any) -> QuerySet[Case]:
    """Cases about a section's page, its opening and its closing: those that somebody may see."""
    life, page = standing.life, standing.page
    own = Q(kind=kind_of(page).name, subject_id=str(page.pk))
    found = Case.objects.filter(own | Q(pk__in=[life.opening_case_id, life.retiring_case_id or 0]))
    if not person.has_perm("approvals.view_entry"):
        found = found.filter(unit__in=units_of(person))
    return found.order_by("-pk")


@require_http_methods(["GET", "POST"])
def excuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Liaison or head of the unit say why a section isn't updated, and until when."""
    standing = _standing(pk)
    if not _may_excuse(request, standing):
        raise PermissionDenied
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            excuses.excuse(standing.page, request.user, form.cleaned_data["until"], form.cleaned_data["reason"])
        except ActRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("“%(title)s” is excused.") % {"title": standing.page.title})
            return redirect("sections:section", pk)
    return render(request, "columns/staff/excuse.html", {"form": form, "standing": standing})


# --- the table ----------------------------------------------------------------------------------------------------
def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in table.FILTERS}


def _chosen(request: HttpRequest, standings: list[duty.Standing]) -> list[duty.Standing]:
    return table.chosen(standings, _filters(request), request.GET.get("sort") == "signal")


@require_GET
def responsibility(request: StaffRequest) -> HttpResponse:
    """Who has to update which section, how often, and how it stands now: for everybody in the department."""
    standings = duty.read()
    found = _chosen(request, standings)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    frozen = list(FrozenTable.objects.defer("rows").select_related("made_by")[:FROZEN])
    context = {
        "page_obj": page_obj,
        "labels": table.LABELS,
        "rows": [{"standing": standing, "row": _words(standing)} for standing in page_obj],
        "chosen": _filters(request),
        "by_signal": request.GET.get("sort") == "signal",
        "units": sorted({(standing.unit.pk, str(standing.unit)) for standing in standings}, key=lambda unit: unit[1]),
        "kinds": duty_rules.kinds().items(),
        "signals": duty.Signal.choices,
        "states": LifeState.CHOICES,
        "frozen": frozen,
        "may_freeze": table.keeps_table(request.user),
        "query": request.GET.urlencode(),
        "at": timezone.now(),
    }
    return render(request, "columns/staff/responsibility.html", context)


def _words(standing: duty.Standing) -> dict[str, str]:
    row = table.row_of(standing)
    return {name: table.cell(row, name) for name in table.LABELS}


@require_GET
def export(request: StaffRequest, form: str) -> HttpResponse:
    """The table as it is filtered, as a file."""
    rows = [table.row_of(standing) for standing in _chosen(request, duty.read())]
    now = timezone.localtime()
    return _file(rows, form, now.strftime("%Y-%m-%d %H:%M"), now.strftime("%Y%m%d"))


def _file(rows: list[table.Row], form: str, moment: str, day: str) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    made = as_xlsx(rows) if form == "xlsx" else as_docx(rows, _("As it stood at %(time)s") % {"time": moment})
    headers = {"Content-Disposition": f'attachment; filename="responsibility-{day}.{form}"'}
    return HttpResponse(made, content_type=FORMS[form], headers=headers)


# --- frozen copies ------------------------------------------------------------------------------------------------
@require_POST
def freeze(request: StaffRequest) -> HttpResponse:
    """Keep the whole table as it stands now."""
    if not table.keeps_table(request.user):
        raise PermissionDenied
    made = table.freeze([table.row_of(standing) for standing in duty.read()], request.user)
    messages.success(request, _("The table is kept as it stands now."))
    return redirect("sections:frozen", made.pk)


@require_GET
def frozen(request: StaffRequest, pk: int) -> HttpResponse:
    """A frozen table, and whether its content still has the digest that the ledger knows."""
    found = get_object_or_404(FrozenTable.objects.select_related("made_by"), pk=pk)
    page_obj = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "table": found,
        "labels": table.LABELS.values(),
        "rows": [table.cells(row) for row in page_obj],
        "page_obj": page_obj,
        "holds": digest(found.rows) == found.digest,
    }
    return render(request, "columns/staff/frozen.html", context)


@require_GET
def frozen_file(request: StaffRequest, pk: int, form: str) -> HttpResponse:
    """A frozen table as a file."""
    found = get_object_or_404(FrozenTable, pk=pk)
    at = timezone.localtime(found.at)
    return _file(found.rows, form, at.strftime("%Y-%m-%d %H:%M"), at.strftime("%Y%m%d"))


@require_GET
def differences(request: StaffRequest) -> HttpResponse:
    """What became of one frozen table until another (``before`` and ``after`` in the address)."""
    before, after = (_frozen(request.GET.get(name, "")) for name in ("before", "after"))
    if before.pk > after.pk:
        before, after = after, before
    found = table.difference(before.rows, after.rows)
    return render(request, "columns/staff/differences.html", {"before": before, "after": after, "found": found})


def _frozen(value: str) -> FrozenTable:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Http404
    return get_object_or_404(FrozenTable, pk=int(value))


# --- the public page ----------------------------------------------------------------------------------------------
@require_safe
def public_table(request: HttpRequest) -> HttpResponse:
    """The table for the public, where the department has switched it on (clause A1)."""
    if not settings.GONGKAI["PUBLIC_DUTY_TABLE"]:
        raise Http404
    found = table.public(duty.read(request=request), request)
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    names = [name for name in table.PUBLIC if name != "path"]
    title = _("Who keeps what up to date")
    context = {
        "title": title,
        "labels": [table.LABELS[name] for name in table.PUBLIC],
        "rows": [
            {
                "title": standing.page.title,
                "url": standing.page.get_url(request),
                "cells": table.cells(table.public_row(standing), names),
            }
            for standing in page_obj
        ],
        "page_obj": page_obj,
        "breadcrumbs": [{"title": _("Home"), "url": "/"}],
        "page_meta": PageMeta(column_name=title, column_description=title, column_keywords=title, column_type=title),
    }
    return render(request, "columns/responsibility.html", context)
