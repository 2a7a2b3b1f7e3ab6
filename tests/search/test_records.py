"""What an index names is told only where the database says so, source by source."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.addons.types import IndexRelation, IndexSource
from portal.outbox.indexing import index_changed
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from search import records

pytestmark = pytest.mark.django_db


def test_what_is_public_now_comes_in_the_order_of_the_keys(shelf) -> None:
    for name in ("1", "2", "3"):
        shelf.put(name, title=f"简报{name}")
    found = records.public(["shelf:3", "shelf:9", "shelf:1", "gone:1", "shelf", "shelf:../1", ""])
    assert [(key, record.title) for key, record in found.items()] == [("shelf:3", "简报3"), ("shelf:1", "简报1")]
    del shelf.records["3"]
    assert list(records.public(["shelf:3", "shelf:1"])) == ["shelf:1"]


def test_what_stands_beside_is_what_the_source_says_of_its_own(shelf, monkeypatch) -> None:
    other = IndexRelation("interprets", "对应文件", "shelf:2", "办法", "/2/")
    asked: list[list[str]] = []

    def beside(ids):
        asked.append(list(ids))
        return {"1": [other]}

    source = IndexSource("shelf", {}, shelf.read, list, beside=beside)
    silent = IndexSource("silent", {}, shelf.read, list)
    monkeypatch.setattr(records.registry, "by_name", lambda kind: {"shelf": source, "silent": silent})
    assert records.beside(["shelf:1", "silent:1", "shelf:2"]) == {"shelf:1": [other]}
    assert asked == [["1", "2"]], "once for all"


def test_what_waits_for_the_index_is_not_yet_complete(shelf) -> None:
    before = timezone.now()
    assert before - 3 * records.MARGIN <= records.complete_until() <= timezone.now() - records.MARGIN
    shelf.put("1", title="简报", body="地质灾害")
    index_changed("shelf", "1")
    OutboxRow.objects.update(created_at=before - timedelta(hours=5))
    assert records.complete_until() <= before - timedelta(hours=5) - records.MARGIN
    drain()
    assert records.complete_until() > before - timedelta(hours=1)
