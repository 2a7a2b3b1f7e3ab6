"""The write routes of Wagtail's API v3, were it mounted: 4xx, and nothing public changes."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site

from portal.files.models import Document, Image
from tests import factories
from tests.plugins import guard
from tests.plugins.guard import CHANGED, not_an_error, nothing_public_changes
from tests.plugins.guard_attacks import API_URLS, api, fetch

pytestmark = [pytest.mark.clause("D5"), pytest.mark.urls(API_URLS)]

REFUSED = (403, 409)  # no mistake in the request: the guard's answer

PAGES = {
    "create": ("post", "/pages/", {"meta": {"type": "columns.NewsPage", "parent_id": "column", "action": "publish"},
                                   "title": CHANGED, "slug": "made"}),
    "update": ("patch", "/pages/{page}/", {"meta": {"action": "publish", "type": "columns.Disclosure"},
                                           "title": CHANGED}),
    "publish": ("post", "/pages/{draft}/actions/publish/", {}),
    "unpublish": ("post", "/pages/{page}/actions/unpublish/", {"recursive": True}),
    "delete": ("delete", "/pages/{page}/", {}),
    "delete, action": ("delete", "/pages/{page}/actions/delete/", {}),
    "delete a draft parent": ("delete", "/pages/{hidden}/", {}),
    "move": ("post", "/pages/{page}/actions/move/", {"destination_id": "hidden"}),
    "move a draft parent": ("post", "/pages/{hidden}/actions/move/", {"destination_id": "column"}),
    "copy": ("post", "/pages/{page}/actions/copy/", {"slug": "copy", "keep_live": True}),
    "copy of a tree": ("post", "/pages/{column}/actions/copy/", {"slug": "copy", "recursive": True}),
    "create_alias": ("post", "/pages/{page}/actions/create_alias/", {"slug": "alias"}),
    "convert_alias": ("post", "/pages/{alias}/actions/convert_alias/", {}),
    "copy_for_translation": ("post", "/pages/{page}/actions/copy_for_translation/",
                             {"locale": "en", "copy_parents": True}),
}  # fmt: skip


def call(world: guard.World, method: str, path: str, data: dict, **more: int):
    """Fill in the keys of the world and call the API."""
    keys = {**world.keys, **more}

    def filled(value):
        if isinstance(value, dict):
            return {key: filled(each) for key, each in value.items()}
        return keys.get(value, value) if isinstance(value, str) else value

    return api(world, method, path.format(**keys), filled(data))


@pytest.mark.parametrize("way", PAGES)
def test_api_v3_pages(world, way, settings):
    settings.WAGTAIL_I18N_ENABLED = True
    Locale.objects.create(language_code="en")
    keys = {"alias": guard.public_alias(world).pk} if "alias}" in PAGES[way][1] else {}
    with nothing_public_changes(afresh=bool(keys)):
        response = call(world, *PAGES[way], **keys)
        assert response.status_code in REFUSED, (response.status_code, response.content)
    assert not Page.objects.filter(slug__in=["made", "copy"], live=True).exists()


def test_api_v3_pages_saves_drafts_only(world):
    older = world.page.revisions.order_by("created_at").first()
    with nothing_public_changes():
        not_an_error(call(world, "post", "/pages/{page}/actions/revert/", {"revision_id": older.pk}))
        not_an_error(call(world, "patch", "/pages/{page}/", {"meta": {"type": "columns.Disclosure"}, "title": CHANGED}))


@pytest.mark.parametrize("way", ["create", "root_page", "hostname", "delete"])
def test_api_v3_sites(world, way):
    site = Site.objects.get()
    data = {"hostname": "elsewhere", "port": 80, "root_page_id": "hidden", "site_name": "", "is_default_site": False}
    own = {**data, "hostname": "testserver", "root_page_id": site.root_page_id, "is_default_site": True}
    method, path, values = {
        "create": ("post", "/sites/", data),
        "root_page": ("put", f"/sites/{site.pk}/", {**own, "root_page_id": "second"}),
        "hostname": ("put", f"/sites/{site.pk}/", {**own, "hostname": "elsewhere"}),
        "delete": ("delete", f"/sites/{site.pk}/", {}),
    }[way]
    with nothing_public_changes():
        response = call(world, method, path, values)
        assert response.status_code in REFUSED, (response.status_code, response.content)
    assert [(s.hostname, s.root_page_id) for s in Site.objects.all()] == [("testserver", site.root_page_id)]


def upload(world: guard.World, method: str, path: str, name: str, content: bytes):
    """Send a file to the API."""
    data = encode_multipart(BOUNDARY, {"title": CHANGED, "file": SimpleUploadedFile(name, content)})
    return api(world, method, path, data=data, content_type=MULTIPART_CONTENT)


FILES = {
    "documents": (Document, "document", "new.pdf", lambda: factories.pdf_bytes("另一份")),
    "images": (Image, "image", "new.png", lambda: guard.picture_bytes("red")),
}


def attack_files(world: guard.World, kind: str) -> None:
    """Upload, change, replace and delete files of a kind through the API."""
    model, name, file_name, content = FILES[kind]
    row = getattr(world, name)
    known = set(model.objects.values_list("pk", flat=True))
    with nothing_public_changes():
        not_an_error(upload(world, "post", f"/{kind}/", file_name, content()))
    for made in model.objects.exclude(pk__in=known):
        assert fetch(made) == 404
    with nothing_public_changes():
        response = api(world, "patch", f"/{kind}/{row.pk}/", {"title": CHANGED})
        assert response.status_code in REFUSED, (response.status_code, response.content)
        not_an_error(upload(world, "patch", f"/{kind}/{row.pk}/", file_name, content()))
        response = api(world, "delete", f"/{kind}/{row.pk}/")
        assert response.status_code in REFUSED, (response.status_code, response.content)
    assert model.objects.get(pk=row.pk).title == row.title


def test_api_v3_documents(world):
    attack_files(world, "documents")


def test_api_v3_images(world):
    attack_files(world, "images")


@pytest.mark.parametrize("way", ["create", "update", "delete"])
def test_api_v3_redirects(world, way):
    with transaction.atomic(), guard.table_permit("wagtailredirects_redirect"):
        row = Redirect.objects.create(old_path="/approved-address", redirect_page=world.page)
    new = {
        "old_path": "/old-address",
        "is_permanent": True,
        "link": "https://example.org/",
        "redirect_link": "https://example.org/",
    }
    method, path, data = {
        "create": ("post", "/redirects/", new),
        "update": ("put", f"/redirects/{row.pk}/", new),
        "delete": ("delete", f"/redirects/{row.pk}/", {}),
    }[way]
    with nothing_public_changes():
        response = api(world, method, path, data)
        assert response.status_code in REFUSED, (response.status_code, response.content)
    assert Redirect.objects.get().old_path == "/approved-address"


@pytest.mark.parametrize("way", ["create", "update", "delete"])
def test_api_v3_locales(world, way):
    pk = world.page.locale_id
    method, path, data = {
        "create": ("post", "/locales/", {"language_code": "en"}),
        "update": ("put", f"/locales/{pk}/", {"language_code": "en"}),
        "delete": ("delete", f"/locales/{pk}/", {}),
    }[way]
    with nothing_public_changes():
        not_an_error(api(world, method, path, data))
    assert Locale.objects.filter(pk=pk).exists()
