"""What stands at an address of the room leaves public view at once, and comes back only as it was approved (law 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.images.tests.utils import get_test_image_file

from interaction.activities import results
from interaction.activities import services as activities
from interaction.activities.models import Activity, ActivityKind
from interaction.hot_issues import services as hot_issues
from interaction.hot_issues.models import HotIssue, Response
from interaction.live.models import Interview, Passage
from interaction.models import Reply
from portal.approvals import removal, services, takedowns, withdrawals
from portal.approvals.errors import ActRefused, DigestMismatch, PublishingRefused
from portal.approvals.models import Absence, Case, Publication, TakeDown
from portal.approvals.permits import table_permit
from portal.approvals.states import CaseState
from portal.demonstration import acts
from portal.files.models import Image
from portal.files.services import is_public
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED

from .activities.conftest import approved, drafted
from .hot_issues.conftest import SAID
from .hot_issues.conftest import drafted as response_to
from .live import building

pytestmark = pytest.mark.django_db


@dataclass
class Standing:
    """Something public of registration: the subject of its case, its address and where it is listed, and its title."""

    subject: Any
    address: str
    listed_at: str
    title: str
    files: tuple[Any, ...] = ()
    struck: tuple[Any, ...] = ()  # files that a correction hid before

    def fresh(self) -> Any:
        return type(self.subject).objects.get(pk=self.subject.pk)


def _picture(person: Any) -> Image:
    file = get_test_image_file(filename="picture.png", size=(64, 48))
    return factories.checked(Image.objects.create(title="图", file=file, uploaded_by_user=person))


def _answer(request: pytest.FixtureRequest) -> Standing:
    request.getfixturevalue("answered")
    reply = Reply.objects.get()
    address = reverse("interaction:answer", args=[reply.number])
    return Standing(reply, address, reverse("interaction:answers"), reply.public_title)


def _response(request: pytest.FixtureRequest) -> Standing:
    department = request.getfixturevalue("department")
    issue = hot_issues.ask(department.registration.unit, department.office.liaison, days=3, **SAID)
    row = response_to(issue, department.registration)
    acts.approve(row, department.registration.liaison, timezone.now())
    address = reverse("hot_issues:response", args=[issue.number])
    return Standing(Response.objects.get(pk=row.pk), address, reverse("hot_issues:responses"), row.title)


def _activity(request: pytest.FixtureRequest) -> Standing:
    people = request.getfixturevalue("people")
    image = _picture(people.registration_liaison)
    candidates = [
        {"id": f"k{n}", "name": f"第{n}号", "text": "", "image": image.pk if n == 1 else None} for n in (1, 2)
    ]
    content = {"candidates": candidates}
    row = drafted(ActivityKind.VOTE, people.registration_liaison, people.units["registration"], content=content)
    approved(people, activities.send(row, people.registration_liaison, DECLARED))
    found = Activity.objects.get(pk=row.pk)
    return Standing(found, activities.public_url(found), reverse("activities:list"), found.title, (image,))


def _interview(request: pytest.FixtureRequest) -> Standing:
    staff = request.getfixturevalue("department").registration
    shown, struck = (_picture(staff.handler) for _ in range(2))
    interview = building.announced(staff)
    wrong = building.said(interview, staff, "开场。", picture=struck)
    building.said(interview, staff, "更正。", corrects=wrong, hides=True)
    building.said(interview, staff, "欢迎收看。", picture=shown)
    row = building.fresh(interview).announced
    address = reverse("live:interview", args=[interview.number])
    return Standing(row, address, reverse("live:interviews"), row.title, (shown,), (struck,))


KINDS: dict[str, Callable[[pytest.FixtureRequest], Standing]] = {
    "answer": _answer,
    "response": _response,
    "activity": _activity,
    "interview": _interview,
}


@pytest.fixture(params=list(KINDS))
def standing(request: pytest.FixtureRequest, site) -> Standing:
    """Something public of each kind in turn, with search up to date."""
    made = KINDS[request.param](request)
    drain()
    return made


@pytest.fixture
def centre(department) -> Any:
    return department.publicity


def confirmation(row: TakeDown) -> Case:
    return Case.objects.about("take_down", row.pk).get()


def published() -> set[tuple[str, str, int, str]]:
    return set(Publication.objects.values_list("kind", "subject_id", "case_id", "digest"))


def gone(client, standing: Standing) -> bool:
    """It answers that it is gone, and stands in no list, search or site map; none of its files is public."""
    maps = client.get(reverse("theme:sitemap")).content.decode()
    listed = "".join(client.get(address).content.decode() for address in (standing.listed_at, "/", *_parts(maps)))
    text = client.get(standing.address).content.decode()
    return (
        client.get(standing.address).status_code == 410
        and standing.title not in text
        and standing.title not in listed
        and f"{standing.address}<" not in listed
        and not _searched(client, standing)
        and not any(is_public(file) for file in standing.files)
        and not Publication.objects.filter(kind=services.kind_of(standing.subject).name).exists()
    )


def _parts(maps: str) -> list[str]:
    return [part.split("</loc>")[0].replace("http://testserver", "") for part in maps.split("<loc>")[1:]]


def _searched(client, standing: Standing) -> bool:
    response = client.get(reverse("search:results"), {"q": standing.title})
    assert response.status_code == 200
    return f'href="{standing.address}' in response.content.decode()


def there(client, standing: Standing) -> bool:
    text = client.get(standing.address).content.decode()
    listed = client.get(standing.listed_at).content.decode()
    return standing.title in text and standing.title in listed and all(is_public(file) for file in standing.files)


@pytest.mark.clause("D6")
def test_it_is_taken_away_by_one_act(client, standing, centre):
    assert there(client, standing) and _searched(client, standing) and not gone(client, standing)
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
    assert _searched(client, standing)


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
    standing, receipt = _answer(request), request.getfixturevalue("receipt")
    takedowns.take_down(standing.fresh(), centre.handler, "附带了个人信息")
    asked = {"number": receipt.ticket.number, "code": receipt.code}
    page = client.post(reverse("interaction:status"), asked, follow=True).content.decode()
    assert "欧阳女士，请周四上午来二号窗口。" in page


def test_another_version_of_a_response_waits_until_the_take_down_is_decided(client, request, site, centre, department):
    standing, staff = _response(request), department.registration
    down = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
    other = response_to(HotIssue.objects.get(), staff, title="改正后的回应")
    case = services.open_case(other, staff.liaison)
    with pytest.raises(ActRefused, match="紧急撤下"):
        services.send(case.pk, staff.liaison, case.version, declaration=DECLARED)
    services.agree(down.pk, department.office.head, down.version, "情况属实")
    acts.approve(other, staff.liaison, timezone.now() + timedelta(hours=2))
    drain()
    text = client.get(standing.address).content.decode()
    assert "改正后的回应" in text and standing.title not in text
    assert _searched(client, Standing(other, standing.address, standing.listed_at, "改正后的回应"))


def _ended(standing: Standing) -> Activity:
    activity = standing.fresh()
    activities.close(activity, activity.closes_at + timedelta(minutes=1))
    return standing.fresh()


def test_nobody_takes_part_in_an_activity_that_is_away_and_no_result_is_owed(client, request, site, centre, people):
    standing = _activity(request)
    takedowns.take_down(standing.fresh(), centre.handler, "有误")
    assert client.post(standing.address, {"choices": ["k1"]}).status_code == 404
    closed = _ended(standing)
    with pytest.raises(ActRefused, match="撤出公开"):
        results.draft(closed, people.registration_liaison, "结果")


def test_a_result_leaves_and_comes_back_with_its_activity(client, request, site, department, people, centre):
    standing = _activity(request)
    closed, liaison = _ended(standing), people.registration_liaison
    approved(people, results.send(results.draft(closed, liaison, "评选结束，结果如下。"), liaison, DECLARED))
    before = published()
    case = confirmation(takedowns.take_down(standing.fresh(), centre.handler, "有误"))
    assert not Publication.objects.filter(kind=results.KIND).exists()
    services.refuse(case.pk, department.office.head, case.version, "并无差错")
    assert published() == before and "评选结束" in client.get(standing.address).content.decode()


def test_an_interview_that_is_away_has_no_stream_and_takes_no_passage(client, request, site, centre, department):
    standing = _interview(request)
    interview = Interview.objects.get()
    takedowns.take_down(standing.fresh(), centre.handler, "有误")
    assert client.get(reverse("live:since", args=[interview.number, 0])).status_code == 404
    assert not Passage.objects.filter(released=True).exists()
    with pytest.raises(ActRefused):
        building.sent(interview, department.registration, "继续说。")


def test_numbers_of_passages_go_on_after_those_that_are_away(request, site, centre, department):
    """Readers follow the numbers: none is given twice."""
    standing = _interview(request)
    last = Passage.objects.order_by("-release_no").first().release_no
    takedowns.take_down(standing.fresh(), centre.handler, "有误")
    other = building.announced(department.registration, title="另一场访谈")
    assert building.said(other, department.registration, "开场。").release_no == last + 1
