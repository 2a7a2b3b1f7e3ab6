"""A department begins its site: one command, and then cases only."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site

from columns.models import ColumnPage, OpeningRequest
from home.models import HomePage
from portal.approvals.models import Case
from portal.demonstration import acts
from portal.registers.models import SiteMarks
from tests import factories

pytestmark = pytest.mark.django_db
MARKS = {
    "organisation_name": "某省自然资源厅",
    "identification_code": "3600000001",
    "sponsor": "某省自然资源厅",
    "contact": "0791-88888888",
    "postal_address": "省城一路1号",
}


@pytest.mark.clause("C5")
def test_from_an_empty_database_to_a_public_document(client):
    department = factories.make_department()
    call_command("lay_foundation", title="某省自然资源厅", host="testserver", verbosity=0)
    home = HomePage.objects.get()
    assert Site.objects.get().root_page_id == home.pk and client.get("/").status_code == 404
    office = department.office.liaison
    acts.approve(home, office, timezone.now())
    assert client.get("/").status_code == 200
    section = _open(home, "section", "open", "政务公开", department.office)
    column = _open(section, "disclosure", "policy", "政策文件", department.office)
    site = factories.Site(department, home, section, column)
    factories.public_disclosure(site)
    assert client.get("/open/").status_code == client.get("/open/policy/").status_code == 200
    with pytest.raises(CommandError):
        call_command("lay_foundation", title="又一个", host="testserver", verbosity=0)


def _open(parent: Page, kind: str, slug: str, title: str, staff: factories.Staff) -> ColumnPage:
    """Open a column of any kind through an approved request."""
    request = OpeningRequest.objects.create(
        title=title, slug=slug, kind=kind, parent=parent, purpose="公开", owner_unit=staff.unit, made_by=staff.liaison
    )
    acts.approve(request, staff.liaison, timezone.now())
    return ColumnPage.objects.get(slug=slug)


@pytest.mark.clause("C4")
def test_marks_that_were_entered_lead_to_their_case_and_whoever_entered_them_does_not_decide(client, site):
    office = site.department.office
    client.force_login(office.head)
    names = client.get(reverse("registers_sitemarks_modeladmin_create")).context["form"].fields
    data = {**dict.fromkeys(names, ""), **MARKS}
    answer = client.post(reverse("registers_sitemarks_modeladmin_create"), data)
    case = Case.objects.get(kind="site_marks")
    assert answer.url == reverse("approvals:case", args=[case.pk])
    client.post(reverse("approvals:act", args=[case.pk, "send"]), {"version": case.version, **factories.CHECKLIST})
    case = Case.objects.get(pk=case.pk)
    assert case.authors == [office.head.pk] and case.state == "secrecy_review"
    client.post(reverse("approvals:act", args=[case.pk, "agree"]), {"version": case.version})
    assert not SiteMarks.objects.filter(live=True).exists() and not case.opinions.exists()
