"""What people are told at the field when they ask for a column or write a document."""

from __future__ import annotations

from datetime import timedelta

import pytest
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from columns.models import ColumnPage, Disclosure
from tests import factories

pytestmark = pytest.mark.django_db


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
