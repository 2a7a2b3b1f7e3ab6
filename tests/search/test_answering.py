"""What is fetched from an engine for a page."""

from __future__ import annotations

from search import answering
from search.engines.base import Query
from search.ranking import weights

QUESTION = "采矿权到期以后怎么办理延续登记？"


def test_a_question_is_put_in_order_with_room_for_what_is_about_the_same() -> None:
    w = weights()
    assert answering.wanted(Query(text="采矿权")).size == w.window
    assert answering.wanted(Query(text=QUESTION)).size == w.window + w.near_count


def test_pages_beyond_that_come_as_the_engine_orders_them() -> None:
    last = answering.window(Query(text=QUESTION)) // 10
    assert answering.wanted(Query(text=QUESTION, page=last)).again
    assert not answering.wanted(Query(text=QUESTION, page=last + 1)).again
