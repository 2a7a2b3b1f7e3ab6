"""What differs between two versions of a topic."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from special_topics.canvas import comparing
from special_topics.models import TopicPage

pytestmark = pytest.mark.django_db  # a page asks for its content type when it is made


def tile(tile_id: str, text: str = "耕地") -> dict[str, Any]:
    return {"type": "heading", "value": {"text": text, "level": "h2"}, "id": tile_id}


def page(*tiles: dict[str, Any], **fields: Any) -> TopicPage:
    return TopicPage(title="专题", body=list(tiles), **fields)


def found(old: TopicPage, new: TopicPage) -> list[tuple[str, str]]:
    return [(change.tile_id, change.kind) for change in comparing.changes(old, new)]


def test_two_that_are_alike_show_no_change() -> None:
    assert found(page(tile("a"), tile("b")), page(tile("a"), tile("b"))) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([tile("a")], [tile("a"), tile("b")], [("b", "added")]),
        ([tile("a"), tile("b")], [tile("a")], [("b", "removed")]),
        ([tile("a", "旧")], [tile("a", "新")], [("a", "changed")]),
        ([tile("a"), tile("b"), tile("c")], [tile("b"), tile("c"), tile("a")], [("a", "moved")]),
        ([tile("a", "旧"), tile("b")], [tile("b"), tile("a", "新")], [("a", "changed")]),
    ],
    ids=["added", "removed", "changed", "moved", "changed and moved"],
)
def test_each_tile_differs_in_its_way(old, new, expected) -> None:
    kinds = found(page(*old), page(*new))
    assert [one for one in kinds if one[1] != "moved" or one in expected] == expected


def row(tile_id: str, *tiles: dict[str, Any]) -> dict[str, Any]:
    columns = [{"type": "item", "value": {"tiles": list(tiles)}, "id": "column"}]
    return {"type": "row", "value": {"columns": columns}, "id": tile_id}


def test_a_tile_inside_a_row_differs_and_the_row_does_not() -> None:
    assert found(page(row("r", tile("a", "旧"))), page(row("r", tile("a", "新")))) == [("a", "changed")]


def test_a_tile_that_left_its_row_is_moved() -> None:
    old, new = page(row("r", tile("a"), tile("b"))), page(row("r", tile("b")), tile("a"))
    assert ("a", "moved") in found(old, new)


def test_tiles_of_unknown_types_are_named_by_their_type() -> None:
    gone = {"type": "gone", "value": {"anything": [1]}, "id": "g"}
    assert [change.name for change in comparing.changes(page(), page(gone))] == ["gone"]


def test_the_page_s_own_fields_are_named() -> None:
    names = comparing.fields_changed(page(intro="旧"), page(intro="新"))
    assert names == [str(TopicPage._meta.get_field("intro").verbose_name)]


@pytest.fixture
def versions(topic: TopicPage) -> list[int]:
    """Two versions: a heading changes and a second one comes."""
    made = []
    for tiles in ([tile("a", "旧")], [tile("a", "新"), tile("b")]):
        topic.body = tiles
        made.append(topic.save_revision().pk)
    return made


def test_two_versions_stand_side_by_side(client, site, topic, versions) -> None:
    client.force_login(site.department.farmland.liaison)
    address = reverse("canvas:compare", args=[topic.pk])
    response = client.get(address, {"old": versions[0], "new": versions[1]})
    assert [(change.tile_id, change.kind) for change in response.context["changes"]] == [
        ("a", "changed"),
        ("b", "added"),
    ]
    for version in versions:
        framed = reverse("canvas:version", args=[topic.pk, version])
        assert f'src="{framed}"' in response.content.decode()
        assert "<!--tile a-->" in client.get(framed).content.decode()


def test_without_a_choice_the_last_two_are_compared(client, site, topic, versions) -> None:
    client.force_login(site.department.farmland.liaison)
    context = client.get(reverse("canvas:compare", args=[topic.pk])).context
    assert [context["old"], context["new"]] == versions


def test_versions_of_another_topic_are_not_shown(client, site, topic, versions, open_topic) -> None:
    other = open_topic("other", "另一个专题")
    client.force_login(site.department.farmland.liaison)
    assert client.get(reverse("canvas:version", args=[other.pk, versions[0]])).status_code == 404
    assert client.get(reverse("canvas:compare", args=[other.pk]), {"old": versions[0]}).status_code == 404
