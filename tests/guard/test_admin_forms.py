"""Forms of the admin beside pages: sites, redirects, registers, locales. Refused with a message, superusers too."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from portal.registers.models import SiteMarks
from tests.plugins import guard
from tests.plugins.guard import CHANGED, not_an_error, nothing_public_changes, refused_answer

pytestmark = pytest.mark.clause("D5")


def site_rows() -> list[tuple]:
    return list(Site.objects.order_by("pk").values_list("hostname", "port", "root_page", "is_default_site"))


SITE_FORMS = {
    "edit": lambda world: (
        reverse("wagtailsites:edit", args=[Site.objects.get().pk]),
        {"hostname": "testserver", "port": "80", "root_page": world.second.pk, "is_default_site": "on"},
    ),
    "host": lambda world: (
        reverse("wagtailsites:edit", args=[Site.objects.get().pk]),
        {"hostname": "elsewhere", "port": "80", "root_page": world.site.home.pk, "is_default_site": "on"},
    ),
    "add": lambda world: (
        reverse("wagtailsites:add"), {"hostname": "elsewhere", "port": "80", "root_page": world.hidden.pk}
    ),
    "delete": lambda world: (reverse("wagtailsites:delete", args=[Site.objects.get().pk]), {}),
}  # fmt: skip


@pytest.mark.parametrize("form", SITE_FORMS)
def test_site_settings_form(world, who, form):
    url, data = SITE_FORMS[form](world)
    before = site_rows()
    with nothing_public_changes():
        refused_answer(world.browser(who).post(url, data))
    assert site_rows() == before


@pytest.fixture
def redirect(world) -> Redirect:
    with transaction.atomic(), guard.table_permit("wagtailredirects_redirect"):
        return Redirect.objects.create(old_path="/approved-address", redirect_page=world.page)


NEW = {
    "old_path": "/old-address",
    "site": "",
    "is_permanent": "on",
    "redirect_page": "",
    "redirect_link": "https://example.org/",
}
REDIRECT_FORMS = {
    "add": lambda row: (reverse("wagtailredirects:add"), NEW),
    "edit": lambda row: (reverse("wagtailredirects:edit", args=[row.pk]), NEW),
    "delete": lambda row: (reverse("wagtailredirects:delete", args=[row.pk]), {}),
}


@pytest.mark.parametrize("form", REDIRECT_FORMS)
def test_redirect_forms(world, redirect, who, form):
    url, data = REDIRECT_FORMS[form](redirect)
    with nothing_public_changes():
        refused_answer(world.browser(who).post(url, data))
    assert Redirect.objects.get().old_path == "/approved-address"


def test_redirect_import_form(world, who):
    browser = world.browser(who)
    upload = SimpleUploadedFile("r.csv", b"from,to\n/old-address,https://example.org/\n", "text/csv")
    with nothing_public_changes():
        response = browser.post(reverse("wagtailredirects:start_import"), {"import_file": upload, "input_format": "0"})
        not_an_error(response)
        if response.status_code == 200:
            hidden = r'name="(import_file_name|input_format)" value="([^"]*)"'
            data = dict(re.findall(hidden, response.content.decode()))
            assert data, "the form of the second step has changed"
            data |= {"from_index": "0", "to_index": "1", "permanent": "on"}
            refused_answer(browser.post(reverse("wagtailredirects:process_import"), data))
    assert not Redirect.objects.exists()


@pytest.fixture
def marks(world) -> SiteMarks:
    with transaction.atomic(), guard.table_permit("registers_sitemarks"):
        SiteMarks.objects.filter(live=True).update(live=False)
        return SiteMarks.objects.create(
            organisation_name="省厅", identification_code="1234567890", sponsor="省厅", live=True
        )


BACK_OFFICE = {
    "create": ("registers_sitemarks_modeladmin_create", False),
    "edit": ("registers_sitemarks_modeladmin_edit", True),
    "delete": ("registers_sitemarks_modeladmin_delete", True),
}


@pytest.mark.parametrize("form", BACK_OFFICE)
def test_back_office_form(world, marks, who, form):
    """A register may take a new version of what is public; which one the public sees, no form decides."""
    name, with_row = BACK_OFFICE[form]
    data = {"organisation_name": CHANGED, "identification_code": "1234567890", "sponsor": "省厅", "live": "on"}
    response = world.browser(who).post(reverse(name, args=[marks.pk] if with_row else []), data)
    not_an_error(response)
    assert list(SiteMarks.objects.filter(live=True).values_list("pk", "organisation_name")) == [(marks.pk, "省厅")]
