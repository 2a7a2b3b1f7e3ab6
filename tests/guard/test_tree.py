"""Place, order and address of public pages: moved, copied, repaired, renamed only under a permit."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Locale, Page

from columns.models import Disclosure, NewsPage
from portal.approvals.guard.python import NEEDS_CASE
from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, nothing_public_changes, refuses

pytestmark = pytest.mark.clause("D5")


def a_page(world: guard.World, **values) -> NewsPage:
    return NewsPage(title=CHANGED, slug="fresh", maker_unit=world.site.department.registration.unit, **values)


ADDED = {
    "child": lambda world: world.column.add_child(instance=a_page(world)),
    "child of a draft": lambda world: world.hidden.add_child(instance=a_page(world)),
    "sibling": lambda world: world.page.add_sibling(instance=a_page(world), pos="right"),
    "sibling in front": lambda world: world.page.add_sibling(instance=a_page(world, live=False), pos="first-sibling"),
    "root": lambda world: Page.add_root(instance=Page(title=CHANGED, slug="fresh")),
}


@pytest.mark.parametrize("way", ADDED)
def test_add_child_live(world, way):
    assert_refused(ADDED[way], world)


def test_a_draft_is_added_as_ever(world):
    with nothing_public_changes():
        world.column.add_child(instance=a_page(world, live=False))
        world.draft.add_sibling(instance=Disclosure(title=CHANGED, slug="later", live=False), pos="last-sibling")


MOVED = {
    "page": lambda world: world.page.move(world.hidden, "last-child"),
    "page to the front": lambda world: world.second.move(world.page, "left"),
    "column": lambda world: world.column.move(world.hidden, "last-child"),
    "draft with a public page": lambda world: world.hidden.move(world.site.home, "last-child"),
    "draft before a public page": lambda world: world.draft.move(world.page, "left"),
    "action": lambda world: MovePageAction(world.page, world.hidden, pos="last-child", user=world.superuser).execute(
        skip_permission_checks=True),
    "command": lambda world: call_command("move_pages", world.column.pk, world.hidden.pk, stdout=StringIO()),
    "tree only": lambda world: super(Page, world.page).move(world.hidden, "last-child"),
}  # fmt: skip


@pytest.mark.parametrize("way", MOVED)
def test_move_by_code(world, way):
    before = world.page.path, world.page.url_path, world.below.path
    assert_refused(MOVED[way], world)
    assert (world.page.path, world.page.url_path, world.below.path) == before


def test_a_draft_moves_among_drafts(world):
    with nothing_public_changes():
        world.draft.move(world.hidden, "last-child")
    assert world.draft.get_parent().pk == world.hidden.pk


def _rename(page: Page, **kwargs) -> None:
    page.slug = "elsewhere"
    page.save(**kwargs)


ADDRESSES = {
    "slug": lambda world: _rename(world.page),
    "slug, plain page": lambda world: _rename(Page.objects.get(pk=world.page.pk)),
    "slug, unchecked": lambda world: _rename(world.page, clean=False),
    "slug of a column": lambda world: _rename(world.column),
    "slug of a draft parent": lambda world: _rename(world.hidden),
    "descendants": lambda world: world.hidden._update_descendant_url_paths(world.hidden.url_path, "/elsewhere/"),
    "url_path": lambda world: Page.objects.filter(pk=world.below.pk).update(url_path="/elsewhere/"),
}


@pytest.mark.parametrize("way", ADDRESSES)
def test_address_of_a_public_page(world, way):
    before = world.page.url_path, world.below.url_path
    assert_refused(ADDRESSES[way], world)
    assert (world.page.url_path, world.below.url_path) == before


def test_addresses_written_anew_by_the_command_stay(world):
    with nothing_public_changes():
        call_command("set_url_paths", stdout=StringIO())


ROUTES = {
    "slug": lambda world: Page.objects.filter(pk=world.hidden.pk).update(slug="elsewhere"),
    "path": lambda world: Page.objects.filter(pk=world.hidden.pk).update(path=world.hidden.path[:-4] + "00ZZ"),
    "type": lambda world: Page.objects.filter(pk=world.hidden.pk).update(content_type=world.draft.content_type),
    "deleted": lambda world: QuerySet(Page).filter(pk=world.hidden.pk)._raw_delete("default"),
}


@pytest.mark.parametrize("way", ROUTES)
def test_a_draft_on_the_way_to_a_public_page_stays(world, way):
    """Public pages are found by way of their parents, drafts too."""
    assert_refused(ROUTES[way], world)


def test_tree_repaired(world):
    rows = list(Page.objects.order_by("path").values("pk", "path", "depth", "numchild", "url_path"))
    with nothing_public_changes():
        call_command("fixtree", interactive=False, stdout=StringIO())
        call_command("fixtree", interactive=False, full=True, stdout=StringIO())
    assert list(Page.objects.order_by("path").values("pk", "path", "depth", "numchild", "url_path")) == rows


def test_a_wrong_count_of_children_is_repaired(world):
    assert_refused(Page.objects.filter(pk=world.column.pk).update, numchild=0)  # no page below it would be found
    assert_refused(Page.objects.filter(depth=2).update, numchild=0)
    Page.objects.filter(pk=world.column.pk).update(numchild=7)
    with nothing_public_changes():
        call_command("fixtree", interactive=False, stdout=StringIO())
    assert world.column.numchild == 3


def test_a_public_orphan_is_not_deleted_by_the_repair(world):
    section = Page.objects.get(pk=world.site.section.pk)
    free = section.path + "000Z" + "0001"
    with guard.page_permit(section, "test", None, tree=True):
        Page.objects.filter(pk=world.below.pk).update(path=free)
    refuses(call_command, "fixtree", interactive=False, delete_orphans=True, stdout=StringIO())
    assert NewsPage.objects.filter(pk=world.keys["below"]).exists()


TREE = {
    "handler": lambda world: super(Page, world.hidden).move(world.site.home, "first-child"),
    "destructive": lambda world: _broken_and_fixed(world),
    "path": lambda world: Page.objects.filter(pk=world.below.pk).update(path=world.page.path + "0001"),
    "depth": lambda world: Page.objects.filter(live=True).update(depth=9),
    "load_bulk": lambda world: NewsPage.load_bulk(
        [{"data": {"title": CHANGED, "slug": "bulk", "locale": world.page.locale_id}}], parent=world.column),
}  # fmt: skip


def _broken_and_fixed(world: guard.World) -> None:
    """A gap among public siblings: a repair of paths would close it, and so change the order of what is public."""
    world.draft.delete()
    with guard.page_permit(world.column, "test", None, tree=True):
        Page.objects.filter(pk=world.page.pk).update(path=world.column.path + "000Z")
    Page.fix_tree(fix_paths=True)


@pytest.mark.parametrize("way", TREE)
def test_tree_sql(world, way):
    assert_refused(TREE[way], world)


COPIED = {
    "copy": lambda world: world.page.copy(update_attrs={"slug": "copy"}),
    "copy kept live": lambda world: world.page.copy(update_attrs={"slug": "copy"}, keep_live=True),
    "into a draft": lambda world: world.page.copy(to=world.hidden, keep_live=True),
    "tree": lambda world: world.column.copy(recursive=True, update_attrs={"slug": "copy"}),
    "action": lambda world: CopyPageAction(
        world.page, update_attrs={"slug": "copy"}, recursive=True, user=world.superuser
    ).execute(skip_permission_checks=True),
    "draft parent": lambda world: world.hidden.copy(recursive=True, update_attrs={"slug": "copy"}),
    "attributes": lambda world: world.draft.copy(update_attrs={"slug": "copy", "live": True}, keep_live=False),
}  # fmt: skip


@pytest.mark.parametrize("way", COPIED)
def test_copy_keeping_live(world, way):
    count = Page.objects.count()
    assert_refused(COPIED[way], world)
    assert Page.objects.count() == count


def test_a_copy_as_a_draft_has_no_date_of_publication(world):
    with nothing_public_changes():
        copy = world.page.copy(update_attrs={"slug": "copy"}, keep_live=False, user=world.superuser)
    copy = Page.objects.get(pk=copy.pk)
    assert (copy.live, copy.first_published_at, copy.live_revision_id) == (False, None, None)
    assert_refused(copy.get_latest_revision().publish, user=world.superuser)


ALIASES = {
    "page": lambda world: world.page.create_alias(update_slug="alias"),
    "in a draft": lambda world: world.page.create_alias(parent=world.hidden, update_slug="alias"),
    "tree": lambda world: world.column.create_alias(recursive=True, update_slug="alias"),
    "action": lambda world: CreatePageAliasAction(
        world.page, update_slug="alias", user=world.superuser).execute(skip_permission_checks=True),
}  # fmt: skip


@pytest.mark.parametrize("way", ALIASES)
def test_alias_of_a_public_page(world, way):
    assert_refused(ALIASES[way], world)


def test_a_draft_alias_does_not_follow_its_source_into_the_public(world):
    alias = world.draft.create_alias(update_slug="alias")
    assert not alias.live
    assert_refused(world.draft.save_revision().publish, skip_permission_checks=True)
    Page.objects.filter(pk=alias.pk).update(alias_of=world.page)
    assert_refused(world.page.update_aliases)
    alias.refresh_from_db()
    with nothing_public_changes():
        ConvertAliasPageAction(alias, user=world.superuser).execute(skip_permission_checks=True)


def test_a_public_alias_is_not_converted(world):
    alias = guard.public_alias(world)
    refuses(ConvertAliasPageAction(alias, user=world.superuser).execute, skip_permission_checks=True)


TRANSLATED = {
    "alias": {"alias": True, "copy_parents": True},
    "copy": {"alias": False, "copy_parents": True},
    "tree": {"alias": False, "copy_parents": True, "include_subtree": True},
}


@pytest.mark.parametrize("way", TRANSLATED)
def test_copy_for_translation(world, way, settings):
    settings.WAGTAIL_I18N_ENABLED = True
    locale = Locale.objects.create(language_code="en")
    options = TRANSLATED[way]
    action = CopyPageForTranslationAction(world.page, locale, user=world.superuser, **options)
    assert_refused(action.execute, skip_permission_checks=True)
    assert_refused(world.page.copy_for_translation, locale, copy_parents=True, alias=options["alias"])
    assert not Page.objects.filter(locale=locale).exists()


def test_the_refusal_says_what_to_do_instead(world):
    with pytest.raises(PermissionDenied, match=str(NEEDS_CASE)[:20]), transaction.atomic():
        world.page.move(world.hidden, "last-child")
