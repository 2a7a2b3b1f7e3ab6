"""What isn't disclosed of the department's own accord carries its ground, and nothing of it becomes public (D2)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from columns import rules, terms
from columns.catalogue_defaults import GROUND
from columns.models import Disclosure
from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Entry, Publication
from portal.approvals.states import CaseState
from portal.demonstration import acts
from tests import factories
from tests.regulation import chapter

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D2")]
WITHHELD = {"openness": "withheld", "ground": "withheld-process"}


@pytest.mark.parametrize(
    ("openness", "ground", "sound"),
    [
        ("proactive", "", True),
        ("proactive", "withheld-process", False),
        ("on_request", "", False),
        ("on_request", "on-request-scope", True),
        ("on_request", "withheld-process", False),
        ("on_request", "on_request", False),
        ("withheld", "withheld-secret", True),
        ("withheld", "on-request-scope", False),
        ("withheld", "withheld", False),
        ("withheld", "nothing", False),
    ],
)
def test_a_ground_belongs_to_its_class(openness, ground, sound):
    assert (rules.ground_problem(openness, ground, terms.parse(GROUND)) is None) is sound


def test_without_a_ground_it_is_not_sent(site):
    with pytest.raises(ActRefused, match=chapter("D2")):
        acts.send(
            factories.draft_disclosure(site, openness="withheld"), site.department.registration.liaison, timezone.now()
        )


@pytest.mark.parametrize("fields", [WITHHELD, {"openness": "on_request", "ground": "on-request-scope"}])
def test_approved_it_is_recorded_and_nothing_becomes_public(client, site, fields):
    page = factories.draft_disclosure(site, **fields)
    case = acts.approve(page, site.department.registration.liaison, timezone.now())
    page = Disclosure.objects.get(pk=page.pk)
    assert case.state == CaseState.CARRIED_OUT and not page.live and page.index_number == ""
    assert client.get(page.url).status_code == 404
    assert not Publication.objects.filter(kind="disclosure").exists()
    entry = Entry.objects.get(act="disclosure.not_disclosed")
    assert entry.data == fields and entry.case_number == case.number
    assert services.kind_of(page).clock_start(page) is None


def test_the_ground_stands_on_the_case_and_in_the_list_of_what_isn_t_disclosed(client, site):
    page = factories.draft_disclosure(site, **WITHHELD)
    case = acts.approve(page, site.department.registration.liaison, timezone.now())
    assert any("过程性信息" in reason for reason in case.reasons)
    seen = {"office": True, "registration": True, "farmland": False}
    for unit, sees in seen.items():
        client.force_login(getattr(site.department, unit).liaison)
        text = client.get(reverse("columns:not_disclosed")).content.decode()
        assert (page.title in text and "过程性信息" in text) is sees, unit


def test_what_is_public_is_taken_down_first(site):
    page = factories.public_disclosure(site)
    draft = page.get_latest_revision_as_object()
    draft.openness, draft.ground = WITHHELD["openness"], WITHHELD["ground"]
    draft.save_revision()
    with pytest.raises(ActRefused):
        acts.send(Disclosure.objects.get(pk=page.pk), site.department.registration.liaison, timezone.now())
    assert Disclosure.objects.get(pk=page.pk).live


def test_disclosed_later_it_goes_public_by_a_case_of_its_own(site):
    page = factories.draft_disclosure(site, **WITHHELD)
    acts.approve(page, site.department.registration.liaison, timezone.now())
    draft = Disclosure.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.openness, draft.ground = "proactive", ""
    draft.save_revision()
    acts.approve(Disclosure.objects.get(pk=page.pk), site.department.registration.liaison, timezone.now())
    assert Disclosure.objects.get(pk=page.pk).live
