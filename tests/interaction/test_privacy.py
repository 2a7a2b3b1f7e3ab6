"""Law 7: a planted name, contact and text are found in clear in no table, file or log, at no stage."""

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from interaction import crypto, indexing, services
from interaction.models import Ticket
from interaction.views.asking import RECEIPT
from portal.approvals import services as approvals
from portal.approvals.ledger import seals
from portal.approvals.ledger import services as ledger
from portal.approvals.models import Case
from portal.notices.models import Notice
from portal.outbox.models import OutboxRow
from tests.factories import CHECKLIST
from tests.interaction.conftest import passed

from .conftest import PUBLIC, QUESTION

ANSWER = "钥匙放在蓝色信箱里，请找紫荆老师。"
PLANTED = [QUESTION["name"], QUESTION["contact"], QUESTION["subject"], "青石沟村", "蓝色信箱"]


def dump() -> str:
    """Every value of every table, bytes read as text, and JSON's escapes undone."""
    values = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, bytes | memoryview):
                        value = bytes(value).decode("utf-8", "replace")
                    values.append(str(value))
    text = "\n".join(values)
    return text + "\n" + text.encode().decode("unicode_escape", "replace")


def planted_in(text: str) -> list[str]:
    return [words for words in PLANTED if words in text]


@pytest.fixture
def answered_with_secrets(people, client, caplog, signed_in):
    """The whole way through the pages, so that sessions, logs, notices and mails are written too."""
    caplog.set_level(logging.DEBUG)
    people.registration_liaison.email = "lu@example.org"
    people.registration_liaison.save()
    answer = client.post("/interaction/consult/", {**QUESTION, "wish": "public"}, follow=True)
    code = answer.context["code"]
    ticket = Ticket.objects.get()
    client.post("/interaction/status/", {"number": ticket.number, "code": "AAAA2222"})
    client.post("/interaction/status/", {"number": ticket.number, "code": code})
    services.assign(ticket, people.units["registration"], people.office_liaison)
    ticket = Ticket.objects.get()
    staff = signed_in(people.registration_liaison)
    reply = {
        "private_text": ANSWER,
        "audience": "public",
        **PUBLIC,
        "version": ticket.version,
        "send": "1",
        **CHECKLIST,
    }
    staff.post(f"{services.ticket_url(ticket)}reply/", reply)
    case = passed(people, Case.objects.get())
    approvals.return_case(case.pk, people.registration_head, case.version, "请核对")
    ticket = Ticket.objects.get()
    staff.post(f"{services.ticket_url(ticket)}reply/", reply | {"version": ticket.version})
    case = passed(people, Case.objects.get())
    approvals.agree(case.pk, people.registration_head, case.version, "同意")
    return Ticket.objects.get()


@pytest.mark.clause("O1")
def test_the_search_of_this_test_finds_what_is_there(people):
    """The test can fail: words in a table are found, in a JSON column too."""
    OutboxRow.objects.create(job="x", payload={"text": QUESTION["name"]})
    Notice.objects.create(person=people.nobody, text="青石沟村")
    assert planted_in(dump()) == [QUESTION["name"], "青石沟村"]


@pytest.mark.clause("O1")
def test_planted_words_are_nowhere_in_clear(answered_with_secrets, caplog, mailoutbox):
    assert answered_with_secrets.state == "answered"
    record = indexing.read(list(indexing.ids()))
    assert record
    everything = "\n".join([dump(), caplog.text, repr(record), *(str(mail.message()) for mail in mailoutbox)])
    assert PUBLIC["public_answer"] in everything  # what was approved for everybody is there
    assert planted_in(everything) == []
    for path in Path(settings.GONGKAI["VAR"]).rglob("*"):
        if path.is_file() and "keys" not in path.parts:
            assert planted_in(path.read_bytes().decode("utf-8", "replace")) == [], path


@pytest.mark.clause("O1")
def test_the_query_code_is_kept_nowhere(receipt):
    assert receipt.code not in dump()
    assert receipt.code not in repr(receipt)


@pytest.mark.clause("O1")
def test_the_session_holds_the_code_sealed(client, people):
    """Rows of sessions lie in the database; what they hold is signed, not secret."""
    client.post("/interaction/consult/", {**QUESTION, "wish": "public"})
    code = crypto.unpack(client.session[RECEIPT])["code"]
    assert len(code) == crypto.CODE_LENGTH
    assert code not in str(dict(client.session))


@pytest.mark.clause("O1")
@pytest.mark.django_db(transaction=True)
def test_after_erasing_nothing_opens_and_the_ledger_still_verifies(people, answered):
    wrapped = bytes(answered.key_row.wrapped)
    assert wrapped.decode() in dump()
    services.erase(answered, people.office_liaison)
    assert wrapped.decode() not in dump()
    assert planted_in(dump()) == []
    assert list(ledger.verify()) == []
    assert len(list(seals.read())) == ledger.Entry.objects.count()


def test_what_is_shown_of_an_error_holds_no_text(answered_with_secrets):
    """Reprs stand in logs and error pages."""
    from interaction import reading

    shown = repr(reading.told(answered_with_secrets)) + repr(answered_with_secrets) + str(answered_with_secrets)
    assert planted_in(shown) == []
