"""What the person can do who knows the query code: add, take back, rate."""

import pytest

from interaction import reading, services
from interaction.models import Note, Ticket
from portal.approvals.errors import ActRefused
from portal.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S5")]


@pytest.fixture
def opened(client, receipt):
    client.post("/interaction/status/", {"number": receipt.ticket.number, "code": receipt.code})
    return client


def test_what_is_added_reaches_the_handlers_and_is_sealed(opened, people, assigned):
    Notice.objects.all().delete()
    page = opened.post("/interaction/mine/add/", {"text": "房子在青石沟村三组。"}, follow=True).content.decode()
    assert "三组" in page
    assert Notice.objects.get(person=people.registration_liaison)
    assert "三组".encode() not in bytes(Note.objects.get().sealed_text)


def test_at_most_five_times(receipt):
    for n in range(5):
        services.add(receipt.ticket, f"补充{n}")
    with pytest.raises(ActRefused):
        services.add(receipt.ticket, "还有")


def test_it_is_taken_back_and_stays_so(opened, people, receipt):
    opened.post("/interaction/mine/withdraw/")
    ticket = Ticket.objects.get()
    assert ticket.state == "withdrawn"
    for act in (lambda: services.add(ticket, "再说"), lambda: services.withdraw(ticket)):
        with pytest.raises(ActRefused):
            act()
    with pytest.raises(ActRefused):
        services.assign(ticket, people.units["registration"], people.office_liaison)


def test_an_answer_is_rated_once(client, people, answered, receipt):
    client.post("/interaction/status/", {"number": answered.number, "code": receipt.code})
    assert client.post("/interaction/mine/rate/", {"rating": "6"}).status_code == 422
    client.post("/interaction/mine/rate/", {"rating": "4"})
    assert Ticket.objects.get().rating == 4
    with pytest.raises(ActRefused):
        services.rate(answered, 1)


def test_nobody_acts_without_the_code(client, receipt):
    for act in ("add", "withdraw", "rate"):
        assert client.post(f"/interaction/mine/{act}/", {"text": "补充"}).url == "/interaction/status/"
    assert client.get("/interaction/mine/").url == "/interaction/status/"
    assert Ticket.objects.get().version == 1


def test_closing_forgets_it_on_this_machine(opened):
    assert opened.get("/interaction/mine/").status_code == 200
    opened.post("/interaction/mine/close/")
    assert opened.get("/interaction/mine/").status_code == 302


def test_an_erased_ticket_opens_no_more(opened, answered, people):
    services.erase(answered, people.office_liaison)
    assert opened.get("/interaction/mine/").status_code == 302
    assert reading.told(Ticket.objects.get()) is None


@pytest.mark.clause("S5")
def test_what_was_added_stands_with_what_was_written_and_not_as_an_answer(receipt, client):
    services.add(receipt.ticket, "补充的材料清单")
    client.post("/interaction/status/", {"number": receipt.ticket.number, "code": receipt.code})
    page = client.get("/interaction/mine/").content.decode()
    assert page.index("您提交的内容") < page.index("补充的材料清单")
    client.post("/interaction/mine/withdraw/")
    assert "未再办理答复" in client.get("/interaction/mine/").content.decode()
