"""Who may download a dossier, and where the public key is."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.urls import reverse

from portal.approvals.dossier import checks
from portal.approvals.ledger import seals
from portal.approvals.models import Case
from tests import factories

from .conftest import Acts

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]

PDF = "application/pdf"


@pytest.fixture
def case(site, django_capture_on_commit_callbacks) -> Case:
    with django_capture_on_commit_callbacks(execute=True):
        return Acts(site).general()


def test_who_may_see_the_case_downloads_what_holds_and_nobody_else_does(client, site, case):
    address = reverse("approvals:dossier", args=[case.pk])
    staff, stranger = site.department.registration, site.department.farmland.head
    assert client.get(address)["Content-Type"] != PDF
    for person, may in (
        (staff.liaison, True),
        (staff.handler, True),
        (stranger, False),
        (factories.UserFactory(), False),
    ):
        client.force_login(person)
        assert (client.get(address)["Content-Type"] == PDF) == may, person
    client.force_login(site.department.registration.head)
    answer = client.get(address)
    assert answer["Content-Type"] == PDF and case.number in answer["Content-Disposition"]
    key = load_pem_public_key(client.get("/ledger-key.pem").content)
    assert all(check.holds for check in checks.check(answer.content, key))


def test_the_page_of_the_case_leads_to_it(client, site, case):
    client.force_login(site.department.registration.liaison)
    assert (
        reverse("approvals:dossier", args=[case.pk])
        in client.get(reverse("approvals:case", args=[case.pk])).content.decode()
    )


def test_what_can_not_be_proved_yet_leads_back_with_the_reason(client, site):
    case = Acts(site).general()
    client.force_login(site.department.registration.liaison)
    answer = client.get(reverse("approvals:dossier", args=[case.pk]), follow=True)
    assert "封存" in answer.content.decode()


def test_the_public_key_is_no_secret_and_the_private_one_stays(client):
    answer = client.get("/ledger-key.pem")
    assert answer.status_code == 200 and b"PUBLIC KEY" in answer.content and b"PRIVATE" not in answer.content
    assert load_pem_public_key(answer.content) == seals.key().public_key()
