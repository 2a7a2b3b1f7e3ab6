"""Two people save one topic, each from what they opened: what both did is there, or the second one is asked."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from special_topics.merging import began
from special_topics.models import TopicPage
from special_topics.regions import services
from tests.special_topics.regions.conftest import EMPTY_COMMENTS, heading, newest, row, states_of
from tests.tiles.conftest import posted

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def own_fields(page: TopicPage) -> dict[str, str]:
    """The page's own fields as its form sends them."""
    values = {field.name: field.value_from_object(page) for field in began.own_fields(page)}
    return {name: "on" if value is True else str(value) for name, value in values.items() if value not in (None, False)}


class Editor:
    """One person with the topic open: what the form holds, as it was filled and as it is now."""

    def __init__(self, client, person, topic: TopicPage) -> None:
        self.client, self.person, self.topic = client, person, topic
        self.address = reverse("wagtailadmin_pages:edit", args=[topic.pk])
        client.force_login(person)
        html = client.get(self.address).content.decode()
        names = ("regions_seen", "loaded_revision_id", "loaded_revision_created_at")
        self.fields: dict[str, Any] = {
            name: unescape(re.search(rf'name="{name}"\s+value="([^"]*)"', html)[1]) for name in names
        }
        if not topic.permissions_for_user(person).in_part:
            self.fields |= own_fields(newest(topic))
        self.states = states_of(topic)

    def write(self, number: int, text: str) -> None:
        self.states[number]["value"]["text"] = text

    def data(self, **fields: str) -> dict[str, Any]:
        return {**posted(self.states), **EMPTY_COMMENTS, **self.fields, **fields}

    def save(self, **fields: str):
        self.client.force_login(self.person)
        return self.client.post(self.address, self.data(**fields))

    def autosave(self) -> dict[str, Any]:
        self.client.force_login(self.person)
        found = self.client.post(self.address, self.data(), headers=JSON).json()
        if found["success"]:
            self.fields["overwrite_revision_id"] = str(found["revision_id"])
            self.fields["regions_seen"] = found["field_updates"]["regions_seen"]
        return found

    def questions(self) -> str:
        self.client.force_login(self.person)
        return self.client.post(reverse("canvas:together", args=[self.topic.pk]), self.data()).json()["html"]


@pytest.fixture
def topic(site, topic) -> TopicPage:
    topic.body = [heading("a", "第一节"), heading("b", "第二节"), row("row", heading("inner", "栏内"))]
    topic.purpose, topic.update_days = "宣传", 30
    topic.save_revision(user=site.department.farmland.liaison)
    return TopicPage.objects.get(pk=topic.pk)


@pytest.fixture
def two(client, site, topic) -> tuple[Editor, Editor]:
    staff = site.department.farmland
    return Editor(client, staff.liaison, topic), Editor(client, staff.head, topic)


def texts(topic: TopicPage) -> dict[str, str]:
    return {item["id"]: json.dumps(item["value"], ensure_ascii=False) for item in newest(topic).body.raw_data}


def test_background_saves_of_both_go_on_and_each_keeps_what_the_other_wrote(topic, two):
    one, other = two
    one.write(0, "一写的")
    assert one.autosave()["success"]
    other.write(1, "二写的")
    answer = other.autosave()
    assert answer["success"] and str(one.person) in answer["field_updates"]["together_taken"]
    one.states[2]["value"]["columns"][0]["value"]["tiles"][0]["value"]["text"] = "一在栏内写的"
    del one.states[1:2]
    one.states.insert(0, {**one.states[0], "id": "new", "value": {**one.states[0]["value"], "text": "一添的"}})
    conflict = one.autosave()
    assert conflict["error_code"] == "validation_error"  # one deleted what the other has written in
    found = texts(topic)
    assert "一写的" in found["a"] and "二写的" in found["b"] and list(found) == ["a", "b", "row"]


def test_what_was_added_moved_and_deleted_by_both_is_put_together(topic, two):
    one, other = two
    one.states.append({**one.states[0], "id": "by-one", "value": {**one.states[0]["value"], "text": "一添的"}})
    del one.states[1]
    assert one.save().status_code == 302
    other.states.insert(0, other.states.pop())
    other.states.append({**other.states[1], "id": "by-other", "value": {**other.states[1]["value"], "text": "二添的"}})
    assert other.save().status_code == 302
    assert list(texts(topic)) == ["row", "by-one", "a", "by-other"]


def test_what_both_wrote_into_one_tile_is_asked_in_the_background_and_by_the_button(topic, two):
    one, other = two
    one.write(0, "一写的")
    one.autosave()
    other.write(0, "二写的")
    other.write(1, "二也写的")
    assert other.autosave()["error_code"] == "validation_error"
    html = other.questions()
    assert (
        html.count("<fieldset") == 1 and "一写的" in unescape(unescape(html)) and "二写的" in unescape(unescape(html))
    )
    response = other.save()
    assert response.status_code == 200 and "gk-together-question" in response.content.decode()
    assert "一写的" in texts(topic)["a"] and "第二节" in texts(topic)["b"]


@pytest.mark.parametrize(("side", "text"), [("mine", "二写的"), ("theirs", "一写的")])
def test_what_is_chosen_stands_with_everything_else(topic, two, side, text):
    one, other = two
    one.write(0, "一写的")
    one.autosave()
    other.write(0, "二写的")
    other.write(1, "二也写的")
    value = re.search(rf'name="together-a" value="({side}:\w+)"', other.questions())[1]
    assert other.save(**{"together-a": value}).status_code == 302
    assert text in texts(topic)["a"] and "二也写的" in texts(topic)["b"]


def test_a_choice_about_a_version_that_changed_again_is_asked_anew(topic, two):
    one, other = two
    one.write(0, "一写的")
    one.autosave()
    other.write(0, "二写的")
    value = re.search(r'name="together-a" value="(mine:\w+)"', other.questions())[1]
    one.write(0, "一又写的")
    one.autosave()
    assert other.save(**{"together-a": value}).status_code == 200
    assert "一又写的" in texts(topic)["a"]


@pytest.mark.parametrize("value", ["mine", "mine:", "mine:0", "other:0", ""])
def test_a_choice_that_nobody_was_asked_about_brings_nothing_in(topic, two, value):
    one, other = two
    one.write(0, "一写的")
    one.autosave()
    other.write(0, "二写的")
    assert other.save(**{"together-a": value}).status_code == 200
    assert "一写的" in texts(topic)["a"]


def test_the_pages_own_fields_are_put_together_and_asked_about_too(topic, two):
    one, other = two
    assert one.save(title="一的标题").status_code == 302
    response = other.save(intro="二的导语")
    assert response.status_code == 302, response.context["form"].errors
    page = newest(topic)
    assert (page.title, page.intro) == ("一的标题", "二的导语")
    third = two[1]
    response = third.save(title="二的标题", intro="二的导语")
    assert list(response.context["form"].errors) == ["title"]
    value = re.search(r'name="together-field:title" value="(mine:\w+)"', response.content.decode())[1]
    assert third.save(title="二的标题", intro="二的导语", **{"together-field:title": value}).status_code == 302
    assert newest(topic).title == "二的标题"


def test_a_tile_that_only_one_has_touched_stays_as_it_was_stored_to_the_byte(topic, two):
    before = newest(topic).body.raw_data[2]
    one, _other = two
    one.write(0, "一写的")
    one.save()
    assert dict(newest(topic).body.raw_data[2]) == dict(before)


def test_two_who_save_at_the_very_same_moment_do_not_overwrite_each_other(site, topic):
    page = newest(topic)
    page.merged_onto = (page.latest_revision_id, page.latest_revision_created_at)
    newest(topic).save_revision(user=site.department.farmland.head)
    with pytest.raises(PermissionDenied):
        page.save_revision(user=site.department.farmland.liaison)


def test_the_second_of_one_unit_is_asked_in_their_region_too(client, site, topic):
    staff = site.department.registration
    services.assign(topic, "inner", [staff.unit], site.department.farmland.liaison)
    one, other = Editor(client, staff.liaison, topic), Editor(client, staff.handler, topic)
    for editor, text in ((one, "一写的"), (other, "二写的")):
        editor.states[2]["value"]["columns"][0]["value"]["tiles"][0]["value"]["text"] = text
    assert one.autosave()["success"]
    assert other.autosave()["error_code"] == "validation_error"
    value = re.search(r'name="together-inner" value="(mine:\w+)"', other.questions())[1]
    other.fields["together-inner"] = value
    assert other.autosave()["success"]
    assert "二写的" in texts(topic)["row"]


def test_a_draft_whose_tiles_have_no_names_gets_them_when_it_is_kept(site, topic):
    page = newest(topic)
    nameless = {"type": "heading", "value": {"text": "无名", "level": "h2"}}
    cell = {"type": "item", "value": {"width": "12", "tiles": [nameless]}, "id": "cell"}
    page.body = [nameless, {"type": "row", "value": {"columns": [cell]}, "id": "row"}]
    page.save_revision(user=site.department.farmland.liaison)
    first, second = newest(topic).body.raw_data
    assert first["id"] and second["value"]["columns"][0]["value"]["tiles"][0]["id"] not in ("", first["id"])
