"""What a system has done for a person: drafts, new versions, sending, withdrawing. Nothing becomes public by it."""

from __future__ import annotations

import json

import pytest

from columns.models import Disclosure, Interpretation, NewsPage
from portal.approvals import evidence as approvals_evidence
from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Permit, Publication
from portal.files.models import Document, PublicFile
from portal.files.services import is_public
from portal.oa.models import Submission
from portal.oa.signing import body_digest
from tests import factories
from tests.factories import DECLARED
from tests.oa.signed import draft
from tests.regulation import chapter

pytestmark = pytest.mark.django_db
EVIDENCE = {
    "record_id": "OA-2026-1", "mark": "主动公开", "approver": "梁副厅长", "approver_capacity": "分管厅领导",
    "approved_on": "2026-11-16",
}  # fmt: skip


def case_of(answer) -> Case:
    return Case.objects.get(number=answer["number"])


@pytest.mark.clause("D5")
def test_a_draft_is_made_for_the_maker_and_its_case_is_opened(oa, site):
    file = oa.upload("查询申请表.pdf").json()
    answer = oa.hand_in(attachments=[file["id"]])

    page, case = Disclosure.objects.get(), case_of(answer)
    liaison = site.department.registration.liaison
    assert (page.owner, case.maker, page.maker_unit) == (liaison, liaison, site.department.registration.unit)
    assert [row.document_id for row in page.attachments.all()] == [file["id"]]
    assert page.document_number == "岭自然资规〔2026〕8号" and "现就有关事项通知如下" in str(page.body)
    assert page.get_parent().pk == site.column.pk and not page.live
    assert (answer["state"], answer["route"], answer["record_id"]) == ("drafting", "general", "OA-2026-1")
    assert answer["findings"] == []


@pytest.mark.clause("D5")
@pytest.mark.clause("D6")
def test_the_record_says_that_the_person_acted_through_the_system(oa, site):
    case = oa.hand_in()
    sent = oa.send(case)
    assert sent.status_code == 200, sent.content.decode()
    entries = Entry.objects.filter(case_number=case["number"]).order_by("seq")
    assert [entry.act for entry in entries] == ["case.opened", "case.sent"]
    liaison = site.department.registration.liaison
    for entry in entries:
        assert entry.actor == liaison and entry.capacity.startswith("registration处")
        assert entry.data["via"]["system"] == "oa" and entry.data["via"]["record"] == "OA-2026-1"
    submission = Submission.objects.get()
    assert entries[0].data["via"]["request"] == submission.request_digest
    body = json.dumps({"version": case["version"], "secrecy_declaration": DECLARED}).encode()
    assert entries[1].data["via"]["request"] == body_digest(body)


def test_acts_in_the_portal_itself_say_nothing_of_a_system(oa, site):
    oa.send(oa.hand_in())
    case = Case.objects.get(kind="disclosure")
    approvals.pass_secrecy(case.pk, site.department.registration.secrecy, case.version)
    assert "via" not in Entry.objects.get(act="case.passed", case_number=case.number).data


@pytest.mark.clause("D6")
def test_nothing_becomes_public_by_the_api(oa, site, client):
    """Law 1: whatever a system asks for, only the desks make it public."""
    public_before = Publication.objects.count()
    file = oa.upload().json()
    for kind, fields in (("disclosure", {}), ("news", {"document_number": None, "formed_on": None, "topic": None})):
        body = draft(fields=fields, kind=kind, attachments=[file["id"]] if kind == "disclosure" else [])
        body["fields"] = {name: value for name, value in body["fields"].items() if value is not None}
        case = oa.post("drafts", body).json()
        oa.send(case)
    for extra in ({"live": True}, {"first_published_at": "2020-01-01"}, {"slug": "x"}, {"is_import": True}):
        answer = oa.post("drafts", draft(fields=extra))
        assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == f"/fields/{next(iter(extra))}"
    assert not Disclosure.objects.filter(live=True).exists() and not NewsPage.objects.filter(live=True).exists()
    assert Publication.objects.count() == public_before and not PublicFile.objects.exists()
    assert not Permit.objects.exists()
    assert client.get(Disclosure.objects.first().url).status_code == 404
    assert client.get(Document.objects.get(pk=file["id"]).file.url).status_code == 404


def test_the_maker_never_decides_on_it(oa, site):
    oa.send(oa.hand_in())
    case = Case.objects.get(kind="disclosure")
    factories.PostFactory(
        person=site.department.registration.liaison, unit=site.department.registration.unit, capacity="secrecy_reviewer"
    )
    with pytest.raises(ActRefused):
        approvals.pass_secrecy(case.pk, site.department.registration.liaison, case.version)


@pytest.mark.clause("D3")
def test_another_date_of_formation_than_the_texts_is_a_finding_and_no_hindrance_to_the_draft(oa):
    case = oa.hand_in(fields={"formed_on": "2026-11-10"})
    [finding] = case["findings"]
    assert (finding["kind"], finding["where"], finding["blocks"]) == ("formation_date", "formed_on", True)
    assert "2026-11-16" in finding["message"] and "2026-11-10" in finding["message"]
    assert Disclosure.objects.get().formed_on.isoformat() == "2026-11-10"
    assert oa.send(case).status_code == 409

    fixed = oa.post(f"cases/{case['number']}/draft", {"version": case["version"], "fields": draft()["fields"]})
    assert fixed.json()["findings"] == []
    assert oa.send(fixed.json()).status_code == 200


@pytest.mark.clause("D6")
def test_a_returned_case_takes_a_new_version_and_is_sent_again(oa, site):
    first, second = oa.upload("甲.pdf").json(), oa.upload("乙.pdf").json()
    oa.send(oa.hand_in(attachments=[first["id"]]))
    case = Case.objects.get(kind="disclosure")
    change = {"version": case.version, "fields": draft(fields={"title": "改过的通知"})["fields"]}
    refused = oa.post(f"cases/{case.number}/draft", change)
    assert refused.status_code == 409, "what the desks are reading was changed"

    approvals.return_case(case.pk, site.department.registration.secrecy, case.version, "附件有误")
    case = Case.objects.get(pk=case.pk)
    change = {**change, "version": case.version, "attachments": [second["id"]]}
    stale = oa.post(f"cases/{case.number}/draft", {**change, "version": 1})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:gongkai:problem:stale")
    changed = oa.post(f"cases/{case.number}/draft", change)
    assert changed.status_code == 200, changed.content.decode()
    again = oa.send(changed.json()).json()
    assert (again["state"], again["round"], again["title"]) == ("secrecy_review", 2, "改过的通知")
    draft_now = Disclosure.objects.get().get_latest_revision_as_object()
    assert [row.document_id for row in draft_now.attachments.all()] == [second["id"]]
    assert "case.changed" in Entry.objects.filter(case_number=case.number).values_list("act", flat=True)


@pytest.mark.clause("D6")
def test_a_change_on_a_version_that_was_changed_since_is_refused(oa):
    case = oa.hand_in()
    first = {"version": case["version"], "fields": draft(fields={"title": "先到的稿子"})["fields"]}
    second = {**first, "fields": draft(fields={"title": "后到的稿子"})["fields"]}
    changed = oa.post(f"cases/{case['number']}/draft", first)

    assert (changed.status_code, changed.json()["version"]) == (200, case["version"] + 1)
    assert oa.post(f"cases/{case['number']}/draft", second).status_code == 409
    assert Disclosure.objects.get().get_latest_revision_as_object().title == "先到的稿子"


@pytest.mark.clause("D6")
def test_every_entry_of_a_request_names_the_system_and_speaks_the_portals_language(oa, site):
    form = oa.upload("处理单.pdf").json()["id"]
    case = oa.post("drafts", draft(evidence={**EVIDENCE, "handling_form": form}), language="en").json()
    change = {"version": case["version"], "fields": draft()["fields"], "attachments": [form]}
    assert oa.post(f"cases/{case['number']}/draft", change, language="en").status_code == 200

    entries = Entry.objects.filter(subject=f"disclosure:{Disclosure.objects.get().pk}")
    assert {entry.act for entry in entries} == {"case.opened", "case.changed", "evidence.added"}
    assert all(entry.data["via"]["system"] == "oa" for entry in entries), [entry.data for entry in entries]
    assert {entry.capacity for entry in entries} == {"registration处联络员"}


def test_withdrawing_is_the_makers(oa, site):
    case = oa.send(oa.hand_in()).json()
    head = site.department.registration.head
    head.external_id = "h1"
    head.save()
    body = {"version": case["version"]}
    assert oa.post(f"cases/{case['number']}/withdraw", body, maker="h1").status_code == 409
    assert oa.post(f"cases/{case['number']}/withdraw", body).json()["state"] == "withdrawn"
    entry = Entry.objects.get(act="case.withdrawn")
    assert entry.actor == site.department.registration.liaison and entry.data["via"]["system"] == "oa"


def test_somebody_elses_draft_isnt_changed(oa, site):
    case = oa.hand_in()
    head = site.department.registration.head
    head.external_id = "h1"
    head.save()
    change = {"version": case["version"], "fields": draft()["fields"]}
    assert oa.post(f"cases/{case['number']}/draft", change, maker="h1").status_code == 409
    assert oa.post(f"cases/{case['number']}/send", {"version": case["version"]}, maker="h1").status_code == 409


def test_only_the_makers_own_files_are_attached(oa, site):
    strange = factories.document(uploader=site.department.farmland.liaison)
    for body in (
        draft(attachments=[strange.pk]), draft(attachments=[10**9]),
        draft(evidence={**EVIDENCE, "handling_form": strange.pk}),
    ):  # fmt: skip
        answer = oa.post("drafts", body)
        assert answer.status_code == 422, answer.content.decode()
    assert not Disclosure.objects.exists()


def test_a_column_of_another_unit_is_refused_though_the_person_may_write_there(oa, site):
    """The system is let act for registration; that its person also works elsewhere gives it nothing there."""
    column = factories.open_column(site.department.farmland, site.section, "farmland-news", "耕地")
    factories.PostFactory(person=site.department.registration.liaison, unit=site.department.farmland.unit)
    answer = oa.post("drafts", draft(fields={"column": column.slug}))
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/fields/column"
    assert "policy" in answer.json()["detail"]


@pytest.mark.clause("D9")
def test_evidence_is_kept_with_the_request(oa):
    form = oa.upload("办文单.pdf").json()
    case = oa.hand_in(evidence={**EVIDENCE, "handling_form": form["id"]})
    submission = Submission.objects.get()
    assert submission.evidence["approver_capacity"] == "分管厅领导" and submission.handling_form_id == form["id"]
    assert case["evidence"]["mark"] == "主动公开"
    assert not is_public(submission.handling_form)


@pytest.mark.clause("D9")
@pytest.mark.parametrize(("mark", "route"), [("主动公开", "direct"), ("依申请公开", "general")])
def test_the_mark_with_its_form_is_evidence_for_the_direct_route(oa, mark, route):
    form = oa.upload("办文单.pdf").json()
    case = oa.hand_in(evidence={**EVIDENCE, "mark": mark, "handling_form": form["id"]})
    assert oa.send(case).json()["route"] == route
    assert approvals_evidence.of("disclosure", Disclosure.objects.get().pk).count() == (route == "direct")


@pytest.mark.clause("O1")
def test_nothing_is_sent_without_the_makers_secrecy_answers(oa):
    case = oa.hand_in()
    assert oa.send(case, secrecy_declaration=None).status_code == 409
    sent = oa.send(case)
    assert sent.status_code == 200
    assert Case.objects.get(number=case["number"]).declaration["answers"] == DECLARED


def test_the_makers_route_and_reason_are_handed_on(oa):
    case = oa.hand_in(fields={"touches_vital_interests": True})
    assert case["route"] == "important"
    assert oa.send(case, route="general").status_code == 409
    sent = oa.send(case, route="general", why="已另有批示")
    assert sent.json()["route"] == "general" and any("已另有批示" in reason for reason in sent.json()["reasons"])


def test_news_and_interpretations_are_handed_in_too(oa, site):
    document = factories.public_disclosure(site)
    fields = {"column": "policy", "title": "解读", "body": "<p>怎么查</p>"}
    by_number = oa.post(
        "drafts", {"kind": "interpretation", "fields": fields | {"interprets": document.document_number}}
    )
    by_id = oa.post("drafts", {"kind": "interpretation", "fields": fields | {"interprets": document.pk}})
    news = oa.post("drafts", {"kind": "news", "fields": fields | {"category": "meeting"}})
    assert [answer.status_code for answer in (by_number, by_id, news)] == [201] * 3
    assert {page.interprets_id for page in Interpretation.objects.all()} == {document.pk}
    assert NewsPage.objects.get().category == "meeting"


def test_screening_stops_what_is_sent(oa):
    case = oa.hand_in(fields={"body": "<p>联系人身份证号 11010519491231002X。</p><p>2026年11月16日</p>"})
    answer = oa.send(case)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:gongkai:problem:refused")
    assert Case.objects.get(number=case["number"]).state == "drafting"


def test_what_is_recorded_is_said_in_the_portals_language_and_the_caller_is_answered_in_theirs(oa):
    english, chinese = oa.hand_in(), oa.post("drafts", draft(), language="zh-CN").json()
    assert english["reasons"] == chinese["reasons"] and chapter("D7") in english["reasons"][0]
    assert "审批" in Case.objects.get(number=english["number"]).reasons[0]
    stale = [
        oa.post(f"cases/{english['number']}/send", {"version": 9}, language=language).json()
        for language in ("en", "zh-CN", "fr", "")
    ]
    assert stale[0]["detail"].startswith("Somebody acted") and stale[0]["title"].startswith("Somebody acted")
    assert all("有人" in answer["detail"] or "他人" in answer["detail"] for answer in stale[1:]), stale
    assert Case.objects.get(number=english["number"]).state == "drafting"
