"""What people are told at the field when they ask for a column or write a document."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from columns.forms import ColumnRequestForm, RetirementRequestForm
from columns.models import ColumnPage, ColumnRequest, Disclosure, RetirementRequest
from tests import factories

pytestmark = pytest.mark.django_db


def asked(site, **values) -> ColumnRequestForm:
    registration = site.department.registration
    data = {
        "title": "登记指南", "slug": "guide", "kind": "disclosure", "parent": site.section.pk, "purpose": "公开指南",
        "owner_unit": registration.unit.pk, "update_days": "30", **values,
    }  # fmt: skip
    return ColumnRequestForm(data, instance=ColumnRequest(made_by=registration.liaison), person=registration.liaison)


@pytest.mark.clause("C5")
def test_a_sound_request_is_kept(site):
    form = asked(site)
    assert form.is_valid(), form.errors
    assert form.save().made_by == site.department.registration.liaison


@pytest.mark.clause("C5")
def test_a_slug_that_exists_is_said_at_the_field(site):
    assert list(asked(site, slug=site.column.slug).errors) == ["slug"]


@pytest.mark.clause("C5")
def test_a_slug_of_a_column_elsewhere_is_said_at_the_field_with_that_column(site):
    factories.public_disclosure(site)
    form = asked(site, slug=site.section.slug, parent=site.column.pk)
    assert list(form.errors) == ["slug"] and site.section.title in form.errors["slug"][0]


@pytest.mark.parametrize("slug", ["", "登记指南", "a b", "../x", "a/b", "x" * 61])
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
    request = RetirementRequest.objects.create(column=site.column, reason="不用了", made_by=liaison)
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
    response = client.post(reverse("columns:new_request"), data)
    assert response.status_code == 200 and not ColumnRequest.objects.filter(title="登记指南").exists()
    text = response.content.decode()
    assert response.context["form"].errors["slug"][0] in text and "公开指南" in text
    data["slug"] = "guide"
    assert client.post(reverse("columns:new_request"), data).status_code == 302
    assert ColumnRequest.objects.filter(slug="guide").exists()


@pytest.mark.parametrize("person", ["handler", "head", "secrecy"])
def test_who_may_not_ask_is_refused(client, site, person):
    client.force_login(getattr(site.department.registration, person))
    assert client.get(reverse("columns:new_request")).status_code in (302, 403)


@pytest.mark.clause("C6")
def test_retirement_is_offered_for_active_columns_of_the_own_unit(site):
    registration, farmland = site.department.registration, site.department.farmland

    def offered(person) -> list[str]:
        form = RetirementRequestForm(instance=RetirementRequest(made_by=person), person=person)
        return [column.slug for column in form.fields["column"].queryset]

    assert offered(registration.liaison) == []
    factories.public_disclosure(site)
    assert offered(registration.liaison) == ["policy"] and offered(farmland.liaison) == []


def write(site, **values) -> object:
    """The editor's form of a new document, filled and checked."""
    liaison = site.department.registration.liaison
    page = Disclosure(owner=liaison)
    form_class = Disclosure.get_edit_handler().get_form_class()
    data = {
        "title": "关于规范档案查询的通知", "slug": "", "effect": "in_force", "genre": "notice", "openness": "proactive",
        "document_number": "岭自然资规〔2026〕8号", "formed_on": factories.today().isoformat(),
        "maker_unit": site.department.registration.unit.pk, "body-count": "0",
        "attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "relations-TOTAL_FORMS": "0", "relations-INITIAL_FORMS": "0", **values,
    }  # fmt: skip
    form = form_class(data, instance=page, parent_page=ColumnPage.objects.get(pk=site.column.pk), for_user=liaison)
    form.defer_required_fields()  # as the editor does when a draft is saved
    form.is_valid()
    return form


def test_the_address_comes_from_the_pinyin_of_the_title(site):
    assert write(site).cleaned_data["slug"] == "gygfdacxdtz"
    assert write(site, slug="typed").cleaned_data["slug"] == "typed"
    assert write(site, title="！！！").cleaned_data["slug"] == "item"


def test_an_address_that_is_taken_gets_a_number(site):
    factories.draft_disclosure(site, "gygfdacxdtz")
    assert write(site).cleaned_data["slug"] == "gygfdacxdtz-2"


@pytest.mark.clause("D3")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("document_number", "第八号"),
        ("formed_on", (factories.today() + timedelta(days=2)).isoformat()),
        ("formed_on", "昨天"),
    ],
)
def test_a_wrong_number_or_date_is_said_at_its_field(site, field, value):
    assert list(write(site, **{field: value}).errors) == [field]


@pytest.mark.clause("A2")
@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"effective_on": "2026-01-02", "expires_on": "2030-12-31"}, ["effective_on"]),
        ({"effective_on": "2026-01-01", "expires_on": "2031-01-01"}, ["expires_on"]),
        ({"effective_on": "2026-01-01", "expires_on": "2030-12-31"}, []),
        ({"effective_on": "", "expires_on": ""}, []),
    ],
)
def test_another_day_than_the_text_says_is_said_at_its_field(site, typed, wrong):
    text = rich_text("<p>本办法自2026年1月1日起施行，有效期5年。</p>")
    form = write(site, **nested_form_data({"body": streamfield([("rich_text", text)])}), **typed)
    assert list(form.errors) == wrong
    assert all("2026-01-01" in form.errors[field][0] or "2030-12-31" in form.errors[field][0] for field in wrong)


@pytest.mark.clause("D1")
def test_what_it_is_not_sent_without_is_marked_and_a_draft_may_lack_it(site):
    form = write(site, formed_on="", topic="")
    assert form.is_valid(), form.errors
    form.restore_required_fields()
    assert form.fields["formed_on"].required and form.fields["topic"].required


@pytest.mark.clause("D2")
def test_the_making_unit_is_proposed(site):
    assert write(site).initial["maker_unit"] == site.department.registration.unit.pk


@pytest.mark.clause("D1")
def test_topics_genres_and_audiences_come_from_the_catalogue_s_lists(site):
    form = write(site, topic="resources-land", genre="normative", audience="citizens")
    assert form.errors == {} and form.cleaned_data["topic"] == "resources-land"
    wrong = write(site, topic="nothing", genre="nothing", audience="nothing")
    assert {"topic", "genre", "audience"} <= set(wrong.errors)


@pytest.mark.clause("D2")
@pytest.mark.parametrize(
    ("openness", "ground", "sound"),
    [
        ("proactive", "", True),
        ("withheld", "", False),
        ("withheld", "withheld-secret", True),
        ("on_request", "withheld-secret", False),
        ("withheld", "nothing", False),
    ],
)
def test_the_ground_is_chosen_from_the_list_and_said_at_the_field(site, openness, ground, sound):
    assert ("ground" not in write(site, openness=openness, ground=ground).errors) is sound


@pytest.mark.clause("A2")
def test_relations_are_chosen_by_kind_and_document(site):
    old = factories.public_disclosure(site)
    row = {"relations-TOTAL_FORMS": "1", "relations-0-kind": "repeals", "relations-0-ORDER": "1", "relations-0-id": ""}
    form = write(site, **row, **{"relations-0-target": str(old.pk)})
    assert form.is_valid(), form.errors
    assert [relation.kind for relation in form.save(commit=False).relations.all()] == ["repeals"]
    assert not write(site, **row, **{"relations-0-target": ""}).is_valid()
