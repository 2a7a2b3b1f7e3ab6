"""What an applicant does on the public pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from interaction.applications import services
from interaction.applications.models import Application, Letter
from interaction.applications.states import ApplicationState

from .conftest import PERSON, REQUEST

APPLY = "/interaction/applications/"
FORM = {"applicant": "person", "answer_by": "portal", **PERSON, **REQUEST}


def opened(client, receipt):
    answer = client.post(f"{APPLY}status/", {"number": receipt.application.number, "code": receipt.code})
    assert answer.status_code == 302 and answer.url == f"{APPLY}mine/"
    return client


def test_who_applies_gets_number_and_code_once(people, client):
    page = client.post(APPLY, FORM, follow=True).content.decode()
    assert Application.objects.get().number in page and re.search('id="query-code">[2-9A-Z]{8}<', page)
    assert 'id="query-code"' not in client.get(f"{APPLY}receipt/").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"wanted": "方案"}, "wanted"),
        ({"contact": "不告诉你"}, "contact"),
        ({"answer_by": "post", "address": ""}, "address"),
        ({"applicant": "company"}, "representative"),
        ({"website": "spam"}, "website"),
        ({"applicant": "king"}, "applicant"),
        ({"identity": "11010119900307123"}, "identity"),
        ({"identity": "110101199003071230"}, "identity"),
        ({"identity": "110101199002300018"}, "identity"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(people, client, changed, field):
    answer = client.post(APPLY, FORM | changed)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Application.objects.exists()
    assert (FORM | changed)["wanted"] in answer.content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"identity": "１１０１０１１９９００３０７１２３３"},
        {"identity": "E12345678"},
        {"identity": "931110000000000012"},
        {"applicant": "company", "identity": "110101199003071230", "representative": "欧阳春晓"},
    ],
)
def test_other_documents_than_an_identity_card_are_taken_as_they_are(people, client, changed):
    assert client.post(APPLY, FORM | changed).status_code == 302


def test_a_wrong_code_opens_nothing(receipt, client):
    answer = client.post(f"{APPLY}status/", {"number": receipt.application.number, "code": "AAAA2222"})
    assert answer.status_code == 422 and client.get(f"{APPLY}mine/").status_code == 302


def test_an_opened_application_shows_how_it_stands_and_can_be_closed(receipt, client):
    page = opened(client, receipt).get(f"{APPLY}mine/").content.decode()
    assert REQUEST["wanted"] in page and PERSON["identity"] not in page
    client.post(f"{APPLY}mine/close/")
    assert client.get(f"{APPLY}mine/").status_code == 302


def test_an_application_left_open_closes_after_half_an_hour(receipt, client):
    opened(client, receipt)
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert client.get(f"{APPLY}mine/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert client.get(f"{APPLY}mine/").status_code == 302


def test_the_applicant_corrects(people, receipt, client):
    services.ask_correction(receipt.application, people.office_liaison, text="请写明年份。", within=10)
    client = opened(client, receipt)
    assert client.post(f"{APPLY}mine/correct/", {"text": "短"}).status_code == 422
    client.post(f"{APPLY}mine/correct/", {"text": "二〇二五年度的方案"})
    assert Application.objects.get().state == ApplicationState.IN_HAND


def test_the_applicant_withdraws(receipt, client):
    opened(client, receipt).post(f"{APPLY}mine/withdraw/")
    assert Application.objects.get().outcome == "withdrawn"


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_opening_the_answer_proves_that_it_was_delivered(people, receipt, answered, client, form):
    letter = Letter.objects.get()
    answer = opened(client, receipt).get(f"{APPLY}mine/letters/{letter.pk}/{form}/")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    letter.refresh_from_db()
    assert letter.delivered_at and letter.delivered_by == "portal"


def test_letters_of_others_and_to_third_parties_are_not_found(people, receipt, in_hand, client):
    other = services.submit(applicant="person", answer_by="portal", person=PERSON, request=REQUEST).application
    others = services.ask_correction(other, people.office_liaison, text="请写明年份。", within=10)
    third = services.pause(in_hand, people.office_liaison, whom="third_party", text="拟公开附图。")
    client = opened(client, receipt)
    for letter in (others, third):
        assert client.get(f"{APPLY}mine/letters/{letter.pk}/pdf/").status_code == 404


def test_an_erased_application_is_open_to_nobody(people, receipt, answered, client):
    client = opened(client, receipt)
    services.erase(answered, people.office_liaison)
    assert client.get(f"{APPLY}mine/").status_code == 302
