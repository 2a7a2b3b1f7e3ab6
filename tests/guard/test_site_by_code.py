"""What stands beside the pages, written by code: sites, view restrictions, redirects, the marks of the site."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from portal.registers.models import SiteMarks
from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, nothing_public_changes

pytestmark = pytest.mark.clause("D5")


def _site(**values) -> None:
    site = Site.objects.get()
    for name, value in values.items():
        setattr(site, name, value)
    site.save()


SITES = {
    "root page": lambda world: _site(root_page=Page.objects.get(pk=world.second.pk)),
    "host": lambda world: _site(hostname="elsewhere"),
    "port": lambda world: _site(port=8080),
    "not the default": lambda world: _site(is_default_site=False),
    "query": lambda world: Site.objects.update(root_page=world.draft),
    "made": lambda world: Site.objects.create(hostname="elsewhere", root_page=world.draft),
    "bulk": lambda world: Site.objects.bulk_create([Site(hostname="elsewhere", root_page=world.draft)]),
    "deleted": lambda world: Site.objects.get().delete(),
    "deleted by query": lambda world: Site.objects.all().delete(),
}


@pytest.mark.parametrize("way", SITES)
def test_site_root_page_by_code(world, way):
    assert_refused(SITES[way], world)
    assert Site.objects.get().root_page_id == world.site.home.pk


def test_the_name_of_a_site_is_no_secret(world):
    with nothing_public_changes():
        _site(site_name="新名字")


@pytest.fixture
def restricted(world) -> PageViewRestriction:
    """A restriction that stands already, on the draft column."""
    with transaction.atomic(), guard.table_permit("wagtailcore_pageviewrestriction"):
        return PageViewRestriction.objects.create(page=world.draft, restriction_type="password", password="x")


RESTRICTIONS = {
    "made": lambda world, row: PageViewRestriction.objects.create(page=world.page, restriction_type="login"),
    "on a draft": lambda world, row: PageViewRestriction.objects.create(page=world.hidden, restriction_type="login"),
    "saved": lambda world, row: PageViewRestriction(pk=row.pk, page=world.page, restriction_type="login").save(),
    "moved": lambda world, row: PageViewRestriction.objects.update(page=world.page),
    "password": lambda world, row: PageViewRestriction.objects.update(password="y"),
    "groups": lambda world, row: row.groups.set([Group.objects.create(name="g")]),
    "deleted": lambda world, row: row.delete(),
    "deleted by query": lambda world, row: PageViewRestriction.objects.all().delete(),
}


@pytest.mark.parametrize("way", RESTRICTIONS)
def test_privacy_by_code(world, restricted, way):
    assert_refused(RESTRICTIONS[way], world, restricted)
    assert list(PageViewRestriction.objects.values_list("page", "restriction_type")) == [(world.draft.pk, "password")]


@pytest.fixture
def redirect(world) -> Redirect:
    """A redirect that a case made."""
    with transaction.atomic(), guard.table_permit("wagtailredirects_redirect"):
        return Redirect.objects.create(old_path="/approved-address", redirect_page=world.page)


REDIRECTS = {
    "added": lambda world, row: Redirect.add_redirect("/old-address", world.page),
    "made": lambda world, row: Redirect.objects.create(old_path="/old-address", redirect_link="https://example.org/"),
    "bulk": lambda world, row: Redirect.objects.bulk_create([Redirect(old_path="/old-address", redirect_link="/")]),
    "target": lambda world, row: Redirect.objects.update(redirect_page=None, redirect_link="https://example.org/"),
    "address": lambda world, row: Redirect.objects.update(old_path="/old-address"),
    "permanent": lambda world, row: Redirect.objects.update(is_permanent=False),
    "deleted": lambda world, row: row.delete(),
    "deleted by query": lambda world, row: Redirect.objects.all().delete(),
}


@pytest.mark.parametrize("way", REDIRECTS)
def test_redirect_by_code(world, redirect, way):
    assert_refused(REDIRECTS[way], world, redirect)
    assert Redirect.objects.get().old_path == "/approved-address"


def test_no_redirect_is_made_by_itself_for_a_draft(world):
    """Wagtail makes redirects when an address changes: for drafts there is nothing to lead anybody to."""
    draft = world.draft
    draft.slug = "renamed"
    with nothing_public_changes():
        draft.save()
        world.draft.move(world.hidden, "last-child")
    assert not Redirect.objects.exists()


def test_redirect_import(world, tmp_path):
    path = tmp_path / "redirects.csv"
    path.write_text("from,to\n/old-address,https://example.org/\n", encoding="utf-8")
    assert_refused(call_command, "import_redirects", src=str(path), to=1, ask=False, stdout=StringIO(), **{"from": 0})
    assert not Redirect.objects.exists()


MARKS = {
    "made live": lambda live, other: SiteMarks.objects.filter(pk=other.pk).update(live=True),
    "a live one made": lambda live, other: SiteMarks.objects.create(organisation_name=CHANGED, live=True),
    "changed": lambda live, other: SiteMarks.objects.filter(pk=live.pk).update(organisation_name=CHANGED),
    "taken down": lambda live, other: SiteMarks.objects.filter(pk=live.pk).update(live=False),
    "deleted": lambda live, other: SiteMarks.objects.filter(pk=live.pk).delete(),
}


@pytest.mark.parametrize("way", MARKS)
def test_rows_that_a_room_guards(world, way):
    """The marks of the site stand for every table that a room or an add-on names."""
    other = SiteMarks.objects.create(organisation_name="草稿", identification_code="1234567890", sponsor="省厅")
    with transaction.atomic(), guard.table_permit("registers_sitemarks"):
        SiteMarks.objects.filter(live=True).update(live=False)
        live = SiteMarks.objects.create(
            organisation_name="省厅", identification_code="1234567890", sponsor="省厅", live=True
        )
    guard.refuses(MARKS[way], live, other)
    assert SiteMarks.objects.get(live=True).organisation_name == "省厅"
