"""Which pages search engines are told of. What retired sections do to it stands in sections/test_from_outside.py."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from wagtail.models import PageViewRestriction, Site

from columns import addresses
from portal.approvals import takedowns
from portal.approvals.permits import table_permit
from tests import factories

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    request = RequestFactory().get("/")
    return [addresses.address(page, request) for page in addresses.rows(request)]


def test_what_is_public_from_the_home_page_down(site):
    assert found() == ["/", "/disclosure/"]  # a column that is being filled isn't public
    page = factories.public_disclosure(site)
    assert found() == ["/", "/disclosure/", "/disclosure/policy/", page.url]


def test_neither_drafts_nor_what_was_taken_down_nor_what_is_restricted(site):
    shown, down, closed = (factories.public_disclosure(site, slug, document_number="") for slug in ("a", "b", "c"))
    factories.draft_disclosure(site, "draft", document_number="")
    takedowns.take_down(down, site.department.publicity.handler, "有误")
    with table_permit(PageViewRestriction._meta.db_table, "test", None):
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert found()[3:] == [shown.url]


def test_without_a_site_there_is_nothing(site):
    with table_permit(Site._meta.db_table, "test", None):
        Site.objects.all().delete()
    Site.clear_site_root_paths_cache()
    assert found() == []
