"""A unit excuses a section from its duty: who may, until when, and what is kept of it (clause G3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from columns.models import ColumnPage, DutyExcuse
from columns.sections import duty, excuses
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from tests import factories
from tests.columns.sections.test_duty import updated

pytestmark = pytest.mark.django_db


@pytest.fixture
def column(site) -> ColumnPage:
    factories.public_disclosure(site)
    updated(site, 31)
    return ColumnPage.objects.get(pk=site.column.pk)


def ahead(days: int):
    return factories.today() + timedelta(days=days)


@pytest.mark.clause("G3")
def test_the_unit_excuses_its_section_and_the_signal_turns_grey(client, site, column):
    registration = site.department.registration
    address = reverse("sections:excuse", args=[column.pk])
    client.force_login(registration.liaison)
    answer = client.post(address, {"until": ahead(60).isoformat(), "reason": "机构改革，职能移交中"})
    assert answer.status_code == 302
    found = duty.read([column.pk])[0]
    assert found.signal == "excused" and found.badge.kind == "void"
    assert str(found.badge.text) == f"已说明，至 {ahead(60).isoformat()}"
    entry = Entry.objects.get(act="section.excused")
    assert entry.actor == registration.liaison and entry.subject == f"column:{column.pk}"
    assert entry.opinion == "机构改革，职能移交中" and entry.data == {"until": ahead(60).isoformat()}
    page = client.get(reverse("sections:section", args=[column.pk])).content.decode()
    assert "机构改革" in page and "已说明，至" in page


def test_who_may_edit_a_section_gets_there_first_and_the_excuse_stands_back_while_all_is_well(client, site, column):
    address, editor = reverse("sections:section", args=[column.pk]), f'href="/admin/pages/{column.pk}/edit/"'
    excuse = f'href="{reverse("sections:excuse", args=[column.pk])}"'
    client.force_login(site.department.registration.liaison)
    page = client.get(address).content.decode()
    assert f'class="gk-button" {editor}' in page and f'class="gk-button is-second" {excuse}' in page
    updated(site, 1)
    assert f'class="gk-button is-quiet" {excuse}' in client.get(address).content.decode()
    client.force_login(site.department.farmland.liaison)
    assert editor not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("until", {"until": -1}),
        ("until", {"until": 61}),
        ("until", {"until": None}),
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "长" * 301}),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(client, site, column, field, values):
    sent = {"until": 10, "reason": "等待统计数据", **values}
    client.force_login(site.department.registration.head)
    days = sent["until"]
    posted = {"until": ahead(days).isoformat() if days is not None else "2026-13-40", "reason": sent["reason"]}
    answer = client.post(reverse("sections:excuse", args=[column.pk]), posted)
    assert answer.status_code == 200 and list(answer.context["form"].errors) == [field]
    assert not DutyExcuse.objects.exists() and posted["reason"].strip() in answer.content.decode()


def test_only_those_who_speak_for_the_unit_excuse(client, site, column):
    department = site.department
    for person in (department.registration.handler, department.farmland.liaison, department.office.head):
        with pytest.raises(ActRefused):
            excuses.excuse(column, person, ahead(3), "理由")
        client.force_login(person)
        answer = client.get(reverse("sections:excuse", args=[column.pk]))
        assert answer.status_code == 302 and answer.headers["Location"] == reverse("wagtailadmin_home")
    for wrong in ((ahead(61), "理由"), (ahead(-1), "理由"), (ahead(3), " ")):
        with pytest.raises(ActRefused):
            excuses.excuse(column, department.registration.head, *wrong)
    assert not DutyExcuse.objects.exists()


def test_an_excuse_ends_with_its_day_or_with_the_next_update(site, column):
    liaison = site.department.registration.liaison
    excuses.excuse(column, liaison, ahead(0), "理由")
    assert duty.read([column.pk])[0].signal == "excused"
    factories.public_disclosure(site, "new", title="新文件", document_number="岭自然资规〔2026〕9号")
    assert duty.read([column.pk])[0].signal == "green"


def test_it_is_kept_as_it_was_given(site, column):
    made = excuses.excuse(column, site.department.registration.liaison, ahead(3), "理由")
    for act in (lambda rows: rows.update(until=ahead(50)), lambda rows: rows._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act(DutyExcuse.objects.filter(pk=made.pk))
