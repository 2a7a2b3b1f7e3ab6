"""When much comes in, a form asks for letters of a picture, or for a sum in words: without scripts or a third party."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from PIL import Image

from interaction import challenges, crypto, limits
from interaction.forms.public import ConsultForm
from interaction.models import Ticket
from tests.interaction.conftest import QUESTION
from tests.plugins.portal import empty_caches

pytestmark = pytest.mark.django_db
CONSULT = "/interaction/consult/"
TOLD = {**QUESTION, "wish": "private"}


@pytest.fixture(autouse=True)
def calm():
    empty_caches()


@pytest.fixture
def busy():
    """Much came from this address."""
    for _time in range(limits.CALM.count):
        limits.CALM.count_up("127.0.0.1")


def busy_again(address: str) -> None:
    for _time in range(limits.CALM.count):
        limits.CALM.count_up(address)


def asked(page: str) -> tuple[str, dict]:
    """Return the token of a page and what it holds."""
    token = re.search(r'name="challenge_token" value="([^"]+)"', page).group(1)
    return token, crypto.unpack(token)


def page_of(client) -> str:
    return client.get(CONSULT).content.decode()


def sent(client, token: str, answer: str, **told):
    return client.post(CONSULT, {**TOLD, **told, "challenge_token": token, "challenge": answer})


def test_nobody_is_asked_while_it_is_calm(client):
    assert "challenge" not in page_of(client)
    for _time in range(limits.CALM.count):
        assert client.post(CONSULT, TOLD).status_code == 302
    assert "challenge_token" in page_of(client)
    assert client.post(CONSULT, TOLD).status_code == 422  # the fourth has to answer
    assert client.get(CONSULT, REMOTE_ADDR="192.0.2.7").content.decode().count("challenge_token") == 0
    assert Ticket.objects.count() == limits.CALM.count


def test_everybody_is_asked_when_much_comes_from_everywhere(client):
    for _at in range(limits.CALM_ALL.count):
        limits.CALM_ALL.count_up(challenges.ALL)
    assert "challenge_token" in client.get(CONSULT, REMOTE_ADDR="192.0.2.8").content.decode()


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("way", ["picture", "small letters", "words"])
def test_the_letters_or_the_sum_let_it_through_once(client, way):
    token, what = asked(page_of(client))
    answers = {
        "picture": what["letters"],
        "small letters": f" {what['letters'].lower()} ",
        "words": str(sum(what["sum"])),
    }
    assert sent(client, token, answers[way]).status_code == 302
    assert sent(client, token, answers[way]).status_code == 422  # it is used up
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("answer", ["11", "１１", " 十一 ", "一十一", "拾壹", "等于十一", "=11", "11。"])
def test_a_sum_asked_in_words_is_answered_in_words_or_in_figures_of_any_width(answer):
    assert challenges._fits({"letters": "ABCDE", "sum": [5, 6]}, answer)


@pytest.mark.parametrize(("numbers", "words"), [([2, 2], "四"), ([4, 6], "十"), ([9, 9], "十八")])
def test_every_sum_has_its_words(numbers, words):
    assert challenges._fits({"letters": "ABCDE", "sum": numbers}, words)


@pytest.mark.parametrize("answer", ["", "十", "一", "一一", "十二", "1", "111", "=", "ABCD", "五六"])
def test_another_number_is_wrong_in_words_too(answer):
    assert not challenges._fits({"letters": "ABCDE", "sum": [5, 6]}, answer)


@pytest.mark.usefixtures("busy")
def test_a_wrong_answer_uses_it_up(client):
    token, what = asked(page_of(client))
    answer = sent(client, token, "?????")
    assert answer.status_code == 422
    assert asked(answer.content.decode())[0] != token
    assert sent(client, token, what["letters"]).status_code == 422
    assert not Ticket.objects.exists()


@pytest.mark.usefixtures("busy")
def test_who_answers_wrong_again_and_again_is_not_listened_to_for_a_while(client):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _time in range(limits.WRONG_ANSWERS.count):
            assert sent(client, asked(page_of(client))[0], "?????").status_code == 422
        token, what = asked(page_of(client))
        for _time in range(3):
            page = sent(client, token, "?????").content.decode()
            assert "十分钟" in page
        assert challenges.opened(token) is not None  # nothing was kept of those
        assert sent(client, token, what["letters"]).status_code == 422
        other = {**TOLD, "challenge_token": token, "challenge": what["letters"]}
        busy_again("192.0.2.7")
        assert client.post(CONSULT, other, REMOTE_ADDR="192.0.2.7").status_code == 302
        clock.move_to(start + timedelta(seconds=limits.WRONG_ANSWERS.seconds + 1))
        busy_again("127.0.0.1")
        token, what = asked(page_of(client))
        assert sent(client, token, what["letters"]).status_code == 302


@pytest.mark.usefixtures("busy")
def test_right_answers_use_up_no_tries(client, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_ANSWERS", limits.Limit("challenge-test", 1, 600))
    for _time in range(3):
        token, what = asked(page_of(client))
        assert sent(client, token, what["letters"]).status_code == 302


@pytest.mark.usefixtures("busy")
def test_of_many_that_bring_the_same_answer_at_once_one_is_taken(client, rf):
    """All have passed the form's own look at the answer before the first is taken."""
    token, what = asked(page_of(client))
    request = rf.post(CONSULT, {**TOLD, "challenge_token": token, "challenge": what["letters"]})
    forms = [ConsultForm(request.POST) for _time in range(4)]
    for form in forms:
        challenges.attach(form, request)
        assert form.is_valid()
    assert [challenges.taken(form, request) for form in forms] == [True, False, False, False]
    assert "challenge" in forms[1].errors


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("token", ["", "x", "%%%"])
def test_a_token_that_is_not_ours_opens_nothing(client, token):
    assert sent(client, token, "12").status_code == 422
    assert sent(client, crypto.pack({"something": "else"}), "12").status_code == 422


@pytest.mark.usefixtures("busy")
def test_it_is_valid_for_ten_minutes(client):
    token, what = asked(page_of(client))
    with time_machine.travel(timezone.now() + timedelta(seconds=challenges.VALID + 1)):
        for _time in range(limits.CALM.count):
            limits.CALM.count_up("127.0.0.1")
        assert sent(client, token, what["letters"]).status_code == 422


@pytest.mark.usefixtures("busy")
def test_who_answered_and_forgot_something_else_needn_t_answer_again(client):
    token, what = asked(page_of(client))
    answer = sent(client, token, what["letters"], subject="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "challenge_token" in page and "<img" not in page.split("challenge_token")[1][:400]
    assert sent(client, token, "").status_code == 302
    assert sent(client, token, "").status_code == 422


@pytest.mark.usefixtures("busy")
def test_the_page_says_it_in_words_and_gives_nothing_away(client):
    page = page_of(client)
    token, what = asked(page)
    assert what["letters"] not in page.replace(token, "")
    assert challenges.question_of(what) in page
    assert re.search(r'<img class="gk-challenge"[^>]* alt="[^"]+"', page)
    described = re.search(
        r'id="id_challenge"[^>]*aria-describedby="([^"]+)"|aria-describedby="([^"]+)"[^>]*id="id_challenge"', page
    )
    assert "id_challenge_question" in (described.group(1) or described.group(2))


def test_the_picture_is_drawn_and_is_the_same_again(client):
    token = crypto.pack(challenges.new())
    address = f"/interaction/challenge/{token}.png"
    first, second = client.get(address), client.get(address)
    assert first.content == second.content
    with Image.open(io.BytesIO(first.content)) as drawn:
        assert drawn.size == (200, 64)
        assert len(drawn.convert("L").getcolors()) > 2
    assert "no-store" in first["Cache-Control"]
    assert client.get("/interaction/challenge/AAAAAAAAAAAAAAAAAAAAAAAA.png").status_code == 404


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("address", ["/interaction/complain/", "/interaction/report/", "/interaction/applications/"])
def test_other_forms_ask_too(client, address):
    assert "challenge_token" in client.get(address).content.decode()
