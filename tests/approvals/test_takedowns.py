"""Taking something away at once, and the case that confirms it or brings it back."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.html import strip_tags

from portal.approvals import services, takedowns
from portal.approvals.errors import ActRefused, DigestMismatch, PublishingRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case, Publication, TakeDown
from portal.approvals.states import CaseState
from portal.approvals.takedowns import TakeDownKind
from portal.approvals.verification import verify
from portal.calendars.services import calendar
from portal.files.services import is_public
from portal.organisation.models import Capacity
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db
WORD = "地块坐标附表"


@pytest.fixture
def shown(site):
    """A public document with a file that only its attachment's text names."""
    page = factories.draft_disclosure(site)
    factories.attach(page, factories.document(text=WORD))
    factories.acts.approve(page, site.department.registration.liaison, factories.timezone.now())
    drain()
    page.refresh_from_db()
    return page


@pytest.fixture
def centre(site):
    return site.department.publicity


def found(client, words: str) -> bool:
    response = client.get(reverse("search:results"), {"q": words})
    assert response.status_code == 200
    return "规范不动产登记档案" in strip_tags(response.content.decode())


def status(client, address: str) -> int:
    """The status of an address; a file that was sent is read to its end, which closes it."""
    response = client.get(address)
    if response.streaming:
        b"".join(response)
    return response.status_code


def confirmation(row: TakeDown) -> Case:
    return Case.objects.about("take_down", row.pk).get()


def test_page_file_and_search_are_hidden_by_one_act(client, shown, centre):
    file = shown.attachments.get().document
    assert status(client, shown.url) == status(client, file.url) == 200
    assert found(client, WORD) and found(client, "不动产登记档案")
    takedowns.take_down(shown, centre.handler, "附件误带坐标")
    assert (status(client, shown.url), status(client, file.url)) == (410, 404)
    assert not is_public(file) and not Publication.objects.filter(subject_id=str(shown.pk)).exists()
    assert not found(client, WORD) and not found(client, "不动产登记档案")  # the worker hasn't run
    drain()
    assert not found(client, WORD) and not found(client, "不动产登记档案")


def test_lists_forget_a_page_that_was_taken_down(client, shown, site, centre):
    for address in ("/", site.column.url):
        assert shown.title in client.get(address).content.decode()
    takedowns.take_down(shown, centre.handler, "有误")
    for address in ("/", site.column.url):
        assert shown.title not in client.get(address).content.decode()


@pytest.mark.clause("D6")
def test_its_confirmation_waits_at_the_office_and_is_due_the_next_working_day(shown, centre, site):
    case = confirmation(takedowns.take_down(shown, centre.handler, "有误"))
    assert (case.state, case.route.code, case.desks) == (CaseState.IN_APPROVAL, "take_down", ["office_head"])
    assert case.due_at == calendar().deadline(factories.today(), 1).due
    assert services.agree(case.pk, site.department.office.head, case.version).state == CaseState.CARRIED_OUT


def test_confirmed_it_stays_down(client, shown, centre, site):
    row = takedowns.take_down(shown, centre.handler, "有误")
    case = confirmation(row)
    services.agree(case.pk, site.department.office.head, case.version, "情况属实")
    row.refresh_from_db()
    assert row.state == TakeDown.State.CONFIRMED and client.get(shown.url).status_code == 410
    assert list(verify()) == []


def test_what_was_confirmed_does_not_come_back_by_a_case_that_was_sent_before(client, shown, centre, site):
    registration = site.department.registration
    draft = shown.get_latest_revision_as_object()
    draft.title = "后来的标题"
    draft.save_revision(user=registration.liaison)
    case = services.open_case(shown, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    down = confirmation(takedowns.take_down(shown, centre.liaison, "有误"))
    services.agree(down.pk, site.department.office.head, down.version, "情况属实")
    with pytest.raises(ActRefused):
        services.agree(case.pk, centre.handler, case.version)
    assert client.get(shown.url).status_code == 410

    services.return_case(case.pk, centre.handler, case.version, "重新报送")
    case = Case.objects.get(pk=case.pk)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    assert case.state == CaseState.SECRECY_REVIEW, "sent again, everybody decides knowing of it"


def test_refused_it_comes_back_exactly_as_it_was_approved(client, shown, centre, site):
    before = Publication.objects.get(subject_id=str(shown.pk))
    file = shown.attachments.get().document
    row = takedowns.take_down(shown, centre.handler, "有误")
    draft = type(shown).objects.get(pk=shown.pk)
    draft.title = "下架期间写的草稿"
    draft.save_revision()
    case = confirmation(row)
    services.refuse(case.pk, site.department.office.head, case.version, "并无差错")
    after = Publication.objects.get(subject_id=str(shown.pk))
    assert (after.case_id, after.revision_id, after.digest) == (before.case_id, before.revision_id, before.digest)
    assert status(client, file.url) == 200
    shown_again = client.get(shown.url).content.decode()
    assert shown.title in shown_again and "下架期间写的草稿" not in shown_again
    row.refresh_from_db()
    assert row.state == TakeDown.State.RESTORED and list(verify()) == []
    drain()
    assert found(client, WORD)


@pytest.mark.parametrize("unit", ["publicity", "technology"])
def test_publicity_and_technology_centre_may(shown, site, unit):
    staff = getattr(site.department, unit)
    assert takedowns.can_take_down(staff.handler)
    assert takedowns.take_down(shown, staff.handler, "有误").by == staff.handler


@pytest.mark.parametrize("unit", ["office", "planning", "registration", "farmland"])
def test_nobody_else_may_not_even_the_unit_that_made_it(client, shown, site, unit):
    head = getattr(site.department, unit).head
    with pytest.raises(ActRefused):
        takedowns.take_down(shown, head, "有误")
    client.force_login(head)
    response = client.post(reverse("approvals:take_down", args=["disclosure", shown.pk]), {"reason": "有误"})
    assert response.status_code in (302, 403) and not TakeDown.objects.exists()
    assert client.get(shown.url).status_code == 200


def test_a_superuser_without_a_post_may_not(shown):
    with pytest.raises(ActRefused):
        takedowns.take_down(shown, factories.UserFactory(is_superuser=True), "有误")


def test_a_reason_is_asked_for(shown, centre):
    with pytest.raises(ActRefused):
        takedowns.take_down(shown, centre.handler, " \n ")
    shown.refresh_from_db()
    assert shown.live


def test_what_is_not_public_cannot_be_taken_down(site, centre, shown):
    draft = factories.draft_disclosure(site, "draft", document_number="岭自然资规〔2026〕9号")
    with pytest.raises(ActRefused):
        takedowns.take_down(draft, centre.handler, "有误")
    takedowns.take_down(shown, centre.handler, "有误")
    with pytest.raises(ActRefused):
        takedowns.take_down(shown, centre.handler, "有误")
    assert TakeDown.objects.count() == 1


@pytest.mark.clause("D6")
def test_the_ledger_has_who_in_which_capacity_and_why(shown, centre):
    digest = Publication.objects.get(subject_id=str(shown.pk)).digest
    takedowns.take_down(shown, centre.handler, "附件误带坐标")
    entry = Entry.objects.get(act="publication.taken_down")
    assert entry.actor_id == centre.handler.pk and entry.opinion == "附件误带坐标"
    assert entry.capacity and entry.digest == digest


def test_through_the_pages_of_the_admin(client, shown, centre):
    client.force_login(centre.handler)
    asked = client.get(reverse("approvals:find_to_take_down"), {"address": f"http://testserver{shown.url}"})
    assert asked.status_code == 302 and asked.url == reverse("approvals:take_down", args=["disclosure", shown.pk])
    assert client.get(asked.url).status_code == 200
    refused = client.post(asked.url, {"reason": ""})
    assert refused.status_code == 200 and not TakeDown.objects.exists()
    done = client.post(asked.url, {"reason": "有误"}, follow=True)
    assert done.status_code == 200 and shown.title in done.content.decode()
    assert done.redirect_chain[-1][0] == reverse("approvals:case", args=[confirmation(TakeDown.objects.get()).pk])


@pytest.mark.parametrize("address", ["http://testserver/nothing/", "not an address", "/", "//", "http://[::1"])
def test_an_address_without_a_public_page_is_said(client, centre, address, site):
    client.force_login(centre.handler)
    response = client.get(reverse("approvals:find_to_take_down"), {"address": address})
    assert response.status_code in (200, 302)


def test_what_was_taken_down_is_not_sent_again_before_it_is_decided(shown, centre, site):
    row = takedowns.take_down(shown, centre.head, "内容有误")
    liaison = site.department.registration.liaison
    case = services.open_case(shown, liaison)
    with pytest.raises(ActRefused):
        services.send(case.pk, liaison, case.version, declaration=DECLARED)
    confirm = confirmation(row)
    services.agree(confirm.pk, site.department.office.head, confirm.version)
    assert services.send(case.pk, liaison, case.version, declaration=DECLARED).state == CaseState.SECRECY_REVIEW


def test_what_comes_back_is_what_was_taken_down(shown, centre, site):
    """Neither the row of the take-down nor the revision can be made to say something else."""
    row = takedowns.take_down(shown, centre.head, "内容有误")
    with pytest.raises(PublishingRefused), transaction.atomic():
        TakeDown.objects.update(digest="0" * 64)
    changed = {**row.revision.content, "title": "没有人批准过"}
    type(row.revision).objects.filter(pk=row.revision_id).update(content=changed)
    case = confirmation(row)
    with pytest.raises(DigestMismatch):
        services.refuse(case.pk, site.department.office.head, case.version, "应予恢复")
    shown.refresh_from_db()
    assert not shown.live and Case.objects.get(pk=case.pk).state == CaseState.IN_APPROVAL


def test_it_is_done_in_the_post_that_carries_the_duty(shown, centre, site):
    """Somebody with posts in two units acts as the one on duty, whichever unit comes first."""
    factories.PostFactory(person=centre.handler, unit=site.department.farmland.unit, capacity=Capacity.LIAISON)
    row = takedowns.take_down(shown, centre.handler, "内容有误")
    assert row.unit == centre.unit and confirmation(row).unit == centre.unit
    assert centre.unit.name in Entry.objects.get(act="publication.taken_down").capacity


def test_the_confirmation_says_in_words_what_it_is_about(client, shown, centre, site):
    row = takedowns.take_down(shown, centre.head, "内容有误")
    client.force_login(site.department.office.head)
    text = client.get(services.case_url(confirmation(row))).content.decode()
    assert shown.title in text and "publication case" not in text and str(TakeDownKind.act_labels["refuse"]) in text


def test_what_was_taken_down_answers_that_it_is_gone_and_says_neither_title_nor_reason(client, shown, centre):
    takedowns.take_down(shown, centre.handler, "附件误带涉密坐标")
    for method in (client.get, client.head):
        assert method(shown.url).status_code == 410
    text = client.get(shown.url).content.decode()
    assert shown.title not in text and "涉密" not in text and "/search/" in text
    assert client.get(f"{shown.url}nothing/").status_code == 404


def test_a_draft_that_was_never_public_and_a_restored_page_are_not_gone(client, site, shown, centre):
    draft = factories.draft_disclosure(site, "draft", document_number="")
    assert client.get(draft.url).status_code == 404
    case = confirmation(takedowns.take_down(shown, centre.handler, "有误"))
    services.refuse(case.pk, site.department.office.head, case.version, "没有问题")
    assert client.get(shown.url).status_code == 200
