"""Correct and sign: the desk edits, everybody sees it, earlier desks may object, a change of data starts again."""

from __future__ import annotations

import pytest

from columns.models import Attachment
from columns.models.relations import Relation
from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.states import CaseState
from portal.notices.models import Notice
from tests.factories import (
    DECLARED,
    document,
    draft_disclosure,
    draft_interpretation,
    passed_case,
    public_disclosure,
    tile,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


def at_leader(site):
    registration = site.department.registration
    case = passed_case(site, touches_vital_interests=True)
    return services.agree(case.pk, registration.head, case.version)


def correct(case, person, **fields):
    case = services.begin_correction(case.pk, person, case.version)
    page = case.subject().get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=person)
    return case


def test_a_corrected_title_is_what_becomes_public_and_the_record_has_both_digests(site):
    leader = site.department.registration.leader
    case = correct(at_leader(site), leader, title="关于规范登记档案查询利用的通知")
    sent = case.digest
    case = services.sign_correction(case.pk, leader, case.version, "精简标题")
    assert case.state == CaseState.CARRIED_OUT and case.digest != sent
    assert case.subject().title == "关于规范登记档案查询利用的通知"
    assert [(step["from"], step["to"]) for step in case.corrections] == [(sent, case.digest)]


def test_the_editor_is_open_to_the_corrector_alone(site):
    registration = site.department.registration
    case = services.begin_correction(at_leader(site).pk, registration.leader, at_leader_version(site))
    page = case.subject()
    assert page.permissions_for_user(registration.leader).can_edit()
    assert not page.get_lock().for_user(registration.leader)
    assert page.get_lock().for_user(registration.liaison) and page.get_lock().for_user(registration.head)


def at_leader_version(site):
    from portal.approvals.models import Case

    return Case.objects.latest("pk").version


def test_earlier_desks_are_told_and_an_objection_gives_it_back(site):
    registration = site.department.registration
    case = passed_case(site, touches_vital_interests=True)
    case = correct(case, registration.head, title="规范登记档案查询利用的通知")
    case = services.sign_correction(case.pk, registration.head, case.version, "改标题")
    assert case.state == CaseState.IN_APPROVAL and case.stage == 1
    assert Notice.objects.filter(person=registration.secrecy, text__contains="规范登记档案").exists()
    with pytest.raises(ActRefused):  # the corrector has nothing to object to
        services.object_to_correction(case.pk, registration.head, case.version, "不对")
    case = services.object_to_correction(case.pk, registration.secrecy, case.version, "标题改变了原意")
    assert case.state == CaseState.RETURNED


def test_who_corrected_acts_at_no_later_desk_and_in_no_later_round(site):
    registration = site.department.registration
    case = passed_case(site, touches_vital_interests=True)
    case = correct(case, registration.head, title="另一个标题")
    case = services.sign_correction(case.pk, registration.head, case.version, "改标题")
    with pytest.raises(ActRefused):
        services.agree(case.pk, registration.head, case.version)
    assert registration.head.pk in case.authors


def test_a_change_of_tier_starts_the_route_again(site):
    registration = site.department.registration
    case = correct(passed_case(site), registration.head, is_authoritative_data=True)
    case = services.sign_correction(case.pk, registration.head, case.version, "属于权威数据")
    assert (case.state, case.round, case.route.code) == (CaseState.SECRECY_REVIEW, 2, "important")
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    with pytest.raises(ActRefused):  # the corrector is an author now
        services.agree(case.pk, registration.head, case.version)


def test_without_a_correction_there_is_nothing_to_sign_and_dropping_restores_what_was_sent(site):
    leader = site.department.registration.leader
    case = services.begin_correction(at_leader(site).pk, leader, at_leader_version(site))
    with pytest.raises(ActRefused):
        services.sign_correction(case.pk, leader, case.version, "没有改")
    page = case.subject().get_latest_revision_as_object()
    page.title = "半途而废"
    page.save_revision(user=leader)
    with pytest.raises(ActRefused):  # neither agreed to meanwhile
        services.agree(case.pk, leader, case.version)
    case = services.drop_correction(case.pk, leader, case.version)
    case = services.agree(case.pk, leader, case.version)
    assert case.state == CaseState.CARRIED_OUT and case.subject().title != "半途而废"


def test_only_the_desk_where_it_waits_corrects(site):
    case = at_leader(site)
    for person in (site.department.registration.liaison, site.department.farmland.head):
        with pytest.raises(ActRefused):
            services.begin_correction(case.pk, person, case.version)


def test_a_change_of_relations_starts_the_route_again_though_no_field_changed(site):
    registration = site.department.registration
    other = public_disclosure(site, "other", document_number="")
    case = services.begin_correction(passed_case(site).pk, registration.head, at_leader_version(site))
    page = case.subject().get_latest_revision_as_object()
    page.relations.add(Relation(kind="repeals", target=other))
    page.save_revision(user=registration.head)
    case = services.sign_correction(case.pk, registration.head, case.version, "补充废止关系")
    assert (case.state, case.round) == (CaseState.SECRECY_REVIEW, 2)


def test_what_is_rewritten_or_brings_a_new_file_is_no_correction(site):
    registration = site.department.registration
    case = correct(passed_case(site), registration.head, body=tile("另一篇文章，没有人审查过它的任何一句话。"))
    with pytest.raises(ActRefused):
        services.sign_correction(case.pk, registration.head, case.version, "改一改")
    case = services.drop_correction(case.pk, registration.head, case.version)
    case = services.begin_correction(case.pk, registration.head, case.version)
    page = case.subject().get_latest_revision_as_object()
    page.attachments.add(Attachment(document=document()))
    page.save_revision(user=registration.head)
    with pytest.raises(ActRefused):
        services.sign_correction(case.pk, registration.head, case.version, "加附件")


def test_what_nobody_reads_afterwards_is_a_slip_of_the_pen_and_no_more(site):
    """At the only desk nobody, and no secrecy reviewer, would ever see the words that were put in (clause O1)."""
    head = site.department.registration.head
    case = passed_case(site)
    body = case.subject().get_latest_revision_as_object().body.get_prep_value()
    longer = [{**body[0], "value": body[0]["value"] + f"<p>{'另行收费，' * 5}</p>"}, *body[1:]]
    case = correct(case, head, body=longer)
    with pytest.raises(ActRefused, match="20"):
        services.sign_correction(case.pk, head, case.version, "补充收费")
    case = services.drop_correction(case.pk, head, case.version)
    case = correct(case, head, title=case.subject().title + "（试行）")
    assert services.sign_correction(case.pk, head, case.version, "标题").state == CaseState.CARRIED_OUT


def test_a_desk_before_another_may_correct_more(site):
    registration = site.department.registration
    case = passed_case(site, touches_vital_interests=True)
    case = correct(case, registration.head, title=case.subject().title + "（" + "修订" * 12 + "）")
    case = services.sign_correction(case.pk, registration.head, case.version, "标题")
    assert (case.state, case.stage) == (CaseState.IN_APPROVAL, 1)


def test_a_withdrawn_case_leaves_nothing_of_what_was_being_corrected(site):
    registration = site.department.registration
    case = passed_case(site)
    sent = case.subject().get_latest_revision_as_object().title
    case = correct(case, registration.head, title="半途而废")
    case = services.withdraw(case.pk, registration.liaison, case.version)
    assert case.corrector is None and case.subject().get_latest_revision_as_object().title == sent
    case.corrector = registration.head
    case.save()
    with pytest.raises(ActRefused):
        services.drop_correction(case.pk, registration.head, case.version)


def test_a_correction_never_brings_a_lighter_route_than_the_case_was_on(site):
    registration, farmland = site.department.registration, site.department.farmland
    page = draft_disclosure(site)
    case = services.open_case(page, registration.liaison)
    case = services.send(
        case.pk, registration.liaison, case.version, declaration=DECLARED, cosigners=[farmland.unit], route="important"
    )
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = correct(case, registration.head, issuing_organ="省自然资源厅")
    case = services.sign_correction(case.pk, registration.head, case.version, "补充发文机关")
    assert case.route.code == "important" and ["leader_in_charge"] in case.stages


@pytest.mark.clause("D4")
def test_dropping_restores_the_interpretation_that_goes_along_too(site):
    registration = site.department.registration
    page = draft_disclosure(site, touches_vital_interests=True)
    part = draft_interpretation(site, page)
    case = services.open_case(page, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.begin_correction(case.pk, registration.head, case.version)
    for draft in (page, part):
        changed = type(draft).objects.get(pk=draft.pk).get_latest_revision_as_object()
        changed.title = "半途而废"
        changed.save_revision(user=registration.head)
    case = services.drop_correction(case.pk, registration.head, case.version)
    assert type(part).objects.get(pk=part.pk).get_latest_revision_as_object().title == part.title
    case = services.agree(case.pk, registration.head, case.version)
    case = services.agree(case.pk, registration.leader, case.version)
    assert case.state == CaseState.CARRIED_OUT and type(part).objects.get(pk=part.pk).title == part.title
