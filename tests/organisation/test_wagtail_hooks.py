"""The menu shows what a person can use, and every entry answers."""

import json
import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE = ("registration.liaison", "registration.head", "registration.leader", "office.head", "publicity.head",
          "technology.head", "superuser")  # fmt: skip
NEVER = {"reports", "help", "users", "groups", "workflows", "workflow-tasks"}
SUPERUSERS = {"collections", "redirects", "sites"}


def entries(client) -> dict[str, str]:
    """Name → address of every entry of the menu, submenus too."""
    page = client.get("/admin/").content.decode()
    props = re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', page, re.S)
    assert props
    return dict(_walk(json.loads(props[1])))


def _walk(value):
    if isinstance(value, dict):
        if "name" in value and "label" in value:
            yield value["name"], value.get("url", "")
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _walk(part)


@pytest.fixture(params=PEOPLE)
def person(request, department):
    if request.param == "superuser":
        return factories.UserFactory(is_superuser=True)
    unit, post = request.param.split(".")
    return getattr(getattr(department, unit), post)


def test_every_entry_answers(as_person, person):
    client = as_person(person)
    found = entries(client)
    assert {"my-cases", "cases", "account"} <= set(found)

    for name, url in found.items():
        if (url or "").startswith("/"):
            assert client.get(url, follow=True).redirect_chain in ([], *_inside(url)), (name, url)


def _inside(url: str):
    return [[(f"{url}{number}/", 302)] for number in range(1, 60)]


def test_what_nobody_can_use_is_not_there(as_person, person):
    gone = (NEVER - {"reports"}) if person.is_superuser else NEVER | SUPERUSERS

    assert not gone & set(entries(as_person(person)))


def test_the_registers_are_shown_to_who_keeps_them(as_person, department):
    def registers(person) -> set[str]:
        return {url.split("/")[3] for url in entries(as_person(person)).values()
                if (url or "").startswith("/admin/organisation/")}  # fmt: skip

    assert registers(department.office.head) == {"unit", "user", "post", "functionassignment"}
    assert registers(department.technology.head) == {"user"}
    assert registers(department.registration.head) == set()
