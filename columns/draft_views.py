"""Pages in the admin where a file becomes a draft, and where people see what became of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from portal.files.conversion.shapes import Loss
from portal.files.conversion.words import sentences
from portal.files.permissions import can_see
from portal.organisation.requests import StaffRequest

from . import drafts
from .forms import DraftForm
from .models import ColumnPage, Conversion, Disclosure
from .views import render_stream

OFFERED = 50


@require_http_methods(["GET", "POST"])
def from_file(request: StaffRequest) -> HttpResponse:
    """Choose a file and where it goes; it becomes a draft. ``column`` in the address proposes the column."""
    key = request.GET.get("column", "")
    parent = ColumnPage.objects.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 10 else None
    form = DraftForm(request.POST or None, request.FILES or None, person=request.user, parent=parent)
    if not form.columns:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and form.converted is not None:
        try:
            conversion = drafts.make(form.upload(), form.converted, request.user)
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect("columns:conversion", conversion.pk)
    documents = Disclosure.objects.live().order_by("-first_published_at").values_list("title", flat=True)[:OFFERED]
    return render(request, "columns/staff/from_file.html", {"form": form, "documents": documents})


@require_GET
def conversion(request: StaffRequest, pk: int) -> HttpResponse:
    """What became of a file: what was taken from it, beside its own words, and what could not be carried over."""
    found = get_object_or_404(Conversion.objects.select_related("original", "page", "made_by"), pk=pk)
    if not can_see(request.user, found.original):
        raise PermissionDenied
    return render(request, "columns/staff/conversion.html", _context(found, request.user))


def _context(found: Conversion, person: Any) -> dict[str, Any]:
    page = found.page.specific
    draft: Any = page.get_latest_revision_as_object()
    lines = drafts.compare(found, draft)
    files = list(draft.attachments.all()) if isinstance(draft, Disclosure) else []
    return {
        "conversion": found,
        "draft": draft,
        "is_disclosure": isinstance(draft, Disclosure),
        "counts": {name: sum(child.block_type == name for child in draft.body) for name in ("table", "image")},
        "files": files,
        "named": found.attachment_names if len(files) < len(found.attachment_names) else [],
        "body": render_stream(draft.body),
        "lines": lines,
        "missing": sum(not line.kept for line in lines),
        "losses": sentences(Loss(*loss) for loss in found.losses),
        "may_edit": page.permissions_for_user(person).can_edit(),
    }
