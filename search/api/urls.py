"""Addresses of the public API, each behind its door, and of the page that explains it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from portal.apis.problems import Problem

from .api import api
from .door import door
from .views import explained


def _nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Problem("not-found")


def _behind_the_door() -> tuple[Any, str, str]:
    patterns, app_name, namespace = api.urls
    found: Any
    for found in patterns:
        found.callback = door(_nothing if found.name == "api-root" else found.callback)
    return patterns, app_name, namespace


urlpatterns = [
    path("", explained, name="api"),
    path("v1/", _behind_the_door()),
    re_path(r"^v1/(?P<rest>.*)$", door(_nothing), name="api_nothing"),
]
