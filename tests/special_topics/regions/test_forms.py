"""The editor's form of those who edit a part: what they may is kept, what they may not is said at its place."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from tests.special_topics.regions.conftest import EMPTY_COMMENTS, OURS, RICH, THEIRS, heading, newest, row, states_of
from tests.tiles.conftest import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(client, site, shared, form_of):
    """Keep the draft as a liaison of registration: the response."""
    client.force_login(site.department.registration.liaison)

    def save(states=None, **fields):
        address = reverse("wagtailadmin_pages:edit", args=[shared.pk])
        return client.post(address, form_of(client, shared, states, **fields))

    return save


def said(topic) -> dict[str, str]:
    return {item["id"]: json.dumps(item["value"], ensure_ascii=False) for item in newest(topic).body.raw_data}


def write_inner(states, text):
    states[1]["value"]["columns"][0]["value"]["tiles"][0]["value"]["text"] = text


def seen_in(html: str) -> str:
    return unescape(re.search(r'name="regions_seen" value="([^"]*)"', html)[1])


def errors_in(response) -> dict:
    form = response.context["form"]
    assert list(form.errors) == ["body"]
    return form.errors["body"].as_data()[0].as_json_data()


def test_their_own_region_is_kept_and_the_rest_stays_byte_by_byte(shared, save):
    before, states = said(shared), states_of(shared)
    write_inner(states, "登记局改过")
    states[0]["value"]["text"] = " 主办处的标题 "  # no change to anybody
    assert save(states).status_code == 302
    after = said(shared)
    assert "登记局改过" in after[THEIRS]
    assert (after[OURS], after[RICH]) == (before[OURS], before[RICH])


def test_a_change_elsewhere_is_said_at_its_tile_and_theirs_stays_in_the_form(shared, save):
    before, states = said(shared), states_of(shared)
    write_inner(states, "登记局改过")
    states[0]["value"]["text"] = "登记局改了主办处的"
    response = save(states)
    found = errors_in(response)
    assert list(found["blockErrors"]) == [0] and "farmland处" in found["blockErrors"][0]["messages"][0]
    assert (
        "登记局改过" in response.content.decode() or "\\u767b\\u8bb0\\u5c40\\u6539\\u8fc7" in response.content.decode()
    )
    assert said(shared) == before


def test_they_can_keep_what_is_theirs_and_give_the_rest_up(shared, save):
    before, states = said(shared), states_of(shared)
    write_inner(states, "登记局改过")
    states[0]["value"]["text"] = "登记局改了主办处的"
    refused = save(states, title="别的标题").content.decode()
    assert 'name="regions_keep"' in refused
    assert save([states[1], states[0]], title="别的标题", regions_keep="1").status_code == 302
    after = said(shared)
    assert "登记局改过" in after[THEIRS]
    assert list(after) == list(before) and (after[OURS], after[RICH]) == (before[OURS], before[RICH])
    assert newest(shared).title == shared.title


def test_what_was_added_moved_and_removed_is_said(shared, save):
    states = states_of(shared)
    new = {**states[0], "id": "new"}
    found = errors_in(save([states[1], states[0], new]))
    assert set(found["blockErrors"]) <= {0, 1, 2} and 2 in found["blockErrors"] and len(found["blockErrors"]) == 2
    assert len(found["messages"]) == 1


def test_fields_of_the_page_are_not_theirs(shared, save):
    response = save(title="别的标题")
    assert list(response.context["form"].errors) == ["title"]
    assert newest(shared).title == shared.title


def test_an_autosave_with_a_foreign_change_keeps_nothing(client, site, shared, form_of):
    client.force_login(site.department.registration.liaison)
    before, states = said(shared), states_of(shared)
    states[0]["value"]["text"] = "别人的"
    address = reverse("wagtailadmin_pages:edit", args=[shared.pk])
    answer = client.post(address, form_of(client, shared, states), headers={"Accept": "application/json"})
    assert answer.status_code == 400 and answer.json()["error_code"] == "validation_error"
    assert said(shared) == before


def test_what_the_owner_wrote_meanwhile_is_not_undone_by_an_older_form(client, site, shared, save):
    states = states_of(shared)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[shared.pk])).content.decode()
    page = newest(shared)
    page.body = [{**page.body.raw_data[0], "value": {"text": "主办处后来改的", "level": "h2"}}, *page.body.raw_data[1:]]
    page.save_revision(user=site.department.farmland.liaison)
    write_inner(states, "登记局改过")
    assert save(states, regions_seen=seen_in(html)).status_code == 302
    after = said(shared)
    assert "主办处后来改的" in after[OURS] and "登记局改过" in after[THEIRS]


def test_what_a_unit_wrote_meanwhile_is_not_undone_by_an_older_form_of_the_owner(client, site, shared, form_of):
    client.force_login(site.department.farmland.liaison)
    address = reverse("wagtailadmin_pages:edit", args=[shared.pk])
    seen, states = seen_in(client.get(address).content.decode()), states_of(shared)
    page = newest(shared)
    theirs = {**page.body.raw_data[1], "value": row(THEIRS, heading("inner", "登记局后来写的"))["value"]}
    page.body = [page.body.raw_data[0], theirs, page.body.raw_data[2]]
    page.save_revision(user=site.department.registration.liaison)
    states[0]["value"]["text"] = "主办处改过"
    sent = form_of(client, shared, [states[1], states[0]], regions_seen=seen, title=shared.title, slug=shared.slug)
    assert client.post(address, {**sent, "purpose": "宣传", "update_days": "30"}).status_code == 302
    after = said(shared)
    assert list(after) == [THEIRS, OURS]  # the order, and what they took out, is theirs to say
    assert "登记局后来写的" in after[THEIRS] and "主办处改过" in after[OURS]


@pytest.mark.parametrize("name", ["registration", "farmland"])
def test_what_was_autosaved_can_be_taken_back_in_the_same_form(client, site, shared, form_of, name):
    """Autosave doesn't load the page again: what is "as it was" has to follow what was saved."""
    client.force_login(getattr(site.department, name).liaison)
    address = reverse("wagtailadmin_pages:edit", args=[shared.pk])
    seen, states = seen_in(client.get(address).content.decode()), states_of(shared)
    own = {"title": shared.title, "slug": shared.slug, "purpose": "宣传", "update_days": "30"}
    fields = {} if name == "registration" else own
    for text in ("写错了", "登记局的标题"):
        write_inner(states, text)
        sent = form_of(client, shared, states, regions_seen=seen, **fields)
        answer = client.post(address, sent, headers={"Accept": "application/json"}).json()
        assert answer["success"]
        seen = answer["field_updates"]["regions_seen"]
        assert text in said(shared)[THEIRS]


@pytest.mark.parametrize("name", ["registration", "farmland"])
def test_going_back_to_an_older_version_goes_back(client, site, shared, name):
    old, person = newest(shared).latest_revision_id, getattr(site.department, name).liaison
    page = newest(shared)
    page.body = [page.body.raw_data[0], row(THEIRS, heading("inner", "后来")), page.body.raw_data[2]]
    page.save_revision(user=person)
    client.force_login(person)
    html = client.get(reverse("wagtailadmin_pages:revisions_revert", args=[shared.pk, old])).content.decode()
    block = type(shared)._meta.get_field("body").stream_block
    older = shared.revisions.get(pk=old).as_object()
    fields = {} if name == "registration" else {"title": shared.title, "slug": shared.slug, "purpose": "宣传"}
    sent = {**posted(block.get_form_state(older.body)), **EMPTY_COMMENTS, **fields, "regions_seen": seen_in(html)}
    address = reverse("wagtailadmin_pages:edit", args=[shared.pk])
    assert client.post(address, {**sent, "revision": str(old)}).status_code == 302
    assert "登记局的标题" in said(shared)[THEIRS]


@pytest.mark.parametrize("seen", ["{", "[]", '{"tile-ours": 3}', "null"])
def test_what_a_browser_claims_to_have_seen_brings_nothing_in(shared, save, seen):
    before, states = said(shared), states_of(shared)
    states[0]["value"]["text"] = "别人的"
    save(states, regions_seen=seen)
    assert said(shared)[OURS] == before[OURS]


def test_the_editor_tells_the_canvas_whose_is_what(client, site, shared):
    settings = {}
    for name in ("registration", "farmland"):
        client.force_login(getattr(site.department, name).liaison)
        html = client.get(reverse("wagtailadmin_pages:edit", args=[shared.pk])).content.decode()
        settings[name] = json.loads(
            re.search(r'id="gk-canvas-settings" type="application/json">(.*?)</script>', html)[1]
        )
        assert ("gk-regions-note" in html) is (name == "registration")
    theirs, ours = settings["registration"]["regions"], settings["farmland"]["regions"]
    unit = site.department.registration.unit
    assert theirs["own"] == [THEIRS] and theirs["assign"] == "" and theirs["given"] == {THEIRS: [unit.pk]}
    assert ours["own"] is None and ours["assign"] == reverse("topics:regions", args=[shared.pk])
    assert ours["names"][str(unit.pk)] == str(unit)


def test_the_list_of_regions_gives_tiles_with_and_without_the_canvas(client, site, shared):
    client.force_login(site.department.farmland.liaison)
    address, unit = reverse("topics:regions", args=[shared.pk]), site.department.technology.unit
    html = client.get(address, {"tile": OURS}).content.decode()
    assert "主办处的标题" in html and str(site.department.registration.unit) in html
    assert client.post(address, {"tile": OURS, "units": [unit.pk]}).status_code == 302
    data = {"tile": THEIRS, "units": [unit.pk, "x"]}
    answer = client.post(address, data, headers={"Accept": "application/json"})
    assert answer.json() == {"units": [{"id": unit.pk, "name": str(unit)}]}
    answer = client.post(address, {"tile": "nowhere"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422 and answer.json()["problem"]
    assert sorted(shared.regions.values_list("tile_id", "unit")) == [(OURS, unit.pk), (THEIRS, unit.pk)]


def test_marks_that_are_none_are_taken_for_none(shared, save):
    states = states_of(shared)
    write_inner(states, "登记局改过")
    assert save(states, regions_seen="[" * 90_000).status_code == 302
    assert "登记局改过" in said(shared)[THEIRS]
