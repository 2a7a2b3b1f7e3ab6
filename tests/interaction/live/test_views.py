"""What the public sees of interviews, without JavaScript, and what it can send (clause N6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interaction.live import indexing, limits
from interaction.live.models import Question, Transcript
from portal.demonstration import acts
from tests.interaction.live.building import announcement, said, sent

pytestmark = [pytest.mark.django_db, pytest.mark.clause("N6")]


def address(name, interview, *args):
    return reverse(f"live:{name}", args=[interview.number, *args])


def test_an_interview_as_it_goes(site, client, interview, staff):
    page = client.get(address("interview", interview)).content.decode()
    assert "一窗办理" in page and "林向荣" in page and "data-gk-live" in page
    passage = said(interview, staff, "五日办结", speaker="林向荣")
    sent(interview, staff, "还没有审核的一句")
    said(interview, staff, "五个工作日办结", corrects=passage, speaker="林向荣")
    page = client.get(address("interview", interview)).content.decode()
    assert "<del>五日办结</del>" in page and "<ins>五个工作日办结</ins>" in page and "还没有审核" not in page
    assert 'data-last="2"' in page


def test_what_is_new_is_asked_for_where_no_events_come(site, client, interview, staff):
    said(interview, staff, "第一句话")
    said(interview, staff, "第二句话")
    found = client.get(address("since", interview, 1)).json()
    assert [piece["no"] for piece in found["pieces"]] == [2] and not found["over"]
    assert "第二句话" in found["pieces"][0]["html"]


def test_after_the_end_the_transcript_comes_first(site, client, interview, staff):
    said(interview, staff, "大家好", kind="host")
    said(interview, staff, "再见", kind="end")
    page = client.get(address("interview", interview)).content.decode()
    assert "data-gk-live " not in page and "live.js" not in page
    row = Transcript.objects.create(
        interview=interview, summary="要点一二", text="主持人：大家好。", made_by=staff.liaison
    )
    acts.approve(row, staff.liaison, timezone.now())
    page = client.get(address("interview", interview)).content.decode()
    assert page.index("要点一二") < page.index("passage-")
    record = indexing.read([str(interview.pk)])[str(interview.pk)]
    assert "要点一二" in record.body and "再见" in record.body and record.abstract == "要点一二"


def test_the_list_and_the_search_know_what_is_public(site, client, interview, staff, django_assert_num_queries):
    draft = announcement(staff, title="没有批准的访谈")
    for number in range(3):
        acts.approve(announcement(staff, title=f"第{number}场"), staff.liaison, timezone.now())
    page = client.get(reverse("live:interviews")).content.decode()
    assert "一窗办理" in page and "没有批准" not in page
    assert client.get(address("interview", draft.interview)).status_code == 404
    assert str(draft.interview_id) not in set(indexing.ids())
    found = sorted(indexing.ids())
    with django_assert_num_queries(3):
        assert set(indexing.read([*found, str(draft.interview_id)])) == set(found)


@pytest.mark.usefixtures("unchallenged")
def test_a_question_is_received_once_and_limited(site, client, interview):
    form = {"text": "老房子没有证怎么登记？", "name": "河边的树"}
    url = address("ask", interview)
    assert client.get(url).status_code == 200
    assert client.post(url, {**form, "website": "x"}).status_code == 422
    assert client.post(url, {"text": "短"}).status_code == 422
    assert not Question.objects.exists()
    for _turn in range(limits.QUESTIONS.count):
        assert client.post(url, form).status_code == 302
    assert client.post(url, form).status_code == 429
    assert Question.objects.count() == limits.QUESTIONS.count
    assert client.get(address("asked", interview)).status_code == 200


def test_no_questions_after_their_time(site, client, staff):
    soon = timezone.now() + timedelta(minutes=5)
    row = announcement(staff, questions_until=None, starts_at=soon, ends_at=soon + timedelta(hours=1))
    acts.approve(row, staff.liaison, timezone.now())
    assert client.get(address("ask", row.interview)).status_code == 302
    assert client.post(address("ask", row.interview), {"text": "现在还能提问吗？"}).status_code == 302
    assert not Question.objects.exists()


def test_a_cancelled_interview_says_so(site, client, interview, staff):
    row = announcement(staff, interview, cancelled=True, note="因台风取消", questions_until=None)
    acts.approve(row, staff.liaison, timezone.now())
    page = client.get(address("interview", interview)).content.decode()
    assert "因台风取消" in page and "data-gk-live " not in page
