"""What waits for a person, most urgent first, with its clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.approvals import services, standins, worklist
from portal.approvals.models import Case
from portal.organisation.models import Capacity
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db


def sent(site, slug: str = "doc", serial: int = 8, days_ago: int = 1, cosigners=()) -> Case:
    page = factories.draft_disclosure(
        site,
        slug,
        document_number=f"岭自然资规〔2026〕{serial}号",
        formed_on=factories.today() - timedelta(days=days_ago),
    )
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED, cosigners=cosigners)


def waiting(person) -> list[int]:
    return [row.case.pk for row in worklist.waiting_for(person)]


def test_it_waits_for_the_holder_of_the_desk_and_for_nobody_else(site):
    registration = site.department.registration
    case = sent(site)
    assert waiting(registration.secrecy) == [case.pk]
    everybody = [getattr(site.department, unit) for unit in ("office", "farmland", "publicity")]
    others = [registration.head, registration.liaison, registration.leader, *(staff.secrecy for staff in everybody)]
    assert [waiting(person) for person in others] == [[]] * len(others)
    services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert (waiting(registration.secrecy), waiting(registration.head)) == ([], [case.pk])
    (row,) = worklist.waiting_for(registration.head)
    assert row.post.capacity == Capacity.HEAD and row.clock.clause == "D3"


@pytest.mark.clause("G4")
def test_it_waits_for_the_heads_of_the_units_that_co_sign(site):
    registration, farmland, planning = site.department.registration, site.department.farmland, site.department.planning
    case = sent(site, cosigners=[farmland.unit, planning.unit])
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert waiting(farmland.head) == waiting(planning.head) == [case.pk]
    assert waiting(farmland.liaison) == []
    services.agree(case.pk, farmland.head, case.version)
    assert (waiting(farmland.head), waiting(planning.head)) == ([], [case.pk])


def test_nobody_s_own_item_waits_for_them_nor_one_they_acted_on(site):
    registration = site.department.registration
    for person in (registration.liaison, registration.secrecy):
        factories.PostFactory(person=person, unit=registration.unit, capacity=Capacity.HEAD)
    case = sent(site)
    services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert waiting(registration.liaison) == waiting(registration.secrecy) == []
    assert waiting(registration.head) == [case.pk]


def test_the_most_urgent_comes_first(site):
    late = sent(site, "late", 9, days_ago=30)
    fresh = sent(site, "fresh", 8, days_ago=0)
    rows = worklist.waiting_for(site.department.registration.secrecy)
    assert [row.case for row in rows] == [late, fresh]
    assert rows[0].clock.level == "late" and rows[0].clock.days_left < 0 and rows[0].clock.percent == 100


def test_however_many_cases_of_others_are_open_one_s_own_are_found(site, monkeypatch):
    cases = [sent(site, f"doc-{serial}", serial) for serial in range(1, 4)]
    request = factories.OpeningRequest.objects.create(
        title="耕地保护", slug="farmland", kind="disclosure", parent=site.section, purpose="公开",
        owner_unit=site.department.farmland.unit, made_by=site.department.farmland.liaison,
    )  # fmt: skip
    late = services.open_case(request, site.department.farmland.liaison)
    late = services.send(late.pk, site.department.farmland.liaison, late.version, declaration=DECLARED)
    monkeypatch.setattr(worklist, "LIMIT", len(cases))
    assert waiting(site.department.farmland.secrecy) == [late.pk]


def test_without_a_post_nothing_waits(site):
    sent(site)
    assert waiting(factories.UserFactory(is_superuser=True)) == []


def test_returned_cases_are_their_maker_s(site):
    registration = site.department.registration
    case = sent(site)
    services.return_case(case.pk, registration.secrecy, case.version, "有错字")
    assert worklist.given_back_to(registration.liaison) == [case] and waiting(registration.secrecy) == []
    # The request for the column is an older case of the same liaison.
    assert worklist.sent_by(registration.liaison)[0] == case and worklist.sent_by(registration.head) == []


def test_the_clock_runs_from_ok_to_soon_to_late(site):
    case = sent(site, days_ago=0)
    levels = [worklist.clock_of(case, case.due_at - timedelta(days=days)).level for days in (6, 0)] + [
        worklist.clock_of(case, case.due_at + timedelta(seconds=1)).level
    ]
    assert levels == ["ok", "soon", "late"]
    assert worklist.clock_of(Case(due_at=None)) is None


def test_what_was_sent_is_not_read_to_list_it(site):
    """It may be long, and hundreds are looked at whenever the home of the admin is opened."""
    registration = site.department.registration
    sent(site)
    listed = [row.case for row in worklist.waiting_for(registration.secrecy)]
    listed += [*worklist.sent(registration.liaison), *standins.vacant_cases()]
    assert {"snapshot"} == {name for case in listed for name in case.get_deferred_fields()}


def test_many_cases_cost_no_more_queries_than_few(site):
    secrecy = site.department.registration.secrecy

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            worklist.waiting_for(secrecy)
        return len(queries)

    sent(site)
    few = count()
    for serial in (9, 10, 11):
        sent(site, f"doc{serial}", serial)
    assert count() == few and len(waiting(secrecy)) == 4
