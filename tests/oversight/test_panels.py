"""What somebody on duty is asked to look after, and by whom it is seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.calendars.services import year_to_enter
from portal.outbox.models import OutboxRow, Status
from portal.oversight.panels import lines_for
from portal.registers.models import LinkTarget
from tests import factories

pytestmark = pytest.mark.django_db


def addresses(person) -> list[str]:
    return [line.url.split("?")[0] for line in lines_for(person)]


def test_dead_letters_are_the_technology_centre_s(site, client):
    assert addresses(site.department.technology.head) == []
    OutboxRow.objects.create(job="search.index", status=Status.DEAD)
    index = reverse("outbox_outboxrow_modeladmin_index")
    assert addresses(site.department.technology.head) == [index]
    assert index not in addresses(site.department.registration.head)
    client.force_login(site.department.technology.head)
    line = lines_for(site.department.technology.head)[0]
    assert line.text in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(line.url).status_code == 200


@pytest.mark.clause("C3")
def test_links_whose_evidence_has_run_out_are_the_office_s(site):
    index = reverse("registers_linktarget_modeladmin_index")
    LinkTarget.objects.create(host="mnr.gov.cn", name="部", level=2, evidence="x")
    assert index not in addresses(site.department.office.head)
    yesterday = factories.today() - timedelta(days=1)
    LinkTarget.objects.create(host="old.gov.cn", name="旧站", level=2, evidence="x", valid_until=yesterday)
    assert index in addresses(site.department.office.head)
    assert index not in addresses(site.department.registration.head)


@pytest.mark.clause("D3")
def test_a_year_that_is_not_entered_is_the_office_s(site):
    calendar = reverse("oversight:calendar")
    assert (calendar in addresses(site.department.office.head)) is (year_to_enter() is not None)
    assert calendar not in addresses(site.department.registration.head)
