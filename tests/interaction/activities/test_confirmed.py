"""Votes by a code sent to a telephone, or by a real-name check, offered only where the connector is set up."""

from __future__ import annotations

import re
import sys

import pytest
from django.core.signals import got_request_exception
from django.views.debug import ExceptionReporter

from interaction import crypto, limits
from interaction.activities import confirmed, editing, voting
from interaction.activities.kinds import problems_of
from interaction.activities.models import Ballot, Refusal
from interaction.confirming import real_names
from interaction.confirming.real_names import IDENTITY
from interaction.confirming.telephones import SMS
from interaction.exchange import connectors, incoming
from interaction.models import PhoneCode, RealNameCheck
from portal.addons.types import Envelope
from tests.interaction.confirming.conftest import connected, written
from tests.plugins.portal import empty_caches

from .conftest import device, drafted, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S2")]
PHONE = {"telephone": "139 1234 5678"}
NAMED = {"real_name": "慕容秋水", "identity_number": "11010519491231002X"}


@pytest.fixture(autouse=True)
def clean():
    empty_caches()


@pytest.fixture
def by_telephone(make):
    connected(SMS)
    return make("vote", rules={"identity": "telephone"})


@pytest.fixture
def by_name(make):
    connected(IDENTITY)
    return make("vote", rules={"identity": "real_name"})


def refused() -> dict[str, int]:
    return dict(Refusal.objects.values_list("reason", "count"))


def code_sent() -> str:
    return re.search(r"[0-9]{6}", written()[-1]["text"]).group()


def test_stronger_ways_are_offered_where_they_are_connected(db):
    def offered():
        return {name for name, _label in editing._identity_fields()["identity"].choices}

    assert offered() == {"device"}
    connected(SMS)
    assert offered() == {"device", "telephone"}
    connected(IDENTITY)
    assert offered() == {"device", "telephone", "real_name"}


def test_a_vote_whose_way_is_not_connected_any_more_is_not_sent_for_approval(by_telephone):
    assert not problems_of(by_telephone)
    connectors.of(SMS).__class__.objects.update(is_active=False)
    assert problems_of(by_telephone)


def test_one_has_a_code_sent_and_votes_with_it(by_telephone):
    client, page = device(), page_of(by_telephone)
    answer = client.post(page, {**PHONE, "pick": "k2", "prepare": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "139 1234 5678" in html  # what was filled in stands there again
    assert re.search(r'value="k2"[^>]*checked', html)
    assert not Ballot.objects.exists() and not refused()
    code = code_sent()
    assert client.post(page, {**PHONE, "pick": "k2", "telephone_code": code}).status_code == 302
    assert voting.standing(by_telephone).ballots == 1


def test_enter_in_the_code_field_votes(by_telephone):
    client, page = device(), page_of(by_telephone)
    client.post(page, {**PHONE, "prepare": "1"})
    told = {**PHONE, "pick": "k1", "telephone_code": code_sent(), "prepare": "1"}
    assert client.post(page, told).status_code == 302


def test_one_number_votes_once_from_whichever_device(by_telephone):
    page = page_of(by_telephone)
    for at, status in enumerate((302, 422)):
        PhoneCode.objects.all().delete()
        client = device(address=f"198.51.100.{at}")
        client.post(page, {**PHONE, "prepare": "1"})
        told = {**PHONE, "pick": "k1", "telephone_code": code_sent()}
        assert client.post(page, told).status_code == status
    assert refused() == {"twice": 1}


def test_a_wrong_code_and_none_at_all_are_refused(by_telephone):
    client, page = device(), page_of(by_telephone)
    assert client.post(page, {**PHONE, "pick": "k1", "telephone_code": "000000"}).status_code == 422
    assert client.post(page, {**PHONE, "pick": "k1"}).status_code == 422
    assert refused() == {"identity": 1}
    assert not Ballot.objects.exists()


def test_a_ballot_against_the_rules_uses_up_no_code(by_telephone):
    client, page = device(), page_of(by_telephone)
    client.post(page, {**PHONE, "prepare": "1"})
    told = {**PHONE, "telephone_code": code_sent()}
    assert client.post(page, told).status_code == 422
    assert client.post(page, told | {"pick": "k1"}).status_code == 302


@pytest.mark.parametrize("telephone", ["", "12345"])
def test_without_a_number_no_code_is_sent_and_it_is_said_why(by_telephone, telephone):
    answer = device().post(page_of(by_telephone), {"telephone": telephone, "prepare": "1"})
    assert answer.status_code == 422
    assert "gk-notice is-warn" in answer.content.decode()
    assert not written()


def test_a_program_that_fills_in_every_field_gets_no_code(by_telephone):
    answer = device().post(page_of(by_telephone), {**PHONE, "prepare": "1", "website": "x"})
    assert answer.status_code == 422
    assert not written()


def test_before_more_codes_are_sent_a_challenge_is_asked_and_for_the_vote_it_is_not(by_telephone):
    client, page = device(), page_of(by_telephone)
    for at in range(limits.CALM.count):
        assert client.post(page, {"telephone": f"1390000000{at}", "prepare": "1"}).status_code == 200
    html = client.post(page, {**PHONE, "prepare": "1"}).content.decode()
    assert len(written()) == limits.CALM.count
    token = re.search(r'name="challenge_token" value="([^"]+)"', html).group(1)
    told = {**PHONE, "pick": "k1", "challenge_token": token, "challenge": crypto.unpack(token)["letters"]}
    assert client.post(page, told | {"prepare": "1"}).status_code == 200
    assert len(written()) == limits.CALM.count + 1
    assert client.post(page, {**PHONE, "pick": "k1", "telephone_code": code_sent()}).status_code == 302


def test_a_name_is_checked_and_votes_once(by_name):
    page = page_of(by_name)
    client = device()
    assert client.post(page, NAMED | {"pick": "k1"}).status_code == 422  # nothing was checked
    assert client.post(page, NAMED | {"pick": "k1", "prepare": "1"}).status_code == 200
    assert client.post(page, NAMED | {"pick": "k1"}).status_code == 422  # still being checked
    check = RealNameCheck.objects.get()
    incoming.take(connectors.of(IDENTITY), Envelope("a", check.name, 1, "checked", {"yes": True}))
    assert client.post(page, NAMED | {"pick": "k1"}).status_code == 302
    assert device("198.51.100.9").post(page, NAMED | {"pick": "k2"}).status_code == 422
    assert voting.standing(by_name).ballots == 1


@pytest.mark.parametrize(
    ("fails", "told"),
    [("keyed_digest", NAMED | {"prepare": "1"}), ("normal_identity", NAMED | {"pick": "k1"})],
)
def test_a_fault_on_the_way_tells_the_operators_nothing_of_who_it_was(by_name, monkeypatch, fails, told):
    """Law 7: what is written about an error holds no variable with what somebody filled in."""
    reports = []

    def fault(*args, **kwargs):
        raise RuntimeError("fault")

    def report(sender, request, **kwargs):
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_text())
        reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

    monkeypatch.setattr(real_names, fails, fault)
    client = device()
    client.raise_request_exception = False
    got_request_exception.connect(report)
    try:
        assert client.post(page_of(by_name), told).status_code == 500
    finally:
        got_request_exception.disconnect(report)
    assert len(reports) == 2
    assert "RuntimeError" in reports[0]
    for words in NAMED.values():
        assert not [text for text in reports if words in text]


def test_a_survey_can_ask_for_a_code_too(make):
    connected(SMS)
    survey = make("survey", rules={"identity": "telephone", "per_address": 5})
    client, page = device(), page_of(survey)
    answers = {"q_q1": "1", "q_q3": "4"}
    html = client.post(page, answers | PHONE | {"prepare": "1"}).content.decode()
    assert re.search(r'name="q_q3" value="4"[^>]*checked', html)
    told = answers | PHONE | {"telephone_code": code_sent()}
    assert client.post(page, told).status_code == 302


@pytest.mark.parametrize("kind", ["vote", "survey"])
def test_what_asks_for_a_way_that_is_not_connected_is_not_opened(people, kind):
    unit = people.units["registration"]
    draft = drafted(kind, people.registration_liaison, unit, rules={"identity": "telephone"})
    assert [str(problem) for problem in problems_of(draft)] == ["所选的身份认定方式已停用。"]
    connected(SMS)
    assert problems_of(draft) == []


def test_the_page_says_how_people_are_known_apart(by_telephone):
    page = device().get(page_of(by_telephone)).content.decode()
    assert str(confirmed.BY_TELEPHONE.explanation) in page
    assert str(confirmed.BY_TELEPHONE.prepare_label) in page
