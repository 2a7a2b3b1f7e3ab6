"""Withdrawal of what is public, changes of the route table, outside reviewers, and a changing organisation."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.approvals import outside, rerouting, route_changes, routes, services, withdrawals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, OutsideReview
from portal.approvals.states import CaseState
from portal.notices.models import Notice
from portal.organisation.models import Capacity, FunctionAssignment, Unit
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED, passed_case, sent_case

pytestmark = pytest.mark.django_db


@pytest.mark.clause("D6")
def test_what_the_unit_asks_to_withdraw_stays_public_until_the_office_agrees(site):
    page, registration = factories.public_disclosure(site), site.department.registration
    with pytest.raises(ActRefused):
        withdrawals.ask(page, site.department.farmland.liaison, "不是我们的")
    row = withdrawals.ask(page, registration.liaison, "数据有误")
    case = services.open_case(row, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert type(page).objects.get(pk=page.pk).live
    case = services.agree(case.pk, site.department.office.handler, case.version)
    assert case.state == CaseState.CARRIED_OUT and not type(page).objects.get(pk=page.pk).live


@pytest.mark.clause("D6")
@pytest.mark.parametrize("last", ["a desk", "its time"])
def test_what_was_withdrawn_does_not_come_back_by_a_case_that_was_sent_before(site, last):
    registration, office = site.department.registration, site.department.office
    page = factories.public_disclosure(site)
    draft = page.get_latest_revision_as_object()
    draft.title = "后来的标题"
    draft.save_revision(user=registration.liaison)
    case = services.open_case(page, registration.liaison)
    later = timezone.now() + timedelta(days=2)
    when = later if last == "its time" else None
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED, not_before=when)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    if last == "its time":
        case = services.agree(case.pk, site.department.publicity.handler, case.version)
        assert case.state == CaseState.APPROVED
    row = withdrawals.ask(page, registration.liaison, "数据有误")
    gone = services.open_case(row, registration.liaison)
    gone = services.send(gone.pk, registration.liaison, gone.version)
    gone = services.agree(gone.pk, registration.head, gone.version)
    assert services.agree(gone.pk, office.handler, gone.version).state == CaseState.CARRIED_OUT
    if last == "a desk":
        with pytest.raises(ActRefused):
            services.agree(case.pk, site.department.publicity.handler, case.version)
    with time_machine.travel(later + timedelta(hours=1), tick=False):
        drain()
    assert not type(page).objects.get(pk=page.pk).live


@pytest.mark.clause("D6")
def test_a_changed_route_holds_for_new_cases_and_open_ones_keep_theirs(site):
    office, publicity = site.department.office, site.department.publicity
    started = passed_case(site)
    proposal = route_changes.propose("general", [["unit_head"], ["office_staff"]], "加强把关", office.liaison)
    case = services.open_case(proposal, office.liaison)
    case = services.send(case.pk, office.liaison, case.version)
    case = services.agree(case.pk, office.head, case.version)
    assert routes.current("general").version == 1
    services.agree(case.pk, publicity.head, case.version)
    assert routes.current("general").stages == [["unit_head"], ["office_staff"]]
    head = site.department.registration.head
    assert services.agree(started.pk, head, started.version).state == CaseState.CARRIED_OUT
    later = passed_case(site, "later", document_number="")
    assert services.agree(later.pk, head, later.version).state == CaseState.IN_APPROVAL


@pytest.mark.parametrize(
    "stages", [[], [[]], [["unit_head"], ["unit_head"]], [["nobody"]], [["secrecy_reviewer"]], "unit_head"]
)
def test_a_senseless_route_is_not_proposed(site, stages):
    with pytest.raises(ActRefused):
        route_changes.propose("general", stages, "因为", site.department.office.liaison)


def test_a_proposal_that_was_overtaken_is_refused(site):
    office, publicity = site.department.office, site.department.publicity
    first, second = (
        route_changes.propose("general", [["unit_head"], [desk]], "因为", office.liaison)
        for desk in ("office_staff", "office_head")
    )
    for proposal in (first, second):
        case = services.open_case(proposal, office.liaison)
        case = services.send(case.pk, office.liaison, case.version)
        case = services.agree(case.pk, office.head, case.version)
        if proposal is second:
            with pytest.raises(ActRefused):
                services.agree(case.pk, publicity.head, case.version)
        else:
            services.agree(case.pk, publicity.head, case.version)


def test_an_outsider_reads_one_version_and_comments_until_the_link_is_closed(site, client):
    liaison = site.department.registration.liaison
    with pytest.raises(ActRefused):  # not before the secrecy review
        outside.invite(sent_case(site, "unreviewed", document_number=""), liaison, "王教授", "省地质大学", 7)
    case = passed_case(site)
    review, key = outside.invite(case, liaison, "王教授", "省地质大学", 7)
    address = reverse("outside_review", args=[key])
    answer = client.get(address)
    assert answer.status_code == 200 and answer["X-Robots-Tag"].startswith("noindex")
    assert case.title in client.get(reverse("outside_preview", args=[key])).content.decode()
    client.post(address, {"text": "第三条建议写明期限"})
    assert Notice.objects.filter(person=liaison, text__contains="王教授").exists()
    assert Entry.objects.filter(case_number=case.number, act="review.commented").exists()
    outside.revoke(review, liaison)
    assert client.get(address).status_code == 404


def test_an_expired_or_guessed_link_opens_nothing(site, client):
    case, liaison = passed_case(site), site.department.registration.liaison
    _review, key = outside.invite(case, liaison, "王教授", "省地质大学", 7)
    OutsideReview.objects.update(expires_at=timezone.now())
    for guess in (key, "x" * 43):
        assert client.get(reverse("outside_review", args=[guess])).status_code == 404
    with pytest.raises(ActRefused):
        outside.invite(case, site.department.farmland.head, "某人", "某处", 7)


def test_a_link_ends_with_the_case(site, client):
    case = passed_case(site)
    _review, key = outside.invite(case, site.department.registration.liaison, "王教授", "省地质大学", 7)
    services.refuse(case.pk, site.department.registration.head, case.version, "不宜公开")
    assert client.get(reverse("outside_review", args=[key])).status_code == 404


@pytest.mark.clause("G2")
def test_another_head_is_told_of_what_is_open_and_the_record_says_why(site):
    case = passed_case(site)
    new = factories.PostFactory(unit=site.department.registration.unit, capacity=Capacity.HEAD).person
    assert Notice.objects.filter(person=new, text__contains=case.title).exists()
    assert Entry.objects.filter(case_number=case.number, act="case.rerouted").exists()
    assert services.agree(case.pk, new, case.version).state == CaseState.CARRIED_OUT


@pytest.mark.clause("G2")
def test_a_moved_duty_takes_its_open_cases_along(site):
    case = sent_case(site, declaration={**factories.DECLARED, "rights": "unsure"})
    FunctionAssignment.objects.get(function="office").delete()
    FunctionAssignment.objects.create(function="office", unit=site.department.planning.unit)
    assert Notice.objects.filter(person=site.department.planning.head, text__contains=case.title).exists()
    case = services.rule_secrecy(case.pk, site.department.planning.head, case.version, "可以公开")
    assert case.state == CaseState.SECRECY_REVIEW


@pytest.mark.clause("G2")
def test_a_change_that_reaches_none_of_many_cases_costs_as_much_as_of_few(site):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert rerouting.follow(unit=site.department.farmland.unit.pk, capacity=Capacity.HEAD) == 0
        return len(queries)

    unsure = {**factories.DECLARED, "rights": "unsure"}
    sent_case(site, declaration=unsure)
    few = count()
    for number in range(3):
        sent_case(site, f"doc-{number}", declaration=unsure, document_number="")
    assert count() == few


@pytest.mark.clause("G2")
def test_a_unit_that_was_taken_over_hands_its_open_cases_on(site):
    case, farmland = sent_case(site), site.department.farmland
    unit = Unit.objects.get(pk=site.department.registration.unit.pk)
    unit.is_active, unit.successor = False, farmland.unit
    unit.full_clean()
    unit.save()
    moved = Case.objects.get(pk=case.pk)
    assert moved.unit == farmland.unit
    moved = services.pass_secrecy(moved.pk, farmland.secrecy, moved.version)
    assert services.agree(moved.pk, farmland.head, moved.version).state == CaseState.CARRIED_OUT


def take_over(old: Unit, new: Unit) -> None:
    unit = Unit.objects.get(pk=old.pk)
    unit.is_active, unit.successor_id = False, new.pk
    unit.save()


def cosigned_case(site, *units: Unit):
    registration = site.department.registration
    case = services.open_case(factories.draft_disclosure(site), registration.liaison)
    return services.send(case.pk, registration.liaison, case.version, declaration=factories.DECLARED, cosigners=units)


@pytest.mark.clause("G2")
def test_cases_go_to_the_last_of_those_that_took_it_over(site):
    farmland, planning = site.department.farmland.unit, site.department.planning.unit
    take_over(farmland, planning)
    case = sent_case(site)
    take_over(site.department.registration.unit, farmland)
    case = Case.objects.get(pk=case.pk)
    assert case.unit == planning


@pytest.mark.clause("G4")
def test_where_a_unit_that_was_taken_over_had_yet_to_co_sign_the_other_does(site):
    registration, farmland, planning = site.department.registration, site.department.farmland, site.department.planning
    case = cosigned_case(site, farmland.unit)
    take_over(farmland.unit, planning.unit)
    case = Case.objects.get(pk=case.pk)
    assert [f"cosign:{planning.unit.pk}"] in case.stages and list(case.cosigners.all()) == [planning.unit]
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert services.agree(case.pk, planning.head, case.version).state == CaseState.CARRIED_OUT


@pytest.mark.clause("G4")
def test_what_a_unit_agreed_to_before_it_was_taken_over_stands(site):
    registration, farmland, planning = site.department.registration, site.department.farmland, site.department.planning
    case = cosigned_case(site, farmland.unit, planning.unit)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    services.agree(case.pk, farmland.head, case.version)
    take_over(farmland.unit, site.department.technology.unit)
    case = Case.objects.get(pk=case.pk)
    assert services.agree(case.pk, planning.head, case.version).state == CaseState.CARRIED_OUT


@pytest.mark.clause("G4")
@pytest.mark.parametrize("taken_over", ["farmland", "registration"])
def test_a_unit_that_has_a_say_already_does_not_agree_twice(site, taken_over):
    """The co-signing unit goes into the case's own, or the other way round: its maker sends it again."""
    registration, farmland = site.department.registration, site.department.farmland
    case = cosigned_case(site, farmland.unit)
    units = {"farmland": farmland.unit, "registration": registration.unit}
    old = units.pop(taken_over)
    (new,) = units.values()
    take_over(old, new)
    case = Case.objects.get(pk=case.pk)
    assert case.state == CaseState.RETURNED and case.unit == new
    assert Notice.objects.filter(person=registration.liaison, text__contains=case.title).exists()
    asked = [Unit.objects.get(pk=farmland.unit.pk)]
    case = services.send(case.pk, registration.liaison, case.version, declaration=factories.DECLARED, cosigners=asked)
    assert case.stages == [["unit_head"]] and case.unit == new


@pytest.mark.clause("G2")
def test_what_is_sent_again_after_its_unit_was_taken_over_goes_to_the_other_s_desks(site):
    registration, farmland = site.department.registration, site.department.farmland
    request = factories.OpeningRequest.objects.create(
        title="耕地保护", slug="farmland", kind="disclosure", parent=site.section, purpose="公开",
        owner_unit=registration.unit, made_by=registration.liaison,
    )  # fmt: skip
    subjects = [request, site.column, factories.draft_disclosure(site)]
    take_over(registration.unit, farmland.unit)
    subjects = [type(subject).objects.get(pk=subject.pk) for subject in subjects]
    assert [services.kind_of(subject).owner_unit(subject) for subject in subjects] == [farmland.unit] * 3


def test_units_do_not_take_each_other_over():
    first = factories.UnitFactory(is_active=False)
    second = factories.UnitFactory(is_active=False, successor=first)
    first.successor = second
    with pytest.raises(ValidationError):
        first.full_clean()
    assert second.acting == first


def sent_change(site, desk: str) -> Case:
    office = site.department.office
    proposal = route_changes.propose("general", [["unit_head"], [desk]], "因为", office.liaison)
    case = services.open_case(proposal, office.liaison)
    return services.send(case.pk, office.liaison, case.version)


@pytest.mark.clause("D6")
def test_one_change_of_a_route_is_on_its_way_at_a_time(site):
    office = site.department.office
    early = route_changes.propose("general", [["unit_head"], ["office_head"]], "因为", office.liaison)
    first = sent_change(site, "office_staff")
    with pytest.raises(ActRefused, match=first.number):
        route_changes.propose("general", [["unit_head"], ["office_head"]], "因为", office.liaison)
    case = services.open_case(early, office.liaison)
    with pytest.raises(ActRefused, match=first.number):
        services.send(case.pk, office.liaison, case.version)
    route_changes.propose("important", [["unit_head"], ["office_head"]], "因为", office.liaison)  # another route may
    services.return_case(first.pk, office.head, first.version, "再想想")
    assert services.send(case.pk, office.liaison, case.version).state == CaseState.IN_APPROVAL
