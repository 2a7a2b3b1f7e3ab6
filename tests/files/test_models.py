"""A stored file never changes: replacing makes a new row."""

from __future__ import annotations

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from portal.files.models import Document, PublicFile, sha256_of
from portal.files.services import is_public
from tests import factories

pytestmark = pytest.mark.django_db
OTHER = factories.pdf_bytes("另一份")


def test_it_knows_its_digest_and_the_name_it_came_with():
    row = factories.document("查询申请表.pdf")
    with row.file.open("rb") as stored:
        assert row.sha256 == hashlib.sha256(stored.read()).hexdigest()
    assert row.original_name == "查询申请表.pdf" and row.display_name == "查询申请表.pdf"


def test_the_stored_name_tells_nothing_and_is_not_guessable():
    one, two = factories.document("秘密会议纪要.pdf"), factories.document("秘密会议纪要.pdf")
    assert one.file.name != two.file.name and "秘密" not in one.file.name
    assert one.file.name.endswith(".pdf") and len(one.file.name.rsplit("/", 1)[1]) >= 12


def test_another_file_is_refused_by_saving_and_at_the_field():
    row = factories.document()
    before = (row.file.name, row.sha256)
    row.file = ContentFile(OTHER, name="b.pdf")
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert list(refused.value.message_dict) == ["file"]
    row.file = ContentFile(OTHER, name="b.pdf")
    with pytest.raises(ValidationError):
        row.save()
    stored = Document.objects.get(pk=row.pk)
    assert (stored.file.name, stored.sha256) == before


def test_other_words_about_it_may_change_while_it_is_private():
    row = factories.document()
    row.title = "新名字"
    row.save()
    assert Document.objects.get(pk=row.pk).display_name == "新名字.pdf"


def test_the_same_content_twice_is_two_rows_with_one_digest():
    one, two = factories.document(), factories.document()
    assert one.pk != two.pk
    two.refresh_from_db()
    assert len(two.sha256) == 64


@pytest.mark.parametrize("closed", [True, False])
def test_the_digest_leaves_a_file_as_it_was(closed):
    row = factories.document()
    file = row.file
    file.open("rb")
    if closed:
        file.close()
    assert sha256_of(file) == row.sha256 and file.closed is closed
    file.close()


def test_nothing_is_public_by_itself():
    assert not is_public(factories.document()) and not PublicFile.objects.exists()
