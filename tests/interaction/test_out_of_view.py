"""What stands at an address of the room leaves public view at once, and comes back only as it was approved (law 1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from interaction.activities import results
from interaction.hot_issues.models import HotIssue
from interaction.live.models import Interview, Passage
from portal.approvals import removal, services, takedowns, withdrawals
from portal.approvals.errors import ActRefused, DigestMismatch, PublishingRefused
from portal.approvals.models import Absence, Case, Publication, TakeDown
from portal.approvals.permits import table_permit
from portal.approvals.states import CaseState
from portal.demonstration import acts
from portal.files.services import is_public
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED

from .activities.conftest import approved
from .hot_issues.conftest import drafted as response_to
from .live import building
from .standing import KINDS, Standing, activity, answer, confirmation, ended, gone, interview, response, searched, there

pytestmark = pytest.mark.django_db


@pytest.fixture(params=list(KINDS))
def standing(request: pytest.FixtureRequest, site) -> Standing:
    """Something public of each kind in turn, with search up to date."""
    made = KINDS[request.param](request)
    drain()
    return made


@pytest.fixture
def centre(department) -> Any:
    return department.publicity


def published() -> set[tuple[str, str, int, str]]:
    return set(Publication.objects.values_list("kind", "subject_id", "case_id", "digest"))


@pytest.mark.clause("D6")
def test_it_is_taken_away_by_one_act(client, standing, centre):
    assert there(client, standing) and searched(client, standing) and not gone(client, standing)
    takedowns.take_down(standing.fresh(), centre.handler, "附带了个人信息")
    assert gone(client, standing), "the worker hasn't run"
    drain()
    assert gone(client, standing)


@pytest.mark.clause("D6")
def test_confirmed_it_stays_away(client, standing, centre, department):
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "附带了个人信息"))
    services.agree(case.pk, department.office.head, case.version, "情况属实")
    drain()
    assert gone(client, standing) and TakeDown.objects.get().state == TakeDown.State.CONFIRMED


@pytest.mark.clause("D6")
def test_refused_it_comes_back_as_it_was(client, standing, centre, department):
    before, text = published(), _words(client, standing)
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "附带了个人信息"))
    services.refuse(case.pk, department.office.head, case.version, "并无差错")
    assert published() == before and _words(client, standing) == text and there(client, standing)
    assert not any(is_public(file) for file in standing.struck)
    assert not Absence.objects.exists()
    drain()
    assert searched(client, standing)


def _words(client, standing: Standing) -> list[str]:
    """The words of its page, without the figures of the moment."""
    text = client.get(standing.address).content.decode()
    return strip_tags(text[text.index("<main") : text.index("</main")]).split()


@pytest.mark.clause("D6")
def test_its_unit_has_it_withdrawn_and_nobody_else(client, standing, department):
    liaison = department.registration.liaison
    with pytest.raises(ActRefused):
        withdrawals.ask(standing.fresh(), department.farmland.liaison, "不是我们的")
    row = withdrawals.ask(standing.fresh(), liaison, "政策已调整")
    case = services.open_case(row, liaison)
    case = services.send(case.pk, liaison, case.version)
    case = services.agree(case.pk, department.registration.head, case.version)
    assert there(client, standing), "the Office has the last word"
    services.agree(case.pk, department.office.handler, case.version)
    assert gone(client, standing)
    with pytest.raises(ActRefused):
        withdrawals.ask(standing.fresh(), liaison, "再来一次")
    with pytest.raises(ActRefused):
        takedowns.take_down(standing.fresh(), department.publicity.handler, "再来一次")


def test_programs_that_only_look_are_told_the_same(client, standing, centre):
    assert client.head(standing.address).status_code == client.head(standing.listed_at).status_code == 200
    takedowns.take_down(standing.fresh(), centre.handler, "有误")
    assert client.head(standing.address).status_code == 410


def test_nobody_else_takes_it_down(standing, department):
    for person in (department.registration.head, department.office.head, factories.UserFactory(is_superuser=True)):
        with pytest.raises(ActRefused):
            takedowns.take_down(standing.fresh(), person, "有误")


def test_it_is_found_by_its_address(client, standing, centre):
    client.force_login(centre.handler)
    asked = client.get(reverse("approvals:find_to_take_down"), {"address": f"http://testserver{standing.address}"})
    assert asked.status_code == 302
    page = client.get(asked.url)
    assert standing.address in page.content.decode()
    done = client.post(asked.url, {"reason": "附带了个人信息"}, follow=True)
    text = done.content.decode()
    assert done.status_code == 200 and standing.address in text and "附带了个人信息" in text
    approved = TakeDown.objects.get().publication_case
    assert services.case_url(approved) in text, "whoever decides reads there what was taken away"
    assert gone(client, standing)
    again = client.get(reverse("approvals:find_to_take_down"), {"address": standing.address})
    assert again.status_code == 200 and removal.public_at(standing.address) is None


def test_its_unit_asks_through_the_page_of_its_case(client, standing, department):
    kind = services.kind_of(standing.subject).name
    case = Publication.objects.get(kind=kind).case
    address = reverse("approvals:ask_for_withdrawal", args=[kind, standing.subject.pk])
    client.force_login(department.registration.head)
    assert address in client.get(services.case_url(case)).content.decode()
    done = client.post(address, {"reason": "政策已调整"}, follow=True)
    assert done.status_code == 200 and Case.objects.get(kind="withdrawal").state == CaseState.IN_APPROVAL
    client.force_login(department.farmland.head)
    assert client.get(address).url == "/admin/"


def test_what_was_changed_meanwhile_does_not_come_back(standing, centre, department):
    """Changed behind the portal's back while it was down, say: it isn't what was approved."""
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "附带了个人信息"))
    name = {"Reply": "public_answer", "Activity": "lead", "Response": "text", "Announcement": "summary"}
    field = name[type(standing.subject).__name__]
    type(standing.subject).objects.filter(pk=standing.subject.pk).update(**{field: "没有人批准过的话"})
    with pytest.raises(DigestMismatch):
        services.refuse(case.pk, department.office.head, case.version, "应予恢复")
    assert not Publication.objects.filter(kind=services.kind_of(standing.subject).name).exists()


def test_nothing_but_an_undecided_take_down_lets_it_come_back(standing, centre, department):
    publication = Publication.objects.get(kind=services.kind_of(standing.subject).name)
    table = type(standing.subject)._meta.db_table
    with pytest.raises(PublishingRefused), transaction.atomic(), table_permit(table, "restore", publication.case):
        pass
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "附带了个人信息"))
    services.agree(case.pk, department.office.head, case.version, "情况属实")
    with pytest.raises(PublishingRefused), transaction.atomic(), table_permit(table, "restore", publication.case):
        pass


# --- what each kind is, beyond that ---
def test_the_asker_still_reads_an_answer_that_others_do_not(client, request, site, centre):
    standing, receipt = answer(request), request.getfixturevalue("receipt")
    takedowns.take_down(standing.fresh(), centre.handler, "附带了个人信息")
    asked = {"number": receipt.ticket.number, "code": receipt.code}
    page = client.post(reverse("interaction:status"), asked, follow=True).content.decode()
    assert "欧阳女士，请周四上午来二号窗口。" in page


def test_another_version_of_a_response_waits_until_the_take_down_is_decided(client, request, site, centre, department):
    standing, staff = response(request), department.registration
    down = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
    other = response_to(HotIssue.objects.get(), staff, title="改正后的回应")
    case = services.open_case(other, staff.liaison)
    with pytest.raises(ActRefused, match="紧急下线"):
        services.send(case.pk, staff.liaison, case.version, declaration=DECLARED)
    services.agree(down.pk, department.office.head, down.version, "情况属实")
    acts.approve(other, staff.liaison, timezone.now() + timedelta(hours=2))
    drain()
    text = client.get(standing.address).content.decode()
    assert "改正后的回应" in text and standing.title not in text
    assert searched(client, Standing(other, standing.address, standing.listed_at, "改正后的回应"))


def test_nobody_takes_part_in_an_activity_that_is_away_and_no_result_is_owed(client, request, site, centre, people):
    standing = activity(request)
    takedowns.take_down(standing.fresh(), centre.handler, "有误")
    assert client.post(standing.address, {"choices": ["k1"]}).status_code == 404
    closed = ended(standing)
    with pytest.raises(ActRefused, match="停止公开"):
        results.draft(closed, people.registration_liaison, "结果")


def test_a_result_leaves_and_comes_back_with_itsactivity(client, request, site, department, people, centre):
    standing = activity(request)
    closed, liaison = ended(standing), people.registration_liaison
    approved(people, results.send(results.draft(closed, liaison, "评选结束，结果如下。"), liaison, DECLARED))
    before = published()
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
    assert not Publication.objects.filter(kind=results.KIND).exists()
    services.refuse(case.pk, department.office.head, case.version, "并无差错")
    assert published() == before and "评选结束" in client.get(standing.address).content.decode()


def test_an_interview_that_is_away_has_no_stream_and_takes_no_passage(client, request, site, centre, department):
    standing = interview(request)
    held = Interview.objects.get()
    takedowns.take_down(standing.fresh(), centre.handler, "有误")
    assert client.get(reverse("live:since", args=[held.number, 0])).status_code == 404
    assert not Passage.objects.filter(released=True).exists()
    with pytest.raises(ActRefused):
        building.sent(held, department.registration, "继续说。")


def test_numbers_of_passages_go_on_after_those_that_are_away(request, site, centre, department):
    """Readers follow the numbers: none is given twice."""
    standing = interview(request)
    last = Passage.objects.order_by("-release_no").first().release_no
    takedowns.take_down(standing.fresh(), centre.handler, "有误")
    other = building.announced(department.registration, title="另一场访谈")
    assert building.said(other, department.registration, "开场。").release_no == last + 1
