"""Opinions on paper: entered by a registrar with the scan, told to whose they are, and repudiated in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Repudiation, TakeDown
from portal.approvals.states import CaseState
from portal.files import policies
from portal.files import services as files
from portal.files.models import Document
from portal.notices.models import Notice
from portal.organisation.models import Capacity
from tests import factories
from tests.factories import passed_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


@pytest.fixture
def registrar(site):
    return factories.PostFactory(unit=site.department.office.unit, capacity=Capacity.REGISTRAR).person


def head_post(site):
    return site.department.registration.unit.posts.get(capacity=Capacity.HEAD)


def entered(site, registrar, case=None, verdict="agreed"):
    """An opinion of the head, entered; alone it has the case wait for its confirmation."""
    case = case or passed_case(site)
    scan = factories.document("批示扫描件.pdf")
    return services.enter_paper_opinion(case.pk, registrar, case.version, head_post(site), verdict, "同意。", scan)


def test_an_entered_agreement_counts_and_says_who_entered_it_for_whom(site, registrar):
    case = entered(site, registrar)
    assert case.state == CaseState.APPROVED
    opinion = case.opinions.get(verdict="agreed")
    assert (opinion.actor, opinion.entered_by) == (site.department.registration.head, registrar)
    entry = Entry.objects.get(case_number=case.number, act="case.agreed")
    assert entry.actor == registrar and entry.data["entered_for"] == site.department.registration.head.pk
    assert Notice.objects.filter(person=site.department.registration.head, text__contains=case.title).exists()


def test_without_the_scan_nothing_is_entered(site, registrar):
    case = passed_case(site)
    with pytest.raises(ActRefused):
        services.enter_paper_opinion(case.pk, registrar, case.version, head_post(site), "agreed", "同意", None)


def test_only_a_registrar_of_the_office_and_never_on_an_item_of_their_own(site, registrar):
    case, scan = passed_case(site), factories.document("x.pdf")
    with pytest.raises(ActRefused):
        services.enter_paper_opinion(
            case.pk, site.department.office.head, case.version, head_post(site), "agreed", "同意", scan
        )
    case.authors = [*case.authors, registrar.pk]
    case.save()
    with pytest.raises(ActRefused):
        services.enter_paper_opinion(case.pk, registrar, case.version, head_post(site), "agreed", "同意", scan)


def test_nobody_is_made_to_act_on_their_own_item_by_paper(site, registrar):
    registration, scan = site.department.registration, factories.document("x.pdf")
    own = factories.PostFactory(person=registration.liaison, unit=registration.unit, capacity=Capacity.HEAD)
    case = passed_case(site)
    with pytest.raises(ActRefused):
        services.enter_paper_opinion(case.pk, registrar, case.version, own, "agreed", "同意", scan)


def test_repudiated_while_it_is_open_it_goes_back_and_does_not_count(site, registrar):
    case = entered(site, registrar, passed_case(site, touches_vital_interests=True))
    assert case.state == CaseState.IN_APPROVAL
    head, opinion = site.department.registration.head, case.opinions.get(verdict="agreed")
    case = services.repudiate(case.pk, head, case.version, opinion.pk, "不是我签的")
    assert case.state == CaseState.RETURNED
    with pytest.raises(ActRefused):  # once
        services.repudiate(case.pk, head, case.version, opinion.pk, "不是我签的")


def test_repudiated_after_publication_the_page_is_taken_away_at_once(site, registrar):
    registration = site.department.registration
    case = entered(site, registrar, passed_case(site, touches_vital_interests=True))
    case = services.agree(case.pk, registration.leader, case.version)
    assert case.state == CaseState.CARRIED_OUT and case.subject().live
    opinion = case.opinions.get(verdict="agreed", actor=registration.head)
    services.repudiate(case.pk, registration.head, case.version, opinion.pk, "不是我签的")
    assert not case.subject().live and TakeDown.objects.filter(page_id=case.subject_id, state="down").exists()


def test_repudiated_after_the_home_page_was_changed_it_is_kept_and_the_office_is_told(site, registrar):
    """The home page is never taken away; that keeps nobody from saying that an opinion isn't theirs."""
    office, planning = site.department.office, site.department.planning
    site.home.heading = "找政策"
    site.home.save_revision()
    case = services.open_case(site.home, office.liaison)
    case = services.send(case.pk, office.liaison, case.version, declaration=factories.DECLARED)
    case = services.pass_secrecy(case.pk, office.secrecy, case.version)
    seat = planning.unit.posts.get(capacity=Capacity.HEAD)
    scan = factories.document("批示扫描件.pdf")
    case = services.enter_paper_opinion(case.pk, registrar, case.version, seat, "agreed", "同意。", scan)
    case = services.agree(case.pk, office.head, case.version)
    opinion = case.opinions.get(actor=planning.head)
    if case.state == CaseState.APPROVED:
        other = factories.PostFactory(unit=office.unit, capacity=Capacity.REGISTRAR).person
        case = services.confirm_paper(case.pk, other, case.version, opinion.pk)
    assert case.state == CaseState.CARRIED_OUT
    services.repudiate(case.pk, planning.head, case.version, opinion.pk, "不是我签的")
    assert Repudiation.objects.filter(opinion=opinion).exists() and case.subject().live
    assert Entry.objects.filter(case_number=case.number, act="case.repudiated").exists()
    for person in (office.head, office.liaison):
        assert Notice.objects.filter(person=person, text__contains="否认").exists()


def test_after_three_working_days_it_stands(site, registrar):
    case = entered(site, registrar)
    opinion = case.opinions.get(verdict="agreed")
    with time_machine.travel(timezone.now() + timedelta(days=14)), pytest.raises(ActRefused):
        services.repudiate(case.pk, site.department.registration.head, case.version, opinion.pk, "不是我签的")


def test_an_opinion_of_somebody_who_has_left_is_not_entered(site, registrar):
    case, scan = passed_case(site), factories.document("x.pdf")
    before = factories.today() - timedelta(days=1)
    left = factories.PostFactory(unit=site.department.registration.unit, capacity=Capacity.HEAD, ends_on=before)
    with pytest.raises(ActRefused):
        services.enter_paper_opinion(case.pk, registrar, case.version, left, "agreed", "同意", scan)


def test_who_entered_an_opinion_acts_at_no_other_desk(site, registrar):
    registration = site.department.registration
    factories.PostFactory(unit=registration.unit, capacity=Capacity.LEADER_IN_CHARGE, person=registrar)
    case = entered(site, registrar, passed_case(site, touches_vital_interests=True))
    with pytest.raises(ActRefused):
        services.agree(case.pk, registrar, case.version)


def upload(client, case, registrar, site, **fields):
    client.force_login(registrar)
    scan = SimpleUploadedFile("批示.pdf", factories.pdf_bytes("同意"), "application/pdf")
    data = {"version": case.version, "post": head_post(site).pk, "verdict": "agreed", "text": "同意", "scan": scan}
    return client.post(reverse("approvals:act", args=[case.pk, "enter_paper"]), {**data, **fields})


def test_a_refused_entry_leaves_no_file(site, registrar, client):
    case, before = passed_case(site), factories.stored_files()
    upload(client, case, registrar, site, version=case.version - 1)
    broken = SimpleUploadedFile("批示.pdf", b"no PDF at all", "application/pdf")
    assert upload(client, case, registrar, site, scan=broken).status_code == 302
    assert not Document.objects.exists() and factories.stored_files() == before
    upload(client, case, registrar, site)
    scan = Document.objects.get()
    assert case.opinions.get(verdict="agreed").scan == scan and factories.stored_files() == before | {scan.file.name}


def test_the_scan_is_for_those_who_may_see_the_case_and_for_nobody_else(site, registrar, client):
    case, registration = passed_case(site, touches_vital_interests=True), site.department.registration
    upload(client, case, registrar, site)
    scan = case.opinions.get(verdict="agreed").scan
    colleague = factories.PostFactory(unit=factories.UnitFactory(), person=registrar).unit
    stranger = factories.PostFactory(unit=colleague).person
    for person, sees in ((registration.head, True), (registrar, True), (stranger, False)):
        client.force_login(person)
        assert (client.get(scan.url).status_code == 200) is sees, person
    client.force_login(registration.head)
    assert scan.url in client.get(reverse("approvals:case", args=[case.pk])).content.decode()
    client.logout()
    assert client.get(scan.url).status_code == 404
    chosen = policies.PostFilePolicy(Document, owner_field_name="uploaded_by_user")
    assert not chosen.instances_user_has_any_permission_for(stranger, ["choose"]).filter(pk=scan.pk).exists()


def test_the_scan_never_goes_public(site, registrar, client):
    case = passed_case(site, touches_vital_interests=True)
    upload(client, case, registrar, site)
    scan = case.opinions.get(verdict="agreed").scan
    with pytest.raises(ValueError, match="never public"):
        files.show("page:1", [scan])
    page = factories.draft_disclosure(site, "with-scan", document_number="")
    factories.attach(page, factories.checked(scan))
    with pytest.raises(ActRefused, match=scan.title):
        made = services.open_case(page, site.department.registration.liaison)
        services.send(made.pk, made.maker, made.version, declaration=factories.DECLARED)
