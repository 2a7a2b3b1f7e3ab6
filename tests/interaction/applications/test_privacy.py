"""Law 7: a planted name, number and text are found in clear in no table and no log, at no stage."""

from __future__ import annotations

import logging

import pytest

from interaction.applications import services
from interaction.applications.models import Application, Letter
from portal.approvals import services as approvals
from portal.approvals.models import Case
from tests.factories import CHECKLIST
from tests.interaction.test_privacy import dump

from .conftest import ANSWER, PERSON, REQUEST

PLANTED = [PERSON["name"], PERSON["identity"], PERSON["contact"], "榕树", "紫杉袋", "附图在乙柜", "请写明朱砂号"]


@pytest.fixture
def told_everywhere(people, client, caplog, signed_in):
    """The whole way through the pages, so that sessions, logs, notices and opinions are written too."""
    caplog.set_level(logging.DEBUG)
    form = {"applicant": "person", "answer_by": "portal", **PERSON, **REQUEST}
    code = client.post("/interaction/applications/", form, follow=True).context["code"]
    application = Application.objects.get()
    services.ask_correction(application, people.office_liaison, text="请写明朱砂号。", within=10)
    client.post("/interaction/applications/status/", {"number": application.number, "code": code})
    client.post("/interaction/applications/mine/correct/", {"text": "榕树片区，朱砂号在图上，附图在乙柜。"})
    found = services.assign(Application.objects.get(), people.units["registration"], people.office_liaison)
    staff = signed_in(people.registration_liaison)
    answer = {"outcome": "provided", "text": ANSWER, "send": "1", "version": found.version, **CHECKLIST}
    staff.post(f"{services.url_of(found)}answer/", answer)
    case = Case.objects.get()
    case = approvals.pass_secrecy(case.pk, people.registration_secrecy, case.version)
    case = approvals.agree(case.pk, people.registration_head, case.version, f"{PERSON['name']}要的附图在乙柜")
    approvals.agree(case.pk, people.office_head, case.version)
    client.get(f"/interaction/applications/mine/letters/{Letter.objects.last().pk}/pdf/")
    return caplog


def test_nothing_that_was_told_is_kept_or_logged_in_clear(told_everywhere):
    assert Application.objects.get().outcome == "provided"
    for text in (dump(), told_everywhere.text):
        assert [words for words in PLANTED if words in text] == []


def test_after_the_erasing_no_key_is_left_for_anything(told_everywhere, people):
    services.erase(Application.objects.get(), people.office_liaison)
    text = dump()
    assert [words for words in PLANTED if words in text] == []
    assert Application.objects.get().data_key is None
