"""Which unit edits which tile of a topic: a list with a form, which the canvas also asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.organisation.models import Unit
from portal.organisation.requests import StaffRequest
from portal.tiles import catalogue
from portal.tiles.walking import Met, flat, walk

from ..models import TopicPage
from . import rights, services

MOST_WORDS = 40


@require_http_methods(["GET", "POST"])
def regions(request: StaffRequest, pk: int) -> HttpResponse:
    """The tiles of a topic's newest draft with the units that edit them; POST gives one tile to units."""
    topic: TopicPage = get_object_or_404(TopicPage.objects.select_related("owner_unit"), pk=pk)
    if not rights.may_assign(topic, request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _assign(request, topic)
    draft, given = topic.get_latest_revision_as_object(), services.by_tile(topic)
    rows = list(_rows(walk(draft.body), given))
    chosen = next((row for row in rows if row["id"] == request.GET.get("tile")), None)
    context = {
        "topic": topic,
        "rows": rows,
        "chosen": chosen,
        "units": services.units(topic),
        "most": services.MOST_UNITS,
    }
    return render(request, "special_topics/staff/regions.html", context)


def _rows(met: list[Met], given: dict[str, list[Unit]], depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield every tile that can be given, those inside of others after them."""
    for one in met:
        tile = catalogue.tile_types().get(one.name)
        words = " ".join(" ".join(text for inner in flat([one]) for text in inner.texts).split())
        yield {
            "id": one.tile_id,
            "name": tile.label if tile else one.name,
            "words": words[:MOST_WORDS],
            "units": given.get(one.tile_id, []),
            "depth": depth,
        }
        yield from _rows(one.inner, given, depth + 1)


def _assign(request: StaffRequest, topic: TopicPage) -> HttpResponse:
    wanted = {int(key) for key in request.POST.getlist("units") if key.isdecimal() and len(key) < 19}
    chosen = [unit for unit in services.units(topic) if unit.pk in wanted]
    try:
        units = services.assign(topic, request.POST.get("tile", ""), chosen, request.user)
    except ValidationError as error:
        return _answer(request, topic, {"problem": " ".join(error.messages)}, 422)
    return _answer(request, topic, {"units": [{"id": unit.pk, "name": str(unit)} for unit in units]}, 200)


def _answer(request: HttpRequest, topic: TopicPage, found: dict[str, Any], status: int) -> HttpResponse:
    """As data for the canvas, else back to the list."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(found, status=status)
    if "problem" in found:
        messages.error(request, found["problem"])
    else:
        messages.success(request, _("Kept: the units that edit this tile."))
    return redirect("topics:regions", topic.pk)
