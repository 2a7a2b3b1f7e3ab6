"""Pages of the units: making an activity, following it, answering, judging, writing the result."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture

from interaction.activities import contests, decided, entries, services
from interaction.activities.models import Activity, Entry, OpinionGroup, Score, Show
from portal.approvals import services as approvals
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.theme.formats import moment
from tests import factories
from tests.factories import CHECKLIST, DECLARED
from tests.plugins.guard import picture

from .conftest import DRAFT, device, drafted, page_of

ADMIN = "/admin/activities/"


def dates(days: int = 40) -> dict[str, str]:
    start = timezone.localtime() + timedelta(days=1)
    return {
        "opens_at": f"{start:%Y-%m-%dT%H:%M}", "closes_at": f"{start + timedelta(days=days):%Y-%m-%dT%H:%M}",
    }  # fmt: skip


def png() -> SimpleUploadedFile:
    out = io.BytesIO()
    Picture.new("RGB", (640, 480), "green").save(out, "PNG")
    return SimpleUploadedFile("作品.png", out.getvalue(), content_type="image/png")


def rows(many: int, initial: int = 0) -> dict[str, str]:
    return {
        "row-TOTAL_FORMS": str(many), "row-INITIAL_FORMS": str(initial), "row-MIN_NUM_FORMS": "0",
        "row-MAX_NUM_FORMS": "100",
    }  # fmt: skip


def test_a_solicitation_is_made_with_defaults_and_cut_into_clauses(people, signed_in):
    staff = signed_in(people.registration_liaison)
    assert staff.get(f"{ADMIN}new/").status_code == 200
    form = staff.get(f"{ADMIN}new/opinions/").context["form"]
    assert form.initial["closes_at"] - form.initial["opens_at"] > timedelta(days=30)
    told = {"title": "公开征求意见", "lead": "欢迎提出意见。", "basis": "decision", "text": DRAFT, **dates()}
    answer = staff.post(f"{ADMIN}new/opinions/", told)
    activity = Activity.objects.get()
    assert answer.url == services.url_of(activity)
    assert [row["heading"] for row in activity.content["clauses"]] == ["第一章　总则　第一条", "第二条", "第三条"]
    assert staff.get(f"{services.url_of(activity)}preview/").status_code == 200
    sent = staff.post(f"{services.url_of(activity)}send/", CHECKLIST)
    assert sent.url == f"/admin/cases/{Case.objects.get().pk}/"
    assert Case.objects.get().state == CaseState.SECRECY_REVIEW


def test_too_short_a_period_is_said_at_the_end(people, signed_in):
    told = {"title": "公开征求意见", "lead": "欢迎。", "basis": "decision", "text": DRAFT, **dates(10)}
    answer = signed_in(people.registration_liaison).post(f"{ADMIN}new/opinions/", told)
    assert answer.status_code == 422 and "closes_at" in answer.context["form"].errors
    assert not Activity.objects.exists()


def test_a_vote_is_made_with_pictures(people, signed_in):
    staff = signed_in(people.registration_liaison)
    told = {
        "title": "最美测绘人", "lead": "请投票。", "least": 1, "most": 1, "show": "after", "identity": "device",
        "per_address": 20, **dates(10), **rows(3), "row-0-name": "甲", "row-0-picture": png(), "row-1-name": "乙",
    }  # fmt: skip
    assert staff.post(f"{ADMIN}new/vote/", told).status_code == 302
    activity = Activity.objects.get()
    first, second = activity.content["candidates"]
    assert first["name"] == "甲" and first["image"] and second == {"id": "k2", "name": "乙", "text": "", "image": None}
    page = staff.get(f"{services.url_of(activity)}preview/").content.decode()
    assert "<img" in page
    again = told | rows(4, 2) | {
        "version": activity.version, "row-0-id": "k1", "row-1-id": "k2", "row-1-DELETE": "on", "row-2-name": "丙",
        "more": "1",
    }  # fmt: skip
    del again["row-0-picture"]
    assert staff.post(f"{services.url_of(activity)}edit/", again).url.endswith("edit/#rows")
    kept = Activity.objects.get().content["candidates"]
    assert [(row["id"], row["name"]) for row in kept] == [("k1", "甲"), ("k3", "丙")] and kept[0]["image"]


def test_a_survey_is_made_with_branches(people, signed_in):
    staff = signed_in(people.registration_liaison)
    told = {
        "title": "满意度调查", "lead": "请填写。", "identity": "device", "per_address": 20, **dates(10), **rows(3),
        "row-0-text": "办过吗？", "row-0-kind": "one", "row-0-options": "办过\n没办过", "row-0-required": "on",
        "row-1-text": "满意吗？", "row-1-kind": "scale", "row-1-when_question": "1", "row-1-when_options": "1",
        "row-2-kind": "one", "row-2-required": "on",
    }  # fmt: skip
    assert staff.post(f"{ADMIN}new/survey/", told).status_code == 302
    first, second = Activity.objects.get().content["questions"]
    assert first["options"] == ["办过", "没办过"] and second["when"] == {"question": "q1", "options": [0]}
    page = staff.get(f"{services.url_of(Activity.objects.get())}edit/").content.decode()
    assert "没办过" in page


@pytest.mark.parametrize(
    "made",
    [
        {"kind": "suggestions"}, {"kind": "slogan", "longest": 20, "points": 10},
        {"kind": "training", "begins": "2027-01-08T09:00", "place": "线上", "seats": 30},
        {"kind": "selection", "least": 1, "most": 3, "show": "live", "identity": "device", "per_address": 5, **rows(0)},
    ],
)  # fmt: skip
def test_every_kind_is_made(people, signed_in, made):
    told = {"title": "活动", "lead": "欢迎参与。", **dates(20), **made}
    kind = told.pop("kind")
    staff = signed_in(people.registration_liaison)
    assert staff.get(f"{ADMIN}new/{kind}/").status_code == 200
    assert staff.post(f"{ADMIN}new/{kind}/", told).status_code == 302
    activity = Activity.objects.get()
    assert staff.get(services.url_of(activity)).status_code == 200
    assert staff.get(f"{services.url_of(activity)}preview/").status_code == 200


def test_strangers_make_and_change_nothing(people, signed_in):
    activity = drafted("suggestions", people.registration_liaison, people.units["registration"])
    stranger = signed_in(people.farmland_liaison)
    for page in ("", "edit/", "preview/", "entries/", "groups/", "ballots/", "result/", "export/"):
        assert stranger.get(f"{services.url_of(activity)}{page}").status_code == 302
    assert signed_in(people.root).get(f"{ADMIN}new/suggestions/").status_code == 302


def test_opinions_are_brought_together_and_answered_on_the_page(make, end, people, signed_in):
    activity = make("opinions")
    first = entries.submit(activity, {"text": "建议增加线上核验", "name": "", "contact": ""}, part="c3").entry
    staff, address = signed_in(people.registration_liaison), services.url_of(activity)
    assert "建议增加线上核验" in staff.get(f"{address}entries/").content.decode()
    staff.post(f"{address}gather/", {"entry": [first.pk], "said": "增加线上核验"})
    group = OpinionGroup.objects.get()
    told = {f"g{group.pk}-said": "增加线上核验", f"g{group.pk}-verdict": "partly", f"g{group.pk}-text": "部分写入。"}
    staff.post(f"{address}groups/{group.pk}/", told)
    assert OpinionGroup.objects.get().answer == "部分写入。" and OpinionGroup.objects.get().part == "c3"
    assert "部分写入。" in staff.get(f"{address}groups/").content.decode()
    end(activity)
    written = staff.post(f"{address}result/", {"text": "收到一条意见。", "send": "1", **CHECKLIST})
    assert written.status_code == 302 and Case.objects.filter(kind="activity_result").exists()


def test_the_page_of_ballots_shows_what_was_refused(make, people, signed_in):
    vote, mine = make("vote"), device()
    for _time in range(2):
        mine.post(page_of(vote), {"pick": "k1"})
    page = signed_in(people.registration_liaison).get(f"{services.url_of(vote)}ballots/").content.decode()
    assert "重复参与" in page and "有效 1 票" in page


def test_a_slogan_goes_from_the_jury_to_the_vote(make, people, signed_in):
    contest = make("slogan")
    for text in ("山海有证", "民心有底", "测天量地"):
        entries.submit(contest, {"slogan": text, "text": "", "name": "作者某", "contact": "1"})
    address, staff = services.url_of(contest), signed_in(people.registration_liaison)
    jurors = [people.registration_handler.pk, people.office_handler.pk]
    staff.post(f"{address}jury/", {"jurors": jurors})
    best, second, third = Entry.objects.order_by("pk")
    for juror, points in ((people.registration_handler, (9, 8, 2)), (people.office_handler, (10, 6, 1))):
        judge = signed_in(juror)
        page = judge.get(f"{address}score/").content.decode()
        assert "山海有证" in page and "作者某" not in page
        given = {f"points-{row.pk}": str(each) for row, each in zip((best, second, third), points, strict=True)}
        judge.post(f"{address}score/", given)
    assert Score.objects.count() == 6
    assert [row.pk for row in contests.ranked(contest)] == [best.pk, second.pk, third.pk]
    assert signed_in(people.farmland_liaison).get(f"{address}score/").status_code == 302
    staff = signed_in(people.registration_liaison)
    staff.post(f"{address}shortlist/", {"entry": [best.pk, second.pk]})
    drafted_vote = staff.post(f"{address}shortlist/", {"vote": "1"})
    vote = Activity.objects.get(kind="vote")
    assert drafted_vote.url == f"{services.url_of(vote)}edit/" and vote.follows == contest
    assert [row["name"] for row in vote.content["candidates"]] == ["山海有证", "民心有底"]


def test_attendance_is_kept(make, people, signed_in):
    training = make("training")
    came, stayed = (entries.submit(training, {"name": name, "contact": "1"}).entry for name in ("甲", "乙"))
    staff = signed_in(people.registration_liaison)
    staff.post(f"{services.url_of(training)}attendance/", {"shown": [came.pk, stayed.pk], "entry": [came.pk]})
    assert dict(Entry.objects.values_list("pk", "attended")) == {came.pk: True, stayed.pk: False}


def test_the_office_sees_all_activities_and_others_their_own(make, people, signed_in):
    activity = make("vote")
    assert activity.title in signed_in(people.office_liaison).get(ADMIN).content.decode()
    assert activity.title in signed_in(people.registration_handler).get(ADMIN).content.decode()
    assert activity.title not in signed_in(people.farmland_liaison).get(ADMIN).content.decode()
    assert signed_in(people.root).get(ADMIN).status_code == 302


def test_who_approves_a_vote_sees_its_pictures_and_its_rules(people, signed_in):
    portrait = factories.checked(picture("欧阳的肖像"))
    vote = drafted(
        "vote", people.registration_liaison, people.units["registration"], rules={"most": 2, "per_address": 5},
        content={"candidates": [
            {"id": "k1", "name": "欧阳", "text": "测绘十年", "image": portrait.pk},
            {"id": "k2", "name": "司徒", "text": "", "image": None},
            {"id": "k3", "name": "上官", "text": "", "image": None},
        ]},
    )  # fmt: skip
    case = services.send(vote, people.registration_liaison, DECLARED)
    case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
    page = signed_in(people.registration_head).get(f"/admin/cases/{case.pk}/").content.decode()
    shown = portrait.get_rendition("fill-320x240").url
    assert shown in page and "测绘十年" in page
    assert (
        "每票选 1 至 2 个。" in page and "同一网络地址至多 5 次" in page and str(Show(vote.rules["show"]).label) in page
    )
    assert signed_in(people.registration_head).get(shown).status_code == 200, "the picture can be looked at"
    assert not any("<img" in value for _label, value in case.kind_type.summary(case, people.registration_head))


def test_who_approves_a_survey_sees_options_and_branches(people, signed_in):
    survey = drafted("survey", people.registration_liaison, people.units["registration"])
    rows = dict(decided.rows_of(survey))
    where = next(value for value in rows.values() if value.startswith("在哪里办的"))
    assert "大厅、网上、银行" in where and "必填" in where and "办过" in where
    assert any("1–5" in value for value in rows.values())


def test_the_way_says_when_the_result_was_written_and_before_that_by_when(make, end, conclude, people, signed_in):
    vote = end(make("vote"))
    staff = signed_in(people.registration_liaison)
    step = staff.get(services.url_of(vote)).context["steps"][3]
    assert step["note"] == f"应于 {moment(vote.due_at)} 前提交" and step["state"] == "current"
    vote = conclude(vote)
    step = staff.get(services.url_of(vote)).context["steps"][3]
    assert step["note"] == moment(vote.result.made_at) and step["state"] == "done"


def test_a_draft_is_thrown_away_after_a_second_word(people, signed_in):
    draft = drafted("vote", people.registration_liaison, people.units["registration"])
    page = signed_in(people.registration_liaison).get(services.url_of(draft)).content.decode()
    folded = page.partition("删除草稿</summary>")[2].partition("</details>")[0]
    assert "无法恢复" in folded and "确认删除" in folded and page.count("/delete/") == folded.count("/delete/") == 1


def test_an_owed_result_waits_on_the_first_page(make, end, people, signed_in):
    activity = end(make("vote"))
    page = signed_in(people.registration_liaison).get("/admin/").content.decode()
    assert "待公布结果的互动活动" in page and activity.title in page


def test_a_prolongation_is_asked_for_on_the_page(make, people, signed_in):
    activity = make("suggestions")
    later = timezone.localtime(activity.closes_at) + timedelta(days=5)
    told = {"closes_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "来信仍多", **CHECKLIST}
    staff = signed_in(people.registration_liaison)
    assert staff.post(f"{services.url_of(activity)}prolong/", told | {"reason": ""}).status_code == 422
    assert staff.post(f"{services.url_of(activity)}prolong/", told).status_code == 302
    assert Case.objects.filter(kind="activity_prolongation").exists()


@pytest.mark.clause("S3")
def test_an_early_stop_is_asked_for_on_the_page(make, people, signed_in):
    activity = make("suggestions")
    staff, address = signed_in(people.registration_liaison), services.url_of(activity)
    assert staff.post(f"{address}stop/", {"reason": "", **CHECKLIST}).status_code == 422
    assert staff.post(f"{address}stop/", {"reason": "上位法已修改", **CHECKLIST}).status_code == 302
    case = Case.objects.get(kind="activity_stop")
    page = staff.get(address).content.decode()
    assert case.number in page and "上位法已修改" in page
    assert "上位法已修改" in signed_in(people.registration_head).get(f"/admin/cases/{case.pk}/").content.decode()
