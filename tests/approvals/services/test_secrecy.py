"""The secrecy review: the maker's checklist, the reviewer, and the Office's ruling that binds (clause O1)."""

from __future__ import annotations

import pytest

from portal.addons import registry
from portal.approvals import routes, secrecy, services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Opinion
from portal.approvals.states import CaseState
from tests import factories
from tests.factories import DECLARED, passed_case, sent_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("O1")]
UNSURE = {**DECLARED, "geodata": "unsure"}
NOTHING_PUBLIC = {"take_down", "withdrawal", "route_change", "cleanup"}


def test_no_route_that_makes_something_public_skips_the_review():
    without = {route.code for route in registry.items("route_defaults") if not route.secrecy_review}
    assert without == NOTHING_PUBLIC
    assert routes.current("import").secrecy_review and routes.current("reply").secrecy_review


@pytest.mark.parametrize("answers", [{}, {**DECLARED, "rights": ""}, {**DECLARED, "rights": "perhaps"}])
def test_nothing_is_sent_without_the_whole_checklist(site, answers):
    with pytest.raises(ActRefused, match=r"[Ss]ecrecy|保密"):
        sent_case(site, declaration=answers or {"state_secret": "no"})


def test_what_holds_secrets_is_not_sent(site):
    with pytest.raises(ActRefused):
        sent_case(site, declaration={**DECLARED, "state_secret": "yes"})


def test_the_maker_signs_and_the_record_keeps_it(site):
    case = sent_case(site)
    liaison = site.department.registration.liaison
    assert case.declaration["answers"] == DECLARED and case.declaration["by"] == liaison.pk
    assert [answer for _question, answer, unsure in secrecy.answer_rows(case) if unsure] == []


def test_an_unsure_maker_has_the_office_rule_and_the_unit_reviews_all_the_same(site):
    case = sent_case(site, declaration=UNSURE)
    assert case.state == CaseState.SECRECY_RULING
    with pytest.raises(ActRefused):
        services.pass_secrecy(case.pk, site.department.registration.secrecy, case.version)
    case = services.rule_secrecy(case.pk, site.department.office.head, case.version, "精度不涉密")
    assert case.state == CaseState.SECRECY_REVIEW
    reviewer = site.department.registration.secrecy
    with pytest.raises(ActRefused):  # the ruling binds
        services.doubt_secrecy(case.pk, reviewer, case.version, "还是拿不准")
    case = services.pass_secrecy(case.pk, reviewer, case.version)
    case = services.agree(case.pk, site.department.registration.head, case.version)
    assert case.state == CaseState.CARRIED_OUT


def test_an_unsure_reviewer_hands_over_and_the_ruling_stands_for_the_review(site):
    case = sent_case(site)
    case = services.doubt_secrecy(case.pk, site.department.registration.secrecy, case.version, "涉及坐标")
    case = services.rule_secrecy(case.pk, site.department.office.head, case.version, "可以公开")
    assert case.state == CaseState.IN_APPROVAL
    case = services.agree(case.pk, site.department.registration.head, case.version)
    assert case.state == CaseState.CARRIED_OUT


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(Opinion.Verdict.MUST_CHANGE, CaseState.RETURNED), (Opinion.Verdict.MUST_NOT, CaseState.REFUSED)],
)
def test_what_the_office_rules_out_is_not_sent_again_as_it_is(site, verdict, state):
    registration, head = site.department.registration, site.department.office.head
    case = sent_case(site, declaration=UNSURE)
    with pytest.raises(ActRefused):  # a ground is needed
        services.rule_secrecy(case.pk, head, case.version, "含涉密坐标", verdict)
    case = services.rule_secrecy(case.pk, head, case.version, "含涉密坐标", verdict, "secret")
    assert case.state == state and case.opinions.get().ground == "secret"
    again = services.open_case(case.subject(), registration.liaison)
    with pytest.raises(ActRefused):
        services.send(again.pk, registration.liaison, again.version, declaration=DECLARED)


def test_after_a_ban_the_office_rules_on_every_later_version_too(site):
    registration = site.department.registration
    case = sent_case(site, declaration=UNSURE)
    services.rule_secrecy(case.pk, site.department.office.head, case.version, "不得公开", "must_not", "secret")
    page = case.subject()
    page.title = "删去坐标后的通知"
    page.save_revision(user=registration.liaison)
    again = services.open_case(page, registration.liaison)
    again = services.send(again.pk, registration.liaison, again.version, declaration=DECLARED)
    assert again.state == CaseState.SECRECY_RULING


def test_the_reviewer_is_of_the_making_unit_and_not_an_author(site):
    case = sent_case(site)
    for stranger in (site.department.farmland.secrecy, site.department.registration.liaison):
        with pytest.raises(ActRefused):
            services.pass_secrecy(case.pk, stranger, case.version)


def test_a_case_whose_review_is_missing_founds_no_publication(site):
    """The guard asks for the review itself, whatever brought the case to its desk."""
    case = passed_case(site)
    opinions = list(case.opinions.all())
    assert secrecy.is_settled(case, opinions)
    assert not secrecy.is_settled(case, [])
    case.declaration = {**case.declaration, "answers": UNSURE}
    assert not secrecy.is_settled(case, opinions)


def test_the_posted_checklist_is_read_from_its_fields():
    posted = {f"secrecy_{code}": "no" for code in secrecy.QUESTIONS}
    assert secrecy.answers_in(posted) == DECLARED
    assert set(secrecy.answers_in({}).values()) == {""}


@pytest.mark.clause("D9")
def test_an_import_has_its_review(site):
    assert factories.DECLARED.keys() == secrecy.QUESTIONS.keys()


def ruled(site, verdict, **fields):
    """A case on which the Office ruled, by an unsure maker."""
    case = sent_case(site, declaration=UNSURE, **fields)
    return services.rule_secrecy(case.pk, site.department.office.head, case.version, "删去坐标", verdict, "secret")


def sent_again(site, page, **said):
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED, **said)


def changed(site, page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(user=site.department.registration.liaison)
    return page


def test_what_must_be_changed_is_sent_with_what_was_changed_and_the_office_rules_on_that(site):
    registration, head = site.department.registration, site.department.office.head
    case = ruled(site, Opinion.Verdict.MUST_CHANGE)
    page = changed(site, case.subject(), formed_on=factories.today())  # something else than what the ruling named
    with pytest.raises(ActRefused, match="删去坐标"):
        sent_again(site, page)
    case = sent_again(site, page, answer="已删去附表中的坐标")
    assert case.state == CaseState.SECRECY_RULING
    assert Entry.objects.filter(case_number=case.number, act="case.sent").latest("seq").opinion == "已删去附表中的坐标"
    assert secrecy.answered(case) == ("删去坐标", "已删去附表中的坐标")
    case = services.rule_secrecy(case.pk, head, case.version, "核对过，可以公开")
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert services.agree(case.pk, registration.head, case.version).state == CaseState.CARRIED_OUT


def test_a_change_that_was_asked_for_is_ruled_on_before_the_review_counts_as_settled(site):
    case = sent_again(site, changed(site, ruled(site, "must_change").subject(), title="改过的标题"), answer="已改")
    passed = Opinion(stage=-1, desk="secrecy_reviewer", verdict=Opinion.Verdict.PASSED)
    assert not secrecy.is_settled(case, [passed])


def test_after_the_office_found_the_change_good_later_versions_go_the_usual_way(site):
    registration, head = site.department.registration, site.department.office.head
    case = sent_again(site, changed(site, ruled(site, "must_change").subject(), title="改过的标题"), answer="已改")
    case = services.rule_secrecy(case.pk, head, case.version, "可以公开")
    case = services.return_case(case.pk, registration.secrecy, case.version, "有错字")
    case = sent_again(site, changed(site, case.subject(), title="又改过的标题"))
    assert case.state == CaseState.SECRECY_REVIEW


def test_a_correction_does_not_bring_back_what_was_ruled_out(site):
    registration, head = site.department.registration, site.department.office.head
    case = ruled(site, "must_change", touches_vital_interests=True)
    before = case.title
    case = sent_again(site, changed(site, case.subject(), title=f"{before}（修订）"), answer="已改标题")
    case = services.rule_secrecy(case.pk, head, case.version, "可以公开")
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.begin_correction(case.pk, registration.head, case.version)
    page = case.subject().get_latest_revision_as_object()
    page.title = before
    page.save_revision(user=registration.head)
    with pytest.raises(ActRefused):
        services.sign_correction(case.pk, registration.head, case.version, "改回来")


@pytest.mark.parametrize("verdict", ["must_not", "must_change"])
def test_a_copy_of_what_was_ruled_out_is_not_sent(site, verdict):
    case = ruled(site, verdict)
    copy = case.subject().copy(update_attrs={"slug": "copied", "live": False}, keep_live=False)
    with pytest.raises(ActRefused, match=case.number):
        sent_again(site, copy)
    with pytest.raises(ActRefused, match=case.number):
        sent_again(site, factories.draft_disclosure(site, "typed-again", document_number=""))


def test_what_is_nearly_what_was_forbidden_goes_to_the_office(site):
    ruled(site, "must_not")
    near = factories.draft_disclosure(site, "near", document_number="", title="关于规范登记档案查询利用工作的函")
    assert sent_again(site, near).state == CaseState.SECRECY_RULING
    other = factories.draft_disclosure(
        site, "other", document_number="", title="全省地质灾害防治会议纪要", body=factories.tile("会议部署汛期巡查。")
    )
    assert sent_again(site, other).state == CaseState.SECRECY_REVIEW


def test_a_file_of_what_was_forbidden_takes_another_document_to_the_office(site):
    file = factories.document("坐标成果表.pdf")
    page = factories.draft_disclosure(site)
    factories.attach(page, file)
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    case = services.send(case.pk, liaison, case.version, declaration=UNSURE)
    services.rule_secrecy(case.pk, site.department.office.head, case.version, "不得公开", "must_not", "secret")
    other = factories.draft_disclosure(
        site, "other", document_number="", title="全省地质灾害防治会议纪要", body=factories.tile("会议部署汛期巡查。")
    )
    factories.attach(other, file)
    assert sent_again(site, other).state == CaseState.SECRECY_RULING
