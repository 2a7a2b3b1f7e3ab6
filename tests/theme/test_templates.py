"""The frame of every public page, and the error pages."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from portal.addons.types import MenuEntry
from portal.theme import context, views

MARKS = SimpleNamespace(
    organisation_name="岭海省自然资源厅",
    tagline="政府信息公开",
    identification_code="1234567890",
    icp_record="岭ICP备00000001号",
    police_record="岭公网安备00000000000001号",
    sponsor="岭海省自然资源厅办公室",
    contact="0800-0000000",
    agency_mark_url="https://marks.example/agency",
    error_report_url="https://errors.example/report",
    party_government_mark_text="党政机关",
)


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context.registers, "site_marks", lambda: MARKS)
    monkeypatch.setattr(context, "main_menu", lambda request: [MenuEntry("首页", "/", current=True)])


def render(template: str, values: dict[str, Any] | None = None, path: str = "/") -> str:
    return render_to_string(template, values or {}, RequestFactory().get(path))


def test_the_footer_carries_every_mark_that_inspectors_ask_for() -> None:
    html = render("404.html")
    for mark in vars(MARKS).values():
        assert mark in html
    assert f'href="{reverse("site_map")}"' in html
    assert 'href="/privacy/"' in html


def test_the_head_names_the_site() -> None:
    html = render("404.html")
    assert '<meta name="SiteName" content="岭海省自然资源厅">' in html
    assert '<meta name="SiteDomain" content="testserver">' in html
    assert '<meta name="SiteIDCode" content="1234567890">' in html


def test_a_page_has_one_main_heading_and_a_way_past_the_menu() -> None:
    html = render("404.html")
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert html.count('id="main"') == 1


def test_the_page_stands_before_the_marks_are_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context.registers, "site_marks", lambda: None)
    html = render("404.html")
    assert html.count('class="gk-seal"') == html.count("data-gk-report") == 1  # no mark, but the way to report an error
    assert '<meta name="SiteIDCode" content="">' in html


def test_elder_mode_shows_on_the_page_and_leads_back_to_it() -> None:
    request = RequestFactory().get("/open/", {"year": "2026"})
    request.COOKIES["elder"] = "1"
    html = render_to_string("404.html", {}, request)
    assert 'data-mode="elder"' in html
    assert "?on=0&amp;next=/open/%3Fyear%3D2026" in html


def test_the_emergency_notice_stands_on_every_page() -> None:
    request = RequestFactory().get("/")
    request.notice_bar = {"text": "红色预警", "url": "/alert/"}  # type: ignore[attr-defined]
    html = render_to_string("404.html", {}, request)
    assert "红色预警" in html
    assert 'href="/alert/"' in html


def test_a_query_comes_back_escaped() -> None:
    html = render_to_string("theme/base.html", {}, RequestFactory().get("/", {"q": '"><script>'}))
    assert '"><script>' not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_gone_explains_itself_and_names_the_successor() -> None:
    request = RequestFactory().get("/old/")
    response = views.gone(request, explanation="栏目已合并。", successor={"title": "不动产登记", "url": "/new/"})
    assert response.status_code == 410
    body = response.content.decode()
    assert "栏目已合并。" in body
    assert 'href="/new/"' in body


def test_the_page_for_faults_needs_nothing() -> None:
    html = render_to_string("500.html")
    assert "<h1>" in html
    assert "{%" not in html
    assert "/static/" not in html


@pytest.mark.parametrize("template", ["403.html", "404.html", "410.html"])
def test_public_pages_run_no_script_of_their_own(template: str) -> None:
    html = render(template)
    assert "style=" not in html
    assert "onclick" not in html
    scripts = re.findall(r"<script [^>]*src=[^>]*>(.*?)</script>", html)
    assert len(scripts) == html.count("<script") and not any(scripts)
