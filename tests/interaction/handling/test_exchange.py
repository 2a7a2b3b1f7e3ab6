"""Connectors in the admin: set up by the technology centre, looked after, dead letters sent round by hand."""

import pytest

from interaction import services
from interaction.exchange import connectors
from interaction.models import Connector, Message
from interaction.ticket_kinds import COMPLAINT, PETITION
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
