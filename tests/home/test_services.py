"""Making the site itself: the one act before anybody can approve."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from home.models import HomePage
from home.services import SiteStands, has_site, lay_foundation
from portal.approvals.ledger.models import Entry
from portal.demonstration import acts
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_home_page_takes_the_place_of_wagtail_s_and_is_no_more_than_a_draft(client):
    assert not has_site()
    home = lay_foundation("省厅", "找政策", "登记 查询", host="testserver")
    assert has_site() and [page.pk for page in Page.objects.filter(depth=2)] == [home.pk]
    site = Site.objects.get()
    assert (site.root_page_id, site.hostname, site.is_default_site) == (home.pk, "testserver", True)
    assert not HomePage.objects.get().live and client.get("/").status_code == 404


@pytest.mark.clause("D6")
def test_the_ledger_has_it():
    home = lay_foundation("省厅")
    assert Entry.objects.get(act="site.built").subject == f"home:{home.pk}"


def test_it_is_done_once():
    lay_foundation("省厅")
    with pytest.raises(SiteStands):
        lay_foundation("另一个")
    assert HomePage.objects.count() == 1 and Entry.objects.filter(act="site.built").count() == 1


@pytest.mark.clause("C4")
def test_it_is_public_when_the_office_and_planning_have_agreed(client, department):
    home = lay_foundation("省厅", "找政策", "登记 查询", host="testserver")
    case = acts.approve(home, department.office.liaison, factories.timezone.now())
    units = {opinion.post.unit.code for opinion in case.opinions.select_related("post__unit")}
    assert {"office", "planning"} <= units
    text = client.get("/").content.decode()
    assert "找政策" in text and "/search/?q=%E7%99%BB%E8%AE%B0" in text


@pytest.mark.clause("G1")
def test_the_home_page_and_the_site_map_lead_to_public_columns_only(client, site):
    for address in ("/", "/sitemap/"):
        text = client.get(address).content.decode()
        assert site.section.title in text and site.section.url in text and "/disclosure/policy/" not in text
    page = factories.public_disclosure(site)
    assert page.title in client.get("/").content.decode()
    for address in ("/", "/sitemap/"):
        assert "/disclosure/policy/" in client.get(address).content.decode()
