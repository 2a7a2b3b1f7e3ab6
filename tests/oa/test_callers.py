"""Who gets in: proven by token and signature, in time, once, for a person who holds a post in one of its units."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.oa import credentials, limits
from portal.oa.models import Nonce, Token
from portal.organisation.models import Post
from tests import factories
from tests.oa.signed import connect, draft

pytestmark = pytest.mark.django_db


def code(answer) -> str:
    return answer.json()["type"].removeprefix("urn:gongkai:problem:")


def refused(answer) -> tuple[int, str]:
    return answer.status_code, code(answer)


def test_a_signed_request_gets_in_and_the_token_remembers(oa):
    assert oa.get("kinds").status_code == 200
    assert Token.objects.get().last_used_at is not None


@pytest.mark.parametrize("token", ["", "gk_", "nonsense", "gk_000000000000_x", "　全角", "a" * 5000])
def test_an_unknown_token_is_refused(oa, token):
    sent = {"sent_Authorization": f"Bearer {token}"}
    assert refused(oa.get("kinds", **sent)) == (401, "unauthorised")


@pytest.mark.parametrize("change", ["revoked", "expired", "cut off"])
def test_a_token_that_is_over_is_refused(oa, site, change):
    token = Token.objects.get()
    if change == "revoked":
        credentials.revoke(token, site.department.office.head)
    elif change == "expired":
        Token.objects.update(expires_at=timezone.now())
    else:
        type(oa.system).objects.update(is_active=False)
    assert refused(oa.get("kinds")) == (401, "unauthorised")


def test_the_token_alone_proves_nothing(oa):
    assert refused(oa.get("kinds", sent_Gongkai_Signature="")) == (401, "bad-signature")
    assert refused(oa.get("kinds", key="0" * 64)) == (401, "bad-signature")


def test_the_stored_digest_is_no_signing_key(oa):
    """A stolen table of tokens signs nothing."""
    assert refused(oa.get("kinds", key=Token.objects.get().digest)) == (401, "bad-signature")
    assert oa.token not in str(list(Token.objects.values())) and oa.key not in str(list(Token.objects.values()))


@pytest.mark.parametrize(
    "changed",
    [
        {"sent_Gongkai_Maker": "someone"}, {"sent_Gongkai_Unit": "farmland"}, {"sent_Gongkai_Nonce": "n" * 20},
        {"sent_Idempotency_Key": "other"},
        {"as_method": "POST"}, {"as_path": "/oa/v1/cases?limit=2"}, {"as_digest": "0" * 64}, {"as_unit": "farmland"},
    ],
)  # fmt: skip
def test_whatever_differs_from_what_was_signed_breaks_the_signature(oa, changed):
    assert refused(oa.get("cases", **changed)) == (401, "bad-signature")


def test_another_time_than_was_signed_breaks_the_signature(oa):
    assert refused(oa.get("cases", sent_Gongkai_Timestamp=str(int(time.time()) + 1))) == (401, "bad-signature")


def test_a_request_is_taken_once(oa):
    stamp, nonce = str(int(time.time())), "n" * 20
    assert oa.get("kinds", timestamp=stamp, nonce=nonce).status_code == 200
    assert refused(oa.get("kinds", timestamp=stamp, nonce=nonce)) == (401, "replayed")


def test_a_request_that_was_refused_for_its_content_is_used_up_too(oa):
    body = {"nonce": "m" * 20, "idempotency_key": "k1"}
    assert oa.post("drafts", {}, **body).status_code == 422
    assert refused(oa.post("drafts", {}, **body)) == (401, "replayed")


def test_a_forged_request_uses_no_nonce_up(oa):
    assert refused(oa.get("kinds", nonce="n" * 20, key="0" * 64)) == (401, "bad-signature")
    assert not Nonce.objects.exists()


def test_nonces_are_kept_longer_than_their_time_is_accepted(oa, settings):
    oa.get("kinds")
    window = timedelta(seconds=settings.GONGKAI["OA_CLOCK_SECONDS"])
    Nonce.objects.update(at=timezone.now() - window * 1.5)
    oa.get("kinds")
    assert Nonce.objects.count() == 2
    Nonce.objects.update(at=timezone.now() - window * 2.1)
    oa.get("kinds")
    assert Nonce.objects.count() == 1


@pytest.mark.parametrize("off", [-302, 310])
def test_a_clock_that_is_off_is_told_so(oa, off):
    answer = oa.get("kinds", timestamp=str(int(time.time()) + off))
    assert refused(answer) == (401, "clock-skew") and "300" in answer.json()["detail"]


@pytest.mark.parametrize("off", [-290, 290])
def test_a_clock_that_is_nearly_right_is_taken(oa, off):
    assert oa.get("kinds", timestamp=str(int(time.time()) + off)).status_code == 200


@pytest.mark.parametrize("stamp", ["", "soon", "1e9", "-1", "９９９", "9" * 30])
def test_a_time_that_is_none_is_refused(oa, stamp):
    assert refused(oa.get("kinds", sent_Gongkai_Timestamp=stamp.encode().decode("latin-1")))[0] == 401


def test_a_system_calls_from_its_addresses_only(oa):
    type(oa.system).objects.update(addresses="10.1.0.0/16\n192.0.2.7")
    oa.client.defaults["REMOTE_ADDR"] = "10.2.0.1"
    assert refused(oa.get("kinds")) == (403, "wrong-address")
    assert refused(oa.get("kinds", sent_X_Forwarded_For="10.1.0.1")) == (403, "wrong-address")
    oa.client.defaults["REMOTE_ADDR"] = "10.1.7.7"
    assert oa.get("kinds").status_code == 200


def test_it_acts_for_its_units_only(oa, site):
    farmland = site.department.farmland
    farmland.liaison.external_id = "f1"
    farmland.liaison.save()
    assert refused(oa.get("kinds", unit="farmland", maker="f1")) == (403, "maker-refused")
    assert refused(oa.get("kinds", unit="nowhere")) == (403, "maker-refused")


def test_the_maker_holds_a_post_in_that_unit_today(oa, site):
    farmland = site.department.farmland
    farmland.liaison.external_id = "f1"
    farmland.liaison.save()
    assert refused(oa.get("kinds", maker="f1")) == (403, "maker-refused")
    Post.objects.filter(person=site.department.registration.liaison).update(ends_on=factories.today() - timedelta(1))
    assert refused(oa.get("kinds")) == (403, "maker-refused")


@pytest.mark.parametrize("maker", ["", "nobody", "%00", "%FF%FE", "'; drop table", "registration-liaison"])
def test_a_person_who_isnt_known_is_refused(oa, maker):
    """The user name is none of the names by which this system knows people."""
    assert refused(oa.get("kinds", maker=maker)) == (403, "maker-refused")


def test_two_people_with_one_identity_are_nobody(oa, site):
    type(site.department.registration.head).objects.filter(pk=site.department.registration.head.pk).update(
        external_id=oa.maker
    )
    assert refused(oa.get("kinds")) == (403, "maker-refused")


def test_people_can_be_named_by_user_name(oa, site):
    type(oa.system).objects.update(people_by="username")
    assert oa.get("kinds", maker="registration-liaison").status_code == 200
    type(site.department.registration.liaison).objects.update(is_active=False)
    assert refused(oa.get("kinds", maker="registration-liaison")) == (403, "maker-refused")


def test_a_system_that_asks_too_often_waits(oa, monkeypatch):
    monkeypatch.setattr(limits, "REQUESTS", limits.Limit("oa", 3, 60))
    for _again in range(3):
        assert oa.get("kinds").status_code == 200
    answer = oa.get("kinds")
    assert refused(answer) == (429, "too-many") and answer.headers["Retry-After"] == "60"


def test_an_address_that_guesses_waits_and_who_proves_itself_gets_in_from_there(oa, monkeypatch):
    monkeypatch.setattr(limits, "DENIED", limits.Limit("oa-denied", 3, 60))
    for _again in range(3):
        assert oa.get("kinds", token="wrong").status_code == 401
    assert refused(oa.get("kinds", token="wrong")) == (429, "too-many")
    assert refused(oa.get("kinds", key="0" * 64)) == (429, "too-many")
    assert oa.get("kinds").status_code == 200
    oa.client.defaults["REMOTE_ADDR"] = "198.51.100.9"
    assert oa.get("kinds", token="wrong").status_code == 401


def test_a_body_that_is_too_large_is_refused(oa, settings, monkeypatch):
    monkeypatch.setitem(settings.GONGKAI, "ATTACHMENT_MAX_BYTES", 1000)
    assert refused(oa.upload(content=b"%PDF-" + b"x" * 2000)) == (413, "too-large")
    assert refused(oa.post("drafts", draft(fields={"body": "长" * 1_000_000}))) == (413, "too-large")


def test_two_systems_dont_share_nonces_or_cases(oa, site):
    registration = site.department.registration
    other = connect(registration.liaison, registration.unit, by=site.department.office.head, code="other")
    stamp = str(int(time.time()))
    assert oa.get("kinds", nonce="n" * 20, timestamp=stamp).status_code == 200
    assert other.get("kinds", nonce="n" * 20, timestamp=stamp).status_code == 200
    case = oa.hand_in()
    assert other.get(f"cases/{case['number']}").status_code == 404
    assert other.send(case).status_code == 404


def test_who_isnt_let_in_changes_nothing(oa):
    before = Entry.objects.count()
    for changed in ({"key": "0" * 64}, {"token": "x"}, {"unit": "farmland"}, {"maker": "nobody"}):
        assert oa.post("drafts", draft(), **changed).status_code in (401, 403)
    assert Entry.objects.count() == before and not Case.objects.filter(kind="disclosure").exists()
