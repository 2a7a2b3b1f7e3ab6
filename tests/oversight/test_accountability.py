"""What is recorded against a unit: read by the Office and the unit, explained by the unit, changed by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.reminders.services import go_round
from portal.oversight import accountability
from portal.oversight.models import AccountabilityNote, AccountabilityRecord
from tests.approvals.test_worklist import sent

pytestmark = pytest.mark.django_db
URL = "oversight:accountability"


@pytest.fixture
def found(site) -> AccountabilityRecord:
    """What was recorded against registration: a disclosure formed a month ago that still waits."""
    sent(site, days_ago=30)
    go_round()
    return AccountabilityRecord.objects.get()


def listed(client, person, query: str = "") -> list[AccountabilityRecord]:
    client.force_login(person)
    return list(client.get(f"{reverse(URL)}?{query}").context["page_obj"])


@pytest.mark.clause("O7")
def test_the_office_sees_all_and_a_unit_its_own(client, site, found):
    department = site.department
    assert listed(client, department.office.liaison) == listed(client, department.registration.handler) == [found]
    assert listed(client, department.farmland.head) == []
    page = reverse("oversight:accountability_record", args=[found.pk])
    client.force_login(department.farmland.head)
    assert client.get(page).status_code == 404
    client.force_login(department.registration.head)
    shown = client.get(page).content.decode()
    assert found.case.number in shown and "保密审查" in shown and found.case.clock["counted"][0][0] in shown


def test_filters_and_figures(client, site, found):
    office, year = site.department.office.liaison, timezone.localdate().year
    unit = found.unit_id
    for query, count in (
        (f"unit={unit}&year={year}", 1),
        ("unit=99999", 0),
        ("year=2001", 1),
        ("year=0000", 1),
        ("year=0001", 1),
        ("kind=secrecy", 0),
        ("unit=x&year=a&kind=b", 1),
    ):
        assert len(listed(client, office, query)) == count, query
    (row,) = accountability.figures(AccountabilityRecord.objects.all())
    assert (row["overruns"], row["open"], row["explanations"], row["breaches"]) == (1, 1, 0, 0)
    accountability.explain(found, site.department.registration.liaison, "节前材料集中")
    registration = site.department.registration
    case = services.pass_secrecy(found.case_id, registration.secrecy, found.case.version)
    services.agree(case.pk, registration.head, case.version)
    go_round()
    (row,) = accountability.figures(AccountabilityRecord.objects.all())
    assert (row["overruns"], row["open"], row["explanations"]) == (1, 0, 1)


def test_what_was_counted_anew_stands_no_more_in_the_figures(found):
    accountability.complete_overrun(found.case, found.due_at, {"moved": 1}, moved=True)
    assert accountability.figures(AccountabilityRecord.objects.all()) == []


@pytest.mark.clause("O7")
def test_the_unit_explains_and_it_is_recorded(client, site, found):
    registration = site.department.registration
    for person in (registration.handler, site.department.office.head):
        with pytest.raises(ActRefused):
            accountability.explain(found, person, "说明")
    page = reverse("oversight:accountability_record", args=[found.pk])
    client.force_login(registration.liaison)
    assert client.post(page, {"text": "  "}).status_code == 200 and not AccountabilityNote.objects.exists()
    assert client.post(page, {"text": "节前材料集中，已增派人手。"}).status_code == 302
    note = AccountabilityNote.objects.get()
    assert (note.by, note.text) == (
        registration.liaison,
        "节前材料集中，已增派人手。",
    ) and registration.unit.name in note.capacity
    assert Entry.objects.get(act="accountability.explained").opinion == note.text


@pytest.mark.clause("O7")
def test_the_office_records_a_breach_of_the_secrecy_rules(client, site):
    unit = site.department.registration.unit
    url = reverse("oversight:breach")
    client.force_login(site.department.registration.head)
    assert client.get(url).url == reverse("wagtailadmin_home")
    client.force_login(site.department.office.liaison)
    form = {"unit": unit.pk, "title": "附件含内部资料", "text": "2026年11月巡查发现。", "case": "SP2026-999999"}
    refused = client.post(url, form)
    assert refused.status_code == 200 and "附件含内部资料" in refused.content.decode()
    assert client.post(url, {**form, "case": ""}).status_code == 302
    made = AccountabilityRecord.objects.get()
    assert (made.kind, made.unit, made.evidence["text"]) == ("secrecy", unit, "2026年11月巡查发现。")
    with pytest.raises(ActRefused):
        accountability.record_breach(unit, "事由", "依据", site.department.registration.head)


@pytest.mark.parametrize(
    "change", [{"unit_id": 1}, {"evidence": {}}, {"recorded_at": timezone.now() - timedelta(days=400)}]
)
def test_no_record_changes(found, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountabilityRecord.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountabilityRecord.objects.all()._raw_delete("default")


def test_a_fixed_number_of_queries(client, site, found):
    client.force_login(site.department.office.liaison)

    def count() -> int:
        client.get(reverse(URL))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(URL))
        return len(queries)

    few = count()
    for serial in range(10, 13):
        sent(site, f"doc-{serial}", serial, days_ago=30)
    go_round()
    assert count() == few and AccountabilityRecord.objects.count() == 4
