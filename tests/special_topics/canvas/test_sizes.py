"""Very much in one tile, very many tiles, tiles that nobody knows: the editor and the public page answer, in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from special_topics import mending
from special_topics.models import TopicPage
from tests.special_topics.regions.conftest import EMPTY_COMMENTS, states_of
from tests.tiles.conftest import posted

pytestmark = pytest.mark.django_db
LONG = 5_000_000
PATIENCE = 20.0  # seconds: ten times what it takes here


def quotation(tile_id: str, text: str) -> dict[str, Any]:
    return {"type": "quotation", "value": {"text": text, "who": "", "source": ""}, "id": tile_id}


HUGE: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "five megabytes in one tile": lambda: [quotation("long", "字" * (LONG // 3)), quotation("next", "后一块")],
    "five megabytes of rich text": lambda: [
        {"type": "rich_text", "value": "<p>" + "字" * (LONG // 3) + "</p>", "id": "long"},
        quotation("next", "后一块"),
    ],
    "five hundred tiles": lambda: [
        *[quotation(f"t{number}", f"第{number}块") for number in range(499)],
        quotation("next", "后一块"),
    ],
    "a thing that is no tile": lambda: [
        {"type": "gone", "value": {"deep": [[[{"a": None}]] * 50]}, "id": "gone"},
        {"type": "image", "value": {"image": 424242, "alt": "x", "caption": ""}, "id": "image"},
        {"type": "row", "value": {"columns": []}, "id": "row"},
        quotation("next", "后一块"),
    ],
}


SENT = [name for name in HUGE if "megabytes" not in name]  # what is larger the browser doesn't send: see the stories


def with_tiles(site, topic: TopicPage, name: str) -> TopicPage:
    topic.body = HUGE[name]()
    topic.save_revision(user=site.department.farmland.liaison, clean=False)
    return topic


def in_time(ask: Callable[[], Any]) -> Any:
    begun = time.monotonic()
    answer = ask()
    assert time.monotonic() - begun < PATIENCE
    return answer


@pytest.mark.parametrize("name", HUGE)
def test_the_editor_its_frame_and_the_public_page_answer(client, site, topic, public, name, monkeypatch) -> None:
    huge = with_tiles(site, topic, name)
    client.force_login(site.department.farmland.liaison)
    for view in ("wagtailadmin_pages:edit", "canvas:frame", "canvas:compare"):
        assert in_time(lambda view=view: client.get(reverse(view, args=[huge.pk]))).status_code == 200
    monkeypatch.setattr(mending, "faults", lambda draft: [])  # what a tile holds can go once it is public
    found = public(huge)
    client.logout()
    answer = in_time(lambda: client.get(found.url))
    assert answer.status_code == 200 and "后一块" in answer.content.decode()


@pytest.mark.parametrize("name", SENT)
def test_what_is_asked_while_editing_is_answered_and_the_draft_is_kept(client, site, topic, name) -> None:
    huge = with_tiles(site, topic, name)
    client.force_login(site.department.farmland.liaison)
    states = states_of(huge)
    states[-1]["value"]["text"] = "改过的后一块"
    form = posted(states)
    asked = {**form, "tile": [f"body-{len(states) - 1}"]}
    answer = in_time(lambda: client.post(reverse("canvas:tiles", args=[huge.pk]), asked))
    assert "改过的后一块" in answer.json()["tiles"]["next"]
    assert in_time(lambda: client.post(reverse("canvas:problems", args=[huge.pk]), form)).status_code == 200
    sent = {**form, **EMPTY_COMMENTS, "title": huge.title, "slug": huge.slug, "purpose": "宣传", "update_days": "30"}
    kept = in_time(lambda: client.post(reverse("wagtailadmin_pages:edit", args=[huge.pk]), sent))
    assert kept.status_code == 302
    assert "改过的后一块" in str(TopicPage.objects.get(pk=huge.pk).get_latest_revision_as_object().body.raw_data[-1])
