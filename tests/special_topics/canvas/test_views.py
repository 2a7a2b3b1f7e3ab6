"""What the canvas asks the server for, and who gets an answer."""

from __future__ import annotations

import pytest
from django.urls import reverse

from special_topics.models import TopicPage
from tests import factories
from tests.tiles.conftest import posted

HEADING, TEXT = "11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002"
QUERIES = 20  # signing in, the right to edit, the draft
STREAM = [
    {"type": "heading", "value": {"text": "守住红线", "level": "h2"}, "id": HEADING},
    {"type": "quotation", "value": {"text": "十分珍惜每一寸土地", "who": "", "source": ""}, "id": TEXT},
]


@pytest.fixture
def draft(topic: TopicPage) -> TopicPage:
    topic.body = STREAM
    topic.save_revision()
    return topic


def states(page: TopicPage) -> list[dict]:
    block = TopicPage._meta.get_field("body").stream_block
    return block.get_form_state(page.get_latest_revision_as_object().body)


def ask_tiles(client, page: TopicPage, data: dict):
    return client.post(reverse("canvas:tiles", args=[page.pk]), data)


def test_the_frame_is_the_public_page_with_marks(client, site, draft, public) -> None:
    client.force_login(site.department.farmland.liaison)
    framed = client.get(reverse("canvas:frame", args=[draft.pk])).content.decode()
    client.logout()
    shown = client.get(public(draft).url).content.decode()
    assert f"<!--tile {HEADING}-->" in framed and "<!--" not in shown
    assert tiles_of(without_marks(framed)) == tiles_of(shown)


def without_marks(html: str) -> str:
    for tile_id in (HEADING, TEXT):
        html = html.replace(f"<!--tile {tile_id}-->", "").replace(f"<!--/tile {tile_id}-->", "")
    return html.replace("<!--tiles-->", "").replace("<!--/tiles-->", "")


def tiles_of(html: str) -> str:
    return html.split('<div class="gk-tiles">')[1].split("</main>")[0]


def test_no_script_of_the_page_runs_in_the_frame(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    response = client.get(reverse("canvas:frame", args=[draft.pk]))
    assert "script-src 'none'" in response["Content-Security-Policy"]
    assert b"<script" not in response.content, "each that the policy stops is an error in the console"
    assert response["Content-Length"] == str(len(response.content))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]


def test_changed_tiles_are_rendered_from_the_form(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    found = states(draft)
    found[0]["value"]["text"] = "改过的标题"
    answer = ask_tiles(client, draft, {**posted(found), "tile": ["body-0"]})
    tiles = answer.json()["tiles"]
    assert list(tiles) == [HEADING]
    assert "改过的标题" in tiles[HEADING] and tiles[HEADING].startswith(f"<!--tile {HEADING}-->")


def test_asking_keeps_nothing(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    before = draft.get_latest_revision_as_object().latest_revision_id
    found = states(draft)
    found[0]["value"]["text"] = "改过的标题"
    ask_tiles(client, draft, {**posted(found), "tile": ["body-0"]})
    assert draft.get_latest_revision_as_object().latest_revision_id == before
    assert "改过的标题" not in str(states(draft))


def test_a_tile_that_is_half_filled_in_shows_what_is_there(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    found = states(draft)
    found[1]["value"]["text"], found[1]["value"]["who"] = "", "某人"
    assert "某人" in ask_tiles(client, draft, {**posted(found), "tile": ["body-1"]}).json()["tiles"][TEXT]


def test_scripts_in_fields_stay_text(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    found = states(draft)
    found[0]["value"]["text"] = "<script>alert(1)</script>"
    html = ask_tiles(client, draft, {**posted(found), "tile": ["body-0"]}).json()["tiles"][HEADING]
    assert "<script>" not in html and "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "data",
    [
        {"tile": ["body-7"]},
        {"tile": ["body-0"], "body-0-type": "heading"},
        {"tile": [f"body-{number}" for number in range(601)]},
    ],
    ids=["no such tile", "cut off", "too many"],
)
def test_forms_that_arrive_incomplete_are_refused(client, site, draft, data) -> None:
    client.force_login(site.department.farmland.liaison)
    assert ask_tiles(client, draft, data).status_code == 400


def test_a_tile_of_an_unknown_type_shows_nothing_and_breaks_nothing(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    data = {"tile": ["body-0"], "body-0-type": "gone", "body-0-id": HEADING, "body-0-value": "forged"}
    assert ask_tiles(client, draft, data).json()["tiles"][HEADING] == f"<!--tile {HEADING}--><!--/tile {HEADING}-->"


def test_the_page_around_the_tiles_follows_the_form(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    form = {
        **posted(states(draft)),
        "title": "新的专题名",
        "intro": "新的简介",
        "slug": draft.slug,
        "update_days": "30",
        "purpose": "宣传",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    response = client.post(reverse("canvas:frame", args=[draft.pk]), form)
    assert response.status_code == 200
    html = response.content.decode()
    assert "新的专题名" in html and "新的简介" in html and f"<!--tile {TEXT}-->" in html
    assert TopicPage.objects.get(pk=draft.pk).get_latest_revision_as_object().title != "新的专题名"


@pytest.mark.parametrize("name", ["frame", "tiles"])
def test_only_those_who_may_edit_the_topic_are_answered(client, site, draft, name) -> None:
    for person in (site.department.registration.liaison, factories.UserFactory()):
        client.force_login(person)
        method = client.get if name == "frame" else client.post
        assert method(reverse(f"canvas:{name}", args=[draft.pk])).status_code == 302
    client.force_login(site.department.farmland.liaison)
    assert client.get(reverse("canvas:frame", args=[draft.pk])).status_code == 200


def test_what_is_asked_of_the_database_does_not_grow_with_the_tiles(
    client, site, topic, django_assert_num_queries
) -> None:
    client.force_login(site.department.farmland.liaison)
    topic.body = [{**STREAM[0], "id": f"tile-{number}"} for number in range(60)]
    topic.save_revision()
    found = states(topic)
    ask_tiles(client, topic, {**posted(found[:1]), "tile": ["body-0"]})  # what is cached once
    for many in (1, 60):
        data = {**posted(found[:many]), "tile": [f"body-{number}" for number in range(many)]}
        with django_assert_num_queries(QUERIES):
            assert len(ask_tiles(client, topic, data).json()["tiles"]) == many


def test_what_is_wrong_is_said_tile_by_tile(client, site, draft) -> None:
    client.force_login(site.department.farmland.liaison)
    found = states(draft)
    found[1]["value"]["text"] = "✎【谁说的】"
    answer = client.post(reverse("canvas:problems", args=[draft.pk]), posted(found)).json()["problems"]
    assert [(problem["tile"], problem["kind"]) for problem in answer] == [(TEXT, "place")]
    assert answer[0]["message"] and answer[0]["weight"] == 3
