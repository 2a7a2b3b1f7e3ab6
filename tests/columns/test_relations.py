"""What a document does to others shows everywhere from the moment it is approved, and on the day it begins (A2)."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from columns import indexing
from columns.models import Disclosure, Relation, RelationKind
from portal.approvals import services, takedowns
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.approvals.verification import verify as verify_publications
from portal.demonstration import acts
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from search import services as search
from search.query import parse
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A2")]
OLD, NEW = "岭自然资规〔2026〕8号", "岭自然资规〔2026〕9号"


@pytest.fixture
def old(site) -> Disclosure:
    return factories.public_disclosure(site, "old", title="关于规范档案查询的通知（试行）", document_number=OLD)


def draft_over(site, old, kind: str = RelationKind.REPLACES, slug: str = "new", **fields) -> Disclosure:
    """The draft of a document that does something to another one."""
    values = {"title": "关于规范档案查询的通知", "document_number": NEW, **fields}
    page = factories.draft_disclosure(site, slug, **values)
    draft = page.get_latest_revision_as_object()
    draft.relations.add(Relation(kind=kind, target=old))
    draft.save_revision(user=site.department.registration.liaison)
    return Disclosure.objects.get(pk=page.pk)


def approve(site, page) -> None:
    acts.approve(page, site.department.registration.liaison, timezone.now())


def effect(page) -> str:
    return Disclosure.objects.get(pk=page.pk).effect_now


def found_as(page) -> str:
    """Whether search says that a document is in force."""
    hits = search.find(parse(page.document_number)).results.hits
    return next(hit.card["effect"] for hit in hits if hit.key == f"page:{page.pk}")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("replaces", "repealed"),
        ("repeals", "repealed"),
        ("repeals_partly", "partly_repealed"),
        ("amends", "amended"),
        ("implements", "in_force"),
        ("interprets", "in_force"),
        ("reprints", "in_force"),
    ],
)
def test_each_kind_brings_its_effect_when_it_is_approved_and_not_before(site, old, kind, expected):
    page = draft_over(site, old, kind)
    assert effect(old) == "in_force"
    approve(site, page)
    assert effect(old) == expected and effect(page) == "in_force"
    assert list(verify_publications()) == []


def test_it_shows_on_both_pages_in_lists_and_in_search_at_once(client, site, old):
    repealed = "已废止"
    assert repealed not in client.get(old.url).content.decode()
    drain()
    assert found_as(old) == "in_force"
    approve(site, draft_over(site, old))
    new = Disclosure.objects.get(slug="new")
    answers = [client.get(page.url).content.decode() for page in (old, new, site.column)]
    assert [answer.count(repealed) for answer in answers] == [1, 1, 1]
    assert new.title in answers[0] and old.title in answers[1]
    assert client.get("/catalogue/").content.decode().count(repealed) == 1
    waiting = OutboxRow.objects.filter(job="search.index", status="pending").values_list("payload", flat=True)
    assert {str(old.pk), str(new.pk)} <= {pk for payload in waiting for pk in payload["ids"]}
    drain()
    assert (found_as(old), found_as(new)) == ("repealed", "in_force")


def test_a_case_that_is_refused_changes_nothing(site, old):
    page = draft_over(site, old)
    case = acts.send(page, site.department.registration.liaison, timezone.now())
    services.refuse(case.pk, site.department.registration.secrecy, case.version, "不公开")
    assert effect(old) == "in_force" and indexing.read([str(old.pk)])[str(old.pk)].effect == "in_force"


def test_taken_down_it_no_longer_counts_and_brought_back_it_does(site, old):
    approve(site, draft_over(site, old))
    drain()
    row = takedowns.take_down(Disclosure.objects.get(slug="new"), site.department.publicity.handler, "有误")
    assert effect(old) == "in_force"
    drain()
    assert found_as(old) == "in_force"
    case = Case.objects.about("take_down", row.pk).get()
    services.refuse(case.pk, site.department.office.head, case.version, "无误，恢复")
    drain()
    assert (effect(old), found_as(old)) == ("repealed", "repealed")


def test_a_new_version_that_no_longer_names_it_gives_it_back(site, old):
    approve(site, draft_over(site, old))
    drain()
    draft = Disclosure.objects.get(slug="new").get_latest_revision_as_object()
    draft.relations.clear()
    draft.save_revision()
    approve(site, Disclosure.objects.get(slug="new"))
    drain()
    assert (effect(old), found_as(old)) == ("in_force", "in_force")


def test_with_a_day_to_come_both_follow_on_the_day(client, site, old):
    """The page and search say the same on every day, though nobody does anything on that day."""
    begins = factories.today() + timedelta(days=30)
    approve(site, draft_over(site, old, effective_on=begins))
    new = Disclosure.objects.get(slug="new")
    drain()
    assert (effect(old), effect(new)) == ("in_force", "pending") == (found_as(old), found_as(new))
    assert begins.isoformat() in client.get(old.url).content.decode()
    now = timezone.now()
    with patch.object(timezone, "now", lambda: now + timedelta(days=29)):
        drain()
        assert (effect(old), found_as(old)) == ("in_force", "in_force")
    with patch.object(timezone, "now", lambda: now + timedelta(days=30)):
        drain()
        assert (effect(old), effect(new)) == ("repealed", "in_force") == (found_as(old), found_as(new))


def test_what_expires_is_expired_in_search_on_the_day_after(site):
    last = factories.today() + timedelta(days=10)
    page = factories.public_disclosure(site, expires_on=last)
    now = timezone.now()
    for days, expected in ((0, "in_force"), (10, "in_force"), (11, "expired")):
        with patch.object(timezone, "now", lambda days=days: now + timedelta(days=days)):
            drain()
            assert (effect(page), found_as(page)) == (expected, expected), days


def test_the_case_covers_the_relations(site, old):
    page = draft_over(site, old)
    case = acts.send(page, site.department.registration.liaison, timezone.now())
    assert [row["target"] for row in case.snapshot["children"]["relations"]] == [old.pk]
    revision = Disclosure.objects.get(pk=page.pk).get_latest_revision()
    revision.content["relations"] = []
    revision.save()
    registration = site.department.registration
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    with pytest.raises(ActRefused):
        services.agree(case.pk, registration.head, case.version)
    assert effect(old) == "in_force"


def test_nobody_changes_the_relations_of_a_public_page_without_a_case(site, old):
    approve(site, draft_over(site, old))
    row, other = Relation.objects.get(), factories.public_disclosure(site, "other", document_number="")
    ways = (
        lambda: Relation.objects.create(page_id=row.page_id, kind="repeals", target=other),
        lambda: Relation.objects.filter(pk=row.pk).update(kind="implements"),
        lambda: Relation.objects.all().delete(),
        row.delete,
    )
    for way in ways:
        with pytest.raises(IntegrityError), transaction.atomic():
            way()
    assert effect(old) == "repealed" and effect(other) == "in_force"


def test_only_public_documents_can_be_named_each_once_and_never_itself(site, old):
    hidden = factories.draft_disclosure(site, "hidden", document_number="", title="草稿")
    page = draft_over(site, old)
    draft = page.get_latest_revision_as_object()
    for target in (old, hidden, page):
        draft.relations.add(Relation(kind="replaces", target=target))
    draft.save_revision()
    problems = services.kind_of(page).problems(Disclosure.objects.get(pk=page.pk))
    assert len(problems) == 3 and any("草稿" in str(problem) for problem in problems)


def test_what_is_named_shows_its_own_state_on_every_page_that_names_it(client, site, old):
    """A third document that only implements the repealed one says so too."""
    approve(
        site, draft_over(site, old, "implements", "third", document_number="岭自然资规〔2026〕10号", title="实施细则")
    )
    approve(site, draft_over(site, old))
    assert "已废止" in client.get(Disclosure.objects.get(slug="third").url).content.decode()
