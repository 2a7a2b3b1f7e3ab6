"""The unit's pages: announcing, questions, and the two places on site (clause N6)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interaction.live import reading, services
from interaction.live.models import Announcement, Interview, Passage, Question, Transcript
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from tests.factories import CHECKLIST
from tests.interaction.live.building import fresh, said, sent

pytestmark = [pytest.mark.django_db, pytest.mark.clause("N6")]
BY_SCRIPT = {"X-Requested-With": "fetch"}


def posted(staff, **fields):
    soon = timezone.localtime() + timedelta(hours=2)
    return {
        "kind": "interview",
        "title": "耕地保护在线访谈",
        "summary": "回应群众关心的问题",
        "guests": "林向荣 局长",
        "starts_at": soon.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (soon + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "text_reviewer": staff.secrecy.pk,
        "recorder": staff.handler.pk,
        "send": "1",
        **CHECKLIST,
        **fields,
    }


def test_a_unit_announces_an_interview(site, staff, signed_in):
    client = signed_in(staff.liaison)
    url = reverse("live_admin:new", args=[staff.unit.pk])
    page = client.get(url).content.decode()
    assert str(staff.secrecy) in page
    assert client.post(url, posted(staff)).status_code == 302
    case = Case.objects.get(kind=services.ANNOUNCEMENT)
    assert case.state == CaseState.SECRECY_REVIEW
    assert client.get(reverse("live_admin:interviews")).status_code == 200
    assert client.get(reverse("live_admin:interview", args=[Interview.objects.get().pk])).status_code == 200
    assert client.get(reverse("live_admin:announcement", args=[Announcement.objects.get().pk])).status_code == 302


@pytest.mark.parametrize(("name", "hours"), [("ends_at", -1), ("questions_until", 1)])
def test_a_time_that_does_not_fit_the_others_is_said_at_its_field(site, staff, signed_in, name, hours):
    said = posted(staff)
    wrong = datetime.fromisoformat(said["starts_at"]) + timedelta(hours=hours)
    url = reverse("live_admin:new", args=[staff.unit.pk])
    answer = signed_in(staff.liaison).post(url, {**said, name: wrong.strftime("%Y-%m-%dT%H:%M")})
    assert list(answer.context["form"].errors) == [name] and not Announcement.objects.exists()


def test_only_its_own_unit_prepares_an_interview(site, interview, staff, signed_in, department):
    client = signed_in(department.farmland.liaison)
    for name in ("interview", "announce", "questions", "begin_transcript", "recorder", "review"):
        assert client.get(reverse(f"live_admin:{name}", args=[interview.pk])).status_code in (302, 403)
        assert client.get(reverse(f"live_admin:{name}", args=[interview.pk])).get("Location", "/admin/") == "/admin/"
    assert client.get(reverse("live_admin:new", args=[staff.unit.pk])).get("Location", "/admin/") == "/admin/"


def test_another_version_begins_from_the_one_in_public(site, interview, staff, signed_in):
    client = signed_in(staff.liaison)
    url = reverse("live_admin:announce", args=[interview.pk])
    assert "一窗办理" in client.get(url).content.decode()
    client.post(url, posted(staff, note="改期", title="改期的访谈"))
    assert Case.objects.filter(kind=services.ANNOUNCEMENT).count() == 2
    assert fresh(interview).announced.title != "改期的访谈"


def test_the_recorder_sends_and_the_reviewer_releases(site, interview, staff, signed_in):
    client = signed_in(staff.handler)
    url = reverse("live_admin:recorder", args=[interview.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"kind": "host", "speaker": "主持人", "text": "大家好", **CHECKLIST}).status_code == 302
    passage, case = Passage.objects.get(), Case.objects.get(kind=services.PASSAGE)
    reviewer = signed_in(staff.secrecy)
    page = reviewer.get(reverse("live_admin:review", args=[interview.pk])).content.decode()
    assert "大家好" in page and "autofocus" in page
    act = reverse("live_admin:act", args=[passage.pk, "release"])
    answer = reviewer.post(act, {"version": case.version - 1}, headers=BY_SCRIPT)
    assert answer.status_code == 422 and answer.json()["problems"]
    assert reviewer.post(act, {"version": case.version}, headers=BY_SCRIPT).json()["sent"]
    assert [item.now.text for item in reading.shown(interview)] == ["大家好"]


def test_a_returned_passage_is_changed_and_sent_again(site, interview, staff, signed_in):
    case = sent(interview, staff, "三日办结")
    passage = Passage.objects.get()
    client = signed_in(staff.secrecy)
    client.post(reverse("live_admin:act", args=[passage.pk, "return"]), {"version": case.version, "reason": "应为五日"})
    client = signed_in(staff.handler)
    assert "应为五日" in client.get(reverse("live_admin:waiting", args=[interview.pk, "recorder"])).content.decode()
    url = reverse("live_admin:passage", args=[passage.pk])
    assert "三日办结" in client.get(url).content.decode()
    assert client.post(url, {"kind": "guest", "text": "五日办结", **CHECKLIST}, headers=BY_SCRIPT).json()["sent"]
    assert Passage.objects.get().text == "五日办结"


def test_the_recorder_corrects_and_takes_back(site, interview, staff, signed_in):
    passage = said(interview, staff, "三日办结")
    client = signed_in(staff.handler)
    url = reverse("live_admin:correct", args=[passage.pk])
    assert "<del>三日办结</del>" in client.get(url).content.decode()
    client.post(url, {"kind": "guest", "text": "五日办结", **CHECKLIST})
    correction = Passage.objects.get(corrects=passage)
    case = services.case_of(correction)
    client.post(reverse("live_admin:act", args=[correction.pk, "withdraw"]), {"version": case.version})
    assert services.case_of(correction).state == CaseState.WITHDRAWN


def test_a_passage_without_anything_is_not_sent(site, interview, staff, signed_in):
    client = signed_in(staff.handler)
    url = reverse("live_admin:recorder", args=[interview.pk])
    assert client.post(url, {"kind": "host", "text": "", **CHECKLIST}, headers=BY_SCRIPT).status_code == 422
    assert not Passage.objects.exists()


def test_what_waits_costs_the_same_number_of_queries(site, interview, staff, signed_in, django_assert_max_num_queries):
    for number in range(3):
        sent(interview, staff, f"第{number}段话")
    client = signed_in(staff.secrecy)
    url = reverse("live_admin:waiting", args=[interview.pk, "review"])
    client.get(url)
    with django_assert_max_num_queries(25):
        assert client.get(url).content.decode().count("data-live-row") == 3


def test_questions_are_read_and_decided_by_the_unit(site, interview, staff, signed_in):
    question = services.ask(interview, name="河边的树", text="老房子没有证怎么登记？")
    client = signed_in(staff.liaison)
    url = reverse("live_admin:questions", args=[interview.pk])
    assert "老房子" in client.get(url).content.decode()
    client.post(reverse("live_admin:decide", args=[interview.pk]), {"question": question.pk, "state": "chosen"})
    assert Question.objects.get().state == "chosen"
    recorder = signed_in(staff.handler)
    assert "老房子" in recorder.get(reverse("live_admin:recorder", args=[interview.pk])).content.decode()


def test_the_transcript_begins_from_what_was_released(site, interview, staff, signed_in):
    said(interview, staff, "大家好", kind="host", speaker="主持人")
    client = signed_in(staff.liaison)
    url = reverse("live_admin:begin_transcript", args=[interview.pk])
    assert client.get(url).status_code == 302
    said(interview, staff, "再见", kind="end")
    assert "主持人：大家好" in client.get(url).content.decode()
    client.post(url, {"summary": "要点", "text": "主持人：大家好", "send": "1", **CHECKLIST})
    assert Transcript.objects.get().made_by == staff.liaison
    assert Case.objects.get(kind=services.TRANSCRIPT).state == CaseState.SECRECY_REVIEW
