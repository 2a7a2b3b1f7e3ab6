"""What people are told at the field when they ask about sections."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from columns.models import OpeningRequest, RetirementRequest
from columns.sections.forms import OpeningForm, RetirementForm
from columns.sections.types import COLUMN
from portal.addons import registry
from tests import factories, topics

pytestmark = pytest.mark.django_db


def asked(site, **values) -> OpeningForm:
    registration = site.department.registration
    data = {
        "title": "登记指南", "slug": "guide", "kind": "disclosure", "parent": site.section.pk, "purpose": "公开指南",
        "owner_unit": registration.unit.pk, "update_days": "30", **values,
    }  # fmt: skip
    return OpeningForm(
        data, instance=OpeningRequest(made_by=registration.liaison), person=registration.liaison, section=COLUMN
    )


@pytest.mark.clause("C5")
def test_a_sound_request_is_kept(site):
    form = asked(site)
    assert form.is_valid(), form.errors
    assert form.save().made_by == site.department.registration.liaison


@pytest.mark.clause("C5")
def test_an_address_that_was_left_empty_is_made_of_the_name_and_is_nobody_elses(site):
    first = asked(site, slug="", title="登记指南")
    assert not first.errors and first.save().slug == "djzn"
    second = asked(site, slug="", title="登记指南")
    assert not second.errors and second.save().slug == "djzn-2"
    site.column.slug = "djzn-3"
    site.column.save()
    third = asked(site, slug="", title="登记指南", parent=site.section.pk)
    assert not third.errors and third.save().slug == "djzn-4"


def test_a_slug_that_exists_is_said_at_the_field(site):
    assert list(asked(site, slug=site.column.slug).errors) == ["slug"]


@pytest.mark.clause("C5")
def test_a_slug_of_a_column_elsewhere_is_said_at_the_field_with_that_column(site):
    factories.public_disclosure(site)
    form = asked(site, slug=site.section.slug, parent=site.column.pk)
    assert list(form.errors) == ["slug"] and site.section.title in form.errors["slug"][0]


@pytest.mark.parametrize("slug", ["登记指南", "a b", "../x", "a/b", "x" * 61])
def test_a_slug_of_wrong_form_is_said_at_the_field(site, slug):
    assert list(asked(site, slug=slug).errors) == ["slug"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("purpose", " "),
        ("update_days", "-1"),
        ("update_days", "soon"),
        ("kind", "nothing"),
        ("parent", "0"),
    ],
)
def test_other_fields_say_what_is_wrong_with_them(site, field, value):
    assert list(asked(site, **{field: value}).errors) == [field]


def test_a_unit_asks_for_itself_only(site):
    assert list(asked(site, owner_unit=site.department.farmland.unit.pk).errors) == ["owner_unit"]


def test_a_column_hangs_below_the_home_page_or_a_column_that_is_not_retired(site):
    for parent in (site.home, site.section, site.column):
        assert asked(site, parent=parent.pk).is_valid()
    page = factories.public_disclosure(site)
    assert list(asked(site, parent=page.pk).errors) == ["parent"]
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=site.column, reason="不用了", made_by=liaison)
    factories.acts.approve(request, liaison, timezone.now())
    assert list(asked(site, parent=site.column.pk).errors) == ["parent"]


@pytest.mark.parametrize("slug", ["consult", "status", "answers"])
def test_an_address_of_the_portal_itself_is_refused_at_the_field(site, slug):
    interaction = factories.open_column(site.department.office, site.home, "interaction", "政民互动")
    assert list(asked(site, slug=slug, parent=interaction.pk).errors) == ["slug"]
    assert asked(site, slug=slug).is_valid()


def test_the_page_shows_the_message_and_keeps_what_was_typed(client, site):
    client.force_login(site.department.registration.liaison)
    data = {**asked(site, slug=site.column.slug).data, "send": "1"}
    response = client.post(reverse("sections:new_opening", args=["column"]), data)
    assert response.status_code == 200 and not OpeningRequest.objects.filter(title="登记指南").exists()
    text = response.content.decode()
    assert response.context["form"].errors["slug"][0] in text and "公开指南" in text
    data["slug"] = "guide"
    assert client.post(reverse("sections:new_opening", args=["column"]), data).status_code == 302
    assert OpeningRequest.objects.filter(slug="guide").exists()


@pytest.mark.parametrize("person", ["handler", "head", "secrecy"])
def test_who_may_not_ask_is_refused(client, site, person):
    client.force_login(getattr(site.department.registration, person))
    assert client.get(reverse("sections:new_opening", args=["column"])).status_code in (302, 403)


@pytest.mark.clause("C6")
def test_retirement_is_offered_for_open_sections_of_the_own_unit_and_for_all_to_the_office(site):
    registration, farmland = site.department.registration, site.department.farmland

    def offered(person) -> list[str]:
        form = RetirementForm(instance=RetirementRequest(made_by=person), person=person)
        return [column.slug for column in form.fields["page"].queryset]

    assert offered(registration.liaison) == ["policy"] and offered(farmland.liaison) == []
    assert offered(site.department.office.liaison) == ["disclosure", "policy"]
    factories.public_disclosure(site)
    factories.retire(site)
    assert offered(registration.liaison) == []


@pytest.mark.clause("C6")
@pytest.mark.parametrize(("days", "wrong"), [(-1, True), (0, True), (1, False)])
def test_a_notice_period_ends_on_a_day_to_come(site, days, wrong):
    factories.public_disclosure(site)
    liaison = site.department.registration.liaison
    day = (factories.today() + timedelta(days=days)).isoformat()
    data = {"page": site.column.pk, "reason": "不用了", "outcome": "archived", "retires_on": day}
    form = RetirementForm(data, instance=RetirementRequest(made_by=liaison), person=liaison)
    assert list(form.errors) == (["retires_on"] if wrong else [])


def test_a_topic_has_one_place_and_that_is_chosen(site):
    index = topics.topic_index(site)
    liaison, section = site.department.farmland.liaison, registry.by_name("section_types")["topic"]
    form = OpeningForm(instance=OpeningRequest(made_by=liaison), person=liaison, section=section)
    assert form["parent"].value() == index.pk and form.fields["ends_on"].required and "kind" not in form.fields
