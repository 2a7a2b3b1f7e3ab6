"""The approver's view: the subject in tabs, what changed against the public version, and the acts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from columns.models import Disclosure
from portal.approvals import services
from portal.approvals.models import Case, Opinion
from portal.approvals.unit_names import send_naming
from portal.files.models import Document
from portal.organisation.models import UnitNaming
from tests import factories
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]
TABS = ("preview", "changes", "findings", "record")
QUERIES = 66


def edit(page: Disclosure, **fields) -> Disclosure:
    """A new draft of a page with these fields."""
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=page.owner)
    return Disclosure.objects.get(pk=page.pk)


def send(site, page) -> Case:
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED)


def shown(client, case: Case, tab: str = "", **extra):
    response = client.get(services.case_url(case), {**({"tab": tab} if tab else {}), **extra})
    assert response.status_code == 200
    return response


@pytest.fixture
def head(client, site):
    client.force_login(site.department.registration.head)
    return site.department.registration.head


def test_the_changes_against_what_the_public_sees_are_shown_with_the_model_s_labels(client, site, head):
    page = factories.public_disclosure(site)
    case = send(site, edit(page, title="关于进一步规范查询利用工作的通知", is_wide_notice=True))
    context = shown(client, case, "changes").context
    assert (
        context["base"].public
        and context["base"].number == Case.objects.get(kind="disclosure", state="carried_out").number
    )
    labels = [change.label for change in context["changes"]]
    assert labels == [Disclosure._meta.get_field(name).verbose_name for name in ("title", "is_wide_notice")]
    text = shown(client, case, "changes").content.decode()
    assert "<del>" in text and "<ins>" in text and "进一步" in text


def test_the_first_publication_says_so(client, site, head):
    case = send(site, factories.draft_disclosure(site))
    response = shown(client, case, "changes")
    assert response.context["base"] is None and "首次公开" in response.content.decode()


def test_a_case_that_was_carried_out_is_still_compared_with_what_was_before_it(client, site, head):
    page = factories.public_disclosure(site)
    first = Case.objects.get(kind="disclosure")
    case = factories.acts.approve(edit(page, title="第二版"), page.owner, factories.timezone.now())
    factories.acts.approve(edit(page, title="第三版"), page.owner, factories.timezone.now())
    base = shown(client, case, "changes").context["base"]
    assert base.number == first.number and base.snapshot == first.snapshot
    assert shown(client, first, "changes").context["base"] is None


def test_a_case_that_was_sent_again_also_shows_what_changed_since_the_last_round(client, site, head):
    registration = site.department.registration
    page = factories.public_disclosure(site)
    case = send(site, edit(page, title="第二版"))
    first = Case.objects.get(pk=case.pk).snapshot
    case = services.return_case(case.pk, registration.secrecy, case.version, "标题不妥")
    edit(page, abstract="新的摘要")
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    context = shown(client, case, "changes", against="round").context
    assert context["base"].snapshot == first
    assert [change.label for change in context["changes"]] == [Disclosure._meta.get_field("abstract").verbose_name]
    assert len(shown(client, case, "changes").context["changes"]) == 2


def test_files_that_came_and_went_are_shown_with_size_and_digest(client, site, head):
    page = factories.draft_disclosure(site)
    old, new = factories.document("旧表.pdf", "旧"), factories.document("新表.pdf", "新")
    factories.attach(page, old)
    factories.acts.approve(page, page.owner, factories.timezone.now())
    draft = Disclosure.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.attachments.set([type(draft.attachments.all()[0])(document=new)])
    draft.save_revision(user=page.owner)
    case = send(site, Disclosure.objects.get(pk=page.pk))
    response = shown(client, case, "changes")
    kinds = {row["change"].kind: row for row in response.context["file_changes"]}
    assert set(kinds) == {"added", "removed"} and kinds["added"]["picture"] and not kinds["removed"]["picture"]
    text = response.content.decode()
    assert old.sha256[:16] in text and new.sha256[:16] in text


@pytest.mark.clause("G2")
def test_what_is_no_page_is_compared_with_what_it_replaces(client, site):
    office = site.department.office
    naming = UnitNaming.objects.create(
        unit=site.department.registration.unit, name="不动产登记局", short_name="登记局", made_by=office.liaison
    )
    send_naming(None, naming)
    case = Case.objects.about("unit_naming", naming.pk).get()
    services.send(case.pk, office.liaison, case.version, declaration=DECLARED)
    client.force_login(office.head)
    case = Case.objects.about("unit_naming", naming.pk).get()
    changes = shown(client, case, "changes").context["changes"]
    assert [change.label for change in changes] == [
        UnitNaming._meta.get_field(name).verbose_name for name in ("name", "short_name")
    ]


def test_the_tab_in_which_somebody_left_the_case_is_there_again(client, site, head):
    case, other = (send(site, factories.draft_disclosure(site, slug, title=slug)) for slug in ("one", "two"))
    assert shown(client, case).context["tab"] == "preview"
    shown(client, case, "record")
    assert shown(client, case).context["tab"] == "record"
    assert shown(client, other).context["tab"] == "preview"
    assert shown(client, case, "nonsense").context["tab"] == "record"


def test_while_something_is_found_agreeing_is_not_offered_and_the_reason_is_beside_it(client, site, head):
    registration = site.department.registration
    case = send(site, factories.draft_disclosure(site))
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    row = {
        "id": "f" * 64,
        "file": "0" * 64,
        "kind": "id_number",
        "message": "正文中有身份证号码。",
        "where": "正文",
        "blocks": True,
        "confidence": 97,
        "advice": "请删去。",
    }
    Case.objects.filter(pk=case.pk).update(findings=[row])
    response = shown(client, case, "findings")
    acts = response.context["acts"]
    assert acts.main is None and [act.name for act in acts.spoken] == ["return", "refuse"]
    assert row["message"] in acts.against[0]
    text = response.content.decode()
    wanted = (f"/findings/{row['id']}/crop.png", "97%", "请删去。", "/rule_finding/", "系统误报")
    assert all(words in text for words in wanted)


def test_it_costs_the_same_however_much_was_said_and_attached(client, site, head):
    """First view and every tab: a fixed number of queries, and nothing of a tab that isn't open."""
    page = factories.draft_disclosure(site)
    case = send(site, page)
    few = {tab: _queries(client, case, tab) for tab in TABS}
    assert max(few.values()) <= QUERIES
    _make_it_big(site, case)
    assert {tab: _queries(client, case, tab) for tab in TABS} == few


def _queries(client, case: Case, tab: str) -> int:
    shown(client, case, tab)
    with CaptureQueriesContext(connection) as captured:
        shown(client, case, tab)
    return len(captured)


def _make_it_big(site, case: Case) -> None:
    """Many opinions of earlier rounds, many files, a long text."""
    people = [factories.UserFactory() for _number in range(20)]
    Case.objects.filter(pk=case.pk).update(round=21)
    Opinion.objects.bulk_create(
        Opinion(case=case, round=number, stage=-1, desk="secrecy_reviewer", verdict="returned", actor=person,
                capacity="保密审查员", digest="0" * 64, text="改一改")
        for number, person in enumerate(people, start=1)
    )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    case.snapshot["files"] = [f"Document:{number}:{'0' * 64}:{'1' * 64}" for number in range(1, 40)]
    case.snapshot["fields"]["body"] *= 300
    case.save()


def test_a_long_law_is_compared_and_nothing_of_it_is_lost(client, site, head):
    articles = [f"<p>第{number}条　登记机构应当自受理之日起{number}日内办结。</p>" for number in range(1, 1500)]
    page = factories.public_disclosure(site, body=factories.tile("".join(articles)))
    articles[700] = articles[700].replace("应当", "必须")
    case = send(site, edit(page, body=factories.tile("".join(articles))))
    response = shown(client, case, "changes")
    (change,) = response.context["changes"]
    assert not change.coarse and len(response.content) < 100_000
    assert "必须" in strip_tags(response.content.decode())


def test_the_preview_is_there_at_two_widths(client, site, head):
    case = send(site, factories.draft_disclosure(site))
    assert "is-narrow" not in shown(client, case, "preview").content.decode()
    assert "is-narrow" in shown(client, case, "preview", width="phone").content.decode()
    assert client.get(reverse("approvals:preview", args=[case.pk])).status_code == 200
    assert not Document.objects.exists()
