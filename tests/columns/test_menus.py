"""The main menu: sections and the columns that are active in them."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.translation import pgettext

from columns import menus
from columns.models import ColumnPage, RetirementRequest
from portal.demonstration import acts
from tests import factories

pytestmark = pytest.mark.django_db


def lines() -> dict[str, list[str]]:
    return {entry.label: [child.label for child in entry.children] for entry in menus.main_menu(None)}


def test_without_columns_it_is_empty():
    assert menus.main_menu(None) == []


def test_an_activating_column_is_not_in_it_an_active_one_is_a_retired_one_is_not(site):
    assert lines() == {"政务公开": []}
    factories.public_disclosure(site)
    assert lines() == {"政务公开": ["政策文件", pgettext("gongkai", "Catalogue")]}
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=site.column, reason="不用了", made_by=liaison)
    acts.approve(request, liaison, timezone.now())
    assert lines() == {"政务公开": []}


def test_addresses_are_those_of_the_pages(site):
    factories.public_disclosure(site)
    (section,) = menus.main_menu(None)
    assert section.url == site.section.url and section.children[0].url == ColumnPage.objects.get(slug="policy").url
