"""What a retirement would touch, before it is decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import ReferenceIndex

from columns.models import NewsPage
from columns.sections import outlook
from portal.usage.models import DailyUse
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C6")]


def test_pages_links_from_elsewhere_and_open_cases_are_counted(site, django_assert_max_num_queries):
    document = factories.public_disclosure(site)
    other = factories.open_column(site.department.registration, site.section, "other", "通知公告")
    beside = factories.Site(site.department, site.home, site.section, other)
    linking = factories.public_news(beside)
    NewsPage.objects.get(pk=linking.pk)
    linking.body = [{"type": "rich_text", "value": f'<p><a linktype="page" id="{document.pk}">原文</a></p>'}]
    ReferenceIndex.create_or_update_for_object(linking)
    draft = factories.sent_case(site, "onway", document_number="岭自然资规〔2026〕9号")
    with django_assert_max_num_queries(20):
        found = outlook.of(site.column)
    assert found.pages == 2 and [page.pk for page in found.linking] == [linking.pk]
    assert [case.pk for case in found.cases] == [draft.pk] and found.open_cases == 1


def test_it_stands_on_the_form_and_on_the_case(client, site):
    factories.public_disclosure(site)
    client.force_login(site.department.registration.liaison)
    page = client.get(reverse("sections:new_request", args=["section_retirement"]), {"page": site.column.pk})
    assert dict(page.context["outlook"]) and page.context["form"]["page"].value() == str(site.column.pk)


def test_what_the_public_used_lately_is_counted(site):
    document = factories.public_disclosure(site)
    today = factories.today()
    for days, visits in ((0, 3), (90, 4), (91, 50)):
        DailyUse.objects.create(page_id=document.pk, day=today - timedelta(days=days), visits=visits, found=1)
    rows = dict(outlook.rows(site.column))
    assert [value for label, value in rows.items() if "90" in label] == ["7", "2"]
