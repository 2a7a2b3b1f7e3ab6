"""Filters of the worklist: what is given is counted, kept in the address, and shown on the folded button."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.approvals.worklist_filters import Filters


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 0),
        ({"tab": "unit", "page": "2"}, 0),
        ({"kind": "nothing", "tier": "heavy", "state": "x", "due": "yesterday", "unit": "a"}, 0),
        ({"due": "late"}, 1),
        ({"due": "late", "tier": "general", "unit": "7"}, 3),
        ({"due": "late", "tier": "", "unit": "0" * 10}, 1),
    ],
)
def test_what_is_given_is_counted(query, count):
    filters = Filters.read(query)
    assert filters.count == count == len(filters.given)
    assert all(query[name] == value for name, value in filters.given.items())


def test_they_stay_in_the_address_beside_what_else_is_asked():
    filters = Filters.read({"due": "late", "tier": "general"})
    assert filters.query(tab="unit", page="") == "tab=unit&tier=general&due=late"
    assert Filters().query() == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "said"), [("", False), ("due=late&tier=general", True), ("tab=unit&due=x", False)])
def test_the_button_that_unfolds_them_says_how_many(client, site, query, said):
    client.force_login(site.department.registration.secrecy)
    page = client.get(f"{reverse('approvals:worklist')}?{query}").content.decode()
    summary = page.partition("<summary")[2].partition("</summary>")[0]
    assert ("(2)" in summary) is said and page.count("data-gk-folds") == 1
