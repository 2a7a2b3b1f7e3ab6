"""The designed pages that topics begin with."""

import pytest
from django.utils import translation

from columns.sections import beginnings as places
from portal.tiles.problems import Kind, problems
from special_topics import beginnings
from special_topics.models import TopicPage

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
