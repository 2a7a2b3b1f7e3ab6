"""The marks in the footer change only through a case on which both desks agree (clause C4)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.demonstration import acts
from portal.registers.models import SiteMarks
from portal.registers.services import site_marks
from tests import factories
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C4")]


def marks(name: str, code: str = "3600000001") -> SiteMarks:
    return SiteMarks.objects.create(organisation_name=name, identification_code=code, sponsor="省自然资源厅")


@pytest.fixture
def live(site) -> SiteMarks:
    row = marks("岭省自然资源厅")
    acts.approve(row, site.department.office.liaison, factories.timezone.now())
    row.refresh_from_db()
    assert row.live
    return row


def sent(row: SiteMarks, site) -> Case:
    liaison = site.department.office.liaison
    case = services.open_case(row, liaison)
    case = services.send(case.pk, liaison, case.version, declaration=DECLARED)
    return services.pass_secrecy(case.pk, site.department.office.secrecy, case.version)


@pytest.mark.parametrize("first", ["office", "planning"])
def test_one_desk_alone_changes_nothing_both_do(client, site, live, first):
    row = marks("岭省厅新名")
    case = sent(row, site)
    second = {"office": "planning", "planning": "office"}[first]
    case = services.agree(case.pk, getattr(site.department, first).head, case.version)
    assert case.state == CaseState.IN_APPROVAL and site_marks() == live
    case = services.agree(case.pk, getattr(site.department, second).head, case.version)
    assert case.state == CaseState.CARRIED_OUT and site_marks() == row
    assert SiteMarks.objects.filter(live=True).count() == 1
    assert "岭省厅新名" in client.get("/").content.decode()


def test_the_desks_are_of_those_two_functions_only(site, live):
    case = sent(marks("新名"), site)
    for staff in (site.department.technology, site.department.publicity, site.department.registration):
        with pytest.raises(ActRefused):
            services.agree(case.pk, staff.head, case.version)


def test_refused_the_former_version_stays(site, live):
    case = sent(marks("新名"), site)
    services.refuse(case.pk, site.department.planning.head, case.version, "不需要")
    assert site_marks() == live


def test_what_was_changed_after_sending_does_not_become_live(site, live):
    row = marks("新名")
    case = sent(row, site)
    SiteMarks.objects.filter(pk=row.pk).update(organisation_name="偷换的名称")
    case = services.agree(case.pk, site.department.office.head, case.version)
    with pytest.raises(ActRefused):
        services.agree(case.pk, site.department.planning.head, case.version)
    assert site_marks() == live


WAYS = {
    "update": lambda row, other: SiteMarks.objects.filter(pk=row.pk).update(organisation_name="x"),
    "save": lambda row, other: (setattr(row, "organisation_name", "x"), row.save()),
    "delete": lambda row, other: row.delete(),
    "switched off": lambda row, other: SiteMarks.objects.filter(pk=row.pk).update(live=False),
    "another one live": lambda row, other: SiteMarks.objects.filter(pk=other.pk).update(live=True),
    "raw": lambda row, other: connection.cursor().execute(
        "UPDATE registers_sitemarks SET organisation_name = 'x' WHERE id = %s", [row.pk]
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_live_row_is_guarded(live, way):
    other = marks("旧名")
    with pytest.raises((PermissionDenied, IntegrityError)), transaction.atomic():
        WAYS[way](live, other)
    assert SiteMarks.objects.get(live=True).organisation_name == "岭省自然资源厅"


def test_the_snapshot_leaves_out_bookkeeping_and_nothing_else(site):
    row = marks("名")
    fields = services.kind_of(row).snapshot(row)["fields"]
    assert {"organisation_name", "identification_code", "icp_record", "sponsor", "agency_mark_url"} <= fields.keys()
    assert not {"live", "created_at", "created_by"} & fields.keys()
