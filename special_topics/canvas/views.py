"""What the canvas asks the server for: its frame, changed tiles, and two versions side by side."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from portal.organisation.requests import StaffRequest

from ..models import TopicPage
from . import rendering


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
        form = self.get_form(request.POST)
        if not self.validate_form(form):
            raise BadRequest(_("The page's fields aren't complete yet."))
        form.save(commit=False)
        return rendering.marked_page(self.object, request)


@require_POST
def tiles(request: StaffRequest, pk: int) -> JsonResponse:
    """Render the tiles whose prefixes stand in ``tile`` from the fields of the form that are posted with them."""
    page = editable(request, pk)
    return JsonResponse({"tiles": rendering.tiles_html(page, request.POST, request.POST.getlist("tile"), request)})
