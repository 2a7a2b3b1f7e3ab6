"""Files: private until something approved shows them, and then exactly what was approved."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.embeds.models import Embed
from wagtail.models import Collection, CollectionViewRestriction

from columns.models import Disclosure
from portal.files.models import Document, Image, PublicFile, Rendition
from tests import factories
from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, not_an_error, nothing_public_changes
from tests.plugins.guard_attacks import fetch

pytestmark = pytest.mark.clause("D5")


def _replace(row: Document | Image, name: str, content: bytes) -> None:
    row.file = ContentFile(content, name=name)
    row.save()


def _rename(row: Document | Image, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


FILES = {
    "another name": lambda row, other: type(row).objects.filter(pk=row.pk).update(file=other.file.name),
    "another digest": lambda row, other: type(row).objects.filter(pk=row.pk).update(sha256="0" * 64),
    "title": lambda row, other: _rename(row, title=CHANGED),
    "title by query": lambda row, other: type(row).objects.filter(pk=row.pk).update(title=CHANGED),
    "deleted": lambda row, other: row.delete(),
    "deleted by query": lambda row, other: type(row).objects.filter(pk=row.pk).delete(),
    "deleted raw": lambda row, other: type(row).objects.filter(pk=row.pk)._raw_delete("default"),
    "made public": lambda row, other: PublicFile.objects.filter(file_id=row.pk).update(file_id=other.pk),
    "hidden": lambda row, other: PublicFile.objects.all().delete(),
}


@pytest.mark.parametrize("way", [way for way in FILES if not way.startswith("deleted")])
def test_document_replaced(world, way):
    assert_refused(FILES[way], world.document, world.private_document)
    assert fetch(world.private_document) == 404


@pytest.mark.parametrize("way", [*(way for way in FILES if not way.startswith("deleted")), "focus", "description"])
def test_image_replaced(world, way):
    more = {
        "focus": lambda row, other: _rename(row, focal_point_x=1, focal_point_y=1, focal_point_width=2,
                                            focal_point_height=2),
        "description": lambda row, other: Image.objects.filter(pk=row.pk).update(description=CHANGED),
    }  # fmt: skip
    assert_refused((FILES | more)[way], world.image, world.private_image)
    assert fetch(world.private_image) == 404


@pytest.mark.parametrize("way", [way for way in FILES if way.startswith("deleted")])
@pytest.mark.parametrize("name", ["document", "image"])
def test_public_file_deleted(world, way, name):
    row = getattr(world, name)
    attack = FILES[way]
    if name == "document":  # the attachment protects it besides
        with transaction.atomic(), guard.page_permit(world.page, "test", None):
            world.page.attachments.all().delete()
        guard.refuses(attack, row, world.private_document)
        assert fetch(row) == 200
    else:
        assert_refused(attack, row, world.private_image)
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("name", ["document", "image"])
def test_a_stored_file_is_never_replaced(world, name):
    row = getattr(world, name)
    content = factories.pdf_bytes("x") if name == "document" else guard.picture_bytes("red")
    with nothing_public_changes(), pytest.raises(ValidationError), transaction.atomic():
        _replace(row, "new.pdf" if name == "document" else "new.png", content)


def test_a_rendition_does_not_lead_to_another_picture(world):
    rendition = Rendition.objects.filter(image=world.image).first()
    private = world.private_image.get_rendition("width-100")
    assert_refused(Rendition.objects.filter(pk=rendition.pk).update, file=world.private_image.file.name)
    assert_refused(Rendition.objects.filter(pk=private.pk).update, image=world.image)
    assert fetch(private) == 404


def test_renditions_made_anew_show_the_same_picture(world):
    with Rendition.objects.filter(image=world.image).first().file.open("rb") as file:
        before = file.read()
    call_command("wagtail_update_image_renditions", stdout=StringIO())
    rendition = Rendition.objects.filter(image=world.image).first()
    with rendition.file.open("rb") as file:
        assert file.read() == before
    assert fetch(rendition) == 200


EDITED = {
    "document": ("wagtaildocs:edit", "new.pdf", "application/pdf"),
    "image": ("wagtailimages:edit", "new.png", "image/png"),
}


@pytest.mark.parametrize("name", EDITED)
@pytest.mark.parametrize("field", ["file", "title"])
def test_edit_form_of_a_public_file(world, who, name, field):
    view, file_name, kind = EDITED[name]
    row, browser = getattr(world, name), world.browser(who)
    content = factories.pdf_bytes("另一份") if name == "document" else guard.picture_bytes("red")
    data = {"title": row.title, "tags": "", "collection": str(row.collection_id)}
    data |= {"file": SimpleUploadedFile(file_name, content, kind)} if field == "file" else {"title": CHANGED}
    with nothing_public_changes():
        not_an_error(browser.post(reverse(view, args=[row.pk]), data))
    row.refresh_from_db()
    assert row.title != CHANGED


@pytest.mark.parametrize("name", ["document", "image"])
def test_delete_form_of_a_public_file(world, who, name):
    view = {"document": "wagtaildocs:delete", "image": "wagtailimages:delete"}[name]
    with nothing_public_changes():
        not_an_error(world.browser(who).post(reverse(view, args=[world.keys[name]])))


@pytest.mark.parametrize(("label", "name"), [("wagtaildocs", "document"), ("wagtailimages", "image")])
@pytest.mark.parametrize("action", ["delete", "add_to_collection", "add_tags"])
def test_tags_of_public_files(world, who, label, name, action):
    other = Collection.get_first_root_node().add_child(name="另一处")
    url = reverse("wagtail_bulk_action", args=["files", name, action])
    with nothing_public_changes():
        response = world.browser(who).post(
            f"{url}?id={world.keys[name]}&id={world.keys['private_' + name]}&next=/admin/",
            {"collection": str(other.pk), "tags": "标签"},
        )
        not_an_error(response)


UPLOADS = {
    "documents": ("wagtaildocs:add_multiple", Document, "files[]", "up.pdf"),
    "documents, one": ("wagtaildocs:add", Document, "file", "up.pdf"),
    "documents, chooser": ("wagtaildocs_chooser:create", Document, "document-chooser-upload-file", "up.pdf"),
    "pictures": ("wagtailimages:add_multiple", Image, "files[]", "up.png"),
    "pictures, one": ("wagtailimages:add", Image, "file", "up.png"),
    "pictures, chooser": ("wagtailimages_chooser:create", Image, "image-chooser-upload-file", "up.png"),
}


@pytest.mark.parametrize("way", UPLOADS)
def test_uploaded_file_is_private(world, who, way):
    view, model, field, name = UPLOADS[way]
    content = factories.pdf_bytes("新稿") if name.endswith("pdf") else guard.picture_bytes("green")
    prefix = field.removesuffix("file") if "chooser" in view else ""
    root = Collection.get_first_root_node().pk
    data = {field: SimpleUploadedFile(name, content), f"{prefix}title": "新稿", f"{prefix}collection": str(root)}
    known = set(model.objects.values_list("pk", flat=True))
    with nothing_public_changes():
        response = world.browser(who).post(reverse(view), data, headers={"x-requested-with": "XMLHttpRequest"})
        not_an_error(response)
    row = model.objects.exclude(pk__in=known).get()
    assert fetch(row) == 404 and not PublicFile.objects.filter(file_id=row.pk, sha256=row.sha256).exists()


def test_a_draft_that_shows_a_file_does_not_make_it_public(world):
    with nothing_public_changes():
        factories.attach(world.draft, world.private_document)
    assert fetch(world.private_document) == 404


def test_collection_privacy(world):
    """A collection's privacy decides nothing: whether a file is public is its own matter."""
    root = Collection.get_first_root_node()
    other = root.add_child(name="内部")
    Document.objects.filter(pk=world.private_document.pk).update(collection=other)
    restriction = CollectionViewRestriction.objects.create(collection=other, restriction_type="login")
    with nothing_public_changes():
        restriction.delete()
        Document.objects.filter(pk=world.private_document.pk).update(collection=root)
        Document.objects.filter(pk=world.document.pk).update(collection=other)
    with nothing_public_changes(), pytest.raises((ProtectedError, PermissionDenied)), transaction.atomic():
        Collection.objects.get(pk=other.pk).delete()
    with nothing_public_changes():
        CollectionViewRestriction.objects.create(collection=root, restriction_type="login")
        not_an_error(
            world.browser().post(
                reverse("wagtailadmin_collections:set_privacy", args=[other.pk]), {"restriction_type": "none"}
            )
        )
        not_an_error(world.browser().post(reverse("wagtailadmin_collections:delete", args=[other.pk])))


def test_embeds_are_not_shown(world, monkeypatch):
    """Outside content is not fetched into an approved page: what it shows later nobody would have approved."""
    url = "https://video.example.org/1"
    Embed.objects.create(
        hash="x", url=url, type="video", html="<iframe src='https://evil.example.org'></iframe>", title="x",
        last_updated="2026-01-01T00:00:00Z",
    )  # fmt: skip
    monkeypatch.setattr("wagtail.embeds.embeds.get_embed", lambda *a, **k: Embed.objects.get())
    draft = Disclosure.objects.get(pk=world.draft.pk)
    draft.body = [{"type": "rich_text", "value": f'<embed embedtype="media" url="{url}"/><p>正文</p>'}]
    draft.save()
    guard.publish_under_permit(draft)
    body = world.browser().get(guard.address(world.draft)).content
    assert "正文".encode() in body and b"evil.example.org" not in body
