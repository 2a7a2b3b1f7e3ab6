"""The acts of a case: who, in which order, on which version; and what each leaves behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from columns.models import RetirementRequest
from portal.approvals import desks, routes, services
from portal.approvals.errors import ActRefused, DigestMismatch, Stale
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Opinion, Publication
from portal.approvals.permissions import can
from portal.approvals.states import CaseState
from portal.notices.models import Notice
from portal.organisation.models import Capacity
from tests import factories
from tests.factories import DECLARED
from tests.regulation import chapter

pytestmark = pytest.mark.django_db


def sent_case(site: factories.Site, **fields) -> Case:
    page = factories.draft_disclosure(site, **fields)
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED)


def passed_case(site: factories.Site, **fields) -> Case:
    case = sent_case(site, **fields)
    return services.pass_secrecy(case.pk, site.department.registration.secrecy, case.version)


@pytest.mark.clause("D7")
@pytest.mark.clause("O1")
def test_general_information_is_public_in_the_moment_the_unit_head_agrees(site):
    case = passed_case(site)
    page = case.subject()
    assert not page.live
    case = services.agree(case.pk, site.department.registration.head, case.version, "同意")
    page.refresh_from_db()
    assert (case.state, page.live) == (CaseState.CARRIED_OUT, True)
    assert Publication.objects.get(kind="disclosure", subject_id=str(page.pk)).digest == case.digest


@pytest.mark.clause("D8")
def test_important_information_goes_to_the_leader_in_charge_after_the_unit_head(site):
    case = passed_case(site, touches_vital_interests=True)
    assert case.route.code == "important" and chapter("D8") in case.reasons[0]
    case = services.agree(case.pk, site.department.registration.head, case.version)
    assert case.state == CaseState.IN_APPROVAL and not case.subject().live
    case = services.agree(case.pk, site.department.registration.leader, case.version)
    assert case.state == CaseState.CARRIED_OUT and case.subject().live


@pytest.mark.clause("O1")
def test_an_unsure_reviewer_hands_the_case_to_the_office(site):
    case = sent_case(site)
    case = services.doubt_secrecy(case.pk, site.department.registration.secrecy, case.version, "涉及坐标，拿不准")
    assert case.state == CaseState.SECRECY_RULING
    case = services.rule_secrecy(case.pk, site.department.office.head, case.version, "坐标精度不涉密，可以公开")
    assert case.state == CaseState.IN_APPROVAL


@pytest.mark.clause("O1")
def test_the_author_cannot_pass_the_secrecy_review_of_their_own_item(site):
    registration = site.department.registration
    factories.PostFactory(person=registration.liaison, unit=registration.unit, capacity=Capacity.SECRECY_REVIEWER)
    case = sent_case(site)
    with pytest.raises(ActRefused, match=r"自己|own item"):
        services.pass_secrecy(case.pk, registration.liaison, case.version)


def test_nobody_acts_at_two_desks_of_one_route(site):
    registration = site.department.registration
    factories.PostFactory(person=registration.secrecy, unit=registration.unit, capacity=Capacity.HEAD)
    case = passed_case(site)
    assert desks.seat_of(registration.secrecy, case) is not None and not can("agree", case, registration.secrecy)
    with pytest.raises(ActRefused, match=r"两个审批岗|two desks"):
        services.agree(case.pk, registration.secrecy, case.version)
    assert Case.objects.get(pk=case.pk).state == CaseState.IN_APPROVAL


@pytest.mark.parametrize("person", ["liaison", "secrecy", "handler", "leader"])
def test_only_the_desk_where_the_case_waits_can_agree(site, person):
    case = passed_case(site)
    with pytest.raises(ActRefused):
        services.agree(case.pk, getattr(site.department.registration, person), case.version)


def test_the_head_of_another_unit_cannot_agree(site):
    case = passed_case(site)
    with pytest.raises(ActRefused):
        services.agree(case.pk, site.department.farmland.head, case.version)


def test_a_stand_in_acts_as_one_and_is_recorded_as_one(site):
    registration = site.department.registration
    head = registration.unit.posts.get(capacity=Capacity.HEAD)
    stand_in = factories.PostFactory(
        unit=registration.unit, capacity=Capacity.HEAD, stands_in_for=head, ends_on=factories.today()
    ).person
    case = passed_case(site)
    case = services.agree(case.pk, stand_in, case.version)
    opinion = case.opinions.get(verdict=Opinion.Verdict.AGREED)
    assert opinion.post.stands_in_for == head and opinion.capacity != head.title


def test_a_post_that_has_ended_gives_no_right(site):
    registration = site.department.registration
    case = passed_case(site)
    registration.unit.posts.filter(capacity=Capacity.HEAD).update(
        starts_on=factories.today() - timezone.timedelta(days=9), ends_on=factories.today() - timezone.timedelta(days=1)
    )
    with pytest.raises(ActRefused):
        services.agree(case.pk, registration.head, case.version)


@pytest.mark.clause("D6")
def test_an_act_on_a_version_that_has_moved_on_changes_nothing(site):
    case = passed_case(site)
    entries = Entry.objects.count()
    with pytest.raises(Stale):
        services.agree(case.pk, site.department.registration.head, case.version - 1)
    assert Entry.objects.count() == entries and not case.subject().live


@pytest.mark.clause("D6")
def test_what_was_changed_after_sending_is_not_published(site):
    case = passed_case(site)
    page = case.subject().get_latest_revision_as_object()
    page.title = "偷换的标题"
    page.save_revision()
    with pytest.raises(DigestMismatch):
        services.agree(case.pk, site.department.registration.head, case.version)
    assert not case.subject().live


@pytest.mark.clause("D6")
def test_a_pinned_revision_that_was_written_over_is_not_published(site):
    case = passed_case(site)
    content = case.revision.content
    content["title"] = "偷换的标题"
    type(case.revision).objects.filter(pk=case.revision_id).update(content=content)
    with pytest.raises(DigestMismatch):
        services.agree(case.pk, site.department.registration.head, case.version)


def test_returned_cases_start_a_new_round_and_everybody_who_touched_them_hears(site):
    registration = site.department.registration
    case = passed_case(site)
    with pytest.raises(ActRefused):
        services.return_case(case.pk, registration.head, case.version, "  ")
    case = services.return_case(case.pk, registration.head, case.version, "第二段有错字")
    assert case.state == CaseState.RETURNED
    told = set(Notice.objects.filter(text__contains="第二段有错字").values_list("person", flat=True))
    assert told == {registration.liaison.pk, registration.secrecy.pk, registration.head.pk}
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    assert (case.round, case.state) == (2, CaseState.SECRECY_REVIEW)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert services.agree(case.pk, registration.head, case.version).state == CaseState.CARRIED_OUT


def test_a_refused_case_is_closed_and_a_new_one_can_be_made(site):
    registration = site.department.registration
    case = passed_case(site)
    case = services.refuse(case.pk, registration.head, case.version, "不宜公开")
    assert case.state == CaseState.REFUSED
    assert services.open_case(case.subject(), registration.liaison).pk != case.pk


def test_the_maker_withdraws_and_nobody_else(site):
    case = passed_case(site)
    with pytest.raises(ActRefused):
        services.withdraw(case.pk, site.department.registration.head, case.version)
    assert services.withdraw(case.pk, site.department.registration.liaison, case.version).state == CaseState.WITHDRAWN


def test_a_subject_has_one_unfinished_case_at_a_time(site):
    page = factories.draft_disclosure(site)
    case = services.open_case(page, site.department.registration.liaison)
    assert services.open_case(page, site.department.registration.liaison) == case
    with pytest.raises(ActRefused):
        services.open_case(page, site.department.registration.handler)


def test_somebody_without_a_post_makes_nothing(site):
    with pytest.raises(ActRefused):
        services.open_case(factories.draft_disclosure(site), factories.UserFactory())


@pytest.mark.clause("D3")
def test_the_clock_is_set_when_a_disclosure_is_sent_and_shows_its_days(site):
    case = sent_case(site)
    assert case.due_at is not None
    assert sum(counted for _day, counted, _reason in case.clock["counted"]) == 5


@pytest.mark.clause("D6")
def test_every_act_is_in_the_ledger_with_capacity_and_digest(site):
    case = passed_case(site)
    services.agree(case.pk, site.department.registration.head, case.version, "同意")
    entries = list(Entry.objects.filter(case_number=case.number).order_by("seq"))
    assert [entry.act for entry in entries] == [
        "case.opened",
        "case.sent",
        "case.passed",
        "case.agreed",
        "case.carried_out",
    ]
    agreed = entries[3]
    assert agreed.opinion == "同意" and agreed.capacity and agreed.digest == case.digest


@pytest.mark.clause("C4")
@pytest.mark.clause("G4")
def test_co_signing_desks_must_all_agree(site):
    office, planning = site.department.office, site.department.planning
    home = site.home
    home.heading = "找政策"
    home.save_revision()
    case = services.open_case(home, office.liaison)
    case = services.send(case.pk, office.liaison, case.version, declaration=DECLARED)
    if case.state == CaseState.SECRECY_REVIEW:
        case = services.pass_secrecy(case.pk, office.secrecy, case.version)
    case = services.agree(case.pk, office.head, case.version)
    assert case.state == CaseState.IN_APPROVAL
    assert desks.waiting_desks(case, desks.desks_done(case)) == ["planning_head"]
    case = services.agree(case.pk, planning.head, case.version)
    assert case.state == CaseState.CARRIED_OUT


def test_a_moved_function_reroutes_what_is_open(site):
    page = factories.draft_disclosure(site)
    case = services.open_case(page, site.department.registration.liaison)
    before = {post.person for post in desks.holders("office_head", case)}
    site.department.office.unit.functions.update(unit=site.department.farmland.unit)
    assert {post.person for post in desks.holders("office_head", case)} != before


def test_a_case_whose_subject_has_gone_is_told_so_and_can_be_withdrawn(site):
    case = sent_case(site)
    Case.objects.filter(pk=case.pk).update(subject_id="0")
    with pytest.raises(ActRefused):
        services.pass_secrecy(case.pk, site.department.registration.secrecy, case.version)
    assert services.withdraw(case.pk, case.maker, case.version).state == CaseState.WITHDRAWN


def test_what_somebody_left_behind_can_be_taken_back_by_the_unit_but_not_at_a_desk(site):
    case = sent_case(site)
    registration, farmland = site.department.registration, site.department.farmland
    with pytest.raises(ActRefused):
        services.withdraw(case.pk, registration.head, case.version)
    case = services.return_case(case.pk, registration.secrecy, case.version, "请补充")
    with pytest.raises(ActRefused):
        services.withdraw(case.pk, registration.head, case.version)
    case.maker.posts.update(ends_on=factories.today() - timedelta(days=1))
    with pytest.raises(ActRefused):
        services.withdraw(case.pk, farmland.head, case.version)
    assert services.withdraw(case.pk, registration.head, case.version).state == CaseState.WITHDRAWN
    entry = Entry.objects.order_by("-seq").first()
    assert entry.act == "case.withdrawn" and registration.unit.name in entry.capacity


def test_what_became_wrong_while_it_waited_is_not_carried_out(site):
    """What is asked when it is sent is asked again at the last desk."""
    factories.public_disclosure(site)
    case = passed_case(site, slug="late", document_number="岭自然资规〔2026〕9号")
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=site.column, reason="职能划出", made_by=liaison)
    factories.acts.approve(request, liaison, timezone.now())
    with pytest.raises(ActRefused):
        services.agree(case.pk, site.department.registration.head, case.version)
    assert not case.subject().live


def test_a_file_that_cannot_be_read_is_not_sent(site):
    page = factories.draft_disclosure(site)
    broken = factories.document()
    Path(broken.file.path).write_bytes(b"%PDF-1.7 broken")
    factories.attach(page, broken)
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    with pytest.raises(ActRefused) as refused:
        services.send(case.pk, liaison, case.version, declaration=DECLARED)
    assert broken.display_name in refused.value.reasons[0]


def test_who_was_asked_is_asked_no_more_once_somebody_acted(site):
    """A notice that a case waits is settled when it has moved on; what the maker is told stays unread."""
    registration = site.department.registration
    case = sent_case(site)
    assert Notice.objects.filter(person=registration.secrecy).unread().count() == 1
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert not Notice.objects.filter(person=registration.secrecy).unread()
    assert Notice.objects.filter(person=registration.head).unread().count() == 1
    services.agree(case.pk, registration.head, case.version)
    unread = Notice.objects.filter(url=services.case_url(case)).unread()
    assert [notice.person for notice in unread] == [registration.liaison]


@pytest.mark.clause("D7")
@pytest.mark.clause("D8")
def test_another_route_than_proposed_can_be_chosen_a_lighter_one_with_a_reason_for_all_to_read(site):
    page = factories.draft_disclosure(site, touches_vital_interests=True)
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    with pytest.raises(ActRefused):
        services.send(case.pk, liaison, case.version, route="general", declaration=DECLARED)
    with pytest.raises(ActRefused):
        services.send(case.pk, liaison, case.version, route="take_down", why="快", declaration=DECLARED)
    case = services.send(case.pk, liaison, case.version, route="general", why="只是重新刊登", declaration=DECLARED)
    assert (case.proposed, case.route.code, case.tier) == ("important", "general", "general")
    assert chapter("D8") in case.reasons[0] and "只是重新刊登" in case.reasons[-1]
    heavier = services.open_case(factories.draft_disclosure(site, "other", document_number=""), liaison)
    heavier = services.send(heavier.pk, liaison, heavier.version, route="important", declaration=DECLARED)
    assert (heavier.proposed, heavier.route.code) == ("general", "important")


@pytest.mark.clause("D8")
def test_a_desk_escalates_to_a_heavier_route_with_a_reason(site):
    registration = site.department.registration
    case = passed_case(site)
    with pytest.raises(ActRefused):
        services.escalate(case.pk, registration.head, case.version, " ", "important")
    with pytest.raises(ActRefused):
        services.escalate(case.pk, registration.head, case.version, "影响面大", "publicity_news")
    case = services.escalate(case.pk, registration.head, case.version, "影响面大", "important")
    assert case.route.code == "important" and not case.subject().live and "影响面大" in case.reasons[-1]
    assert [desks.desk_type(code).code for code in desks.waiting_desks(case)] == ["leader_in_charge"]
    case = services.agree(case.pk, registration.leader, case.version)
    assert case.state == CaseState.CARRIED_OUT and case.subject().live


def test_from_the_heaviest_route_there_is_nothing_to_escalate_to(site):
    case = passed_case(site, touches_vital_interests=True)
    assert routes.heavier(case) == []
    with pytest.raises(ActRefused):
        services.escalate(case.pk, site.department.registration.head, case.version, "影响面大", "important")
