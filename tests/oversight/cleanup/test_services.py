"""The acts of a clean-up: who may, in which state, what is refused, and what comes of the signed decision."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from columns.models import Life, RetirementRequest
from columns.sections.states import LifeState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.notices.models import Notice
from portal.organisation.models import Capacity
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from portal.oversight.cleanup import services
from portal.oversight.cleanup.states import CampaignState
from portal.oversight.cleanup.verdicts import Thresholds, Verdict
from portal.oversight.models import Campaign, CleanupLine
from tests import factories
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("O5")]


def later(days: int):
    """The clock some days on, in the morning."""
    day = factories.today() + timedelta(days=days)
    return time_machine.travel(timezone.make_aware(datetime.combine(day, time(9))), tick=False)


class TestOpening:
    def test_every_open_section_gets_a_line(self, cleaned):
        lines = {line.page_id: line for line in cleaned.campaign.lines.all()}
        assert set(lines) == set(Life.objects.exclude(state=LifeState.RETIRED).values_list("page_id", flat=True))
        assert cleaned.line().unit == cleaned.site.department.registration.unit
        assert Entry.objects.get(act="cleanup.opened").data["lines"] == len(lines)

    def test_liaison_and_handler_of_the_office_open_it_and_its_head_does_not(self, site):
        department, year = site.department, factories.today().year
        for person in (department.office.head, department.publicity.liaison, department.registration.liaison):
            with pytest.raises(ActRefused):
                services.open_campaign(year, person)
        assert services.open_campaign(year, department.office.handler).state == CampaignState.OPENED

    def test_one_is_open_at_a_time_and_one_a_year(self, cleaned):
        year = cleaned.campaign.year
        for other in (year, year - 1):
            with pytest.raises(ActRefused):
                services.open_campaign(other, cleaned.liaison)
        services.call_off(cleaned.campaign.pk, cleaned.liaison, "年度填错")
        assert services.open_campaign(year, cleaned.liaison).pk != cleaned.campaign.pk

    def test_the_year_of_a_closed_one_is_done(self, cleaned):
        cleaned.signed()
        services.close(cleaned.campaign.pk, cleaned.liaison)
        with pytest.raises(ActRefused):
            services.open_campaign(cleaned.campaign.year, cleaned.liaison)

    def test_senseless_thresholds_are_refused(self, site):
        with pytest.raises(ActRefused):
            services.open_campaign(factories.today().year, site.department.office.liaison, Thresholds(times_duty=0))
        assert not Campaign.objects.exists()


class TestAnswers:
    def test_head_and_liaison_of_the_unit_answer_and_nobody_else(self, cleaned):
        cleaned.asked()
        registration, line = cleaned.site.department.registration, cleaned.line()
        strangers = (registration.handler, registration.secrecy, cleaned.liaison, cleaned.site.department.farmland.head)
        for person in strangers:
            with pytest.raises(ActRefused):
                services.answer(line.pk, person, agrees=True)
        services.answer(line.pk, registration.liaison, agrees=True)
        services.answer(line.pk, registration.head, agrees=False, reason="仍有需求")
        line = cleaned.line()
        assert (line.answer, line.answer_reason, line.answered_by) == ("objects", "仍有需求", registration.head)
        assert [entry.opinion for entry in Entry.objects.filter(act="cleanup.answered").order_by("seq")] == [
            "",
            "仍有需求",
        ]

    def test_an_objection_needs_a_reason(self, cleaned):
        cleaned.asked()
        with pytest.raises(ActRefused):
            services.answer(cleaned.line().pk, cleaned.site.department.registration.head, agrees=False, reason=" ")
        assert cleaned.line().answer == ""

    def test_only_until_the_last_day(self, cleaned):
        line, head = cleaned.line(), cleaned.site.department.registration.head
        with pytest.raises(ActRefused):
            services.answer(line.pk, head, agrees=True)
        cleaned.asked()
        with later(15), pytest.raises(ActRefused):
            services.answer(line.pk, head, agrees=True)
        with later(14):
            assert services.answer(line.pk, head, agrees=True).answer == "agrees"

    @pytest.mark.parametrize("days", [-1, 0, 91])
    def test_the_last_day_lies_ahead_and_not_too_far(self, cleaned, days):
        with pytest.raises(ActRefused):
            services.ask(cleaned.campaign.pk, cleaned.liaison, factories.today() + timedelta(days=days))
        assert cleaned.now().state == CampaignState.OPENED

    def test_silence_is_no_agreement(self, cleaned):
        cleaned.asked()
        with pytest.raises(ActRefused):
            services.collect(cleaned.campaign.pk, cleaned.liaison)
        with later(15):
            services.collect(cleaned.campaign.pk, cleaned.liaison)
        assert cleaned.line().answer == CleanupLine.Answer.NONE
        assert Entry.objects.get(act="cleanup.collected").data["unanswered"] == cleaned.campaign.lines.count()
        CleanupLine.objects.filter(pk=cleaned.line().pk).update(proposal=Verdict.CLOSE)
        services.adopt(cleaned.campaign.pk, cleaned.liaison)
        assert cleaned.line().verdict == ""


class TestReminders:
    def told(self, person) -> int:
        return Notice.objects.filter(person=person, topic="cleanup").count()

    def test_who_has_not_answered_is_reminded_before_the_day_and_once(self, cleaned):
        cleaned.asked()
        department = cleaned.site.department
        head, office = department.registration.head, department.office.head
        services.answer(cleaned.line(cleaned.site.section).pk, office, agrees=True)
        assert (self.told(head), self.told(department.registration.handler)) == (1, 0)
        with later(6):
            drain()
            assert self.told(head) == 1
        for days, count in ((7, 2), (11, 3), (13, 4)):
            with later(days):
                drain()
                assert self.told(head) == count
        assert self.told(office) == 1
        reminders = Entry.objects.filter(act="cleanup.reminded")
        assert [entry.data["days"] for entry in reminders.order_by("seq")] == [7, 3, 1]
        services.remind(OutboxRow.objects.filter(job=services.REMINDER_JOB).first().payload)
        assert self.told(head) == 4

    def test_a_day_that_moved_is_reminded_of_anew_only(self, cleaned):
        cleaned.asked()
        services.ask(cleaned.campaign.pk, cleaned.liaison, factories.today() + timedelta(days=30))
        head = cleaned.site.department.registration.head
        assert self.told(head) == 2
        with later(13):
            drain()
            assert self.told(head) == 2
        with later(23):
            drain()
            assert self.told(head) == 3


class TestDeciding:
    def test_who_prepares_decides_and_a_difference_needs_a_reason(self, cleaned):
        cleaned.collected()
        line, department = cleaned.line(), cleaned.site.department
        assert line.proposal == Verdict.KEEP
        for person in (department.office.head, department.publicity.liaison, department.registration.head):
            with pytest.raises(ActRefused):
                services.decide(line.pk, person, "keep")
        for verdict, reason in (("close", " "), ("improve", ""), ("burn", "理由")):
            with pytest.raises(ActRefused):
                services.decide(line.pk, cleaned.liaison, verdict, reason)
        assert cleaned.line().verdict == ""
        services.decide(line.pk, cleaned.liaison, "close", "职能已划出")
        assert (cleaned.line().verdict, cleaned.line().decided_by) == ("close", cleaned.liaison)

    def test_merging_needs_an_active_column_beside_it(self, cleaned):
        cleaned.collected()
        site = cleaned.site
        for target in (None, site.section, site.column):
            with pytest.raises(ActRefused):
                services.decide(cleaned.line().pk, cleaned.liaison, "merge", "内容重复", target)

    def test_not_before_the_units_have_answered_nor_while_it_is_on_its_way(self, cleaned):
        with pytest.raises(ActRefused):
            services.decide(cleaned.line().pk, cleaned.liaison, "keep")
        case = cleaned.sent()
        for attempt in (
            lambda: services.decide(cleaned.line().pk, cleaned.liaison, "keep", "再议"),
            lambda: services.adopt(cleaned.campaign.pk, cleaned.liaison),
            lambda: services.call_off(cleaned.campaign.pk, cleaned.liaison, "撤销"),
        ):
            with pytest.raises(ActRefused):
                attempt()
        approvals.return_case(case.pk, cleaned.signers[0], case.version, "再核一遍")
        services.decide(cleaned.line().pk, cleaned.liaison, "improve", "更新不及时")
        assert services.send(cleaned.campaign.pk, cleaned.liaison).round == 2

    def test_what_needs_no_second_look_is_adopted_together(self, cleaned):
        cleaned.answered()
        services.answer(cleaned.line().pk, cleaned.site.department.registration.head, agrees=False, reason="不同意")
        services.collect(cleaned.campaign.pk, cleaned.liaison)
        assert services.adopt(cleaned.campaign.pk, cleaned.liaison) == cleaned.campaign.lines.count() - 1
        assert cleaned.line().verdict == "" and cleaned.line(cleaned.site.section).verdict == Verdict.KEEP

    def test_it_is_sent_when_every_line_is_decided(self, cleaned):
        cleaned.collected()
        with pytest.raises(ActRefused):
            services.send(cleaned.campaign.pk, cleaned.liaison)
        services.adopt(cleaned.campaign.pk, cleaned.liaison)
        assert services.send(cleaned.campaign.pk, cleaned.liaison).state == CaseState.IN_APPROVAL


class TestSigning:
    def test_all_three_heads_sign_in_any_order(self, cleaned):
        case = cleaned.sent()
        assert case.stages == [["office_head", "publicity_head", "technology_head"]]
        for person in (cleaned.liaison, cleaned.site.department.planning.head):
            with pytest.raises(ActRefused):
                approvals.agree(case.pk, person, case.version)
        for person in reversed(cleaned.signers):
            assert cleaned.now().state == CampaignState.DECIDING
            case = approvals.agree(case.pk, person, case.version, "同意。")
        assert case.state == CaseState.CARRIED_OUT and cleaned.now().state == CampaignState.DECIDED

    def test_who_decided_a_line_does_not_sign(self, cleaned):
        cleaned.collected()
        services.adopt(cleaned.campaign.pk, cleaned.site.department.office.handler)
        case = services.send(cleaned.campaign.pk, cleaned.liaison)
        office = cleaned.site.department.office
        factories.PostFactory(person=office.handler, unit=office.unit, capacity=Capacity.HEAD)
        with pytest.raises(ActRefused):
            approvals.agree(case.pk, office.handler, case.version)

    def test_the_case_pins_every_line(self, cleaned):
        case = cleaned.sent()
        pinned = {line["page"]: line for line in case.snapshot["lines"]}
        assert set(pinned) == set(cleaned.campaign.lines.values_list("page_id", flat=True))
        assert pinned[cleaned.site.column.pk]["verdict"] == "keep"
        CleanupLine.objects.filter(pk=cleaned.line().pk).update(verdict="close")
        for person in cleaned.signers[:2]:
            case = approvals.agree(case.pk, person, case.version)
        with pytest.raises(ActRefused):
            approvals.agree(case.pk, cleaned.signers[2], case.version)
        assert cleaned.now().state == CampaignState.DECIDING and not RetirementRequest.objects.exists()

    def test_refused_it_can_be_decided_anew(self, cleaned):
        case = cleaned.sent(policy="close")
        approvals.refuse(case.pk, cleaned.signers[1], case.version, "不同意关停")
        assert cleaned.now().state == CampaignState.DECIDING and not RetirementRequest.objects.exists()
        services.decide(cleaned.line().pk, cleaned.liaison, "keep", "保留")
        assert services.send(cleaned.campaign.pk, cleaned.liaison).pk != case.pk


class TestCarryingOut:
    def test_what_is_to_be_closed_becomes_a_request_of_its_own(self, cleaned):
        cleaned.signed(policy="close")
        request = RetirementRequest.objects.get()
        assert (request.page_id, request.made_by, request.outcome) == (
            cleaned.site.column.pk,
            cleaned.liaison,
            Life.Outcome.ARCHIVED,
        )
        assert str(cleaned.campaign.year) in request.reason and "按实际需要" in request.reason
        assert cleaned.line().request == request
        case = Case.objects.get(kind=services.RETIREMENT)
        assert (case.state, case.maker) == (CaseState.DRAFTING, cleaned.liaison)
        assert Life.objects.get(page=cleaned.site.column).state == LifeState.ACTIVE

    def test_it_goes_through_the_ordinary_flow_and_then_the_campaign_closes(self, cleaned):
        cleaned.signed(policy="close")
        case = Case.objects.get(kind=services.RETIREMENT)
        with pytest.raises(ActRefused):
            services.close(cleaned.campaign.pk, cleaned.liaison)
        registration, office = cleaned.site.department.registration, cleaned.site.department.office
        case = approvals.send(case.pk, cleaned.liaison, case.version, declaration=DECLARED)
        case = approvals.pass_secrecy(case.pk, registration.secrecy, case.version)
        for person in (registration.head, office.head):
            case = approvals.agree(case.pk, person, case.version)
        assert Life.objects.get(page=cleaned.site.column).state == LifeState.RETIRED
        assert services.close(cleaned.campaign.pk, cleaned.liaison).state == CampaignState.CLOSED

    def test_what_never_was_public_is_given_up(self, cleaned):
        services.call_off(cleaned.campaign.pk, cleaned.liaison, "重来")
        farmland = cleaned.site.department.farmland
        empty = factories.open_column(farmland, cleaned.site.section, "empty", "空栏目")
        cleaned.campaign = services.open_campaign(cleaned.campaign.year, cleaned.liaison)
        cleaned.signed(empty="close")
        assert RetirementRequest.objects.get(page=empty).outcome == Life.Outcome.GONE

    def test_merged_it_leads_to_the_column_that_was_chosen(self, cleaned):
        services.call_off(cleaned.campaign.pk, cleaned.liaison, "重来")
        site = cleaned.site
        other = factories.open_column(site.department.farmland, site.section, "other", "通知公告")
        factories.public_disclosure(factories.Site(site.department, site.home, site.section, other), "o")
        cleaned.campaign = services.open_campaign(cleaned.campaign.year, cleaned.liaison)
        cleaned.decided()
        services.decide(cleaned.line().pk, cleaned.liaison, "merge", "内容重复", other.page_ptr)
        case = services.send(cleaned.campaign.pk, cleaned.liaison)
        for person in cleaned.signers:
            case = approvals.agree(case.pk, person, case.version)
        request = RetirementRequest.objects.get()
        assert (request.outcome, request.merged_into_id) == (Life.Outcome.MERGED, other.pk)

    def test_what_was_retired_meanwhile_needs_no_request(self, cleaned):
        case = cleaned.sent(policy="close")
        factories.retire(cleaned.site)
        own = RetirementRequest.objects.get()
        for person in cleaned.signers:
            case = approvals.agree(case.pk, person, case.version)
        assert case.state == CaseState.CARRIED_OUT and RetirementRequest.objects.get() == own
        assert cleaned.line().request is None

    def test_somebody_else_of_the_office_sees_to_it_where_the_opener_has_left(self, cleaned):
        case = cleaned.sent(policy="close")
        cleaned.liaison.posts.update(ends_on=factories.today() - timedelta(days=1))
        for person in cleaned.signers:
            case = approvals.agree(case.pk, person, case.version)
        assert RetirementRequest.objects.get().made_by == cleaned.site.department.office.handler


@pytest.mark.parametrize("act", ["collect", "adopt", "send", "close"])
def test_an_act_out_of_turn_is_refused_in_words(cleaned, act):
    with pytest.raises(ActRefused) as refusal:
        getattr(services, act)(cleaned.campaign.pk, cleaned.liaison)
    assert all(refusal.value.reasons) and cleaned.now().state == CampaignState.OPENED


def test_calling_off_needs_a_reason_and_is_recorded(cleaned):
    with pytest.raises(ActRefused):
        services.call_off(cleaned.campaign.pk, cleaned.liaison, " ")
    services.call_off(cleaned.campaign.pk, cleaned.liaison, "年度填错")
    assert Entry.objects.get(act="cleanup.called_off").opinion == "年度填错"
