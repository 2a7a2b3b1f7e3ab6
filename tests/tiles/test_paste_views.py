"""What was copied in Word comes back as tiles for the editor's stream."""

from __future__ import annotations

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.files.conversion import pasted
from portal.files.models import Image, PublicFile
from tests import factories
from tests.files.conversion import making

pytestmark = pytest.mark.django_db


def paste(client, html: str):
    return client.post(reverse("pasted_tiles"), {"html": SimpleUploadedFile("pasted.html", html.encode())})


def test_text_table_and_picture_come_as_tiles(client, site):
    liaison = site.department.registration.liaison
    client.force_login(liaison)
    source = base64.b64encode(making.png()).decode()
    table = "<table><tr><td colspan=2>甲</td></tr><tr><td>乙<td>丙</table>"
    answer = paste(client, f'<p>文<del>删</del></p>{table}<p><img src="data:image/png;base64,{source}"></p>').json()
    assert [tile["type"] for tile in answer["tiles"]] == ["rich_text", "table", "image"]
    assert answer["tiles"][1]["value"]["mergeCells"] == [{"row": 0, "col": 0, "rowspan": 1, "colspan": 2}]
    image = Image.objects.get()
    assert answer["tiles"][2]["value"]["image"]["id"] == image.pk and image.uploaded_by_user == liaison
    assert len(answer["losses"]) == 1 and "删" in answer["losses"][0] and not PublicFile.objects.exists()


def test_too_much_is_said(client, site, monkeypatch):
    client.force_login(site.department.registration.liaison)
    monkeypatch.setattr(pasted, "MAX_BYTES", 10)
    assert paste(client, "<p>长长长长长长</p>").status_code == 400
    assert client.post(reverse("pasted_tiles")).status_code == 400


def test_only_those_who_write_may_paste(client, site):
    assert paste(client, "<p>文</p>").status_code == 302
    client.force_login(factories.UserFactory())
    assert paste(client, "<p>文</p>").status_code in (302, 403)
    assert client.get(reverse("pasted_tiles")).status_code in (302, 403, 405)
