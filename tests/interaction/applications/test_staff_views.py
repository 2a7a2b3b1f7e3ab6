"""The handlers' pages."""

from __future__ import annotations

import pytest

from interaction.applications import services
from interaction.applications.models import Application, Letter
from interaction.applications.states import ApplicationState
from portal.approvals.models import Case
from tests.factories import CHECKLIST

from .conftest import ANSWER, PERSON, REQUEST

LIST = "/admin/applications/"


def page_of(client, application) -> str:
    return client.get(services.url_of(application)).content.decode()


def test_the_office_confirms_and_has_a_unit_answer(people, received, signed_in):
    client = signed_in(people.office_liaison)
    listed = client.get(LIST).content.decode()
    assert received.number in listed and REQUEST["wanted"] not in listed
    form = {"version": received.version, "unit": people.units["registration"].pk}
    client.post(f"{services.url_of(received)}assign/", form)
    found = Application.objects.get()
    assert found.unit == people.units["registration"] and found.state == ApplicationState.IN_HAND


def test_the_unit_answers(people, in_hand, signed_in):
    client = signed_in(people.registration_liaison)
    url = f"{services.url_of(in_hand)}answer/"
    form = {"version": in_hand.version, "outcome": "in_part", "text": ANSWER}
    client.post(url, form)
    assert Letter.objects.get().outcome == "in_part"
    answer = client.post(url, form | {"version": Application.objects.get().version, "send": "1", **CHECKLIST})
    case = Case.objects.get()
    assert answer.url == f"/admin/cases/{case.pk}/"
    assert ANSWER in signed_in(people.registration_head).get(answer.url).content.decode()
    assert ANSWER not in signed_in(people.publicity_handler).get(answer.url).content.decode()


@pytest.mark.parametrize("who", ["farmland_liaison", "publicity_handler", "root", "nobody"])
def test_nobody_else_opens_an_application(people, in_hand, signed_in, who):
    client = signed_in(people.all[who])
    assert client.get(services.url_of(in_hand)).status_code in (302, 403)
    letter = services.pause(in_hand, people.office_liaison, whom="third_party", text="拟公开附图。")
    assert client.get(f"{services.url_of(in_hand)}letters/{letter.pk}/pdf/").status_code in (302, 403)


@pytest.mark.parametrize(
    ("act", "form", "field"),
    [
        ("assign", {}, "unit"),
        ("ask_correction", {"within": "15"}, "text"),
        ("ask_correction", {"text": "请写明年份。", "within": "90"}, "within"),
    ],
)
def test_what_is_missing_is_said_at_its_field(people, received, signed_in, act, form, field):
    answer = signed_in(people.office_liaison).post(
        f"{services.url_of(received)}{act}/", {"version": received.version, **form}
    )
    shown = next(row["form"] for row in answer.context["acts"] if row["name"] == act)
    assert answer.status_code == 422 and field in shown.errors


def test_a_third_party_is_asked_by_a_letter(people, in_hand, signed_in):
    client = signed_in(people.office_liaison)
    url = f"{services.url_of(in_hand)}pause/"
    form = {"version": in_hand.version, "whom": "third_party"}
    assert client.post(url, form).status_code == 422
    client.post(url, form | {"text": "拟公开附图。"})
    assert Application.objects.get().state == ApplicationState.PAUSED


def test_what_was_typed_stays_where_somebody_was_faster(people, in_hand, signed_in):
    form = {"version": in_hand.version - 1, "outcome": "provided", "text": ANSWER}
    answer = signed_in(people.registration_liaison).post(f"{services.url_of(in_hand)}answer/", form)
    assert answer.status_code == 200 and ANSWER in answer.content.decode() and not Letter.objects.exists()


def test_the_delivery_is_recorded(people, answered, signed_in):
    client = signed_in(people.office_liaison)
    letter = Letter.objects.get()
    form = {"version": answered.version, "letter": letter.pk, "how": "post"}
    assert client.post(f"{services.url_of(answered)}deliver/", form).status_code == 422
    client.post(f"{services.url_of(answered)}deliver/", form | {"proof": "XA12345678944"})
    assert Letter.objects.get().delivery_proof == "XA12345678944"
    assert "XA12345678944" in page_of(client, answered)


def test_the_annual_figures_are_the_office_s(people, answered, signed_in):
    client = signed_in(people.office_liaison)
    assert client.get(f"{LIST}annual/").status_code == 200
    table = client.get(f"{LIST}annual/?form=csv&year={answered.received_at.year}").content.decode("utf-8-sig")
    assert table.count("\n") > 20 and PERSON["name"] not in table
    assert signed_in(people.registration_liaison).get(f"{LIST}annual/").status_code in (302, 403)


@pytest.mark.parametrize("name", ["nothing", "erase"])
def test_other_acts_there_are_none(people, in_hand, signed_in, name):
    answer = signed_in(people.office_liaison).post(f"{services.url_of(in_hand)}{name}/", {"version": 1})
    assert answer.status_code == 404


def test_what_waits_stands_on_the_first_page(people, received, signed_in):
    assert received.number in signed_in(people.office_liaison).get("/admin/").content.decode()


@pytest.mark.parametrize(("way", "turn"), [("post", True), ("portal", False)])
def test_a_letter_whose_delivery_is_not_proved_is_not_forgotten(people, answered, signed_in, way, turn):
    """What goes by post is the Office's turn until the proof is noted; what waits here for its reader is listed."""
    Application.objects.update(answer_by=way)
    client = signed_in(people.office_liaison)
    assert (answered.number in client.get(LIST).content.decode()) is turn
    assert answered.number in client.get(f"{LIST}?state=undelivered").content.decode()
    services.deliver(Letter.objects.get(), people.office_liaison, how="post", proof="XA12345678937")
    for address in (LIST, f"{LIST}?state=undelivered"):
        assert answered.number not in client.get(address).content.decode()
