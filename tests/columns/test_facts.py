"""What an item's page tells beyond text and title is told to programs as well, and nothing more (clauses C1, D1)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from columns import facts
from columns.catalogue import current_lists
from columns.models import Disclosure, Relation
from portal.approvals import takedowns
from portal.demonstration import acts
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D1")]


def test_a_document_tells_its_metadata_with_codes_and_names(site):
    page = factories.public_disclosure(site, genre="normative")
    told = facts.of(page, current_lists())
    assert told["document_number"] == page.document_number and told["index_number"] == page.index_number
    assert told["genre"] == "normative" and told["genre_name"] not in ("", "normative")
    assert told["formed_on"] == page.formed_on.isoformat()
    assert set(told) <= set(facts.FACTS) and all(told.values())


def test_a_policy_and_its_interpretation_name_each_other(site):
    page = factories.public_disclosure(site)
    reading = factories.public_interpretation(site, page)
    told = [(found.kind, found.key) for found in facts.relations(str(page.pk))]
    assert told == [("interprets_by", f"page:{reading.pk}")]
    (back,) = facts.relations(str(reading.pk))
    assert (back.kind, back.key, back.title, back.effect) == ("interprets", f"page:{page.pk}", page.title, "in_force")


@pytest.fixture
def amended(site) -> tuple[Disclosure, Disclosure]:
    """A public document and the public one that amends it."""
    old = factories.public_disclosure(site, "old")
    draft = factories.draft_disclosure(site, "new", title="关于修改通知的决定", document_number="岭自然资规〔2026〕9号")
    revised = draft.get_latest_revision_as_object()
    revised.relations.add(Relation(kind="amends", target=old))
    revised.save_revision(user=site.department.registration.liaison)
    acts.approve(Disclosure.objects.get(pk=draft.pk), site.department.registration.liaison, factories.timezone.now())
    return old, Disclosure.objects.get(pk=draft.pk)


def test_both_sides_of_a_relation_name_the_other(amended):
    old, new = amended
    assert [(found.kind, found.key) for found in facts.relations(str(new.pk))] == [("amends", f"page:{old.pk}")]
    assert [(found.kind, found.key) for found in facts.relations(str(old.pk))] == [("amends_by", f"page:{new.pk}")]


def test_what_is_no_longer_public_is_named_by_nobody(site, amended):
    old, new = amended
    takedowns.take_down(new, site.department.publicity.handler, "有误")
    assert facts.relations(str(old.pk)) == [] and facts.relations("999999") == []


def test_relations_to_many_take_the_queries_of_one(site):
    page = factories.public_disclosure(site)

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            facts.relations(str(page.pk))
        return len(made)

    factories.public_interpretation(site, page, "one")
    queries()
    few = queries()
    factories.public_interpretation(site, page, "two")
    factories.public_interpretation(site, page, "three")
    assert queries() == few and len(facts.relations(str(page.pk))) == 3
