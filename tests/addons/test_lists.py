"""Lists of the admin are narrowed by their own filters only: nobody reads a field by asking for rows that have it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail_modeladmin.options import ModelAdmin

from portal.addons.lists import FilteredIndexView


@pytest.fixture
def people(client, department):
    """The register of people, asked by somebody who keeps it."""
    client.force_login(department.office.handler)
    return lambda query: client.get(f"{reverse('organisation_user_modeladmin_index')}?{query}")


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "q=office&o=-0", "is_active__exact=1&holding=yes", "p=0&e=1"])
def test_its_own_filters_order_and_search_narrow_it(people, query):
    answer = people(query)
    assert answer.status_code == 200
    assert "office-head" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("password__startswith=pbkdf2", "password__startswith"),
        ("email__contains=a", "email__contains"),
        ("posts__unit__name=x&is_active__exact=1", "posts__unit__name"),
        ("is_active__exact=maybe", ""),
        ("nonsense=1", ""),
    ],
)
def test_anything_else_is_refused_kindly(people, query, named):
    answer = people(query)
    page = answer.content.decode()
    assert answer.status_code == 400 and "未作任何改动" in page and named in page
    assert "office-head" not in page


@pytest.mark.django_db
def test_what_is_refused_is_not_written_into_the_page_as_it_came(people):
    page = people("id__in%3Cscript%3E=1").content.decode()
    assert "<script>" not in page.partition("<main")[2]


def registers(cls: type = ModelAdmin) -> Iterator[type]:
    for register in cls.__subclasses__():
        yield register
        yield from registers(register)


def test_every_register_of_the_portal_is_such_a_list():
    ours = [register for register in registers() if register.__module__.startswith("portal.") and register.model]
    assert len(ours) >= 8
    assert [register for register in ours if not issubclass(register.index_view_class, FilteredIndexView)] == []


def test_the_room_s_extension_points_are_read_without_it():
    """Packages import the shapes and hooks before there are models; a list needs them."""
    modules = "portal.addons, portal.addons.types, portal.addons.specs, portal.addons.registry"
    code = f"import sys, {modules}; print({{'wagtail_modeladmin', 'wagtail.models'}} & set(sys.modules))"
    path = {"PYTHONPATH": str(settings.ROOT / "site")}
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=path)
    assert answer.stdout == "set()\n"
