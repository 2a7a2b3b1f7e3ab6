"""Buttons of a case's page: every act has an address and a rule; what isn't possible isn't offered."""

from __future__ import annotations

import pytest

from portal.approvals import permissions, posted, services
from portal.approvals.acts_on_page import ACTS, Words, acts_on_page
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(site) -> Case:
    liaison = site.department.registration.liaison
    made = services.open_case(factories.draft_disclosure(site), liaison)
    return services.send(made.pk, liaison, made.version, declaration=DECLARED)


def names(case: Case, person) -> list[str]:
    offered = acts_on_page(Case.objects.get(pk=case.pk), person, {})
    return [act.name for act in (*offered.spoken, *offered.silent)]


def test_every_act_has_a_rule_and_an_address():
    for act in ACTS:
        assert act.name in permissions.RULES
        assert act.name in posted.ACTS and act.name in posted.DONE
    assert len({act.name for act in ACTS}) == len(ACTS)


@pytest.mark.clause("D7")
def test_each_desk_is_offered_its_own_acts_and_nobody_else_s(site, case):
    registration = site.department.registration
    assert names(case, registration.secrecy) == ["pass_secrecy", "doubt_secrecy", "return", "refuse"]
    assert names(case, registration.head) == []
    assert names(case, registration.liaison) == ["withdraw"]
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert names(case, registration.secrecy) == []
    assert names(case, registration.head) == ["agree", "escalate", "return", "refuse", "begin_correction"]
    case = services.return_case(case.pk, registration.head, case.version, "有错字")
    assert names(case, registration.liaison) == ["send", "withdraw"]


@pytest.mark.clause("G4")
def test_a_unit_that_co_signs_is_offered_to_agree_or_return_only(site):
    registration, farmland = site.department.registration, site.department.farmland
    made = services.open_case(factories.draft_disclosure(site), registration.liaison)
    case = services.send(made.pk, registration.liaison, made.version, declaration=DECLARED, cosigners=[farmland.unit])
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert names(case, farmland.head) == ["agree", "return"]
    for refused in (
        lambda: services.escalate(case.pk, farmland.head, case.version, "影响面大", "important"),
        lambda: services.refuse(case.pk, farmland.head, case.version, "不同意公开"),
    ):
        with pytest.raises(ActRefused, match="会签单位"):
            refused()
    assert services.agree(case.pk, farmland.head, case.version).subject().live


def test_agreeing_says_who_gets_it_next_and_the_kind_s_own_words_come_first(site, case):
    registration = site.department.registration
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert acts_on_page(case, registration.head, {}).main.label == "同意并办结"
    assert acts_on_page(case, registration.head, {"agree": "确认"}).main.label == "确认"
    case = services.escalate(case.pk, registration.head, case.version, "影响面大", "important")
    assert acts_on_page(case, registration.leader, {}).main.label == "同意并办结"


def test_who_cannot_move_it_on_is_told_why(site, case):
    against = acts_on_page(case, site.department.registration.liaison, {}).against
    assert against and against == permissions.reasons_against(
        "pass_secrecy", case, site.department.registration.liaison
    )


def test_acts_that_need_words_are_those_that_are_refused_without(site, case):
    reviewer = site.department.registration.secrecy
    calls = {
        "pass_secrecy": services.pass_secrecy,
        "doubt_secrecy": services.doubt_secrecy,
        "return": services.return_case,
        "refuse": services.refuse,
    }
    here = [act for act in ACTS if case.state in act.states and act.name in calls]
    assert {act.name for act in here if act.words is Words.NEEDED} == {"doubt_secrecy", "return", "refuse"}
    for act in sorted(here, key=lambda act: act.words is Words.TAKEN):
        if act.words is Words.NEEDED:
            with pytest.raises(ActRefused):
                calls[act.name](case.pk, reviewer, case.version, " ")
        else:
            calls[act.name](case.pk, reviewer, case.version, " ")
