"""The admin's lists of files for programs show what the person may choose."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.files.models import Document, Image
from tests import factories
from tests.plugins.guard import picture

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D5")]


@pytest.fixture
def files(department) -> dict[str, Document | Image]:
    """A document and a picture of registration's liaison, by the name of their list."""
    document = factories.document(uploader=department.registration.liaison)
    image = picture("green")
    Image.objects.filter(pk=image.pk).update(uploaded_by_user=department.registration.liaison)
    return {"documents": document, "images": image}


def listed(client, person, name: str) -> list[int]:
    client.force_login(person)
    return [item["id"] for item in client.get(reverse(f"wagtailadmin_api:{name}:listing")).json()["items"]]


@pytest.mark.parametrize("name", ["documents", "images"])
def test_files_are_listed_for_their_unit_only(client, department, files, name):
    file = files[name]
    one = reverse(f"wagtailadmin_api:{name}:detail", args=[file.pk])
    find = reverse(f"wagtailadmin_api:{name}:find") + f"?id={file.pk}"

    assert listed(client, department.registration.handler, name) == [file.pk]
    assert client.get(one).json()["title"] == file.title and client.get(find).status_code == 302
    assert listed(client, department.farmland.handler, name) == []
    assert client.get(one).status_code == client.get(find).status_code == 404
    assert listed(client, factories.UserFactory(is_superuser=True), name) == [file.pk]


def test_what_belongs_to_a_case_only_is_listed_for_nobody(client, department, files):
    document, liaison = files["documents"], department.registration.liaison
    Document.objects.filter(pk=document.pk).update(case_only=True)

    assert listed(client, liaison, "documents") == []
    assert client.get(reverse("wagtailadmin_api:documents:detail", args=[document.pk])).status_code == 404
