"""Connectors in the admin: set up by the technology centre, looked after, dead letters sent round by hand."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from interaction import services
from interaction.confirming.telephones import SMS
from interaction.exchange import by_hand, connectors, outgoing
from interaction.models import Connector, Message
from interaction.ticket_kinds import COMPLAINT, PETITION
from portal.approvals.ledger.models import Entry
from tests.interaction.test_complaints import TOLD

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S6")]
PAGE = "/admin/tickets/exchange/petition/"
SECRET = "0123456789abcdef0123456789abcdef"
SET = {
    "transport": "http",
    "is_active": "on",
    "url": "https://petition.example/x",
    "key_id": "p",
    "file_format": "json",
}


@pytest.fixture
def technology(department):
    return department.technology.handler


def test_the_secret_is_sealed_and_never_shown(people, petitions, technology, signed_in):
    staff = signed_in(technology)
    staff.post(f"{PAGE}settings/", SET | {"secret": SECRET})
    found = Connector.objects.get(party=PETITION)
    assert connectors.secret_of(found) == SECRET
    assert SECRET.encode() not in bytes(found.sealed_secret)
    assert SECRET not in staff.get(PAGE).content.decode()
    staff.post(f"{PAGE}settings/", SET)
    assert connectors.secret_of(Connector.objects.get(party=PETITION)) == SECRET


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://petition.example"}, {"url": "file:///etc/passwd"}, {"url": "https://u:p@petition.example"},
        {"url": ""}, {"transport": "pigeon"}, {"transport": "folder", "folder": "../etc"}, {"secret": "short"},
    ],
)  # fmt: skip
def test_settings_that_lead_elsewhere_are_refused(people, petitions, technology, signed_in, change):
    assert signed_in(technology).post(f"{PAGE}settings/", SET | change).status_code == 422
    assert not Connector.objects.filter(is_active=True).exists()


def test_only_the_technology_centre_sets_up(people, petitions, signed_in):
    for person in (people.office_head, petitions.liaison):
        signed_in(person).post(f"{PAGE}settings/", SET)
    assert not Connector.objects.filter(is_active=True).exists()


def test_the_document_window_does_not_look_after_petitions(people, petitions, window, signed_in):
    services.submit(kind=COMPLAINT, **TOLD)
    staff = signed_in(window.liaison)
    page = staff.get("/admin/tickets/exchange/").content.decode()
    assert "/exchange/hall/" in page and "/exchange/petition/" not in page
    assert staff.get(PAGE).status_code != 200


def test_dead_letters_go_round_again_and_nothing_personal_is_shown(people, petitions, signed_in):
    services.submit(kind=COMPLAINT, **TOLD)
    Message.objects.update(state=Message.State.DEAD, error="NotTaken: no")
    staff = signed_in(petitions.liaison)
    page = staff.get(PAGE).content.decode()
    assert "NotTaken" in page
    assert not [words for words in TOLD.values() if words in page]
    staff.post(f"/admin/tickets/exchange/messages/{Message.objects.get().pk}/retry/")
    assert Message.objects.get().state == Message.State.PENDING


def test_a_list_of_messages_costs_the_same_however_long(people, petitions, signed_in, django_assert_max_num_queries):
    staff = signed_in(petitions.liaison)
    for _ in range(3):
        services.submit(kind=COMPLAINT, **TOLD)
    staff.get(PAGE)
    with django_assert_max_num_queries(40) as few:
        staff.get(PAGE)
    for _ in range(6):
        services.submit(kind=COMPLAINT, **TOLD)
    with django_assert_max_num_queries(len(few)):
        staff.get(PAGE)


def test_without_a_connector_messages_wait(people, petitions):
    """Nothing is tried, and nothing is lost."""
    services.submit(kind=COMPLAINT, **TOLD)
    assert not connectors.works(connectors.of(PETITION))
    assert Message.objects.get().state == Message.State.PENDING


def proof(message):
    return f"/admin/tickets/exchange/messages/{message.pk}/proof/"


def test_only_those_who_carry_complaints_prove_a_hand_over(people, petitions, technology, signed_in):
    """What hangs on it can't be taken back: the text is erased some days later."""
    ticket = services.submit(kind=COMPLAINT, **TOLD).ticket
    message = Message.objects.get()
    Message.objects.update(state=Message.State.WRITTEN)
    for person in (technology, people.office_head):
        staff = signed_in(person)
        assert "登记送达" not in staff.get(PAGE).content.decode()
        staff.post(proof(message), {"proof": "看见了"})
    message.refresh_from_db()
    assert message.state == Message.State.WRITTEN and not Entry.objects.filter(act="ticket.handed_over").exists()
    staff = signed_in(petitions.handler)
    assert "登记送达" in staff.get(PAGE).content.decode()
    staff.post(proof(message), {"proof": "回执 12"})
    message.refresh_from_db()
    assert (message.state, message.proof) == (Message.State.CONFIRMED, "回执 12")
    entry = Entry.objects.get(act="message.proved")
    assert (entry.actor, entry.subject) == (petitions.handler, ticket.subject_key)
    assert petitions.unit.name in entry.capacity
    staff.post(proof(message), {"proof": "回执 13"})
    assert Entry.objects.filter(act="message.proved").count() == 1


def test_a_dead_letter_names_who_sent_it_round_and_who_laid_it_aside(people, petitions, technology, signed_in):
    services.submit(kind=COMPLAINT, **TOLD)
    message = Message.objects.get()
    address = f"/admin/tickets/exchange/messages/{message.pk}/"
    Message.objects.update(state=Message.State.DEAD)
    staff = signed_in(technology)
    assert "lay-aside" not in staff.get(PAGE).content.decode()
    staff.post(f"{address}lay-aside/")
    assert Message.objects.get().state == Message.State.DEAD
    staff.post(f"{address}retry/")
    entry = Entry.objects.get(act="message.tried_again")
    assert entry.actor == technology and entry.capacity
    Message.objects.update(state=Message.State.DEAD)
    staff = signed_in(petitions.liaison)
    assert "lay-aside" in staff.get(PAGE).content.decode()
    staff.post(f"{address}lay-aside/")
    staff.post(f"{address}lay-aside/")
    assert Message.objects.get().state == Message.State.DROPPED
    entry = Entry.objects.get(act="message.laid_aside")
    assert entry.actor == petitions.liaison and petitions.unit.name in entry.capacity


def test_short_messages_that_nobody_carries_are_laid_aside_by_those_who_look_after_them(people, petitions, technology):
    message = outgoing.put_alone(SMS, "s1", "sms", {"to": "13800138000", "text": "验证码"})
    Message.objects.update(state=Message.State.DEAD)
    with pytest.raises(PermissionDenied):
        by_hand.lay_aside(message, petitions.liaison)
    assert by_hand.lay_aside(message, technology)
    message.refresh_from_db()
    assert bytes(message.sealed_body) == b"" and Entry.objects.get(act="message.laid_aside").subject


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "编号,姓名,联系方式,标题,内容\nH1,,,标题,第一行\r第二行\n".encode()),
        ("a.csv", f"编号,姓名,联系方式,标题,内容\nH1,,,标题,{'长' * 140_000}\n".encode()),
        ("a.json", b"[" * 200_000),
        ("a.json", b'{"id":"a","subject":"x","sequence":1,"event":"consultation","body":{"a":"\\ud800"}}'),
        ("a.json", b'{"id":"a\\ud800","subject":"x","sequence":1,"event":"consultation","body":{}}'),
        (
            "a.json",
            b'{"id":"a","subject":"x","sequence":1,"event":"e","body":' + b'{"a":' * 3000 + b"1" + b"}" * 3001,
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_the_form(people, window, signed_in, name, content):
    sent = {"file": SimpleUploadedFile(name, content)}
    answer = signed_in(window.handler).post("/admin/tickets/exchange/hall/bring-in/", sent)
    assert answer.status_code == 422 and answer.context["import_form"].errors["file"]
    assert not Message.objects.exists()
