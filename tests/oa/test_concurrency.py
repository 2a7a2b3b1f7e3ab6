"""Two requests at the same instant, with real transactions: on SQLite, and the same on a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from columns.models import Disclosure
from portal.approvals.ledger import services as ledger
from portal.approvals.ledger.models import Entry
from portal.oa.models import Nonce
from tests import factories
from tests.factories import DECLARED
from tests.oa.signed import Connected, connect, draft
from tests.plugins.processes import at_once, plant_roots

real_transactions = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oa(tmp_path, monkeypatch, transactional_db) -> Connected:
    monkeypatch.setitem(settings.GONGKAI, "VAR", tmp_path)
    plant_roots()
    department = factories.make_site().department
    return connect(department.registration.liaison, department.registration.unit, by=department.office.head)


@pytest.mark.clause("D5")
@real_transactions
def test_the_same_request_twice_at_once_is_one_and_so_is_its_answer(oa):
    answers = at_once(*[lambda: oa.post("drafts", draft(), idempotency_key="k1")] * 4)

    assert [answer.status_code for answer in answers] == [201] * 4, answers
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert Disclosure.objects.count() == 1
    assert list(ledger.verify()) == []


@pytest.mark.clause("D6")
@real_transactions
def test_two_sendings_at_once_are_one(oa):
    case = oa.hand_in()
    body = {"version": case["version"], "secrecy_declaration": DECLARED}
    sent = at_once(
        lambda: oa.post(f"cases/{case['number']}/send", body, idempotency_key="a"),
        lambda: oa.post(f"cases/{case['number']}/send", body, idempotency_key="b"),
    )
    assert sorted(answer.status_code for answer in sent) == [200, 409]
    assert Entry.objects.filter(case_number=case["number"], act="case.sent").count() == 1
    assert list(ledger.verify()) == []


@real_transactions
def test_a_request_that_is_replayed_at_once_is_taken_once(oa):
    answers = at_once(*[lambda: oa.get("kinds", nonce="n" * 20)] * 3)
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]
    assert Nonce.objects.count() == 1


@pytest.mark.server
def test_on_postgresql(on_postgresql):
    """The same scenarios, and hostile content, where transactions really run side by side and columns are strict."""
    on_postgresql(Path(__file__), Path(__file__).with_name("test_api.py"))
