"""Whose files somebody sees: the posts of both decide, the uploader's on the day of the upload, the reader's today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.files.models import Document
from portal.files.permissions import can_see
from portal.organisation.models import Post
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D5")]
DAY = timedelta(days=1)


@pytest.fixture
def file(department) -> Document:
    """A document that registration's liaison uploaded a month ago."""
    row = factories.document(uploader=department.registration.liaison)
    Document.objects.filter(pk=row.pk).update(created_at=timezone.now() - 30 * DAY)
    return Document.objects.get(pk=row.pk)


def also_in_farmland(department, begins, ends=None) -> None:
    person, unit = department.registration.liaison, department.farmland.unit
    factories.PostFactory(person=person, unit=unit, starts_on=begins, ends_on=ends)


@pytest.mark.parametrize(
    ("begins", "ends", "seen"),
    [(-60, None, True), (-30, -30, True), (-60, -29, True), (-29, None, False), (1, None, False), (-60, -31, False)],
)
def test_a_post_of_the_uploader_counts_if_it_was_held_on_the_day_of_the_upload(department, file, begins, ends, seen):
    today = factories.today()
    also_in_farmland(department, today + begins * DAY, None if ends is None else today + ends * DAY)

    assert can_see(department.farmland.handler, file) is seen


@pytest.mark.parametrize(
    ("begins", "ends", "seen"), [(0, None, True), (-9, 0, True), (1, None, False), (-9, -1, False)]
)
def test_a_post_of_the_reader_counts_if_it_is_held_today(department, file, begins, ends, seen):
    today, reader = factories.today(), department.farmland.handler
    unit = department.registration.unit
    Post.objects.create(
        person=reader, unit=unit, capacity="handler", starts_on=today + begins * DAY,
        ends_on=None if ends is None else today + ends * DAY,
    )  # fmt: skip

    assert can_see(reader, file) is seen


def test_an_uploader_who_moved_on_leaves_the_file_with_the_unit(department, file):
    Post.objects.filter(person=department.registration.liaison).update(ends_on=factories.today() - DAY)

    assert can_see(department.registration.handler, file)
