"""Number and query code open what they belong to, whichever page asks for them; wrong tries are counted together."""

import pytest

from interaction import limits
from interaction.applications import services as applications
from tests.interaction.applications.conftest import TOLD

pytestmark = pytest.mark.django_db
TICKETS, APPLICATIONS = "/interaction/status/", "/interaction/applications/status/"
ACTIVITIES = "/interaction/activities/follow/"
DOORS = [TICKETS, APPLICATIONS, ACTIVITIES]


@pytest.fixture
def application(people):
    found = applications.submit(**TOLD)
    return {"number": found.application.number, "code": found.code}


@pytest.mark.parametrize("page", DOORS)
def test_a_question_opens_on_every_page(client, receipt, page):
    answer = client.post(page, {"number": receipt.ticket.number, "code": receipt.code})
    assert answer.url == "/interaction/mine/"
    assert receipt.ticket.number in client.get(answer.url).content.decode()


@pytest.mark.parametrize("page", DOORS)
def test_an_application_opens_on_every_page(client, application, page):
    answer = client.post(page, application)
    assert answer.url == "/interaction/applications/mine/"
    assert application["number"] in client.get(answer.url).content.decode()


@pytest.mark.parametrize("page", DOORS)
def test_a_wrong_code_is_told_alike_on_every_page(client, application, page):
    known = client.post(page, application | {"code": "AAAA2222"})
    unknown = client.post(page, {"number": "XX20200101-0001", "code": "AAAA2222"})
    assert known.status_code == unknown.status_code == 422
    assert known.context["form"].errors == unknown.context["form"].errors


def test_wrong_tries_are_counted_over_all_pages(client, application):
    for at in range(limits.WRONG_CODES.count):
        client.post(DOORS[at % len(DOORS)], application | {"code": "AAAA2222"})
    for page in DOORS:
        assert client.post(page, application).status_code == 429
