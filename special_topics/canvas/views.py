"""What the canvas asks the server for: its frame, changed tiles, and two versions side by side."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.models import Revision
from wagtail.utils.decorators import xframe_options_sameorigin_override

from portal.organisation.requests import StaffRequest
from portal.tiles.problems import problems as problems_of

from ..merging.began import SEEN
from ..models import TopicPage
from . import comparing, rendering

MOST_VERSIONS = 50


def editable(request: HttpRequest, pk: int) -> TopicPage:
    """Return a topic as its newest draft has it, for those who may edit it (Http404, PermissionDenied)."""
    topic = get_object_or_404(TopicPage, pk=pk)
    if not topic.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft: TopicPage = topic.get_latest_revision_as_object()
    return draft


class Frame(PreviewOnEditView):
    """The page inside the canvas: as the newest draft has it, or (POST) as the editor's form has it now."""

    http_method_names = ["get", "post"]
    object: Any

    def get_object(self) -> TopicPage:
        return editable(self.request, self.kwargs["pk"])

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return rendering.marked_page(self.object, request)

    @method_decorator(xframe_options_sameorigin_override)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form(self._as_it_is(request))
        if not self.validate_form(form):
            raise BadRequest(_("The page's fields aren't complete yet."))
        form.save(commit=False)
        return rendering.marked_page(self.object, request)

    def _as_it_is(self, request: HttpRequest) -> QueryDict:
        """What was posted, with nothing of others put together with it: the canvas shows what its form holds."""
        data = request.POST.copy()
        if not self.object.permissions_for_user(request.user).in_part:
            data.pop(SEEN, None)
        return data


class Together(Frame):
    """Asks about tiles that somebody else changed, too, since the posted form was filled; "" where there are none."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.get_form(request.POST)
        self.validate_form(form)
        context = {"questions": form.questions}
        html = render_to_string("special_topics/canvas/questions.html", context) if form.questions else ""
        return JsonResponse({"html": html})


@require_POST
def tiles(request: StaffRequest, pk: int) -> JsonResponse:
    """Render the tiles whose prefixes stand in ``tile`` from the fields of the form that are posted with them."""
    page = editable(request, pk)
    return JsonResponse({"tiles": rendering.tiles_html(page, request.POST, request.POST.getlist("tile"), request)})


@require_POST
def problems(request: StaffRequest, pk: int) -> JsonResponse:
    """Say what is wrong with the tiles of the form that is posted, tile by tile."""
    page = editable(request, pk)
    stream = rendering.stream_block().value_from_datadict(request.POST, {}, "body")
    found = [
        {"tile": problem.tile_id, "kind": problem.kind, "message": problem.message, "weight": int(problem.weight)}
        for problem in problems_of(stream, tuple(accent for accent in (page.accent, page.accent_2) if accent))
    ]
    return JsonResponse({"problems": found})


@require_GET
def version(request: StaffRequest, pk: int, revision_id: int) -> HttpResponseBase:
    """One version of a topic as the public would see it, its tiles marked."""
    return rendering.marked_page(_version(editable(request, pk), revision_id), request)


@require_GET
def compare(request: StaffRequest, pk: int) -> HttpResponse:
    """Two versions side by side, and what differs: the last two, or ``old`` and ``new`` (ids of revisions)."""
    page = editable(request, pk)
    versions = list(page.revisions.select_related("user").order_by("-created_at", "-pk")[:MOST_VERSIONS])
    if not versions:
        raise Http404
    new = _chosen(request, "new", versions[0])
    old = _chosen(request, "old", versions[min(1, len(versions) - 1)])
    before, after = _version(page, old), _version(page, new)
    changes = comparing.changes(before, after)
    context = {
        "topic": page,
        "versions": versions,
        "old": old,
        "new": new,
        "changes": changes,
        "fields": comparing.fields_changed(before, after),
        "marks": {change.tile_id: {"kind": change.kind, "label": str(change.label)} for change in changes},
    }
    return render(request, "special_topics/canvas/compare.html", context)


def _chosen(request: HttpRequest, name: str, otherwise: Revision) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else otherwise.pk


def _version(page: TopicPage, revision_id: int) -> TopicPage:
    revision: Revision = get_object_or_404(page.revisions, pk=revision_id)
    found: TopicPage = revision.as_object()
    return found
