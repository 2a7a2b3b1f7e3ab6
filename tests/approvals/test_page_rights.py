"""What people may do to pages in the admin; nobody publishes there (laws 1, 5)."""

from __future__ import annotations

import pytest

from portal.approvals import services
from portal.approvals.models import Publication
from tests import factories

pytestmark = pytest.mark.django_db


def may_delete(page, person) -> bool:
    return type(page).objects.get(pk=page.pk).permissions_for_user(person).can_delete()


def test_a_draft_is_deleted_whatever_of_another_kind_has_the_same_number(site):
    liaison = site.department.registration.liaison
    page, other = factories.draft_disclosure(site), factories.public_news(site)
    assert may_delete(page, liaison) and not may_delete(other, liaison)
    case = Publication.objects.get(subject_id=str(other.pk)).case
    Publication.objects.create(kind="reply", subject_id=str(page.pk), case=case, digest="0" * 64)
    assert may_delete(page, liaison)


def test_a_draft_that_was_sent_once_stays_in_the_record(site):
    liaison, page = site.department.registration.liaison, factories.draft_disclosure(site)
    case = services.open_case(page, liaison)
    case = services.send(case.pk, liaison, case.version, declaration=factories.DECLARED)
    services.withdraw(case.pk, liaison, case.version)
    assert not may_delete(page, liaison)
