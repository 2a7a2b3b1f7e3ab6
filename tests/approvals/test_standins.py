"""A vacant desk shows, and the head of the Office names a stand-in from the case's page, on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.approvals import services, standins, steps
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.notices.models import Notice
from portal.organisation.models import Capacity, Post
from portal.organisation.services import today
from portal.oversight.panels import lines_for
from tests import factories
from tests.approvals.test_worklist import sent, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(site) -> Case:
    """A case that waits for the head of registration, who left yesterday."""
    registration = site.department.registration
    found = sent(site)
    found = services.pass_secrecy(found.pk, registration.secrecy, found.version)
    Post.objects.filter(person=registration.head).update(ends_on=today() - timedelta(days=1))
    return found


def name(site, case: Case, **fields):
    wanted = {
        "desk": "unit_head", "person_id": site.department.registration.handler.pk, "until": today() + timedelta(days=3),
        "reason": "负责人已调离，尚未任命。", "by": site.department.office.head, **fields,
    }  # fmt: skip
    return standins.name(case.pk, **wanted)


def test_a_vacant_desk_shows_to_everybody_on_the_case_and_to_the_office(client, site, case):
    page = reverse("approvals:case", args=[case.pk])
    form = reverse("approvals:stand_in", args=[case.pk])
    for person, may in ((site.department.registration.liaison, False), (site.department.office.head, True)):
        client.force_login(person)
        shown = client.get(page).content.decode()
        assert "今日无人" in shown and (form in shown) is may
    assert any(line.url == reverse("approvals:vacant") for line in lines_for(site.department.office.liaison))
    assert not any(line.url == reverse("approvals:vacant") for line in lines_for(site.department.registration.liaison))
    client.force_login(site.department.office.liaison)
    assert case.title in client.get(reverse("approvals:vacant")).content.decode()
    client.force_login(site.department.registration.liaison)
    assert client.get(reverse("approvals:vacant")).url == reverse("wagtailadmin_home")


def test_the_stand_in_acts_and_says_so(site, case):
    registration = site.department.registration
    post = name(site, case)
    assert (post.stands_in_for.person, post.ends_on) == (registration.head, today() + timedelta(days=3))
    assert standins.vacancies(case) == [] == standins.vacant_cases()
    assert waiting(registration.handler) == [case.pk]
    assert Notice.objects.filter(person=registration.handler, topic=services.WAITING).exists()
    entry = Entry.objects.get(act="post.stand_in_named")
    assert (entry.actor, entry.opinion) == (site.department.office.head, "负责人已调离，尚未任命。")
    holder = f"{registration.handler}（代{registration.head}，负责人）"
    assert str(post) == holder and holder in [step.names for step in steps.steps_of(case)]
    services.agree(case.pk, registration.handler, case.version)
    opinion = case.opinions.get(actor=registration.handler)
    assert opinion.capacity == f"代{registration.head}，{registration.unit}负责人"


def test_whoever_stands_in_for_a_desk_does_not_act_there_on_an_item_of_their_own(site):
    registration = site.department.registration
    head = Post.objects.get(person=registration.head)
    for person in (registration.liaison, registration.handler):
        factories.PostFactory(person=person, unit=registration.unit, capacity=Capacity.HEAD, stands_in_for=head)
    found = sent(site)
    found = services.pass_secrecy(found.pk, registration.secrecy, found.version)
    with pytest.raises(ActRefused):
        services.agree(found.pk, registration.liaison, found.version)
    assert waiting(registration.liaison) == []
    assert services.agree(found.pk, registration.handler, found.version).opinions.last().actor == registration.handler


@pytest.mark.parametrize(
    "wrong",
    [
        lambda site: {"by": site.department.office.liaison},
        lambda site: {"by": site.department.registration.leader},
        lambda site: {"reason": "  "},
        lambda site: {"until": None},
        lambda site: {"until": today() - timedelta(days=1)},
        lambda site: {"desk": "leader_in_charge"},
        lambda site: {"person_id": site.department.registration.liaison.pk},
        lambda site: {"person_id": site.department.registration.secrecy.pk},
        lambda site: {"person_id": site.department.office.head.pk},
        lambda site: {"person_id": factories.UserFactory().pk},
        lambda site: {"person_id": 0},
    ],
)
def test_it_is_refused(site, case, wrong):
    with pytest.raises(ActRefused):
        name(site, case, **wrong(site))
    assert not Post.objects.exclude(stands_in_for=None).exists() and not Entry.objects.filter(act="post.stand_in_named")


def test_a_desk_that_is_held_gets_none(site):
    case = sent(site)
    with pytest.raises(ActRefused):
        name(site, case, desk="secrecy_reviewer")


def test_a_post_that_nobody_ever_held_is_entered_first(site, case):
    Post.objects.filter(unit=case.unit, capacity=Capacity.HEAD).update(capacity=Capacity.HANDLER)
    with pytest.raises(ActRefused) as refused:
        name(site, case)
    assert "岗位登记" in refused.value.reasons[0]


def test_what_was_typed_stays_when_it_is_refused(client, site, case):
    client.force_login(site.department.office.head)
    answer = client.post(
        reverse("approvals:stand_in", args=[case.pk]),
        {
            "desk": "unit_head",
            "person": site.department.registration.handler.pk,
            "until": "2020-01-01",
            "reason": "调离",
        },
    )
    assert answer.status_code == 422 and "调离" in answer.content.decode() and "selected" in answer.content.decode()
