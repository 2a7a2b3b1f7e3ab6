"""A section moves to another unit: what is public follows, what is open too, and the record keeps the past."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from columns.models import ColumnPage, HandoverRequest, Life, RetirementRequest
from columns.sections.states import LifeState
from portal.approvals import services, takedowns
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.approvals.verification import verify
from tests import factories
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G2")]


def request_for(site, **fields) -> HandoverRequest:
    liaison, unit = site.department.registration.liaison, site.department.farmland.unit
    values = {"page": site.column, "to_unit": unit, "reason": "机构改革", "made_by": liaison, **fields}
    return HandoverRequest.objects.create(**values)


def handed_over(site, **fields) -> ColumnPage:
    request = request_for(site, **fields)
    factories.acts.approve(request, request.made_by, timezone.now())
    return ColumnPage.objects.get(pk=site.column.pk)


@pytest.mark.clause("G4")
def test_the_unit_that_takes_it_over_agrees_too(site):
    factories.public_disclosure(site)
    registration, farmland, office = site.department.registration, site.department.farmland, site.department.office
    case = services.open_case(request_for(site), registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    assert case.stages == [["unit_head"], [f"cosign:{farmland.unit.pk}"], ["office_staff"]]
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    with pytest.raises(ActRefused):
        services.agree(case.pk, office.liaison, case.version)
    case = services.agree(case.pk, farmland.head, case.version)
    assert services.agree(case.pk, office.liaison, case.version).state == CaseState.CARRIED_OUT


def test_what_is_public_names_the_new_owner_and_is_covered_by_the_case(client, site):
    factories.public_disclosure(site)
    column = handed_over(site, contact="0791-1111111")
    assert column.owner_unit == site.department.farmland.unit and column.live and column.contact == "0791-1111111"
    text = client.get(column.url).content.decode()
    assert site.department.farmland.unit.name in text and "0791-1111111" in text
    assert list(verify()) == []
    entry = Entry.objects.get(act="section.handed_over")
    assert entry.data == {"from": site.department.registration.unit.pk, "to": site.department.farmland.unit.pk}


def test_the_people_of_the_new_unit_write_there_and_the_others_no_more(client, site):
    factories.public_disclosure(site)
    column = handed_over(site)
    for staff, allowed in ((site.department.farmland, True), (site.department.registration, False)):
        person = type(staff.liaison).objects.get(pk=staff.liaison.pk)  # what they may do is kept as long as a request
        assert column.permissions_for_user(person).can_edit() is allowed


def test_a_section_that_is_being_filled_opens_with_its_new_owner(client, site):
    assert handed_over(site).state == LifeState.ACTIVATING
    factories.public_disclosure(site)
    column = ColumnPage.objects.get(pk=site.column.pk)
    assert column.live and column.owner_unit == site.department.farmland.unit and list(verify()) == []


def test_what_its_people_were_writing_stays_their_draft(site):
    factories.public_disclosure(site)
    column = ColumnPage.objects.get(pk=site.column.pk)
    column.description = "还没有报批的说明"
    column.save_revision(user=site.department.registration.liaison)
    column = handed_over(site)
    draft = column.get_latest_revision_as_object()
    assert draft.description == "还没有报批的说明" and draft.owner_unit == site.department.farmland.unit
    assert column.description != draft.description


@pytest.mark.parametrize("along", [True, False])
def test_the_columns_in_it_go_along_where_wanted(site, along):
    factories.public_disclosure(site)
    registration = site.department.registration
    inner = factories.open_column(registration, ColumnPage.objects.get(pk=site.column.pk), "inner", "下级栏目")
    handed_over(site, with_sections=along)
    inner.refresh_from_db()
    assert inner.owner_unit == (site.department.farmland.unit if along else registration.unit)


def test_what_else_is_asked_for_about_it_goes_on_at_the_new_units_desks(site):
    factories.public_disclosure(site)
    liaison = site.department.registration.liaison
    asked = RetirementRequest.objects.create(page=site.column, reason="不用了", made_by=liaison)
    case = services.open_case(asked, liaison)
    case = services.send(case.pk, liaison, case.version, declaration=DECLARED)
    handed_over(site)
    case = Case.objects.get(pk=case.pk)
    assert case.unit == site.department.farmland.unit
    assert Entry.objects.filter(act="case.rerouted", case_number=case.number).exists()


@pytest.mark.parametrize("approved", [False, True])
def test_nothing_is_handed_over_while_its_page_is_under_approval(site, approved):
    """Nor while what was approved waits for its time."""
    factories.public_disclosure(site)
    registration = site.department.registration
    column = ColumnPage.objects.get(pk=site.column.pk)
    column.description = "新的说明"
    column.save_revision(user=registration.liaison)
    case = services.open_case(column, registration.liaison)
    later = timezone.now() + timedelta(days=3)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED, not_before=later)
    if approved:
        case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
        case = services.agree(case.pk, registration.head, case.version)
        case = services.agree(case.pk, site.department.office.handler, case.version)
        assert case.state == CaseState.APPROVED
    with pytest.raises(ActRefused):
        handed_over(site)


def test_what_was_taken_down_is_not_handed_over_before_that_is_decided_and_stays_down_afterwards(client, site):
    factories.public_disclosure(site)
    column = ColumnPage.objects.get(pk=site.column.pk)
    down = Case.objects.about(
        "take_down", takedowns.take_down(column, site.department.publicity.head, "失泄密").pk
    ).get()
    with pytest.raises(ActRefused):
        handed_over(site)
    services.agree(down.pk, site.department.office.head, down.version, "情况属实")
    column = handed_over(site, contact="0791-2222222")
    assert not column.live and column.owner_unit == site.department.farmland.unit
    assert column.get_latest_revision_as_object().contact == "0791-2222222"
    assert client.get(column.url).status_code == 410 and list(verify()) == []


def test_the_same_is_not_asked_for_again_while_what_was_approved_waits_for_its_time(site):
    registration, later = site.department.registration, timezone.now() + timedelta(days=3)
    case = services.open_case(request_for(site), registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED, not_before=later)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    for head in (registration.head, site.department.farmland.head, site.department.office.handler):
        case = services.agree(case.pk, head, case.version)
    assert case.state == CaseState.APPROVED
    with pytest.raises(ActRefused, match="已"):
        handed_over(site)


def test_a_retired_one_and_the_same_unit_are_refused(site):
    factories.public_disclosure(site)
    with pytest.raises(ActRefused):
        handed_over(site, to_unit=site.department.registration.unit)
    factories.retire(site)
    with pytest.raises(ActRefused):
        handed_over(site)
    assert Life.objects.get(page=site.column).state == LifeState.RETIRED
