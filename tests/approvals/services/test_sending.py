"""What is said when sending: co-signing units, another route, the time before which it may not be public."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.states import CaseState
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db


def sent(site, **said):
    page, liaison = factories.draft_disclosure(site), site.department.registration.liaison
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED, **said)


def approved_later(site, hours: int = 30):
    case = sent(site, not_before=timezone.now() + timedelta(hours=hours))
    registration = site.department.registration
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    return services.agree(case.pk, registration.head, case.version)


@pytest.mark.clause("G4")
def test_units_that_co_sign_all_agree_after_the_unit_head(site):
    farmland, planning = site.department.farmland, site.department.planning
    case = sent(site, cosigners=[farmland.unit, planning.unit])
    registration = site.department.registration
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert case.state == CaseState.IN_APPROVAL and not case.subject().live
    case = services.agree(case.pk, farmland.head, case.version, "同意会签")
    assert case.state == CaseState.IN_APPROVAL
    with pytest.raises(ActRefused):
        services.agree(case.pk, farmland.head, case.version)
    case = services.agree(case.pk, planning.head, case.version)
    assert case.state == CaseState.CARRIED_OUT


@pytest.mark.clause("G4")
def test_one_co_signing_unit_that_returns_it_gives_it_back(site):
    case = sent(site, cosigners=[site.department.farmland.unit])
    registration = site.department.registration
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    case = services.return_case(case.pk, site.department.farmland.head, case.version, "耕地数据不一致")
    assert case.state == CaseState.RETURNED


@pytest.mark.clause("N8")
def test_the_emergency_route_needs_a_reason_and_is_reviewed_like_the_rest(site):
    with pytest.raises(ActRefused):
        sent(site, route="emergency")
    case = sent_case = services.open_case(
        factories.ColumnPage.objects.get(pk=site.column.pk).get_children().first().specific,
        site.department.registration.liaison,
    )
    case = services.send(
        sent_case.pk,
        site.department.registration.liaison,
        sent_case.version,
        declaration=DECLARED,
        route="emergency",
        why="突发地质灾害",
    )
    assert case.state == CaseState.SECRECY_REVIEW and "突发地质灾害" in case.reasons[-1]
    case = services.pass_secrecy(case.pk, site.department.registration.secrecy, case.version)
    case = services.agree(case.pk, site.department.office.leader, case.version)
    assert case.state == CaseState.CARRIED_OUT


def test_an_approved_case_waits_for_its_time_and_is_carried_out_then(site):
    case = approved_later(site)
    assert case.state == CaseState.APPROVED and not case.subject().live
    assert services.carry_out_in_time(case.pk).state == CaseState.APPROVED  # not yet
    with time_machine.travel(timezone.now() + timedelta(hours=30, seconds=30)):
        drain()
        case.refresh_from_db(fields=["version"])
        now = type(case).objects.get(pk=case.pk)
        assert now.state == CaseState.CARRIED_OUT and now.subject().live


def test_what_was_called_back_is_not_carried_out_at_its_time(site):
    case = approved_later(site)
    with pytest.raises(ActRefused):  # only who agreed
        services.call_back(case.pk, site.department.farmland.head, case.version, "等一等")
    case = services.call_back(case.pk, site.department.registration.head, case.version, "数据有误")
    assert case.state == CaseState.RETURNED
    with time_machine.travel(timezone.now() + timedelta(hours=31)):
        drain()
        assert not type(case).objects.get(pk=case.pk).subject().live


def test_what_changed_meanwhile_is_not_carried_out_but_given_back(site):
    case = approved_later(site)
    revision = case.revision
    revision.content = {**revision.content, "title": "悄悄改过的标题"}
    revision.save()
    with time_machine.travel(timezone.now() + timedelta(hours=31)):
        drain()
    now = type(case).objects.get(pk=case.pk)
    assert now.state == CaseState.RETURNED and not now.subject().live
    assert Entry.objects.filter(case_number=case.number, act="case.stopped").exists()


def test_a_time_in_the_past_is_refused(site):
    with pytest.raises(ActRefused):
        sent(site, not_before=timezone.now() - timedelta(minutes=1))
