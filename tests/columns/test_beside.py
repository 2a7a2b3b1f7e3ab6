"""A document and what explains it stand beside each other in results, where both are public (clause D4)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from columns.beside import MOST, beside
from columns.models import Disclosure, Interpretation, Relation
from portal.approvals import takedowns
from portal.approvals.permits import table_permit
from portal.outbox.services import drain
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(site) -> Disclosure:
    return factories.public_disclosure(site)


@pytest.fixture
def explained(site, policy) -> Interpretation:
    return factories.public_interpretation(site, policy)


def told(*pages) -> dict[int, list[tuple[str, str]]]:
    found = beside([str(page.pk) for page in pages])
    return {int(pk): [(other.kind, other.title) for other in others] for pk, others in found.items()}


@pytest.mark.clause("D4")
def test_each_names_the_other(policy, explained) -> None:
    assert told(policy, explained) == {
        policy.pk: [("interprets_by", explained.title)],
        explained.pk: [("interprets", policy.title)],
    }
    assert told(policy) == {policy.pk: [("interprets_by", explained.title)]}
    (other,) = beside([str(explained.pk)])[str(explained.pk)]
    assert (other.key, other.url, str(other.label)) == (f"page:{policy.pk}", policy.url, "对应文件")


def test_a_draft_is_beside_nothing(site, policy) -> None:
    factories.draft_interpretation(site, policy)
    assert told(policy) == {}


def test_what_is_taken_down_or_restricted_is_beside_nothing(site, policy, explained) -> None:
    """Law 4."""
    with table_permit(PageViewRestriction._meta.db_table, "test", None):
        PageViewRestriction.objects.create(page=explained, restriction_type=PageViewRestriction.LOGIN)
    assert told(policy) == {}


def test_a_policy_that_is_taken_down_is_named_no_more(site, policy, explained) -> None:
    takedowns.take_down(policy, site.department.publicity.handler, "有误")
    assert told(policy, explained).get(explained.pk, []) == []


@pytest.mark.clause("A2")
def test_a_document_that_explains_another_is_beside_it_too(site, policy) -> None:
    other = factories.draft_disclosure(site, "other", title="关于该通知的解释", document_number="")
    other.relations.add(Relation(kind="interprets", target=policy))
    other.save_revision()
    factories.acts.approve(other, site.department.registration.liaison, factories.timezone.now())
    assert told(policy, other) == {
        policy.pk: [("interprets_by", "关于该通知的解释")],
        other.pk: [("interprets", policy.title)],
    }


def test_the_newest_few_of_many(site, policy) -> None:
    for number in range(MOST + 1):
        factories.public_interpretation(site, policy, f"explained-{number}")
    assert len(told(policy)[policy.pk]) == MOST


@pytest.mark.parametrize("ids", [[], ["0"], ["x"], ["999999", "٣"], ["9" * 18]])
def test_what_is_not_there_has_nothing_beside_it(site, ids) -> None:
    assert beside(ids) == {}


def test_many_take_as_many_queries_as_one(site, policy, explained) -> None:
    pages = [policy, explained, factories.public_disclosure(site, "second", document_number="")]
    factories.public_interpretation(site, pages[2], "second-explained")
    told(policy)
    with CaptureQueriesContext(connection) as one:
        told(policy)
    with CaptureQueriesContext(connection) as many:
        told(*pages)
    assert len(many) == len(one) == 5


def test_results_show_the_line_on_both_cards(client, site, policy, explained) -> None:
    drain()
    html = client.get(reverse("search:results"), {"q": "不动产登记"}).content.decode()
    assert f'解读：<a href="{explained.url}">{explained.title}</a>' in html
    assert f'对应文件：<a href="{policy.url}">{policy.title}</a>' in html
