"""A unit responds of its own accord, or because the Office asks, with a clock; tracked until it is public (N7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from interaction.hot_issues import clocks, reading, services
from interaction.hot_issues.models import HotIssue, Response
from interaction.hot_issues.states import IssueState
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, PublishingRefused, Stale
from portal.approvals.ledger.models import Entry
from portal.approvals.states import CaseState
from portal.approvals.templatetags.approvals import ACTS
from portal.calendars.services import calendar
from portal.demonstration import acts
from portal.notices.models import Notice
from tests.factories import DECLARED
from tests.interaction.hot_issues.conftest import SAID, drafted

pytestmark = [pytest.mark.django_db, pytest.mark.clause("N7")]


def fresh(issue: HotIssue) -> HotIssue:
    return HotIssue.objects.select_related("unit").get(pk=issue.pk)


def test_a_unit_begins_of_its_own_accord_without_a_clock(staff, department):
    issue = services.begin(staff.unit, staff.liaison, **SAID)
    assert (issue.origin, issue.state, issue.due_at) == ("own", IssueState.OPEN, None)
    assert Entry.objects.get(act="hot_issue.begun").actor_id == staff.liaison.pk
    with pytest.raises(ActRefused):
        services.begin(staff.unit, department.farmland.liaison, **SAID)


def test_the_office_asks_with_a_deadline_in_working_days(asked, staff):
    assert asked.due_at == calendar().deadline(asked.begun_at, 3).due
    assert sum(day["counted"] for day in clocks.counted(asked)) == 3
    told = set(Notice.objects.filter(topic=services.TOPIC).values_list("person", flat=True))
    assert {staff.liaison.pk, staff.head.pk} <= told


@pytest.mark.parametrize("days", [0, 31])
def test_only_the_office_asks_and_with_a_sensible_deadline(department, staff, days):
    with pytest.raises(ActRefused):
        services.ask(staff.unit, department.office.liaison, days=days, **SAID)
    with pytest.raises(ActRefused):
        services.ask(staff.unit, staff.liaison, days=3, **SAID)
    assert not HotIssue.objects.exists()


def test_the_response_is_public_when_the_head_approves(asked, staff, department):
    row = drafted(asked, staff)
    case = acts.send(row, staff.liaison, timezone.now())
    assert case.route.code == "general" and case.due_at == asked.due_at and not reading.public_responses().exists()
    case = acts.agree(acts.pass_secrecy(case, timezone.now()), timezone.now())
    assert case.state == CaseState.CARRIED_OUT
    shown = reading.public_responses().get()
    assert shown.pk == row.pk and shown.published_at and fresh(asked).state == IssueState.ANSWERED
    assert Notice.objects.filter(person=department.office.liaison, topic=services.TOPIC).exists()
    assert Entry.objects.get(act="hot_issue.responded").digest == case.digest


def test_important_public_opinion_goes_to_the_leader_in_charge(department, staff):
    issue = services.ask(staff.unit, department.office.liaison, days=2, **{**SAID, "grave": True})
    case = acts.send(drafted(issue, staff), staff.liaison, timezone.now())
    assert case.stages == [["unit_head"], ["leader_in_charge"]]


def test_a_correction_keeps_the_first_time_of_publication(asked, staff):
    first = drafted(asked, staff)
    acts.approve(first, staff.liaison, timezone.now() - timedelta(hours=3))
    published = Response.objects.get(pk=first.pk).published_at
    with pytest.raises(ActRefused):
        acts.send(drafted(asked, staff), staff.liaison, timezone.now())  # nothing would change
    Response.objects.filter(live=False).update(text="补充：已竣工的，可凭竣工验收材料申请。")
    second = Response.objects.get(live=False)
    acts.approve(second, staff.liaison, timezone.now())
    shown = reading.public_responses().get()
    assert shown.pk == second.pk and shown.published_at == published < shown.changed_at


def test_nothing_is_public_round_the_case(asked, staff):
    row = drafted(asked, staff)
    row.live = True
    with pytest.raises(PublishingRefused):
        row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.filter(pk=row.pk).update(live=True)


def test_the_office_gives_on_postpones_drops_and_wants_it_after_all(asked, staff, department):
    office = department.office.liaison
    issue = services.give(asked, department.farmland.unit, office, asked.version)
    assert issue.due_at == asked.due_at and issue.unit == department.farmland.unit
    with pytest.raises(Stale):
        services.postpone(issue, 5, "需要会商", office, asked.version)
    issue = services.postpone(issue, 5, "需要会商", office)
    assert issue.due_at == calendar().deadline(issue.begun_at, 5).due
    with pytest.raises(ActRefused):
        services.drop(issue, "不需要了", department.farmland.liaison)
    with pytest.raises(ActRefused):
        services.drop(issue, " ", office)
    assert services.drop(issue, "已由市里统一回应", office).state == IssueState.DROPPED
    with pytest.raises(ActRefused):
        acts.send(drafted(fresh(issue), department.farmland), department.farmland.liaison, timezone.now())
    assert services.reopen(issue, office).state == IssueState.OPEN


def test_what_a_unit_began_itself_it_can_drop(staff):
    issue = services.begin(staff.unit, staff.liaison, **SAID)
    assert services.drop(issue, "网民已自行澄清", staff.head).state == IssueState.DROPPED


def test_what_is_in_approval_is_not_given_on(asked, staff, department):
    acts.send(drafted(asked, staff), staff.liaison, timezone.now())
    with pytest.raises(ActRefused):
        services.give(asked, department.farmland.unit, department.office.liaison)


def test_the_round_reminds_once_and_records_what_is_overdue_once(asked, department):
    assert services.go_round() == 0
    with time_machine.travel(asked.due_at - timedelta(hours=2)):
        assert (services.go_round(), services.go_round()) == (1, 0)
    with time_machine.travel(asked.due_at + timedelta(hours=2)):
        assert (services.go_round(), services.go_round()) == (1, 0)
    assert fresh(asked).overrun_at is not None
    assert Entry.objects.filter(act="hot_issue.overrun").count() == 1
    assert Notice.objects.filter(person=department.office.head, topic=services.TOPIC).exists()


def test_what_is_responded_to_late_is_recorded_where_no_round_saw_it(asked, staff):
    with time_machine.travel(asked.due_at + timedelta(hours=2)):
        case = acts.send(drafted(asked, staff), staff.liaison, timezone.now())
        acts.agree(acts.pass_secrecy(case, timezone.now()), timezone.now())
        assert services.go_round() == 0
    assert fresh(asked).overrun_at is not None
    assert Entry.objects.filter(act="hot_issue.overrun").count() == 1


def test_postponing_hides_no_overrun(asked, department):
    with time_machine.travel(asked.due_at + timedelta(days=1)):
        services.postpone(asked, 20, "等检测结果", department.office.liaison)
    assert Entry.objects.filter(act="hot_issue.overrun").count() == 1


def test_what_is_postponed_after_it_ran_over_is_watched_again(asked, department):
    with time_machine.travel(asked.due_at + timedelta(days=1)):
        assert services.go_round() == 1
        issue = services.postpone(asked, 20, "等检测结果", department.office.liaison)
    with time_machine.travel(issue.due_at - timedelta(hours=3)):
        assert (services.go_round(), services.go_round()) == (1, 0)
    with time_machine.travel(issue.due_at + timedelta(days=3)):
        assert (services.go_round(), services.go_round()) == (1, 0)
    assert Entry.objects.filter(act="hot_issue.overrun").count() == 2


def test_open_clocks_are_counted_again_with_a_new_year(asked, monkeypatch):
    assert services.recount_clocks() == 0
    HotIssue.objects.update(clock={**asked.clock, "due": "2026-01-01T00:00:00+08:00"})
    assert services.recount_clocks() == 1
    assert fresh(asked).clock == asked.clock


def test_a_response_that_is_sent_again_after_its_return(asked, staff):
    case = acts.send(drafted(asked, staff), staff.liaison, timezone.now())
    case = approvals.return_case(case.pk, staff.secrecy, case.version, "请写明依据")
    case = approvals.send(case.pk, staff.liaison, case.version, declaration=DECLARED)
    assert case.round == 2


def test_every_act_on_an_issue_has_words():
    acts = ("begun", "given", "postponed", "dropped", "reopened", "responded", "overrun", "recounted")
    assert {f"hot_issue.{act}" for act in acts} <= ACTS.keys()
