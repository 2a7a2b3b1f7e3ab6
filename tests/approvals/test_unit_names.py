"""A unit is renamed through a case: its name stands on public pages."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from portal.approvals import services
from portal.approvals.errors import ActRefused, PublishingRefused
from portal.approvals.models import Case
from portal.organisation.models import Unit
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G2")]
NEW = "自然资源确权局"


def rename(client, unit: Unit, person, **values):
    client.force_login(person)
    address = reverse("organisation_unit_modeladmin_edit", args=[unit.pk])
    form = client.get(address).context["form"]
    data = {name: form.initial.get(name) or "" for name in form.fields}
    return client.post(address, {**data, "is_active": "on", **values})


def test_the_old_name_stands_until_the_head_of_the_office_agrees(client, site):
    page, office = factories.public_disclosure(site), site.department.office
    unit = site.department.registration.unit
    answer = rename(client, unit, office.liaison, name=NEW)
    case = Case.objects.get(kind="unit_naming")
    assert answer.url == services.case_url(case) and case.route.stages == [["office_head"]]
    assert Unit.objects.get(pk=unit.pk).name == unit.name and NEW not in client.get(page.url).content.decode()
    with pytest.raises(ActRefused):
        services.agree(case.pk, office.liaison, case.version)
    case = services.send(case.pk, office.liaison, case.version, declaration=factories.DECLARED)
    case = services.pass_secrecy(case.pk, office.secrecy, case.version)
    services.agree(case.pk, office.head, case.version)
    assert Unit.objects.get(pk=unit.pk).name == NEW and NEW in client.get(page.url).content.decode()


def test_nothing_else_renames_a_unit(site):
    unit = site.department.registration.unit
    with pytest.raises(PublishingRefused), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(name=NEW)
    unit.name = NEW
    with pytest.raises(PublishingRefused), transaction.atomic():
        unit.save()


def test_other_changes_of_a_unit_need_no_case(client, site):
    unit = site.department.registration.unit
    rename(client, unit, site.department.office.liaison, disclosure_code="X123")
    assert (
        Unit.objects.get(pk=unit.pk).disclosure_code == "X123" and not Case.objects.filter(kind="unit_naming").exists()
    )


def test_a_name_that_another_unit_has_is_not_sent(client, site):
    other = site.department.farmland.unit
    rename(client, site.department.registration.unit, site.department.office.liaison, name=other.name)
    assert not Case.objects.filter(kind="unit_naming").exists()
