"""Where a case lies now, in words, for each of its states."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.approvals import services
from portal.approvals.models import Case
from portal.approvals.whereabouts import Whereabouts, whereabouts
from portal.organisation.models import Post
from tests import factories
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


def lies(case: Case) -> Whereabouts:
    return whereabouts([Case.objects.select_related("maker", "unit").get(pk=case.pk)])[case.pk]


def test_a_case_is_followed_from_its_maker_to_its_end(site):
    registration = site.department.registration
    page = factories.draft_disclosure(site)
    case = services.open_case(page, registration.liaison)
    assert lies(case) == Whereabouts("在申请人处", str(registration.liaison))
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    assert lies(case) == Whereabouts("保密审查", str(registration.secrecy))
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert lies(case) == Whereabouts("单位负责人", str(registration.head))
    case = services.agree(case.pk, registration.head, case.version)
    assert lies(case).place == "已办结" and lies(case).note.startswith(str(timezone.localdate().year))


def test_a_unit_that_co_signs_is_named_and_a_desk_without_anybody_is_vacant(site):
    registration, farmland = site.department.registration, site.department.farmland
    page = factories.draft_disclosure(site)
    case = services.open_case(page, registration.liaison)
    sending = services.Sending(DECLARED, cosigners=[farmland.unit])
    case = services.send(case.pk, registration.liaison, case.version, sending)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert lies(case) == Whereabouts(f"会签：{farmland.unit}", str(farmland.head))
    yesterday = timezone.localdate() - timedelta(days=1)
    Post.objects.filter(unit=farmland.unit, capacity="head").update(ends_on=yesterday)
    assert lies(case) == Whereabouts(f"会签：{farmland.unit}", "岗位空缺")


def test_a_desk_that_has_agreed_in_this_stage_is_waited_for_no_more(site):
    case = factories.passed_case(site)
    case.stages = [["unit_head", "leader_in_charge"]]
    case.save()
    registration = site.department.registration
    assert lies(case).place == "单位负责人 + 分管厅领导"
    services.agree(case.pk, registration.head, case.version)
    assert lies(case) == Whereabouts("分管厅领导", str(registration.leader))


def test_many_cost_as_much_as_one(site):
    factories.sent_case(site, "one")
    for number in range(8):
        factories.passed_case(site, f"more-{number}")
    cases = list(Case.objects.select_related("maker", "unit").order_by("-pk"))

    def asked(found: list[Case]) -> int:
        with CaptureQueriesContext(connection) as captured:
            whereabouts(found)
        return len(captured)

    assert asked(cases) == asked(cases[:1]) == 3
