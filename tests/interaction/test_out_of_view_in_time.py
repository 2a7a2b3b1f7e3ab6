"""Leaving public view while something else happens: another version, an end, a date that passes, a second take-down."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interaction import services as tickets
from interaction.activities import entries, jobs, opinions, results
from interaction.activities import services as activities
from interaction.activities.models import Activity, ActivityKind, Prolongation
from interaction.activities.panels import ActivitiesPanel
from interaction.hot_issues.models import HotIssue, Response
from interaction.live.models import Announcement, Interview, Passage, Transcript
from interaction.models import Ticket
from portal.approvals import in_public, removal, services, takedowns, withdrawals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Absence, Case, Publication, TakeDown
from portal.approvals.states import CaseState
from portal.demonstration import acts
from portal.files.models import Image
from portal.outbox.services import drain
from tests.factories import DECLARED

from .activities.conftest import approved, drafted
from .hot_issues.conftest import drafted as response_to
from .live import building
from .standing import Standing, activity, answer, confirmation, ended, interview, response, searched

pytestmark = pytest.mark.django_db
SECOND = "改正后的回应"


@pytest.fixture
def centre(department):
    return department.publicity


@pytest.fixture
def replaced(request, site, department) -> tuple[Response, Standing]:
    """A response that another version took the place of: the former one, and what stands there now."""
    former = response(request)
    other = response_to(HotIssue.objects.get(), department.registration, title=SECOND)
    acts.approve(other, department.registration.liaison, timezone.now())
    drain()
    now = Response.objects.get(pk=other.pk)
    return former.fresh(), Standing(now, former.address, former.listed_at, SECOND)


def asked(standing: Standing, department) -> Case:
    """Its withdrawal, sent by its unit."""
    liaison = department.registration.liaison
    case = services.open_case(withdrawals.ask(standing.fresh(), liaison, "政策已调整"), liaison)
    return services.send(case.pk, liaison, case.version)


# --- versions ---
def test_a_version_that_was_replaced_is_not_public(replaced, department, centre):
    former, now = replaced
    assert not removal.is_public(former) and removal.is_public(now.subject)
    assert not Publication.objects.filter(subject_id=str(former.pk), kind="hot_issue_response").exists()
    look = in_public.look_at(former, department.registration.head)
    assert (look.address, look.withdraw, look.take_down) == ("", "", "")


def test_neither_is_it_taken_down_nor_withdrawn(client, replaced, department, centre):
    former, now = replaced
    with pytest.raises(ActRefused):
        takedowns.take_down(former, centre.handler, "旧版有误")
    with pytest.raises(ActRefused):
        withdrawals.ask(former, department.registration.liaison, "旧版有误")
    client.force_login(centre.handler)
    assert client.get(reverse("approvals:take_down", args=["hot_issue_response", former.pk])).status_code == 404
    assert searched(client, now)


def test_its_repudiated_approval_takes_nothing_away(client, replaced, department):
    former, now = replaced
    first = Case.objects.about("hot_issue_response", former.pk).get()
    first.kind_type.repudiated(first, former, department.registration.head, "不是我的意见")
    assert (
        not TakeDown.objects.exists() and SECOND in client.get(now.address).content.decode() and searched(client, now)
    )


def test_a_withdrawal_is_of_the_version_that_stood_there_when_it_was_asked(client, request, site, department):
    standing = response(request)
    case = asked(standing, department)
    other = response_to(HotIssue.objects.get(), department.registration, title=SECOND)
    acts.approve(other, department.registration.liaison, timezone.now())
    drain()
    with pytest.raises(ActRefused):
        case = services.agree(case.pk, department.registration.head, case.version)
        services.agree(case.pk, department.office.handler, case.version)
    assert SECOND in client.get(standing.address).content.decode() and not Absence.objects.exists()
    assert searched(client, Standing(other, standing.address, standing.listed_at, SECOND))


def test_an_interview_with_another_announcement_stays_whole(client, request, site, department):
    standing, staff = interview(request), department.registration
    case = asked(standing, department)
    other = building.announcement(staff, Interview.objects.get(), title="改期的访谈", note="改期")
    acts.approve(other, staff.liaison, timezone.now())
    with pytest.raises(ActRefused):
        case = services.agree(case.pk, staff.head, case.version)
        services.agree(case.pk, department.office.handler, case.version)
    text = client.get(standing.address).content.decode()
    assert "改期的访谈" in text and "欢迎收看" in text and Interview.objects.get().public


# --- what comes back is what left this time ---
def test_what_was_confirmed_as_taken_down_does_not_come_back_with_a_later_one(
    client, request, site, centre, department
):
    standing, staff, office = interview(request), department.registration, department.office
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "泄露个人信息"))
    services.agree(case.pk, office.head, case.version, "属实")
    later = timezone.now() + timedelta(days=3)
    times = {"starts_at": later, "ends_at": later + timedelta(hours=1), "questions_until": None}
    other = building.announcement(staff, Interview.objects.get(), title="重新公告的访谈", **times)
    acts.approve(other, staff.liaison, timezone.now() + timedelta(hours=2))
    case = confirmation(takedowns.take_down(Announcement.objects.get(pk=other.pk), centre.handler, "误报"))
    services.refuse(case.pk, office.head, case.version, "无误")
    text = client.get(standing.address).content.decode()
    assert "重新公告的访谈" in text and "欢迎收看" not in text
    assert not Passage.objects.filter(released=True).exists()


def test_a_transcript_leaves_and_comes_back_in_its_last_version(client, request, site, centre, department):
    standing, staff = interview(request), department.registration
    building.said(Interview.objects.get(), staff, "结束", kind=Passage.Kind.END)
    for text in ("第一版实录", "第二版实录"):
        row = Transcript.objects.create(
            interview=Interview.objects.get(), summary="摘要", text=text, made_by=staff.liaison
        )
        acts.approve(row, staff.liaison, timezone.now() + timedelta(hours=2))
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
    assert client.get(standing.address).status_code == 410 and not Transcript.objects.filter(live=True).exists()
    services.refuse(case.pk, department.office.head, case.version, "无误")
    text = client.get(standing.address).content.decode()
    assert "第二版实录" in text and "第一版实录" not in text


def test_a_long_interview_takes_as_many_queries_as_a_short_one(request, site, centre, department):
    standing, counts = interview(request), []
    for more in (2, 12):
        for number in range(more):
            building.said(Interview.objects.get(), department.registration, f"第{number}段")
        with CaptureQueriesContext(connection) as there_and_back:
            case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
            services.refuse(case.pk, department.office.head, case.version, "无误")
        counts.append(len(there_and_back))
    assert counts[1] <= counts[0] + 2, counts


def test_its_pictures_are_kept_until_it_is_decided(client, request, site, centre, department, people):
    standing = activity(request)
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
    (picture,) = standing.files
    client.force_login(people.registration_liaison)
    client.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert Image.objects.filter(pk=picture.pk).exists()
    services.agree(case.pk, department.office.head, case.version, "属实")
    client.post(reverse("wagtailimages:delete", args=[picture.pk]))
    assert not Image.objects.filter(pk=picture.pk).exists()


def test_an_answer_whose_question_was_erased_meanwhile_comes_back(client, request, site, centre, department):
    standing = answer(request)
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
    with time_machine.travel(timezone.now() + timedelta(days=4000)):
        tickets.erase(Ticket.objects.get(), department.office.liaison)
        services.refuse(case.pk, department.office.head, case.version, "无误")
    assert client.get(standing.address).status_code == 200


# --- ends and dates of activities ---
def test_while_it_is_away_no_time_for_the_result_runs(request, site, centre, department, people):
    closed = ended(activity(request))
    with time_machine.travel(closed.closes_at + timedelta(minutes=5)):
        case = confirmation(takedowns.take_down(closed, centre.handler, "有误"))
    back = closed.due_at + timedelta(hours=1)
    with time_machine.travel(back):
        services.refuse(case.pk, department.office.head, case.version, "无误")
        jobs.remind(timezone.now())
        assert Activity.objects.get().due_at > back + timedelta(days=5)
    assert not Entry.objects.filter(act="activity.overdue").exists()


def test_what_was_overdue_before_stays_so(request, site, centre, department):
    closed = ended(activity(request))
    with time_machine.travel(closed.due_at + timedelta(hours=1)):
        case = confirmation(takedowns.take_down(closed, centre.handler, "有误"))
        assert Entry.objects.filter(act="activity.overdue").count() == 1
        services.refuse(case.pk, department.office.head, case.version, "无误")
        jobs.remind(timezone.now())
    assert Entry.objects.filter(act="activity.overdue").count() == 1 and Activity.objects.get().due_at == closed.due_at


def test_no_result_waits_on_the_desk_for_what_is_away(request, site, centre, department, people):
    closed = ended(activity(request))
    owed = ActivitiesPanel().waiting(people.registration_liaison)
    takedowns.take_down(closed, centre.handler, "有误")
    assert owed.total == 1 and ActivitiesPanel().waiting(people.registration_liaison).total == 0


def test_who_took_part_reads_their_own_words_and_nothing_of_what_is_away(client, request, site, centre, people):
    liaison, unit = people.registration_liaison, people.units["registration"]
    found = drafted(ActivityKind.OPINIONS, liaison, unit)
    approved(people, activities.send(found, liaison, DECLARED))
    receipt = entries.submit(Activity.objects.get(), {"text": "第三条应当删去。", "name": "", "contact": ""}, part="c3")
    activities.close(found, found.closes_at + timedelta(minutes=1))
    group = opinions.gather(Activity.objects.get(), liaison, [receipt.entry.pk], None, "建议删去第三条")
    opinions.answer(
        Activity.objects.get(), liaison, group, said="建议删去第三条", verdict="explained", text="已作说明。"
    )
    closed = Activity.objects.get()
    approved(people, results.send(results.draft(closed, liaison, "报告"), liaison, DECLARED))

    def followed() -> str:
        asked = {"number": receipt.entry.number, "code": receipt.code}
        return client.post(reverse("activities:follow"), asked, follow=True).content.decode()

    assert found.title in followed() and "已作说明。" in followed()
    takedowns.take_down(Activity.objects.get(), centre.handler, "有误")
    text = followed()
    assert "第三条应当删去。" in text and "停止公开" in text
    assert found.title not in text and "已作说明。" not in text and "建议删去第三条" not in text


def test_its_end_is_not_changed_while_its_withdrawal_is_under_way(request, site, department, people):
    standing = activity(request)
    case = asked(standing, department)
    found, liaison = standing.fresh(), people.registration_liaison
    with pytest.raises(ActRefused, match=case.number):
        activities.prolong(
            found, liaison, closes_at=found.closes_at + timedelta(days=5), reason="延长", declaration=DECLARED
        )
    with pytest.raises(ActRefused, match=case.number):
        activities.stop(found, liaison, reason="提前结束", declaration=DECLARED)


def test_a_repudiated_prolongation_takes_away_what_rests_on_it(client, request, site, department, people):
    standing, liaison = activity(request), people.registration_liaison
    later = standing.fresh().closes_at + timedelta(days=5)
    case = activities.prolong(standing.fresh(), liaison, closes_at=later, reason="延长", declaration=DECLARED)
    approved(people, case)
    case = Case.objects.get(pk=case.pk)
    assert case.state == CaseState.CARRIED_OUT
    case.kind_type.repudiated(case, Prolongation.objects.get(), department.registration.head, "不是我的意见")
    assert client.get(standing.address).status_code == 410


def test_what_was_never_public_is_not_shown_to_those_on_duty(client, site, centre, people):
    row = drafted(ActivityKind.SUGGESTIONS, people.registration_liaison, people.units["registration"])
    client.force_login(centre.handler)
    assert client.get(reverse("approvals:take_down", args=["activity", row.pk])).status_code == 404
