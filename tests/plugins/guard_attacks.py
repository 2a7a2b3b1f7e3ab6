"""Attacks that two tests share: the one that shows them refused, and the one that plants the hole they go through."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken, Page, PageViewRestriction

from portal.approvals.models import Case
from portal.approvals.pages import publish
from portal.files.models import Document, Image
from tests.plugins.guard import CHANGED, World

API = "/api/v3"
API_URLS = "tests.plugins.guard_api_urls"


def use_an_approval_again(world: World) -> None:
    """Publish what an approval covered, once more, after it was used up."""
    case = Case.objects.get(kind="disclosure", subject_id=str(world.keys["page"]))
    publish(case, case.revision, case.digest)


def change_a_title_by_query(world: World) -> None:
    """Change the words of a public page without any model's ``save``."""
    Page.objects.filter(pk=world.keys["page"]).update(title=CHANGED)


def dangerous_screens(world: World) -> dict[str, int]:
    """Open, as a superuser, every screen that changes what is public: name → status."""
    page, browser = world.keys["page"], world.browser()
    screens = {
        "unpublish": reverse("wagtailadmin_pages:unpublish", args=[page]),
        "move": reverse("wagtailadmin_pages:move", args=[page]),
        "privacy": reverse("wagtailadmin_pages:set_privacy", args=[page]),
        "bulk publish": reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={world.keys['draft']}&next=/admin/",
    }
    found = {name: browser.get(url) for name, url in screens.items()}
    statuses = {name: response.status_code for name, response in found.items()}
    if not (found["bulk publish"].context or {}).get("items"):
        statuses["bulk publish"] = 403  # it opens, but offers to publish none of the pages
    return statuses


def restrict_a_public_page(world: World) -> None:
    """Take a public page from everybody who isn't signed in."""
    PageViewRestriction.objects.create(page=world.page, restriction_type="login")


def fetch(file: Document | Image, client: Client | None = None) -> int:
    """Ask for a file as the public does."""
    response = (client or Client(raise_request_exception=False)).get(settings.MEDIA_URL + file.file.name)
    if response.streaming:
        list(response.streaming_content)
    return response.status_code


def api(world: World, method: str, path: str, data: Any = None, **kwargs: Any) -> Any:
    """Call the write API with the superuser's token, where ``API_URLS`` are mounted."""
    _row, token = APIToken.create_token(user=world.superuser, name="attack")
    client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {token}"})
    options = kwargs or {"data": json.dumps(data or {}), "content_type": "application/json"}
    return getattr(client, method)(f"{API}{path}", **options)


def publish_by_api(world: World) -> Any:
    """Publish a draft through API v3."""
    return api(world, "post", f"/pages/{world.keys['draft']}/actions/publish/")
