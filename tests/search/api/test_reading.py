"""What is read from the index is told only where the database says that it is public."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.apis.problems import Problem
from portal.outbox.indexing import index_changed
from portal.outbox.services import drain
from search.api import reading
from search.engines.base import Query

pytestmark = pytest.mark.django_db
LIST = Query(everything=True, sort="date", cards_only=True)


def address(path: str) -> str:
    return f"https://example.gov.cn{path}"


def shelve(shelf, *names: str) -> None:
    for name in names:
        shelf.put(name, title=f"简报{name}", body="地质灾害")
    index_changed("shelf", *names)


def test_documents_keep_the_order_of_the_index_and_leave_out_what_is_no_longer_public(shelf):
    shelve(shelf, "1", "2", "3")
    drain()
    del shelf.records["2"]
    found = reading.documents(LIST, "", address)
    assert {row["key"] for row in found["documents"]} == {"shelf:1", "shelf:3"} and found["next_cursor"] is None
    assert list(reading.public(["shelf:3", "shelf:2", "shelf:1"])) == ["shelf:3", "shelf:1"]


@pytest.mark.parametrize("key", ["", "shelf", "shelf:", "shelf:1'--", "shelf:１", "nowhere:1", f"shelf:{'1' * 19}"])
def test_keys_that_are_none_name_nothing(shelf, key):
    shelve(shelf, "1")
    assert reading.public([key]) == {}
    with pytest.raises(Problem):
        reading.document(key, address)


def test_a_document_in_a_hidden_place_is_not_told(shelf, monkeypatch):
    shelf.put("1", title="简报", places=("77",))
    assert reading.document("shelf:1", address)["title"] == "简报"
    monkeypatch.setattr(reading, "hidden_places", lambda: ("77",))
    with pytest.raises(Problem):
        reading.document("shelf:1", address)


def test_an_answer_of_many_takes_the_queries_of_one(site, shelf):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            reading.documents(LIST, "", address)
        return len(made)

    shelve(shelf, "1")
    drain()
    queries()
    few = queries()
    shelve(shelf, *(str(number) for number in range(2, 20)))
    drain()
    assert queries() == few
