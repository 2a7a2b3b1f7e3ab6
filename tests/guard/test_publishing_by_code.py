"""Publishing, taking down and deleting by code: refused for everybody, superusers too."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from columns.models import Disclosure
from portal.approvals.models import Publication
from portal.approvals.verification import verify
from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, nothing_public_changes, refuses

pytestmark = pytest.mark.clause("D5")


def changed_draft(page: Page) -> Revision:
    """A new draft of a page, with words that nobody approved."""
    page.title = CHANGED
    return page.save_revision()


PUBLISH = {
    "page": lambda world, page: page.publish(page.save_revision()),
    "plain page": lambda world, page: Page.objects.get(pk=page.pk).publish(page.save_revision()),
    "revision": lambda world, page: page.save_revision().publish(user=world.superuser),
    "unchecked": lambda world, page: page.save_revision().publish(skip_permission_checks=True),
    "page action": lambda world, page: PublishPageRevisionAction(
        page.save_revision(), user=world.superuser).execute(skip_permission_checks=True),
    "plain action": lambda world, page: PublishRevisionAction(
        page.save_revision(), user=world.superuser).execute(skip_permission_checks=True),
}  # fmt: skip


@pytest.mark.parametrize("way", PUBLISH)
def test_publish_by_code(world, way):
    assert_refused(PUBLISH[way], world, world.draft)
    assert not world.draft.live
    page = world.page
    page.title = CHANGED
    assert_refused(PUBLISH[way], world, page)
    assert world.page.title != CHANGED


UNPUBLISH = {
    "page": lambda world: world.page.unpublish(),
    "of a query": lambda world: Page.objects.live().filter(depth__gt=2).unpublish(),
    "of its own type": lambda world: Disclosure.objects.live().unpublish(),
    "action": lambda world: UnpublishPageAction(world.page, user=world.superuser).execute(skip_permission_checks=True),
    "with descendants": lambda world: UnpublishPageAction(
        world.column, include_descendants=True, user=world.superuser).execute(skip_permission_checks=True),
}  # fmt: skip


@pytest.mark.parametrize("way", UNPUBLISH)
def test_unpublish_by_code(world, way):
    assert_refused(UNPUBLISH[way], world)
    assert world.page.live and world.below.live


def test_what_is_below_a_draft_is_not_taken_down_with_it(world):
    action = UnpublishPageAction(world.hidden, include_descendants=True, user=world.superuser)
    with nothing_public_changes():
        action.execute(skip_permission_checks=True)
    assert world.below.live


DELETE = {
    "page": lambda world: world.page.delete(),
    "plain page": lambda world: Page.objects.get(pk=world.page.pk).delete(),
    "parent": lambda world: world.column.delete(),
    "draft parent": lambda world: world.hidden.delete(),
    "query": lambda world: Page.objects.filter(pk=world.page.pk).delete(),
    "query of its own type": lambda world: Disclosure.objects.filter(pk=world.page.pk).delete(),
    "raw": lambda world: Disclosure.objects.filter(pk=world.page.pk)._raw_delete("default"),
    "action": lambda world: DeletePageAction(world.page, user=world.superuser).execute(skip_permission_checks=True),
}


@pytest.mark.parametrize("way", DELETE)
def test_delete_by_code(world, way):
    assert_refused(DELETE[way], world)
    assert world.page.live and world.page.attachments.exists() and world.hidden.get_children().exists()


def test_a_draft_is_deleted_as_ever(world):
    with nothing_public_changes():
        world.draft.delete()
    assert not Disclosure.objects.filter(pk=world.keys["draft"]).exists()


SAVED = {
    "live": lambda world: _save(world.draft, live=True),
    "live, one column": lambda world: _save(world.draft, ["live"], live=True),
    "title": lambda world: _save(world.page, title=CHANGED),
    "title, one column": lambda world: _save(world.page, ["title"], title=CHANGED),
    "a field of its type": lambda world: _save(world.page, abstract=CHANGED),
    "body": lambda world: _save(world.page, body=[{"type": "rich_text", "value": CHANGED}]),
    "down": lambda world: _save(world.page, live=False),
    "expired": lambda world: _save(world.page, live=False, expired=True),
    "raw": lambda world: _raw_save(world.page, abstract=CHANGED),
    "raw, plain page": lambda world: _raw_save(Page.objects.get(pk=world.page.pk), title=CHANGED),
    "plain page": lambda world: _save(Page.objects.get(pk=world.page.pk), title=CHANGED),
    "unchecked": lambda world: _save(world.page, clean=False, seo_title=CHANGED),
}


def _save(page: Page, update_fields: list[str] | None = None, clean: bool | None = None, **values) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save(**({"clean": clean} if clean is not None else {}), update_fields=update_fields)


def _raw_save(page: Page, **values) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_base(raw=True)


@pytest.mark.parametrize("way", SAVED)
def test_page_saved_live(world, way):
    assert_refused(SAVED[way], world)
    world.page.full_clean()
    assert not world.draft.live


def test_a_public_page_saved_unchanged_is_no_attack(world):
    with nothing_public_changes():
        world.page.save()
        page = world.page
        page.draft_title = "草稿标题"
        page.save(update_fields=["draft_title"])


def test_an_object_older_than_the_take_down_still_takes_drafts(world):
    """What it remembers of being public isn't written, and so no attack."""
    remembered = world.page
    with transaction.atomic(), guard.page_permit(world.page, "test", None):
        world.page.unpublish()
    remembered.title = CHANGED
    remembered.save_revision()
    assert not world.page.live
    refuses(remembered.save)
    refuses(remembered.save, update_fields=["live"])


def test_older_revision_brought_back(world):
    page = world.page
    older = page.revisions.order_by("created_at").first()
    with nothing_public_changes():
        revision = RevertToPageRevisionAction(page, older, user=world.superuser).execute()
    assert_refused(revision.publish, user=world.superuser)
    assert_refused(older.publish, user=world.superuser, skip_permission_checks=True)


def test_scheduled_publication(world):
    draft, live = world.draft, world.page
    past = timezone.now() - timedelta(hours=1)
    Revision.objects.filter(pk=draft.save_revision().pk).update(approved_go_live_at=past)
    other = changed_draft(world.second)
    Revision.objects.filter(pk=other.pk).update(approved_go_live_at=past + timedelta(minutes=1))
    Page.objects.filter(pk=live.pk).update(expire_at=past)
    complaints = StringIO()
    with nothing_public_changes():
        call_command("publish_scheduled", stdout=StringIO(), stderr=complaints)
    assert not world.draft.live and world.page.live
    for title in (world.page.title, world.draft.title, world.second.title):
        assert title in complaints.getvalue()


def test_one_refused_schedule_does_not_keep_the_others_waiting(world, monkeypatch):
    """The permit of the second item stands for whatever may be published on time one day."""
    past = timezone.now() - timedelta(hours=1)
    refused, permitted = world.draft.save_revision(), world.second.save_revision()
    Revision.objects.filter(pk=refused.pk).update(approved_go_live_at=past)
    Revision.objects.filter(pk=permitted.pk).update(approved_go_live_at=past + timedelta(minutes=1))
    with transaction.atomic(), guard.page_permit(world.second, "test", None):
        call_command("publish_scheduled", stdout=StringIO(), stderr=StringIO())
    assert not world.draft.live
    assert Revision.objects.get(pk=permitted.pk).approved_go_live_at is None


def _go_live_later(page: Page) -> None:
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision().publish(skip_permission_checks=True)


def test_go_live_date_of_a_public_page(world):
    with nothing_public_changes():
        _go_live_later(world.page)
    below = world.below  # a page whose live revision is unknown goes down in plain Wagtail
    with guard.page_permit(below, "test", None):
        Page.objects.filter(pk=below.pk).update(live_revision=None)
    assert_refused(_go_live_later, world.below)
    page = world.page
    page.go_live_at = timezone.now() + timedelta(days=3)
    revision = page.save_revision(approved_go_live_at=page.go_live_at)
    with nothing_public_changes():
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)


def test_revisions_purged(world):
    page = world.page
    pinned = Publication.objects.get(subject_id=str(page.pk)).revision_id
    changed_draft(page)
    with nothing_public_changes():
        call_command("purge_revisions", days=0, stdout=StringIO())
    assert world.page.live_revision_id == pinned and Revision.objects.filter(pk=pinned).exists()
    assert not [problem for problem in verify() if str(page.pk) in problem.subject]
    below = world.below
    assert_refused(Revision.objects.get(pk=below.live_revision_id).delete)
