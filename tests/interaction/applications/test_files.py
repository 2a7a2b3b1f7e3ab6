"""Files of an application: as strict as those of tickets, sealed, read by its handlers, erased with it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interaction.applications import files, services
from interaction.applications.models import Application, ApplicationFile
from tests.interaction.test_privacy import dump
from tests.interaction.test_uploads import BAD, CUT_SHORT, GOOD

from .conftest import TOLD
from .test_views import APPLY, FORM, opened

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 \xe7\xb4\xab\xe6\x9d\x89\xe8\xa2\x8b"
NAME = "地块示意图.pdf"


@pytest.fixture
def receipt(people):
    return services.submit(**TOLD, files=[(NAME, CONTENT)])


def sent(client, address, name, content, told):
    return client.post(address, {**told, "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(people, client, name):
    assert sent(client, APPLY, name, GOOD[name], FORM).status_code == 302
    assert files.names_of(Application.objects.get())[0]["name"] == name


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_is_refused_in_words(people, client, name):
    answer = sent(client, APPLY, name, BAD[name], FORM)
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not Application.objects.exists()


@pytest.mark.parametrize("name", CUT_SHORT)
def test_a_picture_that_came_only_in_part_is_told_in_the_form(people, client, receipt, name):
    answer = sent(client, APPLY, name, CUT_SHORT[name], FORM)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    services.ask_correction(receipt.application, people.office_liaison, text="请附图说明。", within=10)
    told = {"text": "附上红线图，请查收。"}
    assert sent(opened(client, receipt), f"{APPLY}mine/correct/", name, CUT_SHORT[name], told).status_code == 422
    assert len(files.names_of(Application.objects.get())) == 1


def test_a_correction_brings_another_one(people, client, receipt):
    services.ask_correction(receipt.application, people.office_liaison, text="请附图说明。", within=10)
    browser = opened(client, receipt)
    page = browser.get(f"{APPLY}mine/").content.decode()
    assert NAME in page and "multipart/form-data" in page
    told = {"text": "附上红线图，请查收。"}
    assert sent(browser, f"{APPLY}mine/correct/", "bomb.docx", BAD["bomb.docx"], told).status_code == 422
    assert sent(browser, f"{APPLY}mine/correct/", "红线图.pdf", CONTENT, told).status_code == 302
    assert [row["name"] for row in files.names_of(Application.objects.get())] == [NAME, "红线图.pdf"]


def test_its_handlers_get_it_as_a_download_and_nobody_else(people, received, signed_in):
    found = services.assign(received, people.units["registration"], people.office_liaison)
    address = f"{services.url_of(found)}files/{ApplicationFile.objects.get().pk}/"
    for person in (people.office_liaison, people.registration_handler):
        answer = signed_in(person).get(address)
        assert answer.content == CONTENT
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]
    for person in (people.farmland_head, people.registration_leader, people.root, people.nobody):
        assert signed_in(person).get(address).status_code in (302, 403)
    assert signed_in(people.office_liaison).get(f"{services.url_of(found)}files/99/").status_code == 404
    assert NAME in signed_in(people.registration_handler).get(services.url_of(found)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_stands_nowhere_in_clear_and_is_erased_with_the_application(people, received):
    assert NAME not in dump() and "紫杉袋" not in dump()
    services.withdraw(received)
    services.erase(Application.objects.get(), people.office_liaison)
    assert not ApplicationFile.objects.exists()
    assert files.names_of(Application.objects.get()) == []
