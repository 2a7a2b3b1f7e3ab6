"""The same request twice is one act with one answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from columns.models import Disclosure
from portal.approvals.models import Case
from portal.oa.models import Exchange, Submission
from tests.oa.signed import draft

pytestmark = pytest.mark.django_db


def test_the_same_request_gets_the_same_answer_and_is_done_once(oa):
    first = oa.post("drafts", draft(), idempotency_key="k1")
    again = oa.post("drafts", draft(), idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    assert "Idempotency-Replayed" not in first.headers and again.headers["Idempotency-Replayed"] == "true"
    assert Disclosure.objects.count() == Submission.objects.count() == 1


def test_another_request_with_the_key_is_refused(oa, site):
    case = oa.post("drafts", draft(), idempotency_key="k1").json()
    for answer in (
        oa.post("drafts", draft(record_id="OA-2"), idempotency_key="k1"),
        oa.post(f"cases/{case['number']}/send", {"version": 1}, idempotency_key="k1"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:gongkai:problem:key-used")
    assert Case.objects.get(number=case["number"]).state == "drafting"


def test_a_refusal_is_an_answer_too(oa):
    first = oa.post("drafts", draft(fields={"column": "nowhere"}), idempotency_key="k1")
    again = oa.post("drafts", draft(fields={"column": "nowhere"}), idempotency_key="k1")
    assert first.status_code == again.status_code == 422 and first.json() == again.json()
    assert again.headers["Content-Type"] == "application/problem+json"
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_failure_of_the_portal_is_no_answer(oa, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("personal words")

    with monkeypatch.context() as patched:
        patched.setattr("portal.oa.services.approvals.open_case", broken)
        failed = oa.post("drafts", draft(), idempotency_key="k1")
    assert failed.status_code == 500 and "personal" not in failed.content.decode()
    assert not Disclosure.objects.exists() and not Exchange.objects.exists()
    assert oa.post("drafts", draft(), idempotency_key="k1").status_code == 201


def test_answers_are_kept_some_days(oa):
    oa.post("drafts", draft(), idempotency_key="k1")
    Exchange.objects.update(at=timezone.now() - timedelta(days=settings.GONGKAI["OA_KEEP_DAYS"], hours=1))
    assert oa.post("drafts", draft(), idempotency_key="k1").status_code == 201
    assert Disclosure.objects.count() == 2


@pytest.mark.parametrize("key", ["", "two words", "x" * 121, "中"])
def test_a_change_needs_a_key(oa, key):
    sent = {"sent_Idempotency_Key": key.encode().decode("latin-1"), "idempotency_key": key.encode().decode("latin-1")}
    answer = oa.post("drafts", draft(), **sent)
    assert answer.status_code == 422 and "Idempotency-Key" in answer.json()["detail"]
