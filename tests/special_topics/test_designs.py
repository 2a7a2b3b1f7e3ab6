"""The designed pages that topics begin with."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from columns.sections import beginnings as places
from portal.approvals import preparing
from portal.tiles import catalogue, tables
from portal.tiles.problems import Kind, problems
from special_topics import beginnings
from special_topics.models import TopicPage
from tests.special_topics.regions.conftest import EMPTY_COMMENTS, newest, states_of
from tests.tiles.conftest import posted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5")]
TEMPLATES = beginnings.section_templates()


def test_there_is_a_design_for_what_departments_open_most():
    names = {template.name for template in TEMPLATES}
    assert {"campaign", "policy", "meeting", "disaster", "review", "consultation"} <= names


@pytest.fixture(params=TEMPLATES, ids=lambda template: template.name)
def body(request):
    with translation.override("zh-hans"):
        return TopicPage._meta.get_field("body").to_python(request.param.tiles())


def test_a_design_is_drawn_holds_its_case_back_and_speaks_chinese(body):
    assert "✎【" in str(body)
    left = places.to_fill_in(body)
    assert len(left) >= 5
    assert not [place for place in left if any("a" <= letter <= "z" for letter in place)]
    assert len({tile.block_type for tile in body}) >= 4


def test_a_design_has_its_headings_in_order_and_readable_colours(body):
    kinds = {problem.kind for problem in problems(body)}
    assert not kinds & {Kind.HEADING_ORDER, Kind.CONTRAST, Kind.DEAD_LINK}


def test_a_design_goes_into_the_form_and_its_ids_are_its_own(body):
    body.stream_block.get_form_state(body)
    again = {tile.id for template in TEMPLATES for tile in TopicPage(body=template.tiles()).body}
    assert {tile.id for tile in body}.isdisjoint(again)


# --- begun, kept, finished ---------------------------------------------------------------------------------------
PLACE = re.compile(r"✎【[^【】]*】")


@pytest.fixture
def begun(topic, site):
    """Return a function that begins the topic with tiles: its draft is what a template makes of it."""

    def begin(tiles):
        topic.body = tiles
        topic.save_revision(user=site.department.farmland.liaison, clean=False)
        return TopicPage.objects.get(pk=topic.pk)

    return begin


@pytest.fixture(params=TEMPLATES, ids=lambda template: template.name)
def designed(request, begun):
    with translation.override("zh-hans"):
        return begun(request.param.tiles())


def edited(client, topic, states, **extra):
    """What the editor answers when the form is kept with these tiles (with ``HTTP_ACCEPT``: as the canvas keeps it)."""
    fields = {"title": topic.title, "slug": topic.slug, "update_days": "30", "purpose": "宣传", **EMPTY_COMMENTS}
    address = reverse("wagtailadmin_pages:edit", args=[topic.pk])
    return client.post(address, {**fields, **posted(states)}, **extra)


@pytest.mark.parametrize("accept", [{}, {"HTTP_ACCEPT": "application/json"}], ids=["form", "canvas"])
def test_a_design_just_begun_is_kept_with_one_text_changed(client, site, designed, accept):
    client.force_login(site.department.farmland.liaison)
    states = states_of(designed)
    last = next(state for state in states if isinstance(state["value"], dict) and "title" in state["value"])
    last["value"]["title"] = "改过的标题"
    response = edited(client, designed, states, **accept)
    assert response.status_code == (200 if accept else 302), response.content.decode()[:500]
    assert "改过的标题" in json.dumps(list(newest(designed).body.raw_data), ensure_ascii=False)


def test_a_design_is_not_sent_while_any_of_its_places_is_left(site, designed):
    stored = json.dumps(list(newest(designed).body.raw_data), ensure_ascii=False)
    for place in dict.fromkeys(PLACE.findall(stored)):
        only = PLACE.sub(lambda found, kept=place: kept if found[0] == kept else "写好了", stored)
        designed.body = json.loads(only)
        designed.save_revision(clean=False)
        said = preparing.context(TopicPage.objects.get(pk=designed.pk), site.department.farmland.liaison)
        assert said["blocked"] and any(place in problem for problem in said["problems"]), place


def test_every_tile_of_the_palette_is_kept_as_it_is_put_in(client, site, begun):
    with translation.override("zh-hans"):
        tiles = [{"type": name, "value": catalogue.example(name)} for name in catalogue.blocks_for("topic")]
        grid = tables.value([["指标", "✎【数值】"]])  # the form holds a grid as soon as it is drawn
    tiles = [{**tile, "value": grid} if tile["type"] == "table" else tile for tile in tiles]
    topic = begun([{**tile, "id": f"tile-{number}"} for number, tile in enumerate(tiles)])
    client.force_login(site.department.farmland.liaison)
    assert edited(client, topic, states_of(topic)).status_code == 302
