"""What a section that is being filled still lacks, and who hears of one that takes too long."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from columns.models import ColumnPage
from columns.sections import readiness
from portal.approvals.ledger.models import Entry
from portal.notices.models import Notice
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C5")]


def lacking(site) -> int:
    column = ColumnPage.objects.get(pk=site.column.pk)
    return len(readiness.missing([column])[column.pk])


def test_step_by_step_nothing_is_missing_any_more(site):
    column = ColumnPage.objects.get(pk=site.column.pk)
    assert lacking(site) == 4
    ColumnPage.objects.filter(pk=column.pk).update(description="政策文件", contact="0791", kept_by="张三")
    assert lacking(site) == 1
    factories.draft_disclosure(site)
    assert lacking(site) == 1, "written, and not sent"
    factories.sent_case(site, "other", document_number="")
    assert lacking(site) == 0


def test_many_sections_cost_the_same_queries(site, django_assert_max_num_queries):
    columns = [factories.open_column(site.department.registration, site.section, f"c{n}", f"栏目{n}") for n in range(3)]
    for count in (1, 3):
        with django_assert_max_num_queries(2):
            readiness.missing(columns[:count])


def test_the_overview_says_it(client, site):
    client.force_login(site.department.registration.liaison)
    text = client.get(reverse("sections:overview")).content.decode()
    assert "<details>" in text and str(readiness.missing([site.column])[site.column.pk][0]) in text


def test_one_that_takes_too_long_is_told_once_to_its_unit_and_the_office(site):
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        readiness.remind({})
        readiness.remind({})
        told = Notice.objects.filter(topic="section")
        people = {notice.person for notice in told}
        assert told.count() == len(people)
        assert {site.department.registration.liaison, site.department.office.head} <= people
        assert Entry.objects.filter(act="section.filling_overdue").count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=63)):
        readiness.remind({})
        assert Entry.objects.filter(act="section.filling_overdue").count() == 2


def test_where_its_unit_was_taken_over_the_other_one_is_told(site):
    farmland, registration = site.department.farmland, site.department.registration
    type(farmland.unit).objects.filter(pk=registration.unit.pk).update(is_active=False, successor=farmland.unit)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        readiness.remind({})
    told = {notice.person for notice in Notice.objects.filter(topic="section")}
    assert farmland.liaison in told and registration.liaison not in told


def test_a_young_or_active_one_is_left_alone(site):
    readiness.remind({})
    factories.public_disclosure(site)
    with time_machine.travel(timezone.now() + timedelta(days=99)):
        readiness.remind({})
    assert not Notice.objects.filter(topic="section").exists()
