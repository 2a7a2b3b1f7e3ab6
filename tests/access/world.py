"""What is looked at, and by whom: a site with something behind every kind of address, and each kind of person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Page, Site, Task, Workflow

from columns.models import CatalogueRule, Conversion, DutyRule, FrozenTable, OpeningRequest, RetirementRequest
from interaction import services as interaction
from interaction.activities import services as activities
from interaction.activities.models import OpinionGroup
from interaction.applications import services as applications
from interaction.applications.reading import PERSON
from interaction.hot_issues import services as hot_issues
from interaction.hot_issues.models import Response
from interaction.live import services as live
from interaction.live.models import Passage, Transcript
from interaction.models import AnswerReview, Message, ReplyTemplate
from portal.approvals import outside
from portal.approvals import services as approvals
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Batch, Case, Evidence
from portal.approvals.permits import table_permit
from portal.demonstration import acts
from portal.notices.models import Notice
from portal.oa.credentials import issue
from portal.oa.models import Delivery, Submission, System
from portal.organisation.models import FunctionAssignment, Post, User
from portal.outbox.models import OutboxRow
from portal.oversight.cleanup import services as cleanup
from portal.oversight.models import AccountabilityRecord
from portal.registers.models import LexiconWord, LinkTarget, SiteMarks
from search.models import SavedSearch, SearchRule
from search.query import parse
from search.saved import services as saved_search
from special_topics.models import SavedTemplate, TopicIndexPage, TopicPage, TopicSnapshot
from tests import factories
from tests.interaction.live import building
from tests.plugins.guard import picture

PEOPLE = (
    "anonymous", "nobody", "liaison", "head", "secrecy", "leader", "stranger", "office", "publicity", "technology",
    "superuser",
)  # fmt: skip


@dataclass
class World:
    """People by kind (None is nobody signed in), the values of parameters by name of what is looked at, the site."""

    people: dict[str, User | None]
    objects: dict[str, Any]
    site: factories.Site


def build() -> World:
    """Build a site where registration has a public disclosure, a draft, one under approval, a request and a ticket."""
    site = factories.make_site()
    people = _people(site)
    objects = {**_pages(site, people), **_tickets(site), **_applications(site), **_rows(people), **_cleanup(site)}
    objects |= _activities(site) | _interview(site) | _hot_issue(site)
    return World(people, {**objects, **_topic(site, objects["case"]), **_connected(people, objects["case"])}, site)


def _people(site: factories.Site) -> dict[str, User | None]:
    department = site.department
    registration = department.registration
    return {
        "anonymous": None,
        "nobody": factories.UserFactory(username="nobody"),
        "liaison": registration.liaison,
        "head": registration.head,
        "secrecy": registration.secrecy,
        "leader": registration.leader,
        "stranger": department.farmland.liaison,
        "office": department.office.head,
        "publicity": department.publicity.head,
        "technology": department.technology.head,
        "superuser": factories.UserFactory(username="root", is_superuser=True),
    }


def _pages(site: factories.Site, people: dict[str, User | None]) -> dict[str, Any]:
    document = factories.document()
    public = factories.draft_disclosure(site, "public")
    factories.attach(public, document)
    acts.approve(public, site.department.registration.liaison, timezone.now())
    draft = factories.draft_disclosure(site, "draft", title="草稿", document_number="岭自然资规〔2026〕9号")
    waiting = factories.draft_disclosure(site, "waiting", title="在审", document_number="岭自然资规〔2026〕10号")
    enclosed = factories.document("随件.pdf", "随件")
    factories.attach(waiting, enclosed)
    case = acts.pass_secrecy(acts.send(waiting, people["liaison"], timezone.now()), timezone.now())
    review, review_key = outside.invite(case, people["head"], "王教授", "省地质大学", 7)
    evidence = Evidence.objects.create(
        kind="disclosure", subject_id=str(draft.pk), ground="marked", record="办文1", added_by=people["liaison"]
    )
    request = OpeningRequest.objects.create(
        title="新栏目", slug="new", kind="disclosure", parent=site.section, purpose="公开", made_by=people["liaison"],
        owner_unit=site.department.registration.unit, update_days=30,
    )  # fmt: skip
    retirement = RetirementRequest.objects.create(page=site.column, reason="不再需要", made_by=people["liaison"])
    policy = {"document_number": "", "genre": "normative", "touches_vital_interests": True}
    unexplained = factories.draft_disclosure(site, "policy", title="办法", **policy)
    released = factories.draft_disclosure(site, "release", title="细则", **policy)
    reading = factories.draft_interpretation(site, released)
    release = acts.send(released, people["liaison"], timezone.now())
    rule = CatalogueRule.objects.create(scheme="topic", text="land 土地", note="细化", made_by=people["office"])
    words = SearchRule.objects.create(scheme="synonyms", text="地皮 = 土地", note="说法", made_by=people["office"])
    private = factories.document("内部稿.pdf", "不公开", uploader=people["liaison"])
    original = factories.document("原稿.pdf", "原稿", uploader=people["liaison"])
    conversion = Conversion.objects.create(page=draft, original=original, source="文", made_by=people["liaison"])
    return {
        "public": public.pk, "public_key": f"page:{public.pk}", "draft": draft.pk,
        "draft_key": f"page:{draft.pk}", "draft_revision": draft.latest_revision.pk, "waiting": waiting.pk,
        "column": site.column.pk, "home": site.home.pk, "case": case.pk, "request": request.pk,
        "retirement": retirement.pk, "public_path": _path(public), "draft_path": _path(draft),
        "waiting_path": _path(waiting), "public_file": document.file.name, "private_file": private.file.name,
        "policy": unexplained.pk, "release": release.pk, "reading_revision": reading.latest_revision.pk,
        "rule": rule.pk, "search_rule": words.pk, "document": private.pk,
        "enclosed": enclosed.pk, "conversion": conversion.pk,
        "image": picture("内部图").pk, "review": review.pk, "review_key": review_key, "evidence": evidence.pk,
        **_saved_search(),
    }  # fmt: skip


def _saved_search() -> dict[str, Any]:
    saved_search.ask("reader@example.org", parse("登记"), "daily")
    row = SavedSearch.objects.get()
    return {"saved_confirm": saved_search.to_confirm(row, "daily"), "saved_end": saved_search.to_end(row)}


def _topic(site: factories.Site, case_id: int) -> dict[str, Any]:
    index = site.home.add_child(instance=TopicIndexPage(title="专题专栏", slug="topics", live=False))
    unit = site.department.registration.unit
    topic = index.add_child(instance=TopicPage(title="专题", slug="topic", live=False, owner_unit=unit))
    made = {"state": TopicSnapshot.State.MADE, "made_at": timezone.now()}
    snapshot = TopicSnapshot.objects.create(topic=topic, case_id=case_id, **made)
    kept = SavedTemplate.objects.create(name="模板", unit=unit, tiles=[], made_by=site.department.registration.liaison)
    rows = {"topic_snapshot": snapshot.pk, "topic_template": kept.pk, "topic_version": topic.save_revision().pk}
    return {"topic": topic.pk, **rows}


def _path(page: Page) -> str:
    return page.url_path.removeprefix(Site.objects.get().root_page.url_path)


def _tickets(site: factories.Site) -> dict[str, Any]:
    told = {"name": "欧阳春晓", "contact": "ouyang.cx@example.org", "subject": "材料", "text": "请问要带哪些材料？"}
    ticket = interaction.submit(**told, wish_public=False, files=[("清单.pdf", b"%PDF-1.4")]).ticket
    interaction.assign(ticket, site.department.registration.unit, site.department.office.liaison)
    undistributed = interaction.submit(**told, wish_public=False).ticket
    interaction.submit(**told, kind="complaint")
    Message.objects.update(state=Message.State.DEAD)
    exchanged = {
        "reply_template": _template(site),
        "answer_review": _due_answer(site, told),
        "message": Message.objects.get().pk,
        "ticket_file": ticket.files.get().pk,
    }
    return {"ticket": ticket.pk, "new_ticket": undistributed.pk, "number": ticket.number, **exchanged}


def _due_answer(site: factories.Site, told: dict[str, Any]) -> int:
    """A public answer of registration that is to be looked at anew today."""
    registration = site.department.registration
    ticket = interaction.submit(**told, wish_public=True).ticket
    ticket = interaction.assign(ticket, registration.unit, site.department.office.liaison)
    words = dict.fromkeys(("public_title", "public_question", "public_answer"), "登记要带哪些材料")
    draft = interaction.draft_reply(ticket, registration.liaison, private_text="请周四来。", audience="public", **words)
    case = interaction.send_reply(draft, registration.liaison, factories.DECLARED)
    case = approvals.pass_secrecy(case.pk, registration.secrecy, case.version)
    approvals.agree(case.pk, registration.head, case.version)
    AnswerReview.objects.update(review_on=factories.today())
    return AnswerReview.objects.get().pk


def _template(site: factories.Site) -> int:
    registration, day = site.department.registration, factories.today()
    made = {"unit": registration.unit, "changed_by": registration.liaison, "review_on": day}
    return ReplyTemplate.objects.create(title="登记材料", text="请携带身份证明。", **made).pk


def _applications(site: factories.Site) -> dict[str, Any]:
    person = dict.fromkeys(PERSON, "") | {"name": "欧阳春晓", "identity": "1", "contact": "ouyang.cx@example.org"}
    told = {"applicant": "person", "answer_by": "portal", "person": person}
    told |= {"request": {"wanted": "征地补偿安置方案", "purpose": "", "form": "file"}}
    office, sketch = site.department.office, [("示意图.pdf", b"%PDF-1.4")]
    first = applications.submit(**told, files=sketch).application
    letter = applications.ask_correction(first, office.liaison, text="请写明年份。", within=10)
    applications.assign(applications.correct(first, "二〇二五年。"), site.department.registration.unit, office.liaison)
    waiting = applications.submit(**told).application
    found = {"application_letter": letter.pk, "application_file": first.files.get().pk}
    return {"application": first.pk, "new_application": waiting.pk, **found}


def _interview(site: factories.Site) -> dict[str, Any]:
    """An announced interview of registration: the liaison records, the secrecy reviewer reviews its text."""
    staff = site.department.registration
    found = building.announced(staff, recorder=staff.liaison)
    recorded = {"made_by": staff.liaison}
    spoken = building.release(building.sent(found, staff, "大家好。", by=staff.liaison), staff.secrecy)
    waiting = building.sent(found, staff, "欢迎收看。", by=staff.liaison)
    live.ask(found, name="河边的树", text="老房子没有证怎么登记？")
    return {
        "interview": found.pk, "interview_number": found.number, "announcement": found.announced.pk,
        "spoken_passage": int(spoken.subject_id), "waiting_passage": Passage.objects.get(pk=waiting.subject_id).pk,
        "transcript": Transcript.objects.create(interview=found, summary="要点", text="甲：好。", **recorded).pk,
    }  # fmt: skip


def _activities(site: factories.Site) -> dict[str, Any]:
    """Activities of registration: one in which people take part, with a group of opinions, and a draft."""
    registration, now = site.department.registration, timezone.now()
    drafts = []
    for _number in range(2):
        row = activities.new(registration.unit, registration.liaison, "suggestions")
        row.title, row.lead, row.opens_at = "为登记服务建言", "请您建言。", now - timedelta(minutes=1)
        drafts.append(activities.keep(row, registration.liaison))
    public, draft = drafts
    acts.approve(public, registration.liaison, now)
    group = OpinionGroup.objects.create(activity=public, said="延长办公时间")
    return {
        "activity": public.pk, "activity_number": public.number, "activity_group": group.pk,
        "draft_activity": draft.pk, "draft_activity_number": draft.number,
    }  # fmt: skip


def _hot_issue(site: factories.Site) -> dict[str, Any]:
    """An issue that the Office asks registration to respond to, with a drafted response."""
    staff = site.department.registration
    said = {"title": "加装电梯如何登记", "about": "多位市民反映。"}
    issue = hot_issues.ask(staff.unit, site.department.office.liaison, days=3, **said)
    row = Response.objects.create(issue=issue, title="回应", concern="关切", text="说明。", made_by=staff.liaison)
    return {"hot_issue": issue.pk, "hot_number": issue.number, "response": row.pk}


def _cleanup(site: factories.Site) -> dict[str, Any]:
    """A clean-up in which the units have been asked."""
    office = site.department.office
    campaign = cleanup.open_campaign(factories.today().year, office.liaison)
    cleanup.ask(campaign.pk, office.liaison, factories.today() + timedelta(days=14))
    return {"cleanup": campaign.pk, "cleanup_line": campaign.lines.get(page=site.column.pk).pk}


def _rows(people: dict[str, User | None]) -> dict[str, Any]:
    liaison, nobody = people["liaison"], people["nobody"]
    return {
        "unit": Post.objects.filter(person=liaison).get().unit_id,
        "batch": Batch.objects.create(person=liaison, act="agree").pk,
        "accountability": AccountabilityRecord.objects.create(
            kind="secrecy", unit=Post.objects.filter(person=liaison).get().unit, title="内部资料外传"
        ).pk,
        "duty_rule": DutyRule.objects.create(kind="news", days=14).pk,
        "frozen_table": FrozenTable.objects.create(made_by=people["office"], rows=[], digest="").pk,
        "user": liaison.pk,
        "root_user": people["superuser"].pk,
        "post": Post.objects.filter(person=liaison).get().pk,
        "function": FunctionAssignment.objects.first().pk,
        "outboxrow": OutboxRow.objects.create(job="test", status="dead").pk,
        "notice": Notice.objects.create(person=liaison, text="通知").pk,
        "linktarget": LinkTarget.objects.create(host="a.example", name="甲", level=3, evidence="1").pk,
        "lexiconword": LexiconWord.objects.create(word="词", kind="sensitive").pk,
        "sitemarks": SiteMarks.objects.create(organisation_name="省厅", identification_code="4400000001").pk,
        "redirect": _redirect(),
        "collection": Collection.get_first_root_node().add_child(name="集").pk,
        "group": Group.objects.create(name="组").pk,
        "site": Site.objects.get().pk,
        "workflow": Workflow.objects.create(name="流程").pk,
        "task": Task.objects.create(name="任务").pk,
        "uidb64": urlsafe_base64_encode(force_bytes(nobody.pk)),
        "token": default_token_generator.make_token(nobody),
    }


def _connected(people: dict[str, User | None], case_id: int) -> dict[str, Any]:
    """A connected system, with something that it handed in and was told of."""
    case, office = Case.objects.get(pk=case_id), people["office"]
    system = System.objects.create(code="oa", name="办公系统")
    submission = Submission.objects.create(system=system, case=case, maker=case.maker, unit=case.unit)
    entry = Entry.objects.filter(case_number=case.number).first()
    return {
        "oa_system": system.pk, "oa_token": issue(system, office).row.pk, "oa_submission": submission.pk,
        "oa_delivery": Delivery.objects.create(submission=submission, entry=entry).pk, "case_number": case.number,
    }  # fmt: skip


def _redirect() -> int:
    with table_permit(Redirect._meta.db_table, "test", None):
        return Redirect.objects.create(old_path="/old", redirect_link="/sitemap/").pk
