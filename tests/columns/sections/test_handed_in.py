"""What another system asks for goes through the unit's own form, and becomes a request like any other."""

from __future__ import annotations

from datetime import date

import pytest
from jsonschema import Draft202012Validator

from columns.models import OpeningRequest
from columns.sections import handed_in
from portal.addons.types import DraftRefused
from tests import topics

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5"), pytest.mark.clause("D5")]
FIELDS = {"section": "column", "title": "登记指南", "slug": "guide", "purpose": "公开办事指南", "parent": "disclosure"}
TOPIC = {"section": "topic", "title": "全国土地日", "slug": "land-day", "purpose": "宣传", "ends_on": "2099-06-30"}


def make(site, fields=FIELDS, person=None, files=()) -> OpeningRequest:
    registration = site.department.registration
    return handed_in.make(fields, list(files), person or registration.liaison, registration.unit)


def refused(site, *given, **said) -> list[str]:
    with pytest.raises(DraftRefused) as error:
        make(site, *given, **said)
    assert not OpeningRequest.objects.exclude(slug="policy").exists()
    return list(error.value.errors)


def test_what_isnt_said_is_what_the_form_proposes(site):
    request = make(site)
    assert (request.kind, request.update_days, request.in_working_days) == ("disclosure", None, False)
    assert (request.parent_id, request.owner_unit) == (site.section.pk, site.department.registration.unit)


def test_who_may_not_ask_in_the_portal_may_not_by_a_system(site):
    assert refused(site, person=site.department.registration.handler) == [""]
    assert refused(site, files=[object()]) == ["attachments"]


def test_only_what_is_asked_of_its_type_is_taken(site):
    topics.topic_index(site)
    assert refused(site, {**FIELDS, "ends_on": "2099-06-30"}) == ["ends_on"]
    assert refused(site, {**TOPIC, "kind": "news"}) == ["kind"]
    assert refused(site, {**TOPIC, "parent": "disclosure"}) == ["parent"]
    assert make(site, TOPIC).ends_on == date(2099, 6, 30)


def test_a_place_is_found_by_its_address_and_others_are_named(site):
    assert make(site, {**FIELDS, "parent": "policy"}).parent_id == site.column.pk
    with pytest.raises(DraftRefused) as error:
        make(site, {**FIELDS, "slug": "other", "parent": "nowhere"})
    assert "disclosure (政务公开)" in error.value.errors["parent"][0]
    with pytest.raises(DraftRefused):
        make(site, {name: value for name, value in {**FIELDS, "slug": "other"}.items() if name != "parent"})


def test_a_change_is_a_whole_request_and_stays_of_its_type(site):
    topics.topic_index(site)
    request = make(site, {**FIELDS, "contact": "0791-1111111", "partners": ["farmland"]})
    registration = site.department.registration
    handed_in.change(request, {**FIELDS, "title": "登记手册"}, [], registration.liaison, registration.unit)
    request = OpeningRequest.objects.get(slug="guide")
    assert (request.title, request.contact) == ("登记手册", "") and not request.partners.exists()
    with pytest.raises(DraftRefused):
        handed_in.change(request, TOPIC, [], registration.liaison, registration.unit)


def test_findings_name_what_is_like_it_but_never_itself(site):
    request = make(site, {**FIELDS, "title": "政策文件"})
    [found] = handed_in.findings(request)
    assert "政策文件" in found.message and not found.blocks
    request.page_id = site.column.pk
    assert list(handed_in.findings(request)) == []


def test_the_schema_is_one(site):
    found = handed_in.schema()
    Draft202012Validator.check_schema(found)
    assert set(found["properties"]["section"]["enum"]) == {"column", "topic"}
    assert found["required"] == ["section", "purpose", "title", "slug"] and "owner_unit" not in found["properties"]
