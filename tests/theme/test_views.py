"""The elder mode, and what is gone."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import BadRequest, DisallowedHost
from django.test import Client, RequestFactory

from portal.theme import context, views


def test_switching_on_sets_the_cookie_and_goes_back() -> None:
    response = views.elder(RequestFactory().get("/elder/", {"on": "1", "next": "/open/?year=2026"}))
    assert response.status_code == 302
    assert response["Location"] == "/open/?year=2026"
    assert response.cookies["elder"].value == "1"


def test_switching_off_takes_the_cookie_away() -> None:
    response = views.elder(RequestFactory().get("/elder/", {"on": "0", "next": "/"}))
    assert response.cookies["elder"].value == ""
    assert response.cookies["elder"]["max-age"] == 0


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_foreign_target_leads_home(target: str) -> None:
    response = views.elder(RequestFactory().get("/elder/", {"on": "1", "next": target}))
    assert response["Location"] == "/"


def test_the_switch_is_never_cached_and_takes_no_post() -> None:
    assert "no-store" in views.elder(RequestFactory().get("/elder/"))["Cache-Control"]
    assert views.elder(RequestFactory().post("/elder/")).status_code == 405


def test_what_the_portal_can_t_read_is_answered_with_its_reason() -> None:
    response = views.bad_request(RequestFactory().get("/admin/"), BadRequest("没有“<b>”这个筛选条件。"))
    page = response.content.decode()
    assert response.status_code == 400
    assert "没有“&lt;b&gt;”这个筛选条件。" in page and "未作任何改动" in page


def test_a_request_with_a_wrong_host_gets_no_page_that_would_ask_for_it(settings) -> None:
    settings.ALLOWED_HOSTS = ["gongkai.example"]
    request = RequestFactory(headers={"host": "evil.example"}).get("/")
    response = views.bad_request(request, DisallowedHost("evil.example"))
    assert response.status_code == 400 and "evil.example" not in response.content.decode()


@pytest.mark.django_db
def test_a_client_with_a_wrong_host_gets_400(client, settings) -> None:
    settings.ALLOWED_HOSTS = ["gongkai.example"]
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "words"), [("/admin/pages/1/edit/", "复制"), ("/interaction/ask/", "刷新页面")])
def test_a_form_without_a_valid_token_says_what_to_do_under_the_departments_name(path, words, monkeypatch) -> None:
    marks = SimpleNamespace(organisation_name="岭海省自然资源厅")
    monkeypatch.setattr(context.registers, "site_marks", lambda: marks)
    answer = Client(enforce_csrf_checks=True).post(path)
    page = answer.content.decode()
    assert answer.status_code == 403 and words in page
    assert f"<strong>{marks.organisation_name}</strong>" in page
