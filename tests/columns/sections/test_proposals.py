"""A desk agrees with changes: the unit sees the differences and accepts them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from columns.models import ChangeProposal, OpeningRequest
from portal.approvals import services
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5")]


@pytest.fixture
def asked(site) -> Case:
    """A request that has passed the unit's desks and waits for the Office."""
    registration = site.department.registration
    request = OpeningRequest.objects.create(
        title="登记指南", slug="guide", parent=site.section, purpose="公开办事指南", owner_unit=registration.unit,
        update_days=90, made_by=registration.liaison,
    )  # fmt: skip
    case = services.open_case(request, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    return services.agree(case.pk, registration.head, case.version)


def address(case: Case) -> str:
    return reverse("sections:request", args=[case.kind, case.subject_id])


def as_posted(page, **changes) -> dict:
    """What a browser posts of the form that a page shows."""
    form = page.context["form"]
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False, [])}
    return {**data, **changes}


def propose(client, case: Case, person, reason="更新太少", **changes):
    client.force_login(person)
    page = client.get(address(case))
    return client.post(address(case), as_posted(page, version=case.version, reason=reason, **changes))


def test_the_office_gives_it_back_with_its_changes(client, site, asked):
    office = site.department.office.liaison
    assert propose(client, asked, office, update_days="30", title="不动产登记指南").status_code == 302
    proposal = ChangeProposal.objects.get()
    assert proposal.fields == {"title": "不动产登记指南", "update_days": 30} and proposal.made_by == office
    asked = Case.objects.get(pk=asked.pk)
    assert asked.state == CaseState.RETURNED and OpeningRequest.objects.get(slug="guide").update_days == 90
    proposed = Entry.objects.get(act="section.changes_proposed", case_number=asked.number)
    assert proposed.actor is not None and proposed.capacity == asked.opinions.latest("pk").capacity


def test_the_unit_sees_the_differences_and_accepts_them_with_one_sending(client, site, asked):
    propose(client, asked, site.department.office.liaison, update_days="30")
    client.force_login(site.department.registration.liaison)
    page = client.get(address(asked))
    [row] = page.context["differences"]
    assert (row["old"], row["new"]) == ("90", "30") and "更新太少" in page.content.decode()
    answers = {f"secrecy_{name}": "no" for name in DECLARED}
    assert client.post(address(asked), as_posted(page, send="1", **answers)).status_code == 302
    asked = Case.objects.get(pk=asked.pk)
    assert asked.state == CaseState.SECRECY_REVIEW and OpeningRequest.objects.get(slug="guide").update_days == 30
    assert ChangeProposal.objects.get().accepted_at is not None
    accepted = Entry.objects.get(act="section.changes_accepted", case_number=asked.number)
    assert (accepted.actor, accepted.capacity) == (asked.maker, asked.maker_capacity)


def test_every_later_desk_reads_that_it_is_exactly_what_was_proposed(client, site, asked):
    office = site.department.office.liaison
    propose(client, asked, office, update_days="30")
    registration = site.department.registration
    request = OpeningRequest.objects.get(slug="guide")
    request.update_days = 30
    request.save()
    asked = Case.objects.get(pk=asked.pk)
    services.send(asked.pk, registration.liaison, asked.version, declaration=DECLARED)  # not by the form
    assert ChangeProposal.objects.get().accepted_at is not None
    for person in (registration.head, office):
        client.force_login(person)
        page = client.get(reverse("approvals:case", args=[asked.pk])).content.decode()
        assert f"与{office}于" in page and "更新太少" in page


def test_what_the_unit_sends_otherwise_is_no_acceptance(client, site, asked):
    propose(client, asked, site.department.office.liaison, update_days="30")
    client.force_login(site.department.registration.liaison)
    page = client.get(address(asked))
    answers = {f"secrecy_{name}": "no" for name in DECLARED}
    client.post(address(asked), as_posted(page, send="1", update_days="60", **answers))
    assert (
        ChangeProposal.objects.get().accepted_at is None and OpeningRequest.objects.get(slug="guide").update_days == 60
    )
    client.force_login(site.department.registration.head)
    assert "完全一致" not in client.get(reverse("approvals:case", args=[asked.pk])).content.decode()


@pytest.mark.parametrize(("reason", "changes"), [("", {"update_days": "30"}), ("想想", {}), ("想想", {"slug": "a b"})])
def test_without_a_reason_or_a_sound_change_nothing_happens(client, site, asked, reason, changes):
    answer = propose(client, asked, site.department.office.liaison, reason=reason, **changes)
    assert answer.status_code == 200 and not ChangeProposal.objects.exists()
    asked = Case.objects.get(pk=asked.pk)
    assert asked.state == CaseState.IN_APPROVAL


@pytest.mark.parametrize("who", ["head", "liaison", "handler"])
def test_who_has_it_not_on_the_desk_proposes_nothing(client, site, asked, who):
    client.force_login(getattr(site.department.registration, who))
    client.post(address(asked), {"title": "别的", "reason": "想想", "version": asked.version})
    asked = Case.objects.get(pk=asked.pk)
    assert not ChangeProposal.objects.exists() and asked.state == CaseState.IN_APPROVAL
