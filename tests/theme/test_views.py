"""The elder mode, and what is gone."""

import pytest
from django.test import RequestFactory

from portal.theme import views


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
