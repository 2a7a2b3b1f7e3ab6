"""Units keep templates of their own topics, and begin others with them (clause C5)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from columns.models import OpeningRequest
from columns.sections import beginnings
from columns.sections.forms import OpeningForm
from portal.addons import registry
from special_topics import saved_templates
from special_topics.models import SavedTemplate
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5")]


@pytest.fixture
def liaison(site):
    return site.department.farmland.liaison


@pytest.fixture
def kept(topic, liaison):
    return saved_templates.save(topic, liaison, "耕地模板", "每年一次")


def section():
    return registry.by_name("section_types")["topic"]


def test_a_template_holds_the_draft_and_no_day(topic, liaison):
    item = factories.tile("永久基本农田")[0]
    quotation = {"type": "quotation", "value": {"text": "红线", "settings": {"width": "6", "hide_until": "2999-01-01"}}}
    topic.body = [item, {**quotation, "id": "q"}]
    topic.save_revision(user=liaison)
    kept = saved_templates.save(topic, liaison, "耕地模板")
    assert [tile["type"] for tile in kept.tiles] == [item["type"], "quotation"]
    assert kept.tiles[1]["value"]["settings"] == {"width": "6", "hide_until": None}
    assert kept.unit == topic.owner_unit


def test_it_is_offered_to_its_unit_only(site, kept, liaison):
    def choices(person):
        return [value for value, _label in OpeningForm(person=person, section=section()).fields["template"].choices]

    assert f"saved-{kept.pk}" in choices(liaison)
    assert f"saved-{kept.pk}" not in choices(site.department.registration.liaison)


def test_a_topic_begins_with_it_and_shares_no_ids(kept, topic, liaison):
    request = OpeningRequest(section="topic", template=f"saved-{kept.pk}", owner_unit=kept.unit)
    beginnings.fill(topic, request, liaison)
    topic.refresh_from_db()
    draft = topic.get_latest_revision_as_object()
    assert [item["value"] for item in draft.body.raw_data] == [item["value"] for item in kept.tiles]
    assert {item["id"] for item in draft.body.raw_data}.isdisjoint(item["id"] for item in kept.tiles)
    assert "耕地模板" in request.get_template_display()


def test_a_template_that_was_deleted_leaves_an_empty_page(kept, topic, liaison):
    before = topic.latest_revision_id
    request = OpeningRequest(section="topic", template=f"saved-{kept.pk}", owner_unit=kept.unit)
    kept.delete()
    beginnings.fill(topic, request, liaison)
    topic.refresh_from_db()
    assert topic.latest_revision_id == before
    assert request.get_template_display().startswith("saved-")


def test_names_are_a_unit_s_own_and_their_number_is_bounded(topic, liaison, kept, monkeypatch):
    with pytest.raises(ValidationError):
        saved_templates.save(topic, liaison, "耕地模板")
    monkeypatch.setattr(saved_templates, "MOST", 2)
    saved_templates.save(topic, liaison, "另一个")
    with pytest.raises(ValidationError):
        saved_templates.save(topic, liaison, "第三个")


def test_an_empty_or_endless_topic_makes_no_template(topic, liaison, monkeypatch):
    monkeypatch.setattr(saved_templates, "LARGEST", 20)
    with pytest.raises(ValidationError):
        saved_templates.save(topic, liaison, "太长")
    topic.body = []
    topic.save_revision(user=liaison)
    with pytest.raises(ValidationError):
        saved_templates.save(topic, liaison, "空")


def test_people_of_the_unit_save_and_delete_in_the_admin(client, topic, liaison):
    client.force_login(liaison)
    address = reverse("topics:template", args=[topic.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "耕地模板", "text": ""}).status_code == 302
    kept = SavedTemplate.objects.get()
    assert "耕地模板" in client.get(address).content.decode()
    assert client.post(address, {"name": "耕地模板", "text": ""}).status_code == 200
    client.post(reverse("topics:delete_template", args=[kept.pk]), {"topic": topic.pk})
    assert not SavedTemplate.objects.exists()


def test_strangers_do_neither(client, topic, kept, site):
    client.force_login(site.department.registration.liaison)
    assert client.post(reverse("topics:template", args=[topic.pk]), {"name": "甲"}).status_code in (302, 403)
    client.post(reverse("topics:delete_template", args=[kept.pk]))
    assert SavedTemplate.objects.filter(pk=kept.pk).exists()
    assert SavedTemplate.objects.count() == 1


def test_the_editor_leads_there(client, topic, liaison):
    client.force_login(liaison)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[topic.pk])).content.decode()
    assert reverse("topics:template", args=[topic.pk]) in page
