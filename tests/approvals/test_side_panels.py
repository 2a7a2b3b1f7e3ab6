"""The panel beside the editor says where a page's case stands, or which route its draft would take."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.approvals import services
from tests import factories
from tests.factories import DECLARED
from tests.regulation import chapter

pytestmark = pytest.mark.django_db


def beside_the_editor(client, page, person) -> str:
    client.force_login(person)
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    start = text.index('data-side-panel="approval"')
    return text[start : text.index("data-side-panel=", start + 20)]


@pytest.mark.clause("D6")
def test_a_draft_shows_its_route_with_the_people_at_each_desk_and_why(client, site):
    registration = site.department.registration
    page = factories.draft_disclosure(site, touches_vital_interests=True)
    shown = beside_the_editor(client, page, registration.liaison)
    assert chapter("D8") in shown and str(registration.head) in shown and str(registration.leader) in shown


@pytest.mark.clause("D6")
def test_a_page_under_approval_shows_where_its_case_stands_and_what_was_said(client, site):
    registration = site.department.registration
    page = factories.draft_disclosure(site)
    case = services.open_case(page, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    services.pass_secrecy(case.pk, registration.secrecy, case.version, "不涉密，可以公开")
    shown = beside_the_editor(client, page, registration.liaison)
    assert case.number in shown and "不涉密，可以公开" in shown and 'aria-current="step"' in shown
    assert reverse("approvals:case", args=[case.pk]) in shown


def test_a_public_page_shows_its_last_case_and_the_route_of_the_next(client, site):
    page = factories.public_disclosure(site)
    shown = beside_the_editor(client, page, site.department.registration.liaison)
    assert "SP" in shown and "publicity_staff" not in shown and "宣传中心" in shown
