"""What staff see of how something stands in public, and what they can do about it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.approvals import in_public, services, takedowns, withdrawals
from portal.approvals.errors import ActRefused
from portal.approvals.models import TakeDown
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site):
    return factories.public_disclosure(site)


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def test_each_is_offered_what_they_may_do(site, page):
    where = ["disclosure", page.pk]
    ask, down = (reverse(f"approvals:{name}", args=where) for name in ("ask_for_withdrawal", "take_down"))
    offered = {
        site.department.registration.head: (ask, ""),
        site.department.farmland.head: ("", ""),
        site.department.publicity.handler: ("", down),
    }
    for person, expected in offered.items():
        look = in_public.look_at(page, person)
        assert (look.withdraw, look.take_down) == expected and look.address == page.url


def test_what_is_asked_for_is_named_and_not_asked_for_twice(site, page):
    liaison = site.department.registration.liaison
    row = withdrawals.ask(page, liaison, "数据有误")
    case = services.open_case(row, liaison)
    look = in_public.look_at(page, liaison)
    assert look.asked == look.decides == case and not look.withdraw
    with pytest.raises(ActRefused, match=case.number):
        withdrawals.ask(page, liaison, "再次申请")


def test_what_left_says_how(site, page):
    office, liaison = site.department.office, site.department.registration.liaison
    assert in_public.look_at(factories.draft_disclosure(site, "draft", document_number=""), liaison).decides is None
    row = takedowns.take_down(page, site.department.publicity.handler, "有误")
    look = in_public.look_at(fresh(page), liaison)
    assert look.down == row and look.decides.kind == "take_down" and not look.address
    services.refuse(look.decides.pk, office.head, look.decides.version, "没有问题")
    assert in_public.look_at(fresh(page), liaison).address

    asked = withdrawals.ask(fresh(page), liaison, "数据有误")
    case = services.open_case(asked, liaison)
    case = services.send(case.pk, liaison, case.version)
    case = services.agree(case.pk, site.department.registration.head, case.version)
    services.agree(case.pk, office.handler, case.version)
    look = in_public.look_at(fresh(page), liaison)
    assert look.withdrawn == look.decides == case and look.down is None
    assert TakeDown.objects.get().state == TakeDown.State.RESTORED


def test_what_goes_through_no_approval_has_nothing_to_say(site):
    assert in_public.look_at(site.department.office.unit, site.department.office.head) == in_public.InPublic()
