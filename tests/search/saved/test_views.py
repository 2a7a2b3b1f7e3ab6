"""The pages of saved searches: without JavaScript, without an account, and telling nothing about an address."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from portal.outbox.services import drain
from search.models import SavedSearch
from search.saved import services, views

from .conftest import ADDRESS

pytestmark = pytest.mark.django_db
SEARCH = "/search/saved/?q=采矿权&kind=news"


def post(client, address: str = SEARCH, **fields):
    return client.post(address, {"to": ADDRESS, "how": "daily"} | fields)


def link(mail, step: str) -> str:
    return re.search(rf"http://localhost:8000(/search/saved/{step}/\S+/)", mail.body)[1]


def test_the_form_names_the_search_and_leads_to_its_feeds(client, engine) -> None:
    html = client.get(SEARCH).content.decode()
    assert "采矿权" in html and 'href="/search.rss?q=' in html and 'name="to"' in html
    assert client.get("/search/saved/").headers["Location"] == "/search/"


def test_from_the_form_to_the_confirmed_search_and_its_end(client, engine, mailoutbox) -> None:
    response = post(client, how="weekly")
    assert response.status_code == 302
    assert "no-store" in client.get(response.headers["Location"]).headers["Cache-Control"]
    drain()
    confirming = link(mailoutbox[0], "confirm")
    assert "采矿权" in client.get(confirming).content.decode()
    assert SavedSearch.objects.get().confirmed_at is None, "a program that opens links confirms nothing"
    done = client.post(confirming).content.decode()
    row = SavedSearch.objects.get()
    assert row.confirmed_at and row.how == "weekly"
    end = re.search("/search/saved/end/[^/]+/", done)[0]  # what it leads to is signed with the second it was made in
    client.get(end)
    assert SavedSearch.objects.exists(), "nor ends one"
    assert client.post(end).status_code == 200
    assert not SavedSearch.objects.exists()
    assert client.post(end).status_code == client.get(end).status_code == 200
    assert client.get(confirming).status_code == 410


def test_mail_programs_end_it_by_themselves_without_a_form(saved) -> None:
    """RFC 8058: posted from elsewhere, with no cookie."""
    end = reverse("search:saved_end", args=[services.to_end(saved())])
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SavedSearch.objects.exists()


def test_forms_are_guarded_against_other_sites(engine) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert post(strict).status_code == 403 and not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"to": ""}, {"to": "lu.yuan"}, {"to": "a@b.cn\nBcc: c@d.cn"}, {"how": "hourly"}, {"website": "x"}]
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, engine, wrong) -> None:
    response = post(client, **wrong)
    assert response.status_code == 422 and not SavedSearch.objects.exists()
    html = response.content.decode()
    assert 'role="alert"' in html and ("to" in wrong or ADDRESS in html)


def test_a_network_can_ask_so_often(client, engine, monkeypatch) -> None:
    monkeypatch.setattr(views, "_REQUESTS", views.Limit("saved-search", 2, 3600))
    answers = [post(client, to=f"{number}@example.org").status_code for number in range(3)]
    assert answers == [302, 302, 429] and SavedSearch.objects.count() == 2


def test_the_answer_is_the_same_whatever_is_kept_of_an_address(client, saved, monkeypatch) -> None:
    monkeypatch.setattr(services, "MOST_OF_ADDRESS", 1)
    saved("q=别的")
    known, new = post(client), post(client, to="new@example.org")
    assert (known.status_code, known.headers["Location"]) == (new.status_code, new.headers["Location"])
    assert SavedSearch.objects.count() == 2


def test_a_full_list_and_a_long_search_are_said(client, engine, monkeypatch) -> None:
    many = "&".join(f"unit={'处' * 90}{number}" for number in range(12))
    assert post(client, f"/search/saved/?q=采矿权&{many}").status_code == 422
    monkeypatch.setattr(services, "MOST", 0)
    assert post(client).status_code == 429


@pytest.mark.parametrize("token", ["x", "MTpkYWlseQ:1:abc", "%00", "😀"])
def test_no_token_is_no_error_of_the_server(client, engine, token) -> None:
    assert client.get(f"/search/saved/confirm/{token}/").status_code == 410
    assert client.get(f"/search/saved/end/{token}/").status_code == 404
    assert client.post(f"/search/saved/end/{token}/").status_code == 404
