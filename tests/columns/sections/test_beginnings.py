"""What a new section begins with: chosen in its request, written into a draft, public only once it was filled in."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from columns.models import ColumnPage, Life, OpeningRequest
from columns.sections import beginnings, readiness
from columns.sections.states import LifeState
from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import SectionTemplate
from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.verification import verify
from portal.tiles import catalogue
from portal.tiles.text import plain_text
from special_topics.models import TopicPage
from tests import factories, topics
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5")]
SCOPES = {"topic": "topic", "column": "page"}


def opened(site, section: str, template: str):
    """A section that an approved request with a template opened."""
    liaison = site.department.registration.liaison
    parent = topics.topic_index(site) if section == "topic" else site.section
    request = OpeningRequest.objects.create(
        section=section, template=template, title="土地日", slug="land-day", parent=parent, purpose="宣传",
        description="节约用地", contact="0791-1111111", owner_unit=site.department.registration.unit, made_by=liaison,
    )  # fmt: skip
    factories.acts.approve(request, liaison, timezone.now())
    model = TopicPage if section == "topic" else ColumnPage
    return model.objects.get(slug="land-day")


def written(page) -> str:
    return plain_text(page.get_latest_revision_as_object().body)


def test_there_are_some_to_choose_from():
    assert len(beginnings.templates_of("topic")) >= 4 and len(beginnings.templates_of("column")) >= 2
    assert beginnings.templates_of("shop") == []


@pytest.mark.parametrize("name", ["campaign", "policy", "progress", "meeting", "introduction", "service"])
def test_each_is_made_of_tiles_that_its_page_takes_and_says_what_to_write(name):
    template = registry.by_name("section_templates")[name]
    model = registry.by_name("section_types")[template.section].page_model
    with translation.override("zh-hans"):
        tiles = template.tiles()
        body = model._meta.get_field("body").to_python(tiles)
        html = body.render_as_block()
    assert {tile["type"] for tile in tiles} <= set(catalogue.blocks_for(SCOPES[template.section]))
    assert len(beginnings.to_fill_in(body)) >= 3
    assert not any("a" <= letter <= "z" for place in beginnings.to_fill_in(body) for letter in place), "translated"
    assert len({tile["id"] for tile in tiles}) == len(tiles) and "✎【" in html


def test_the_chosen_one_stands_in_a_draft_of_the_page_for_its_people_to_change(site):
    topic = opened(site, "topic", "progress")
    assert "时间节点" in written(topic) and "✎【" in written(topic) and not topic.live
    life = Life.objects.get(page=topic.pk)
    assert life.opening_revision_id != topic.get_latest_revision().pk
    assert "✎" not in str(life.opening_revision.content["body"])
    assert any("✎【" in sentence for sentence in readiness.missing([topic])[topic.pk])


def test_nothing_of_it_is_public_before_it_was_filled_in_and_approved(site, client):
    topic = opened(site, "topic", "campaign")
    liaison = site.department.registration.liaison
    case = services.open_case(topic, liaison)
    with pytest.raises(ActRefused, match="✎"):
        services.send(case.pk, liaison, case.version, declaration=DECLARED)
    draft = topic.get_latest_revision_as_object()
    draft.body = factories.tile("六月二十五日，全省同步开展土地日活动。")
    draft.save_revision(user=liaison)
    factories.acts.approve(TopicPage.objects.get(pk=topic.pk), liaison, timezone.now())
    page = client.get(TopicPage.objects.get(pk=topic.pk).url)
    assert page.status_code == 200 and "同步开展土地日活动" in page.content.decode() and list(verify()) == []


def test_a_columns_first_item_makes_it_public_without_what_is_not_filled_in(site, client):
    column = opened(site, "column", "service")
    assert "办理步骤" in written(column)
    factories.public_disclosure(factories.Site(site.department, site.home, site.section, column))
    column = ColumnPage.objects.get(pk=column.pk)
    assert column.state == LifeState.ACTIVE and column.live
    assert "✎" not in client.get(column.url).content.decode() and "✎" in written(column)
    assert any("✎" in str(problem) for problem in services.kind_of(column).problems(column)) and list(verify()) == []


@pytest.mark.parametrize("template", ["", "gone", "introduction"])
def test_without_one_or_with_another_types_the_page_is_empty(site, template):
    assert written(opened(site, "topic", template)) == ""


def test_an_add_on_offers_its_own(site):
    class Plugin:
        @hookimpl
        def section_templates(self):
            return [
                SectionTemplate("exam", "考试专题", "时间、报名、成绩", "topic", lambda: [beginnings.heading("报名")])
            ]

    plugin = Plugin()
    registry.register(plugin)
    try:
        client_form = _form(site)
        assert ("exam", "考试专题") in client_form.fields["template"].choices
        assert written(opened(site, "topic", "exam")) == "报名"
    finally:
        registry.unregister(plugin)


def _form(site):
    from columns.sections.forms import OpeningForm

    liaison = site.department.registration.liaison
    return OpeningForm(
        instance=OpeningRequest(made_by=liaison), person=liaison, section=registry.by_name("section_types")["topic"]
    )


def test_the_request_shows_a_sketch_of_each_and_the_case_says_the_chosen_one_in_words(site, client):
    topics.topic_index(site)
    liaison = site.department.registration.liaison
    client.force_login(liaison)
    page = client.get(reverse("sections:new_opening", args=["topic"])).content.decode()
    choices = 1 + len(beginnings.templates_of("topic"))  # and an empty page
    assert page.count("<svg viewBox=") == choices and page.count('name="template"') == choices
    assert "主题活动" in page and "知识要点" in page
    assert OpeningRequest(template="progress").get_template_display() == "重点工作进展"
    assert OpeningRequest(template="gone").get_template_display() == "gone"
