"""The panel beside the classic editor."""

import pytest
from django.urls import reverse

from portal.tiles import side_panels
from portal.tiles.problems import Kind, Weight
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(site):
    page = factories.draft_disclosure(site)
    page.body = [
        {"type": "heading", "value": {"text": "小节", "level": "h3"}, "id": "deep-1"},
        {"type": "quotation", "value": {"text": "✎【话】", "who": "", "source": ""}, "id": "open-1"},
    ]
    page.save_revision(user=site.department.registration.liaison)
    return page


def test_the_gravest_problem_comes_first(draft):
    found = side_panels.problems_of(draft.get_latest_revision_as_object())
    assert [(problem.kind, problem.weight) for problem in found] == [
        (Kind.PLACE, Weight.FAULT),
        (Kind.HEADING_ORDER, Weight.WARNING),
    ]


def test_the_editor_shows_each_with_a_way_to_its_tile(client, site, draft):
    client.force_login(site.department.registration.liaison)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert 'href="#block-open-1-section"' in page
    assert "审批" in page  # the panel of approvals stands beside it as before
