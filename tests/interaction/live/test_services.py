"""From the announcement to the transcript: each passage is released by the text reviewer who was named (clause N6)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from interaction.live import reading, services
from interaction.live.models import Announcement, Interview, Passage, Question, QuestionKey, Transcript
from portal.approvals import secrecy
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused, PublishingRefused, Stale
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Opinion, Publication
from portal.approvals.states import CaseState
from portal.demonstration import acts
from portal.notices.models import Notice
from portal.organisation.models import Capacity
from portal.registers.models import LexiconWord
from tests import factories
from tests.factories import DECLARED
from tests.interaction.live.building import announcement, fresh, release, said, sent
from tests.plugins.guard import picture

pytestmark = [pytest.mark.django_db, pytest.mark.clause("N6")]


def test_the_case_of_the_announcement_makes_it_public(staff):
    row = announcement(staff)
    assert not reading.public_interviews().exists()
    case = acts.approve(row, staff.liaison, timezone.now())
    assert case.state == CaseState.CARRIED_OUT and case.route.code == "general"
    shown = reading.public_interviews().get()
    assert shown.pk == row.pk and reading.state_of(shown) == reading.ANNOUNCED
    assert Publication.objects.get(kind=services.ANNOUNCEMENT).digest == case.digest


@pytest.mark.parametrize("who", ["liaison", "head", "handler"])
def test_the_text_reviewer_holds_the_post_of_a_secrecy_reviewer(staff, who):
    row = announcement(staff, text_reviewer=getattr(staff, who), recorder=staff.liaison)
    with pytest.raises(ActRefused, match=r"secrecy reviewer|保密审查员"):
        acts.send(row, staff.liaison, timezone.now())


def test_nobody_reviews_what_they_typed(staff):
    with pytest.raises(ActRefused, match=r"two people|两人"):
        acts.send(announcement(staff, recorder=staff.secrecy), staff.liaison, timezone.now())


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"starts_at": timezone.now() - timedelta(days=1)}, "past|开始时间已过"),
        ({"video_url": "https://evil.example/player"}, "host|域名"),
        ({"video_url": "http://v.qq.com/player"}, "host|域名"),
        ({"cancelled": True}, "never announced|尚未发布预告"),
    ],
)
def test_what_an_announcement_is_refused_for(staff, fields, match):
    with pytest.raises(ActRefused, match=match):
        acts.send(announcement(staff, **fields), staff.liaison, timezone.now())


def test_a_change_is_another_version_with_a_word_for_the_public(interview, staff):
    later = timezone.now() + timedelta(days=2)
    row = announcement(staff, interview, starts_at=later, ends_at=later + timedelta(hours=1))
    with pytest.raises(ActRefused, match=r"what changed|变更"):
        acts.send(row, staff.liaison, timezone.now())
    Announcement.objects.filter(pk=row.pk).update(note="嘉宾公务冲突，改期举行。")
    acts.approve(Announcement.objects.get(pk=row.pk), staff.liaison, timezone.now())
    assert fresh(interview).announced.pk == row.pk
    assert Announcement.objects.filter(interview=interview, live=True).count() == 1


def test_one_act_of_the_named_reviewer_releases_and_is_the_secrecy_review(interview, staff):
    case = sent(interview, staff, kind="host", speaker="主持人")
    assert case.state == CaseState.SECRECY_REVIEW and case.route.secrecy_review
    passage = Passage.objects.get()
    assert not passage.released and reading.shown(interview) == []
    case = release(case, staff.secrecy)
    passage.refresh_from_db()
    assert case.state == CaseState.CARRIED_OUT and passage.released and passage.release_no == 1
    opinion = case.opinions.get()
    assert (opinion.verdict, opinion.actor, opinion.digest) == (Opinion.Verdict.PASSED, staff.secrecy, case.digest)
    assert secrecy.is_settled(case, [opinion])
    entry = Entry.objects.get(act="interview.released")
    assert entry.actor_id == staff.secrecy.pk and entry.digest == case.digest and entry.case_number == case.number
    assert interview.number in entry.capacity and staff.unit.name in entry.capacity


def test_another_secrecy_reviewer_of_the_unit_releases_nothing(interview, staff):
    other = factories.PostFactory(unit=staff.unit, capacity=Capacity.SECRECY_REVIEWER).person
    case = sent(interview, staff)
    for person in (other, staff.head, staff.handler):
        with pytest.raises(ActRefused):
            release(case, person)
    assert not Passage.objects.filter(released=True).exists()


def test_who_stands_in_for_the_text_reviewer_releases(interview, staff):
    principal = staff.secrecy.posts.get()
    stand_in = factories.PostFactory(
        unit=staff.unit, capacity=Capacity.SECRECY_REVIEWER, stands_in_for=principal, ends_on=factories.today()
    ).person
    assert release(sent(interview, staff), stand_in).state == CaseState.CARRIED_OUT


def test_only_the_recorder_sends(interview, staff):
    for person in (staff.liaison, staff.secrecy, staff.head):
        with pytest.raises(ActRefused):
            services.send_passage(Passage(interview=interview, text="你好"), person, DECLARED)
    assert not Passage.objects.exists()


def test_what_is_released_is_the_version_that_was_seen(interview, staff):
    case = sent(interview, staff)
    with pytest.raises(Stale):
        approvals.pass_secrecy(case.pk, staff.secrecy, case.version - 1)
    Passage.objects.update(text="后来改成另一句")
    with pytest.raises(ActRefused):
        release(case, staff.secrecy)
    assert not Passage.objects.get().released


def test_nothing_is_released_or_changed_round_the_case(interview, staff):
    passage = said(interview, staff)
    passage.text = "改口"
    with pytest.raises(PublishingRefused):
        passage.save()
    drafted = Passage.objects.create(interview=interview, text="未审", made_by=staff.handler)
    for change in (
        lambda: Passage.objects.filter(pk=passage.pk).update(text="改口"),
        lambda: Passage.objects.filter(pk=drafted.pk).update(released=True, release_no=99),
        lambda: Passage.objects.filter(pk=passage.pk).delete(),
        lambda: Interview.objects.update(ended_at=timezone.now()),
        lambda: Announcement.objects.update(title="另一个题目"),
    ):
        with pytest.raises((IntegrityError, PublishingRefused)), transaction.atomic():
            change()


def test_a_word_of_the_lexicon_stops_a_passage_before_the_reviewer_sees_it(interview, staff):
    LexiconWord.objects.create(word="机密工程", kind="forbidden")
    with pytest.raises(ActRefused, match="机密工程"):
        sent(interview, staff, "这是机密工程的情况")


def test_a_passage_comes_back_with_a_reason_and_is_sent_again(interview, staff):
    case = approvals.return_case(sent(interview, staff, "五日办结").pk, staff.secrecy, 2, "应为五个工作日")
    passage = Passage.objects.get()
    passage.text = "五个工作日办结"
    case = services.send_passage(passage, staff.handler, DECLARED)
    assert case.round == 2
    release(case, staff.secrecy)
    assert [item.now.text for item in reading.shown(interview)] == ["五个工作日办结"]


def test_a_correction_strikes_the_wrong_text(interview, staff):
    passage = said(interview, staff, "三日办结")
    said(interview, staff, "三个工作日办结", corrects=passage)
    said(interview, staff, "五个工作日办结", corrects=passage)
    (shown,) = reading.shown(interview)
    assert shown.now.text == "五个工作日办结" and shown.is_corrected
    assert [old.text for old in shown.struck] == ["三日办结", "三个工作日办结"]


def test_a_wrong_text_can_go_out_of_sight(interview, staff):
    passage = said(interview, staff, "手机号一三九")
    said(interview, staff, "（此处有误，已撤回）", corrects=passage, hides=True)
    (shown,) = reading.shown(interview)
    assert shown.hidden and shown.struck == [] and shown.now.text == "（此处有误，已撤回）"


def test_passages_begin_half_an_hour_before_and_end_with_the_end(department):
    staff = department.registration
    tomorrow = timezone.now() + timedelta(days=1)
    row = announcement(staff, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))
    acts.approve(row, staff.liaison, timezone.now())
    with pytest.raises(ActRefused):
        sent(row.interview, staff)


def test_the_end_comes_last_and_only_corrections_follow(interview, staff):
    passage = said(interview, staff)
    waiting = sent(interview, staff, "还有一句")
    with pytest.raises(ActRefused):
        sent(interview, staff, "访谈到此结束", kind="end")
    release(waiting, staff.secrecy)
    said(interview, staff, "访谈到此结束", kind="end")
    assert fresh(interview).ended_at is not None
    with pytest.raises(ActRefused):
        sent(interview, staff, "补充一句")
    said(interview, staff, "各位网友，大家好。", corrects=passage)
    assert reading.state_of(reading.public_interviews().get()) == reading.OVER


def test_it_is_not_ended_before_it_begins(interview, staff):
    said(interview, staff)
    with pytest.raises(ActRefused) as refused:
        sent(interview, staff, "访谈到此结束", kind="end")
    assert "开始前不能结束" in str(refused.value)
    with time_machine.travel(fresh(interview).announced.starts_at):
        sent(interview, staff, "访谈到此结束", kind="end")


def test_numbers_follow_the_order_of_the_releases(interview, staff):
    first, second = sent(interview, staff, "甲甲甲"), sent(interview, staff, "乙乙乙")
    release(second, staff.secrecy)
    release(first, staff.secrecy)
    assert [item.now.text for item in reading.shown(interview)] == ["乙乙乙", "甲甲甲"]
    assert reading.last_release(interview) == 2


def test_the_transcript_comes_at_the_end_through_a_case(interview, staff):
    said(interview, staff, "大家好。", kind="host", speaker="主持人")
    begun = Transcript.objects.create(interview=interview, summary="要点", text="x", made_by=staff.liaison)
    with pytest.raises(ActRefused):
        acts.send(begun, staff.liaison, timezone.now())
    said(interview, staff, "再见。", kind="end")
    assert reading.as_text(interview) == "主持人：大家好。\n再见。"
    acts.approve(Transcript.objects.get(), staff.liaison, timezone.now())
    assert reading.transcript_of(interview).pk == begun.pk


def test_a_cancelled_interview_takes_no_passages(interview, staff):
    soon = fresh(interview).announced
    row = announcement(
        staff,
        interview,
        cancelled=True,
        note="因故取消",
        starts_at=soon.starts_at,
        ends_at=soon.ends_at,
        questions_until=None,
    )
    acts.approve(row, staff.liaison, timezone.now())
    with pytest.raises(ActRefused):
        sent(interview, staff)


def test_a_question_is_sealed_and_decided_by_the_unit(interview, staff, department):
    question = services.ask(interview, name="河边的树", text="老房子没有证怎么登记？")
    stored = Question.objects.get()
    assert "老房子".encode() not in bytes(stored.sealed) and stored.told["text"] == "老房子没有证怎么登记？"
    assert not Entry.objects.filter(data__icontains="老房子").exists()
    with pytest.raises(ActRefused):
        services.decide(question, department.office.liaison, "chosen")
    assert services.decide(question, staff.liaison, "chosen").state == "chosen"
    QuestionKey.objects.all().delete()
    assert Question.objects.get().told is None


def test_a_picture_is_public_with_its_passage_and_leaves_with_it(site, client, interview, staff):
    shown = factories.checked(picture("现场图"))
    passage = said(interview, staff, "现场", kind="scene", picture=shown)
    page = client.get(f"/interaction/live/{interview.number}/").content.decode()
    (address,) = re.findall(r'<img src="([^"]+)"', page)
    assert client.get(address).status_code == 200 and 'alt="现场图"' in page
    said(interview, staff, "（图片有误，已撤下）", corrects=passage, hides=True)
    assert client.get(address).status_code != 200
    assert (
        "<img src" not in client.get(f"/interaction/live/{interview.number}/").content.decode().split("</header>")[-1]
    )


def test_a_picture_waits_for_its_check(interview, staff):
    case = sent(interview, staff, "现场", picture=picture("没有检查的图"))
    assert case.state == CaseState.SCREENING


def test_questions_are_erased_when_their_time_is_over_by_the_office(interview, staff, department):
    services.ask(interview, name="", text="老房子没有证怎么登记？")

    def run(person):
        call_command("erase_interview_questions", person=person.username, verbosity=0)

    run(department.office.liaison)
    assert Question.objects.get().erased_at is None
    with time_machine.travel(timezone.now() + timedelta(days=settings.GONGKAI["TICKET_RETENTION_DAYS"] + 1)):
        with pytest.raises(CommandError):
            run(staff.liaison)
        run(department.office.liaison)
    question = Question.objects.get()
    assert question.erased_at and question.told is None and not QuestionKey.objects.exists()


def test_no_notices_for_each_passage(interview, staff):
    before = Notice.objects.count()
    said(interview, staff, "大家好")
    assert Notice.objects.count() == before
