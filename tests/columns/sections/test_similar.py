"""Beside a request: what is like it, and where it will stand."""

from __future__ import annotations

import pytest
from django.urls import reverse

from columns.sections import similar
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5")]


@pytest.mark.parametrize("title", ["政策文件", "政策文件库", "本厅政策文件", "政策文"])
def test_a_name_like_an_existing_one_finds_it(site, title):
    assert site.column in [found.page.specific for found in similar.to_title(title)]


@pytest.mark.parametrize("title", ["", "政", "地质灾害预警"])
def test_another_name_finds_nothing(site, title):
    assert similar.to_title(title) == []


def test_retired_ones_are_found_too(site):
    factories.public_disclosure(site)
    factories.retire(site)
    [found] = similar.to_title("政策文件")
    assert found.life.state == "retired"


def test_the_tree_shows_it_beside_its_neighbours(site):
    rows = similar.place_in_tree(str(site.section.pk), "登记指南")
    assert [(row["title"], row["own"]) for row in rows] == [
        ("省厅", False), ("政务公开", False), ("政策文件", False), ("登记指南", True),
    ]  # fmt: skip


@pytest.mark.parametrize("parent", ["", "0", "x", "9" * 30, "²"])
def test_no_place_no_tree(site, parent):
    assert similar.place_in_tree(parent, "登记指南") == []


def test_the_piece_of_page_is_for_those_who_may_ask(client, site):
    address = reverse("sections:beside", args=["column"])
    client.force_login(site.department.registration.liaison)
    text = client.post(address, {"title": "政策文件", "parent": site.section.pk}).content.decode()
    assert text.count("政策文件") >= 2 and "<script" not in text
    escaped = client.post(address, {"title": "<script>x</script>", "parent": site.section.pk}).content.decode()
    assert "<script" not in escaped
    client.force_login(site.department.registration.head)
    assert client.post(address).status_code in (302, 403)
    assert client.post(reverse("sections:beside", args=["nothing"])).status_code == 404
