"""The surroundings of public pages."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.addons import registry
from portal.addons.specs import hookimpl
from portal.addons.types import MenuEntry
from portal.theme import context

POLICY = MenuEntry("Policy", "/open/policy/")
OPEN = MenuEntry("Disclosure", "/open/", 2, children=(POLICY, MenuEntry("Catalogue", "/open/catalogue/")))
HOME = MenuEntry("Home", "/", 1)
OPENING = MenuEntry("Opening hours", "/opening/", 3)


def current(path: str) -> list[str]:
    return [entry.label for entry in context.mark_current([HOME, OPEN, OPENING], path) if entry.current]


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("/", ["Home"]),
        ("/open/", ["Disclosure"]),
        ("/open/policy/2026/a/", ["Disclosure"]),
        ("/opening/", ["Opening hours"]),
        ("/elsewhere/", []),
    ],
)
def test_the_place_is_marked(path: str, labels: list[str]) -> None:
    assert current(path) == labels


def test_the_child_is_marked_too() -> None:
    entry = context.mark_current([HOME, OPEN], "/open/policy/a/")[1]
    assert [child.current for child in entry.children] == [True, False]


def test_a_sibling_child_is_not_marked() -> None:
    entry = context.mark_current([HOME, OPEN], "/open/other/")[1]
    assert entry.current
    assert not any(child.current for child in entry.children)


def test_an_empty_menu_is_no_fault() -> None:
    assert context.mark_current([], "/") == []


class Late:
    @hookimpl
    def menu_entries(self, request: object) -> list[MenuEntry]:
        return [MenuEntry("last", "/zz-last/", 10_001)]


class Early:
    @hookimpl
    def menu_entries(self, request: object) -> list[MenuEntry]:
        return [MenuEntry("before the last", "/zz-early/", 10_000)]


def test_entries_of_all_rooms_come_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    late, early = Late(), Early()
    results = [late.menu_entries(None), early.menu_entries(None)]
    hook = SimpleNamespace(menu_entries=lambda request: results)
    monkeypatch.setattr(registry, "manager", SimpleNamespace(hook=hook))
    entries = context.main_menu(RequestFactory().get("/zz-early/a/"))
    assert [entry.label for entry in entries] == ["before the last", "last"]
    assert [entry.current for entry in entries] == [True, False]


def test_admin_pages_get_nothing() -> None:
    assert context.chrome(RequestFactory().get(reverse("wagtailadmin_home"))).keys() == {"site_name"}


def test_nothing_is_read_until_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*args: object) -> None:
        raise AssertionError("read without being shown")

    monkeypatch.setattr(context.registers, "site_marks", forbidden)
    monkeypatch.setattr(context, "main_menu", forbidden)
    values = context.chrome(RequestFactory().get("/"))
    assert values["notice_bar"] is None
    assert values["elder"] is False


def test_elder_mode_and_notice_follow_the_request() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["elder"] = "1"
    request.notice_bar = {"text": "Red alert"}  # type: ignore[attr-defined]
    values = context.chrome(request)
    assert values["elder"] is True
    assert values["notice_bar"] == {"text": "Red alert"}


def test_a_missing_table_is_tolerated_a_real_fault_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError("no such table")

    tables: list[str] = []
    monkeypatch.setattr(context.registers, "site_marks", broken)
    fake = SimpleNamespace(introspection=SimpleNamespace(table_names=lambda: tables))
    monkeypatch.setattr(context, "connection", fake)
    assert context.read_site_marks() is None
    tables.append("registers_sitemarks")
    with pytest.raises(DatabaseError):
        context.read_site_marks()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login", "/admin/pages", "/admin/nothing", "/admin/cases"])
def test_an_address_of_the_admin_without_its_slash_is_no_server_error(site, path):
    assert Client(raise_request_exception=False).get(path).status_code in (301, 302, 404)
