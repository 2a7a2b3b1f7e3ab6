"""Pages of Wagtail's admin that name any page or file by its key, each after asking whether the person may know of it.

Wagtail itself asks only when something is done there, or not at all: what other units prepare could be read off. They
stand before Wagtail's own in ``portal.urls``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.apps import apps
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, ExternalLinkView
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.files.models import ImmutableFile

from .page_rights import shown_to


def _shown(request: HttpRequest, keys: list[str]) -> list[int]:
    """Of keys that somebody sent, those of pages that the person may know of."""
    return list(Page.objects.filter(shown_to(request.user), pk__in=_numbers(keys)).values_list("pk", flat=True))


def _numbers(keys: Iterable[Any]) -> list[int]:
    """Of what was sent as keys, what can be one: numbers that every database takes."""
    return [int(key) for key in map(str, keys) if key.isdecimal() and len(key) < 19]


class ShownPagesChosen(ChosenMultipleView):
    """Tells of the chosen pages what a chooser shows, leaving out those that it wouldn't have offered."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked: Any = request.GET.copy()
        asked.setlist("id", _shown(request, asked.getlist("id")))
        request.GET = asked
        return super().get(request)


class ShownPagesBrowsed(BrowseView):
    """Opens a page of the tree in a chooser, with its title above what lies below it."""

    def get(self, request: HttpRequest, parent_page_id: int) -> HttpResponse:
        if not _shown(request, [str(parent_page_id)]):
            raise PermissionDenied
        return super().get(request, parent_page_id)


class AllowedMoveConfirmed(MoveConfirmView):
    """Names the page and its new place only to whoever may bring it there."""

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = get_object_or_404(Page, pk=page_to_move_id)
        destination = get_object_or_404(Page, pk=destination_id)
        if not page.permissions_for_user(request.user).can_move_to(destination):
            raise PermissionDenied
        return super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)


class CopyToShownPage(CopyView):
    """Copies below a page that the person may know of: the form names it again when something else is wrong."""

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if not _shown(request, [request.POST.get("new_parent_page", "")]):
            raise BadRequest(_("The form arrived incomplete."))
        return super().post(request, page_id)


class WholeExternalLink(ExternalLinkView):
    """A link to elsewhere; Wagtail's form can't be read without its address."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if f"{self.form_prefix}-{self.link_url_field_name}" not in request.POST:
            raise BadRequest(_("The form arrived incomplete."))
        return super().post(request)


def bulk_act(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Does something to many pages or files at once; Wagtail lists by title those that the person may not touch."""
    act = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if act is None:
        raise Http404
    if request.POST.get("chooser") and not _shown(request, [request.POST["chooser"]]):
        raise BadRequest(_("The form arrived incomplete."))
    view = act(request, apps.get_model(app_label, model_name))
    view.get_queryset = partial(_shown_rows, request)
    return view.dispatch(request)


def _shown_rows(request: HttpRequest, model: Any, keys: Any) -> list[Any]:
    """Of what was chosen for an act, by key, what the person may know of; Http404 where that is nothing."""
    rows = model._default_manager.filter(pk__in=_numbers(keys))
    if issubclass(model, Page):
        rows = rows.filter(shown_to(request.user))
    elif issubclass(model, ImmutableFile):
        policy = policy_registry.get_by_type(model)
        rows = rows.filter(pk__in=policy.instances_user_has_any_permission_for(request.user, ["choose"]).values("pk"))
    return get_list_or_404(rows)


urlpatterns = decorate_urlpatterns(
    [
        path("bulk/<str:app_label>/<str:model_name>/<str:action>/", bulk_act),
        path("choose-page/chosen-multiple/", ShownPagesChosen.as_view()),
        path("choose-page/<int:parent_page_id>/", ShownPagesBrowsed.as_view()),
        path("choose-external-link/", WholeExternalLink.as_view()),
        path("pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/", AllowedMoveConfirmed.as_view()),
        path("pages/<int:page_id>/copy/", CopyToShownPage.as_view()),
    ],
    require_admin_access,
)
