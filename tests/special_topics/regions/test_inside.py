"""A tile in a column of a row is a region: whatever its unit sends, nothing around it changes."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from special_topics.models import TopicPage
from special_topics.regions import services
from tests.special_topics.regions.conftest import heading, newest, states_of
from tests.tiles.conftest import posted

pytestmark = pytest.mark.django_db


def column(key: str, *tiles: dict[str, Any]) -> dict[str, Any]:
    return {"type": "item", "value": {"width": "6", "tiles": list(tiles)}, "id": key}


@pytest.fixture
def split(site, topic) -> TopicPage:
    """A row of two columns, one tile of registration's and one of technology's in them; below it one of the owner's."""
    left, right = (
        column("left", heading("theirs", "技术中心的")),
        column("right", heading("ours", "登记局的"), heading("plain", "主办处的")),
    )
    topic.body = [
        {"type": "row", "value": {"columns": [left, right], "background": "mist"}, "id": "row"},
        {"type": "row", "value": {"columns": [column("below", heading("end", "结尾"))]}, "id": "last"},
    ]
    topic.save_revision(user=site.department.farmland.liaison)
    for tile_id, name in (("ours", "registration"), ("theirs", "technology")):
        services.assign(topic, tile_id, [getattr(site.department, name).unit], site.department.farmland.liaison)
    return TopicPage.objects.get(pk=topic.pk)


@pytest.fixture
def save(client, site, split, form_of):
    client.force_login(site.department.registration.liaison)

    def save(states, headers=None, **fields):
        address = reverse("wagtailadmin_pages:edit", args=[split.pk])
        return client.post(address, form_of(client, split, states, **fields), headers=headers)

    return save


def columns(states, row: int = 0):
    return states[row]["value"]["columns"]


def tiles(states, number: int, row: int = 0):
    return columns(states, row)[number]["value"]["tiles"]


def body(topic) -> str:
    return json.dumps(list(newest(topic).body.raw_data), ensure_ascii=False)


def test_what_is_in_it_is_kept_and_all_around_it_stays_byte_by_byte(split, save):
    before, states = body(split), states_of(split)
    tiles(states, 1)[0]["value"]["text"] = "登记局改过"
    assert save(states).status_code == 302
    after, was = (json.loads(text) for text in (body(split), before))
    assert tile_of(after)["value"]["text"] == "登记局改过"
    tile_of(after)["value"] = tile_of(was)["value"]
    assert after == was


def tile_of(items):
    return items[0]["value"]["columns"][1]["value"]["tiles"][0]


def moved_out(states):
    tiles(states, 0, 1).append(tiles(states, 1).pop(0))


def moved_foreign(states):
    tiles(states, 1).append(tiles(states, 0).pop())


def changed_foreign(states):
    tiles(states, 0)[0]["value"]["text"] = "登记局改了"


def deleted_foreign(states):
    tiles(states, 0).clear()


def deleted_row(states):
    del states[0]


def row_look(states):
    states[0]["value"]["background"] = ["light"]


def column_width(states):
    columns(states)[0]["value"]["width"] = ["4"]


def column_added(states):
    columns(states).append(copy.deepcopy({**columns(states)[0], "id": "new"}))
    columns(states)[2]["value"]["tiles"] = []


def columns_swapped(states):
    columns(states).reverse()


def added_beside(states):
    tiles(states, 1).append({**copy.deepcopy(tiles(states, 1)[0]), "id": "new"})


def copied_id(states):
    tiles(states, 0).append({**copy.deepcopy(tiles(states, 0)[0]), "id": "ours"})


def own_deleted(states):
    del tiles(states, 1)[0]


def other_type(states):
    tile = tiles(states, 1)[0]
    tile["type"], tile["value"] = "rich_text", "null"


HOSTILE = [
    moved_out, moved_foreign, changed_foreign, deleted_foreign, deleted_row, row_look, column_width, column_added,
    columns_swapped, added_beside, copied_id, own_deleted, other_type,
]  # fmt: skip


@pytest.mark.parametrize("change", HOSTILE, ids=lambda change: change.__name__)
def test_anything_else_is_refused_and_said_and_given_up_where_they_keep_their_own(split, save, change):
    before, states = body(split), states_of(split)
    change(states)
    assert save(states, {"Accept": "application/json"}).json()["error_code"] == "validation_error"
    assert body(split) == before
    assert save(states, regions_keep="1").status_code == 302
    after, was = json.loads(body(split)), json.loads(before)
    tile_of(after)["value"] = tile_of(was)["value"]  # what is in it is theirs
    assert after == was


@pytest.mark.parametrize("change", HOSTILE, ids=lambda change: change.__name__)
def test_no_version_is_kept_for_them_by_any_other_way(site, split, change):
    page, before, states = newest(split), body(split), states_of(split)
    change(states)
    block = TopicPage._meta.get_field("body").stream_block
    page.body = block.value_from_datadict(posted(states), {}, "body")
    with pytest.raises(PermissionDenied):
        page.save_revision(user=site.department.registration.liaison, clean=False)
    assert body(split) == before


def test_it_is_said_at_the_tile_inside_the_row(split, save):
    states = states_of(split)
    changed_foreign(states)
    found = save(states).context["form"].errors["body"].as_data()[0].as_json_data()
    inner = found["blockErrors"][0]["blockErrors"]["columns"]["blockErrors"][0]["blockErrors"]["tiles"]["blockErrors"][
        0
    ]
    assert "farmland处" in inner["messages"][0]


def test_the_list_of_regions_offers_tiles_inside_of_others(client, site, split):
    client.force_login(site.department.farmland.liaison)
    html = client.get(reverse("topics:regions", args=[split.pk])).content.decode()
    assert html.count("gk-inside is-1") == 4 and "?tile=theirs" in html
    assert html.count(str(site.department.registration.unit)) == 1
