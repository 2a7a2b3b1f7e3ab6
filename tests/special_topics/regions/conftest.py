"""A topic of farmland in which registration edits one tile."""

from __future__ import annotations

from typing import Any

import pytest

from special_topics.models import TopicPage
from special_topics.regions import services
from tests.tiles.conftest import posted

OURS, THEIRS, RICH = "tile-ours", "tile-theirs", "tile-rich"


def heading(tile_id: str, text: str) -> dict[str, Any]:
    return {"type": "heading", "value": {"text": text, "level": "h2"}, "id": tile_id}


def row(tile_id: str, *tiles: dict[str, Any]) -> dict[str, Any]:
    cell = {"type": "item", "value": {"width": "12", "tiles": list(tiles)}, "id": "cell"}
    return {"type": "row", "value": {"columns": [cell]}, "id": tile_id}


@pytest.fixture
def shared(site, topic) -> TopicPage:
    """The topic: a heading of its owner, a row of registration's, a text of its owner."""
    rich = {"type": "rich_text", "value": "<p>十分<b>珍惜</b>土地。</p>", "id": RICH}
    topic.body = [heading(OURS, "主办处的标题"), row(THEIRS, heading("inner", "登记局的标题")), rich]
    topic.save_revision(user=site.department.farmland.liaison)
    services.assign(topic, THEIRS, [site.department.registration.unit], site.department.farmland.liaison)
    return TopicPage.objects.get(pk=topic.pk)


@pytest.fixture
def form_of():
    """What a browser sends when somebody keeps a topic as they see it."""

    def form(client, topic: TopicPage, states: list[dict[str, Any]] | None = None, **fields: Any) -> dict[str, Any]:
        return {**posted(states_of(topic) if states is None else states), **EMPTY_COMMENTS, **fields}

    return form


EMPTY_COMMENTS = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}


def newest(topic: TopicPage) -> TopicPage:
    return TopicPage.objects.get(pk=topic.pk).get_latest_revision_as_object()


def states_of(topic: TopicPage) -> list[dict[str, Any]]:
    """The form's state of the newest draft."""
    block = TopicPage._meta.get_field("body").stream_block
    return block.get_form_state(newest(topic).body)
