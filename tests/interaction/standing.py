"""What stands at addresses of the rooms, made through real cases, and how it is looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from interaction.activities import services as activities
from interaction.activities.models import Activity, ActivityKind
from interaction.hot_issues import services as hot_issues
from interaction.hot_issues.models import Response
from interaction.models import Reply
from portal.approvals import services
from portal.approvals.models import Case, Publication, TakeDown
from portal.demonstration import acts
from portal.files.models import Image
from portal.files.services import is_public
from tests import factories
from tests.factories import DECLARED

from .activities.conftest import approved, drafted
from .hot_issues.conftest import SAID
from .hot_issues.conftest import drafted as response_to
from .live import building


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


def picture(person: Any) -> Image:
    file = get_test_image_file(filename="picture.png", size=(64, 48))
    return factories.checked(Image.objects.create(title="图", file=file, uploaded_by_user=person))


def answer(request: pytest.FixtureRequest) -> Standing:
    request.getfixturevalue("answered")
    reply = Reply.objects.get()
    address = reverse("interaction:answer", args=[reply.number])
    return Standing(reply, address, reverse("interaction:answers"), reply.public_title)


def response(request: pytest.FixtureRequest) -> Standing:
    department = request.getfixturevalue("department")
    issue = hot_issues.ask(department.registration.unit, department.office.liaison, days=3, **SAID)
    row = response_to(issue, department.registration)
    acts.approve(row, department.registration.liaison, timezone.now())
    address = reverse("hot_issues:response", args=[issue.number])
    return Standing(Response.objects.get(pk=row.pk), address, reverse("hot_issues:responses"), row.title)


def activity(request: pytest.FixtureRequest) -> Standing:
    people = request.getfixturevalue("people")
    image = picture(people.registration_liaison)
    candidates = [
        {"id": f"k{n}", "name": f"第{n}号", "text": "", "image": image.pk if n == 1 else None} for n in (1, 2)
    ]
    content = {"candidates": candidates}
    row = drafted(ActivityKind.VOTE, people.registration_liaison, people.units["registration"], content=content)
    approved(people, activities.send(row, people.registration_liaison, DECLARED))
    found = Activity.objects.get(pk=row.pk)
    return Standing(found, activities.public_url(found), reverse("activities:list"), found.title, (image,))


def interview(request: pytest.FixtureRequest) -> Standing:
    staff = request.getfixturevalue("department").registration
    shown, struck = (picture(staff.handler) for _ in range(2))
    held = building.announced(staff)
    wrong = building.said(held, staff, "开场。", picture=struck)
    building.said(held, staff, "更正。", corrects=wrong, hides=True)
    building.said(held, staff, "欢迎收看。", picture=shown)
    row = building.fresh(held).announced
    address = reverse("live:interview", args=[held.number])
    return Standing(row, address, reverse("live:interviews"), row.title, (shown,), (struck,))


KINDS: dict[str, Callable[[pytest.FixtureRequest], Standing]] = {
    "answer": answer,
    "response": response,
    "activity": activity,
    "interview": interview,
}


def confirmation(row: TakeDown) -> Case:
    return Case.objects.about("take_down", row.pk).get()


def gone(client, standing: Standing) -> bool:
    """It answers that it is gone, and stands in no list, search or site map; none of its files is public."""
    maps = client.get(reverse("theme:sitemap")).content.decode()
    listed = "".join(client.get(address).content.decode() for address in (standing.listed_at, "/", *parts(maps)))
    text = client.get(standing.address).content.decode()
    return (
        client.get(standing.address).status_code == 410
        and standing.title not in text
        and standing.title not in listed
        and f"{standing.address}<" not in listed
        and not searched(client, standing)
        and not any(is_public(file) for file in standing.files)
        and not Publication.objects.filter(kind=services.kind_of(standing.subject).name).exists()
    )


def parts(maps: str) -> list[str]:
    return [part.split("</loc>")[0].replace("http://testserver", "") for part in maps.split("<loc>")[1:]]


def searched(client, standing: Standing) -> bool:
    page = client.get(reverse("search:results"), {"q": standing.title})
    assert page.status_code == 200
    return f'href="{standing.address}' in page.content.decode()


def there(client, standing: Standing) -> bool:
    text = client.get(standing.address).content.decode()
    listed = client.get(standing.listed_at).content.decode()
    return standing.title in text and standing.title in listed and all(is_public(file) for file in standing.files)


def ended(standing: Standing) -> Activity:
    found = standing.fresh()
    activities.close(found, found.closes_at + timedelta(minutes=1))
    return standing.fresh()
