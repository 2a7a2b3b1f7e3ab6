"""Several people at one case at the same instant, and a process that dies between approval and commit.

Here on SQLite; ``test_on_postgresql`` runs the same scenarios on a PostgreSQL server.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.models import Page

from columns.models import CatalogueRule, Disclosure, Life
from portal.approvals import services
from portal.approvals.errors import ActRefused, Stale
from portal.approvals.ledger import services as ledger
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Opinion, Publication
from portal.approvals.services import deciding
from portal.approvals.states import CaseState
from portal.approvals.verification import verify as verify_publications
from portal.notices.models import Notice
from portal.organisation.models import Capacity, User
from portal.outbox.models import OutboxRow
from tests import factories
from tests.factories import DECLARED
from tests.plugins.processes import at_once, plant_roots, run_module

real_transactions = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, monkeypatch, transactional_db) -> factories.Site:
    """A site in a database where every transaction is real, with the ledger's key beside its seals."""
    monkeypatch.setitem(settings.GONGKAI, "VAR", tmp_path)
    plant_roots()
    return factories.make_site()


def stand_in(staff: factories.Staff, capacity: str = Capacity.HEAD) -> User:
    post = staff.unit.posts.get(capacity=capacity, stands_in_for=None)
    return factories.PostFactory(
        unit=staff.unit, capacity=capacity, stands_in_for=post, ends_on=factories.today()
    ).person


def waiting_case(place: factories.Site, slug: str = "doc") -> Case:
    """A disclosure's case that waits for registration's head."""
    registration = place.department.registration
    page = factories.draft_disclosure(place, slug)
    case = services.open_case(page, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    return services.pass_secrecy(case.pk, registration.secrecy, case.version)


def acts_of(case: Case) -> list[str]:
    return list(Entry.objects.filter(case_number=case.number).order_by("seq").values_list("act", flat=True))


def one_counted(results: list) -> tuple[Case, Stale]:
    """Exactly one of two acts counted; the other was told so in words."""
    counted = [result for result in results if isinstance(result, Case)]
    refused = [result for result in results if isinstance(result, ActRefused)]
    assert (len(counted), len(refused)) == (1, 1), results
    assert isinstance(refused[0], Stale) and all(refused[0].reasons), repr(refused[0])
    return counted[0], refused[0]


def nothing_is_wrong() -> None:
    """The chain, its seals and everything public hold; sequence numbers have no gap."""
    assert list(ledger.verify()) == []
    assert list(verify_publications()) == []
    seqs = list(Entry.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))


@pytest.mark.clause("D6")
@real_transactions
def test_two_people_agree_at_one_desk_and_one_agreement_counts(place):
    head, other = place.department.registration.head, stand_in(place.department.registration)
    case = waiting_case(place)

    results = at_once(
        lambda: services.agree(case.pk, head, case.version, "同意"),
        lambda: services.agree(case.pk, other, case.version, "同意"),
    )

    counted, _refused = one_counted(results)
    now = Case.objects.get(pk=case.pk)
    assert (now.state, now.version) == (CaseState.CARRIED_OUT, case.version + 1) == (counted.state, counted.version)
    assert acts_of(case) == ["case.opened", "case.sent", "case.passed", "case.agreed", "case.carried_out"]
    assert Opinion.objects.filter(case=case, verdict=Opinion.Verdict.AGREED).count() == 1
    assert Publication.objects.filter(kind="disclosure").count() == 1
    nothing_is_wrong()


@pytest.mark.clause("D6")
@real_transactions
def test_agreed_and_returned_at_once_is_either_and_never_both(place):
    head, other = place.department.registration.head, stand_in(place.department.registration)
    case = waiting_case(place)

    results = at_once(
        lambda: services.agree(case.pk, head, case.version, "同意"),
        lambda: services.return_case(case.pk, other, case.version, "第二段有错字"),
    )

    counted, _refused = one_counted(results)
    now, page = Case.objects.get(pk=case.pk), Disclosure.objects.get(pk=case.subject_id)
    public = counted.state == CaseState.CARRIED_OUT
    assert now.state == (CaseState.CARRIED_OUT if public else CaseState.RETURNED)
    assert (page.live, Publication.objects.filter(kind="disclosure").count()) == (public, int(public))
    assert acts_of(case)[3:] == (["case.agreed", "case.carried_out"] if public else ["case.returned"])
    told = Notice.objects.filter(person=place.department.registration.liaison, text__contains="第二段有错字")
    assert told.exists() is not public
    nothing_is_wrong()


@pytest.mark.clause("C4")
@real_transactions
def test_two_cosigning_desks_at_once_neither_lose_an_agreement_nor_publish_twice(place):
    """Between the two the state stays the same: only the version tells the second that it saw an older case."""
    office, planning = place.department.office, place.department.planning
    home = place.home
    home.heading = "找政策"
    home.save_revision()
    case = services.open_case(home, office.liaison)
    case = services.send(case.pk, office.liaison, case.version, declaration=DECLARED)
    if case.state == CaseState.SECRECY_REVIEW:
        case = services.pass_secrecy(case.pk, office.secrecy, case.version)
    people = (office.head, planning.head)

    results = at_once(*(lambda person=person: services.agree(case.pk, person, case.version) for person in people))

    counted, refused = one_counted(results)
    assert (counted.state, counted.version) == (CaseState.IN_APPROVAL, case.version + 1)
    home.refresh_from_db()
    assert home.heading != "找政策"
    late = people[results.index(refused)]
    done = services.agree(case.pk, late, counted.version)
    home.refresh_from_db()
    assert (done.state, home.heading) == (CaseState.CARRIED_OUT, "找政策")
    assert acts_of(case)[-3:] == ["case.agreed", "case.agreed", "case.carried_out"]
    assert Publication.objects.filter(kind="home").count() == 1
    nothing_is_wrong()


@pytest.mark.clause("D1")
@real_transactions
def test_publications_at_once_leave_no_gap_in_the_index_numbers(place):
    """The column becomes active once, too, although every one of them would be its first item."""
    registration = place.department.registration
    cases = [waiting_case(place, f"doc-{number}") for number in range(5)]

    results = at_once(*(lambda case=case: services.agree(case.pk, registration.head, case.version) for case in cases))

    assert [getattr(result, "state", result) for result in results] == [CaseState.CARRIED_OUT] * 5
    year, code = factories.today().year, registration.unit.disclosure_code
    numbers = sorted(Disclosure.objects.live().values_list("index_number", flat=True))
    assert numbers == [f"{code}/{year}-{serial:05d}" for serial in range(1, 6)]
    assert Entry.objects.filter(act="section.activated", subject=f"column:{place.column.pk}").count() == 1
    assert Life.objects.get(page=place.column).state == "active"
    queued = OutboxRow.objects.filter(job="search.index", payload__source="page").values_list("payload", flat=True)
    assert {case.subject_id for case in cases} <= {pk for row in queued for pk in row["ids"]}
    nothing_is_wrong()


@pytest.mark.clause("D1")
@real_transactions
def test_a_publication_that_fails_gives_its_index_number_back(place, monkeypatch):
    """One of several is refused after its number was drawn; the next one takes it."""
    registration = place.department.registration
    cases = [waiting_case(place, f"doc-{number}") for number in range(3)]
    original = deciding.record_act

    def record(case: Case, act: str, *args, **kwargs) -> None:
        if act == "case.carried_out" and case.pk == cases[0].pk:
            raise ActRefused(["refused at the last moment"])
        original(case, act, *args, **kwargs)

    monkeypatch.setattr(deciding, "record_act", record)
    results = at_once(*(lambda case=case: services.agree(case.pk, registration.head, case.version) for case in cases))

    assert isinstance(results[0], ActRefused)
    assert acts_of(cases[0])[-1] == "case.passed"
    numbers = Disclosure.objects.live().values_list("index_number", flat=True)
    assert sorted(number[-5:] for number in numbers) == ["00001", "00002"]
    nothing_is_wrong()


@pytest.mark.clause("D1")
@real_transactions
def test_a_new_rule_of_index_numbers_at_the_same_instant_leaves_no_gap_either(place):
    """Some numbers are written by the old rule and some by the new one: no serial comes twice, none is left out."""
    registration, office = place.department.registration, place.department.office
    cases = [waiting_case(place, f"doc-{number}") for number in range(4)]
    rule = CatalogueRule.objects.create(
        scheme="index_number", text="{org}:{year}:{serial:05}", note="改版", made_by=office.liaison
    )
    change = services.open_case(rule, office.liaison)
    change = services.send(change.pk, office.liaison, change.version, declaration=DECLARED)
    change = services.pass_secrecy(change.pk, office.secrecy, change.version)

    results = at_once(
        *(lambda case=case: services.agree(case.pk, registration.head, case.version) for case in cases),
        lambda: services.agree(change.pk, office.head, change.version),
    )

    assert [getattr(result, "state", result) for result in results] == [CaseState.CARRIED_OUT] * 5
    numbers = Disclosure.objects.live().values_list("index_number", flat=True)
    assert sorted(number[-5:] for number in numbers) == [f"{serial:05d}" for serial in range(1, 5)]
    nothing_is_wrong()


@pytest.mark.clause("D4")
@real_transactions
def test_a_release_agreed_twice_at_once_goes_public_once_and_whole(place):
    registration = place.department.registration
    page = factories.draft_disclosure(place, genre="normative", touches_vital_interests=True)
    reading = factories.draft_interpretation(place, page)
    case = services.open_case(page, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    leaders = registration.leader, stand_in(registration, Capacity.LEADER_IN_CHARGE)

    results = at_once(*(lambda who=who: services.agree(case.pk, who, case.version) for who in leaders))

    one_counted(results)
    assert Page.objects.live().filter(pk__in=[page.pk, reading.pk]).count() == 2
    assert Publication.objects.filter(case=case).count() == 2 and acts_of(case).count("release.published") == 1
    nothing_is_wrong()


@real_transactions
def test_cases_made_at_once_get_numbers_of_their_own(place):
    liaison = place.department.registration.liaison
    pages = [factories.draft_disclosure(place, f"doc-{number}") for number in range(5)]
    before = Case.objects.count()

    results = at_once(*(lambda page=page: services.open_case(page, liaison) for page in pages))

    assert all(isinstance(result, Case) for result in results), results
    serials = sorted(int(case.number.rsplit("-", 1)[1]) for case in results)
    assert serials == list(range(before + 1, before + 6))
    nothing_is_wrong()


@real_transactions
def test_a_case_made_twice_at_once_is_one_case(place):
    """A double click, or two windows: the second finds the case of the first."""
    page = factories.draft_disclosure(place)
    liaison = place.department.registration.liaison

    results = at_once(*[lambda: services.open_case(page, liaison)] * 2)

    assert {getattr(result, "pk", result) for result in results} == {Case.objects.about("disclosure", page.pk).get().pk}
    assert Entry.objects.filter(act="case.opened", subject=f"disclosure:{page.pk}").count() == 1
    nothing_is_wrong()


@real_transactions
def test_a_case_made_by_two_people_at_once_belongs_to_one_of_them(place):
    page = factories.draft_disclosure(place)
    registration = place.department.registration

    results = at_once(
        lambda: services.open_case(page, registration.liaison), lambda: services.open_case(page, registration.handler)
    )

    assert sorted(type(result).__name__ for result in results) == ["ActRefused", "Case"], results
    assert Case.objects.about("disclosure", page.pk).count() == 1


@pytest.mark.clause("D6")
@real_transactions
def test_sent_twice_at_once_is_sent_once(place):
    page = factories.draft_disclosure(place)
    liaison = place.department.registration.liaison
    case = services.open_case(page, liaison)

    results = at_once(*[lambda: services.send(case.pk, liaison, case.version, declaration=DECLARED)] * 2)

    one_counted(results)
    assert acts_of(case) == ["case.opened", "case.sent"]
    told = Notice.objects.filter(person=place.department.registration.secrecy, url=services.case_url(case))
    assert told.count() == 1


@real_transactions
def test_withdrawn_and_agreed_at_once_is_either_and_never_both(place):
    registration = place.department.registration
    case = waiting_case(place)

    results = at_once(
        lambda: services.withdraw(case.pk, registration.liaison, case.version),
        lambda: services.agree(case.pk, registration.head, case.version),
    )

    counted, _refused = one_counted(results)
    public = counted.state == CaseState.CARRIED_OUT
    assert Disclosure.objects.get(pk=case.subject_id).live is public
    assert acts_of(case)[3:] == (["case.agreed", "case.carried_out"] if public else ["case.withdrawn"])
    nothing_is_wrong()


@pytest.mark.clause("D6")
@real_transactions
def test_killed_between_approval_and_commit_nothing_is_half_done(place, tmp_path):
    head = place.department.registration.head
    case = waiting_case(place)
    before = (Entry.objects.count(), OutboxRow.objects.count(), Notice.objects.count(), Publication.objects.count())

    run = run_module(tmp_path, "tests.approvals.killed_in_the_act", case.pk, head.pk, case.version)

    assert (run.returncode, run.stdout.strip()) == (-signal.SIGKILL, "carried out"), run.stderr[-3000:]
    now = Case.objects.get(pk=case.pk)
    assert (now.state, now.version) == (CaseState.IN_APPROVAL, case.version)
    page = Disclosure.objects.get(pk=case.subject_id)
    assert (page.live, page.index_number) == (False, "")
    assert before == (
        Entry.objects.count(),
        OutboxRow.objects.count(),
        Notice.objects.count(),
        Publication.objects.count(),
    )
    assert not now.opinions.filter(verdict=Opinion.Verdict.AGREED).exists()
    nothing_is_wrong()

    done = services.agree(case.pk, head, case.version, "同意")
    page.refresh_from_db()
    assert (done.state, page.live) == (CaseState.CARRIED_OUT, True)
    assert page.index_number.endswith("-00001")
    nothing_is_wrong()


@pytest.mark.server
def test_on_postgresql(on_postgresql):
    """The same scenarios where transactions really run side by side."""
    on_postgresql(Path(__file__))
