"""The direct route and the leader's instruction stand on evidence, which is kept (clauses D9, D10)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from columns.models.relations import Relation
from portal.approvals import evidence, services, takedowns
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case, Evidence
from portal.approvals.states import CaseState
from portal.files.models import Document
from portal.registers.models import LinkTarget
from tests import factories
from tests.factories import DECLARED, stored_files
from tests.regulation import chapter

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D9")]
Ground = Evidence.Ground


def add(site, page, ground, **fields):
    row = Evidence(kind="disclosure", subject_id=str(page.pk), ground=ground, **fields)
    return evidence.add(row, site.department.registration.liaison, "联络员")


def scan():
    return factories.document("办文处理单.pdf")


def send(site, page, **said):
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED, **said)


def test_marked_when_it_was_approved_it_goes_directly_to_the_publicity_centre(site):
    page = factories.draft_disclosure(site)
    add(site, page, Ground.MARKED, record="办文2026-118", copy=scan())
    case = send(site, page)
    assert case.route.code == "direct" and chapter("D9") in case.reasons[0]
    assert case.evidence[0]["copy"] == Evidence.objects.get().copy.sha256
    registration = site.department.registration
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, site.department.publicity.handler, case.version)
    assert case.state == CaseState.CARRIED_OUT


def test_evidence_that_was_used_proves_nothing_of_another_text(site):
    page = factories.draft_disclosure(site, touches_vital_interests=True)
    add(site, page, Ground.MARKED, record="办文2026-118", copy=scan(), by_leader=True)
    case = send(site, page)
    case = services.pass_secrecy(case.pk, site.department.registration.secrecy, case.version)
    services.agree(case.pk, site.department.publicity.handler, case.version)
    page.refresh_from_db()
    for title, body, route in (
        ("关于规范不动产登记档案查询和利用工作的通知", None, "direct"),
        (
            "关于征收全部耕地的决定",
            factories.tile("自即日起征收江州市全部耕地，各户限十日内搬离，逾期强制执行。"),
            "important",
        ),
    ):
        draft = page.get_latest_revision_as_object()
        draft.title, draft.body = title, body or draft.body
        draft.save_revision(user=site.department.registration.liaison)
        page.refresh_from_db()
        assert services.kind_of(page).choose_route(page).route == route, title


@pytest.mark.parametrize("fields", [{"record": "岭自然资规〔2026〕8号"}, {"copy": "scan"}, {}])
def test_a_number_alone_or_a_scan_without_its_record_proves_nothing(site, fields):
    page = factories.draft_disclosure(site)
    given = {**fields, "copy": scan()} if "copy" in fields else fields
    with pytest.raises(ActRefused):
        add(site, page, Ground.MARKED, **given)
    assert send(site, page).route.code == "general"


def test_public_elsewhere_needs_a_registered_host_and_a_stored_copy(site):
    page = factories.draft_disclosure(site)
    address = "https://www.gd.gov.cn/zwgk/1.html"
    with pytest.raises(ActRefused):
        add(site, page, Ground.PUBLIC, address=address, copy=scan())
    LinkTarget.objects.create(host="www.gd.gov.cn", name="省政府门户网站", level=3)
    with pytest.raises(ActRefused):
        add(site, page, Ground.PUBLIC, address=address)
    add(site, page, Ground.PUBLIC, address=address, copy=scan())
    assert send(site, page).route.code == "direct"


@pytest.mark.clause("D8")
@pytest.mark.parametrize(
    ("ground", "by_leader", "route"),
    [
        (Ground.PUBLIC, False, "direct"),
        (Ground.MARKED, True, "direct"),
        (Ground.MARKED, False, "important"),
        (Ground.REPRINT, False, "important"),
    ],
)
def test_important_information_goes_direct_only_by_what_the_leader_approved_or_what_is_public(
    site, ground, by_leader, route
):
    LinkTarget.objects.create(host="www.gd.gov.cn", name="省政府门户网站", level=3)
    page = factories.draft_disclosure(site, touches_vital_interests=True)
    proof = {"record": "办文1"} if ground == Ground.MARKED else {"address": "https://www.gd.gov.cn/1.html"}
    add(site, page, ground, by_leader=by_leader, copy=scan(), **proof)
    assert send(site, page).route.code == route


def test_a_reprint_of_what_was_approved_here_names_its_approval(site):
    page = factories.draft_disclosure(site)
    public = factories.public_disclosure(site, "before")
    approval = Case.objects.get(kind="disclosure", subject_id=str(public.pk))
    add(site, page, Ground.REPRINT, approval=approval)
    assert send(site, page).route.code == "direct"


def test_the_direct_route_cannot_be_chosen_without_evidence(site):
    with pytest.raises(ActRefused):
        send(site, factories.draft_disclosure(site), route="direct", why="快一点")


@pytest.mark.clause("D10")
def test_an_instruction_needs_its_scan_and_goes_through_that_leader(site):
    page = factories.draft_disclosure(site)
    with pytest.raises(ActRefused):
        send(site, page, route="leader_instruction")
    add(site, page, Ground.INSTRUCTION, copy=scan())
    case = send(site, page)
    assert case.route.code == "leader_instruction" and case.stages[1] == ["leader_in_charge"]


def test_evidence_that_was_taken_back_counts_no_more(site):
    page = factories.draft_disclosure(site)
    row = add(site, page, Ground.MARKED, record="办文1", copy=scan())
    evidence.take_back(row, site.department.registration.liaison, "联络员")
    assert send(site, page).route.code == "general"


def test_evidence_stays_as_it_is_while_its_case_is_on_its_way(site):
    page = factories.draft_disclosure(site)
    row = add(site, page, Ground.MARKED, record="办文1", copy=scan())
    send(site, page)
    with pytest.raises(ActRefused):
        evidence.take_back(row, site.department.registration.liaison, "联络员")
    with pytest.raises(ActRefused):
        add(site, page, Ground.MARKED, record="办文2", by_leader=True, copy=scan())


@pytest.fixture
def another(site):
    """Another public document than the one that is reprinted."""
    return factories.public_disclosure(
        site, "another", document_number="", title="全省地质灾害防治会议纪要", body=factories.tile("会议部署汛期巡查。")
    )


def approval_of(page) -> Case:
    return Case.objects.get(kind="disclosure", subject_id=str(page.pk))


@pytest.mark.clause("N5")
def test_an_approval_of_something_else_is_no_evidence_for_a_reprint(site, another):
    page = factories.draft_disclosure(site)
    opened = Case.objects.get(kind="section_opening")
    for approval in (approval_of(another), opened):
        with pytest.raises(ActRefused):
            add(site, page, Ground.REPRINT, approval=approval)
    assert send(site, page).route.code == "general"


@pytest.mark.clause("N5")
def test_what_says_that_it_reprints_a_document_has_its_approval_as_evidence(site, another):
    page = factories.draft_disclosure(site)
    page.relations.add(Relation(kind="reprints", target=another))
    page.save_revision()
    add(site, page, Ground.REPRINT, approval=approval_of(another))
    assert send(site, page).route.code == "direct"


@pytest.mark.clause("N5")
def test_a_news_item_that_links_to_its_source_here_has_that_approval_as_evidence(site, another):
    page = factories.NewsPage(
        title="会议要点", slug="reprint", live=False, maker_unit=site.department.registration.unit, category="reprint",
        source_name="省厅", source_url="https://www.example.com/elsewhere", body=factories.tile("汛期巡查要点。"),
    )  # fmt: skip
    factories.ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision()
    row = Evidence(kind="news", subject_id=str(page.pk), ground=Ground.REPRINT, approval=approval_of(another))
    assert evidence.problems(row)
    page.source_url = another.full_url
    page.save_revision(clean=False)  # the site of the tests has a host that is no public address
    assert evidence.problems(row) == []


@pytest.mark.clause("N5")
def test_an_approval_whose_publication_was_taken_down_is_evidence_no_more(site):
    page, public = factories.draft_disclosure(site), factories.public_disclosure(site, "before")
    row = Evidence(kind="disclosure", subject_id=str(page.pk), ground=Ground.REPRINT, approval=approval_of(public))
    assert evidence.problems(row) == []
    takedowns.take_down(public, site.department.publicity.handler, "有误")
    assert evidence.problems(row)


def test_a_stored_copy_never_goes_public(site, client):
    page, liaison = factories.draft_disclosure(site), site.department.registration.liaison
    client.force_login(liaison)
    upload = SimpleUploadedFile("办文处理单.pdf", factories.pdf_bytes("主动公开"), "application/pdf")
    client.post(reverse("approvals:evidence", args=[page.pk]), {"ground": "marked", "record": "办文1", "copy": upload})
    assert Evidence.objects.get().copy.never_public


def test_a_refused_piece_of_evidence_leaves_no_file(site, client):
    page, liaison = factories.draft_disclosure(site), site.department.registration.liaison
    client.force_login(liaison)
    before = stored_files()
    upload = SimpleUploadedFile("办文处理单.pdf", factories.pdf_bytes("主动公开"), "application/pdf")
    answer = client.post(reverse("approvals:evidence", args=[page.pk]), {"ground": "marked", "copy": upload})
    assert answer.status_code == 200 and not Evidence.objects.exists()
    assert not Document.objects.exists() and stored_files() == before
