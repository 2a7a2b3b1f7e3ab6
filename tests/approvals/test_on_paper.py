"""What rests on entered opinions alone waits for a confirmation, or until nobody can repudiate it any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.approvals import on_paper, services
from portal.approvals.errors import ActRefused, PublishingRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Confirmation
from portal.approvals.permits import table_permit
from portal.approvals.states import CaseState
from portal.notices.models import Notice
from portal.organisation.models import Capacity
from portal.outbox.services import drain
from tests import factories
from tests.factories import passed_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


@pytest.fixture
def registrar(site):
    return new_registrar(site)


def new_registrar(site):
    return factories.PostFactory(unit=site.department.office.unit, capacity=Capacity.REGISTRAR).person


def enter(case: Case, registrar, capacity=Capacity.HEAD) -> Case:
    post = case.unit.posts.get(capacity=capacity)
    scan = factories.document("批示扫描件.pdf")
    return services.enter_paper_opinion(case.pk, registrar, case.version, post, "agreed", "同意。", scan)


def confirm(case: Case, person) -> Case:
    return services.confirm_paper(case.pk, person, case.version, case.opinions.get(verdict="agreed").pk)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_what_one_registrar_entered_alone_is_approved_and_not_public_yet(site, registrar):
    case = enter(passed_case(site), registrar)
    assert case.state == CaseState.APPROVED and not case.subject().live
    drain()
    assert again(case).state == CaseState.APPROVED
    waits = Notice.objects.filter(person=site.department.registration.head, topic="case.waiting")
    assert waits.filter(text__contains=case.title).exists()


def test_whose_opinion_it_is_confirms_it_and_it_is_carried_out(site, registrar):
    head = site.department.registration.head
    case = confirm(enter(passed_case(site), registrar), head)
    assert case.state == CaseState.CARRIED_OUT and case.subject().live
    assert Entry.objects.get(case_number=case.number, act="case.confirmed").actor == head
    assert Confirmation.objects.get().by == head


def test_a_second_registrar_confirms_it_by_its_scan_and_never_the_one_who_entered_it(site, registrar):
    case = enter(passed_case(site), registrar)
    for person in (registrar, site.department.registration.liaison, site.department.office.head):
        with pytest.raises(ActRefused):
            confirm(case, person)
    assert confirm(case, new_registrar(site)).state == CaseState.CARRIED_OUT


def test_when_it_can_be_repudiated_no_more_it_is_carried_out(site, registrar):
    case = enter(passed_case(site), registrar)
    with time_machine.travel(on_paper.waits_until(case) + timedelta(minutes=1)):
        drain()
    assert again(case).state == CaseState.CARRIED_OUT


def test_repudiated_while_it_waits_it_goes_back_and_was_never_public(site, registrar):
    case = enter(passed_case(site), registrar)
    head = site.department.registration.head
    case = services.repudiate(case.pk, head, case.version, case.opinions.get(verdict="agreed").pk, "不是我签的")
    assert case.state == CaseState.RETURNED and case.subject().first_published_at is None
    with pytest.raises(ActRefused):
        confirm(case, head)


@pytest.mark.clause("D8")
def test_a_paper_opinion_beside_one_given_in_person_is_carried_out_at_once(site, registrar):
    registration = site.department.registration
    case = passed_case(site, touches_vital_interests=True)
    case = services.agree(case.pk, registration.head, case.version)
    assert enter(case, registrar, Capacity.LEADER_IN_CHARGE).state == CaseState.CARRIED_OUT
    other = enter(passed_case(site, "other", document_number="", touches_vital_interests=True), registrar)
    assert other.state == CaseState.IN_APPROVAL
    assert services.agree(other.pk, registration.leader, other.version).state == CaseState.CARRIED_OUT


def test_two_registrars_with_a_desk_each_wait_too(site, registrar):
    case = enter(passed_case(site, touches_vital_interests=True), registrar)
    case = enter(case, new_registrar(site), Capacity.LEADER_IN_CHARGE)
    assert case.state == CaseState.APPROVED and not case.subject().live


def test_confirmed_before_its_time_it_waits_for_that(site, registrar):
    case = factories.sent_case(site)
    later = timezone.now() + timedelta(days=20)
    case = services.withdraw(case.pk, case.maker, case.version)
    made = services.open_case(case.subject(), case.maker)
    sent = services.send(made.pk, made.maker, made.version, declaration=factories.DECLARED, not_before=later)
    passed = services.pass_secrecy(sent.pk, site.department.registration.secrecy, sent.version)
    case = confirm(enter(passed, registrar), site.department.registration.head)
    assert case.state == CaseState.APPROVED
    with time_machine.travel(later + timedelta(minutes=1)):
        drain()
    assert again(case).state == CaseState.CARRIED_OUT


def test_the_guard_founds_no_publication_on_it_meanwhile(site, registrar):
    case = enter(passed_case(site), registrar)
    with pytest.raises(PublishingRefused), table_permit("files_publicfile", "publish", case, case.digest):
        pass
