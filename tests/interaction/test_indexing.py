"""What search gets of answers."""

from interaction import indexing
from interaction.models import Reply

from .conftest import PUBLIC


def test_a_public_answer_is_offered_to_search(answered):
    (key,) = indexing.ids()
    record = indexing.read([key])[key]
    assert record.kind == "answer"
    assert record.title == PUBLIC["public_title"]
    assert PUBLIC["public_answer"] in record.body
    assert record.url == f"/interaction/answers/{answered.number}/"
    assert record.unit == "registration处"


def test_a_draft_is_not(case):
    reply_id = str(Reply.objects.get().pk)
    assert list(indexing.ids()) == []
    assert indexing.read([reply_id]) == {}
