"""Requests about sections as cases: who asks, which desks they pass, what must be right first."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from columns.models import Life, OpeningRequest, ReopeningRequest, RetirementRequest
from columns.sections import kinds, validation
from portal.approvals import services
from portal.approvals.case_page import summary_rows
from portal.approvals.errors import ActRefused
from portal.organisation.models import Capacity
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db


@pytest.mark.clause("C5")
def test_liaisons_and_the_office_may_ask_for_columns(site):
    registration, office = site.department.registration, site.department.office
    assert kinds.may_request(registration.liaison) and kinds.may_request(office.handler)
    assert not kinds.may_request(registration.handler) and not kinds.may_request(registration.head)
    factories.PostFactory(person=registration.handler, unit=registration.unit, capacity=Capacity.LIAISON)
    again = type(registration.handler).objects.get(pk=registration.handler.pk)
    assert kinds.may_request(again)


@pytest.mark.clause("C5")
def test_an_address_that_came_into_use_in_the_meantime_stops_a_request(site):
    free, taken = (OpeningRequest(slug=slug, parent=site.section) for slug in ("free", site.column.slug))
    assert validation.problems(free, "section_opening") == []
    assert site.column.title in validation.problems(taken, "section_opening")[0]


def retirement(site, **fields) -> RetirementRequest:
    liaison = site.department.registration.liaison
    return RetirementRequest(page=site.column, reason="职能划出", made_by=liaison, **fields)


def problems(request) -> list[str]:
    return validation.problems(request, "section_retirement")


@pytest.mark.clause("C6")
def test_what_never_was_public_is_given_up_without_notice(site):
    assert problems(retirement(site)) and problems(retirement(site, outcome="merged", merged_into=site.section))
    assert problems(retirement(site, outcome="gone", retires_on=factories.today() + timedelta(days=3)))
    assert not problems(retirement(site, outcome="gone"))


@pytest.mark.clause("C6")
def test_a_column_is_merged_into_an_active_one_beside_it(site):
    factories.public_disclosure(site)
    other = factories.open_column(site.department.registration, site.section, "other", "通知公告")
    assert problems(retirement(site, outcome="merged"))
    assert problems(retirement(site, outcome="merged", merged_into=other)), "it is only being filled"
    factories.public_disclosure(factories.Site(site.department, site.home, site.section, other), "o")
    for wrong in (site.section, site.column, site.home):
        assert problems(retirement(site, outcome="merged", merged_into=wrong)), wrong
    assert problems(retirement(site, outcome="archived", merged_into=other))
    assert not problems(retirement(site, outcome="merged", merged_into=other))


@pytest.mark.clause("C6")
def test_a_day_that_passes_while_the_desks_decide_means_at_once(site):
    factories.public_disclosure(site)
    registration, office = site.department.registration, site.department.office
    request = retirement(site, retires_on=factories.today() + timedelta(days=1))
    request.save()
    case = services.open_case(request, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        services.agree(case.pk, office.liaison, case.version)
    assert Life.objects.get(page=site.column).state == "retired"


@pytest.mark.clause("C6")
def test_only_what_is_retired_is_reopened(site):
    factories.public_disclosure(site)
    liaison = site.department.registration.liaison
    request = ReopeningRequest.objects.create(page=site.column, reason="仍需要", made_by=liaison)
    case = services.open_case(request, liaison)
    with pytest.raises(ActRefused):
        services.send(case.pk, liaison, case.version, declaration=DECLARED)
    factories.retire(site)
    case = services.send(case.pk, liaison, services.open_case(request, liaison).version, declaration=DECLARED)
    assert case.route.stages == [["unit_head"], ["office_staff"]]


def test_a_superiors_duty_names_its_document(site):
    request = OpeningRequest(slug="free", parent=site.section, is_required=True)
    assert validation.problems(request, "section_opening")
    request.duty_basis = "国办发〔2019〕25号"
    assert not validation.problems(request, "section_opening")


def test_the_snapshot_of_a_request_holds_every_field(site):
    liaison = site.department.registration.liaison
    request = OpeningRequest.objects.create(
        title="登记指南", slug="guide", parent=site.section, purpose="指南", made_by=liaison,
        owner_unit=site.department.registration.unit, created_at=timezone.now(),
    )  # fmt: skip
    request.partners.set([site.department.farmland.unit])
    snapshot = services.kind_of(request).snapshot(request)
    missing = {field.name for field in OpeningRequest._meta.concrete_fields} - set(snapshot)
    assert missing == {"created_at", "page"} and snapshot["partners"] == [site.department.farmland.unit.pk]


@pytest.mark.parametrize(("section", "said"), [("column", True), ("topic", False)])
def test_only_a_column_is_shown_with_its_kind(site, section, said):
    liaison = site.department.registration.liaison
    asked = OpeningRequest.objects.create(
        section=section, title="耕地保护", slug="gdbh", parent=site.section, purpose="宣传", made_by=liaison,
        owner_unit=site.department.registration.unit,
    )  # fmt: skip
    case = services.open_case(asked, liaison)
    shown = dict(services.kind_of(asked).summary(case, liaison))
    assert ("政府信息" in shown.values()) == said and "耕地保护" in shown.values()


def test_what_a_request_answers_with_yes_or_no_is_shown_in_words(site):
    asked = OpeningRequest.objects.get(slug=site.column.slug)
    shown = dict(summary_rows(asked))
    assert {"是", "否"} & set(shown.values()) and not {"True", "False"} & set(shown.values())
