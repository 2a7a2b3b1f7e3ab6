"""News in six categories; a reprint names its source and links to the original (clauses N1, N5)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from columns.models import ColumnPage, NewsPage
from portal.demonstration import acts
from portal.registers.models import LinkTarget
from tests import factories

REPRINT = {"category": "reprint", "source_name": "自然资源部", "source_url": "https://www.mnr.gov.cn/a"}


@pytest.mark.clause("N1")
def test_the_categories_are_those_of_the_regulation():
    assert NewsPage.Category.values == [
        "meeting",
        "work",
        "interpretation",
        "press_conference",
        "unit_news",
        "reprint",
    ]


@pytest.mark.clause("N5")
@pytest.mark.django_db
@pytest.mark.parametrize("missing", [("source_name",), ("source_url",), ("source_name", "source_url")])
def test_a_reprint_without_source_is_refused_at_the_field(missing):
    page = NewsPage(title="转载", slug="a", **{**REPRINT, **dict.fromkeys(missing, "")})
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert sorted(refused.value.message_dict) == sorted(missing)


@pytest.mark.clause("N5")
@pytest.mark.django_db
@pytest.mark.parametrize("category", ["meeting", "work", "reprint"])
def test_a_reprint_with_its_source_and_other_news_are_fine(category):
    fields = REPRINT if category == "reprint" else {"category": category}
    NewsPage(title="动态", slug="a", **fields).clean()


@pytest.mark.clause("N5")
@pytest.mark.django_db
def test_the_page_of_a_reprint_names_and_links_its_source(client, site):
    LinkTarget.objects.create(host="www.mnr.gov.cn", name="自然资源部", level=3, evidence="备案证明")
    page = NewsPage(
        title="全国会议召开", slug="reprint", live=False, body=factories.tile("会议召开。"),
        maker_unit=site.department.registration.unit, **REPRINT,
    )  # fmt: skip
    ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision()
    acts.approve(page, site.department.registration.liaison, factories.timezone.now())
    text = client.get(page.url).content.decode()
    assert 'href="https://www.mnr.gov.cn/a"' in text and "自然资源部" in text
