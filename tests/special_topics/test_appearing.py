"""Search learns of tiles on their first day."""

from datetime import timedelta

import pytest

from portal.outbox.models import OutboxRow
from special_topics import appearing
from tests import factories

pytestmark = pytest.mark.django_db


def quotation(day):
    said = {"text": "公布", "who": "", "source": "", "settings": {"width": "12", "hide_until": day}}
    return {"type": "quotation", "value": said, "id": "q"}


@pytest.fixture
def waiting(topic, public, site):
    """Return a function that publishes the topic with a tile of a day, deep in a row."""

    def make(days):
        day = (factories.today() + timedelta(days=days)).isoformat()
        cell = {"type": "item", "value": {"width": "6", "tiles": [quotation(day)]}, "id": "c"}
        topic.body = [{"type": "row", "value": {"columns": [cell]}, "id": "r"}]
        topic.save_revision(user=site.department.farmland.liaison)
        return public(topic)

    return make


@pytest.mark.parametrize(("days", "count"), [(0, 1), (-2, 1), (1, 0), (-9, 0)])
def test_a_topic_is_read_again_on_the_day_of_its_tile(waiting, days, count):
    page = waiting(days)
    OutboxRow.objects.all().delete()
    assert appearing.go_round() == count
    asked = [row.payload for row in OutboxRow.objects.all()]
    assert len(asked) == count and all(str(page.pk) in str(payload) for payload in asked)


def test_days_that_are_none_are_passed_over():
    broken = {"type": "quotation", "value": {"settings": {"hide_until": "bald"}}}
    assert list(appearing.days_in([broken, quotation(None), {"settings": "x"}, "text"])) == []
    assert [day.isoformat() for day in appearing.days_in([quotation("2026-05-01")])] == ["2026-05-01"]
