"""Special topics at the extension points: approvals, search, menu and home page."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from portal.approvals import routes, services, takedowns
from portal.approvals.models import Case
from portal.approvals.permits import table_permit
from special_topics import plugin
from special_topics.models import TopicPage
from tests import factories
from tests.regulation import chapter

pytestmark = pytest.mark.django_db


@pytest.mark.clause("C5")
@pytest.mark.clause("D7")
def test_a_topic_is_opened_by_its_unit_and_the_office_and_filled_by_its_unit(site, topic, public):
    kind = services.kind_of(topic)
    asked = Case.objects.get(kind="section_opening", subject_id=str(topic.opening_request.pk))
    assert asked.route.stages == [["unit_head"], ["office_staff"]] and topic.state == "activating"
    assert kind.choose_route(topic).route == "general" and kind.owner_unit(topic) == site.department.farmland.unit
    topic = public(topic)
    assert topic.state == "active" and kind.choose_route(topic).route == "general"


@pytest.mark.clause("C5")
def test_a_topic_that_nobody_asked_for_passes_the_office_first(site, index):
    page = TopicPage(title="插队", slug="queue", live=False, owner_unit=site.department.farmland.unit)
    index.add_child(instance=page)
    choice = services.kind_of(page).choose_route(page)
    assert choice.route == "column_opening" and chapter("C5") in str(choice.reasons[0])


@pytest.mark.clause("C4")
def test_the_list_of_topics_is_a_matter_of_the_site_itself(site, index):
    kind = services.kind_of(index)
    assert routes.current(kind.choose_route(index).route).stages == [["office_head", "planning_head"]]
    assert kind.owner_unit(index) == site.department.office.unit


def test_a_draft_is_nowhere_in_public(client, site, topic):
    assert plugin.read([str(topic.pk)]) == {} and list(plugin.ids()) == []
    assert plugin.menu_entries(None) == [] and list(plugin.home_topics(None)["topics"]) == []
    assert client.get(topic.url).status_code == 404


def test_public_it_is_found_in_the_menu_and_on_the_home_page(client, topic, index, public):
    topic = public(topic)
    record = plugin.read([str(topic.pk)])[str(topic.pk)]
    assert (record.key, record.kind, record.url) == (f"topic:{topic.pk}", "topic", topic.url)
    assert "守住耕地红线" in record.body and "永久基本农田" in record.body and record.on == factories.today()
    assert [entry.label for entry in plugin.menu_entries(None)] == [index.title]
    assert client.get(topic.url).status_code == 200 and topic.title in client.get("/").content.decode()


def test_taken_down_it_is_gone(client, site, topic, public):
    topic = public(topic)
    takedowns.take_down(topic, site.department.publicity.handler, "有误")
    assert plugin.read([str(topic.pk)]) == {} and topic.title not in client.get("/").content.decode()
    assert client.get(topic.url).status_code == 410


def test_restricted_it_is_nothing_to_search(topic, public):
    topic = public(topic)
    with table_permit(PageViewRestriction._meta.db_table, "test", None):
        PageViewRestriction.objects.create(page=topic, restriction_type=PageViewRestriction.LOGIN)
    assert plugin.read([str(topic.pk)]) == {}


def test_its_unit_may_edit_it_and_no_other(site, topic):
    assert plugin.page_territories([site.department.farmland.unit]) == [topic]
    assert plugin.page_territories([site.department.registration.unit]) == []
