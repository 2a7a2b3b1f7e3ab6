"""Rows written past the models: query updates, raw SQL, bulk, fixtures, child rows. The database refuses them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps.registry import Apps
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Locale, Page, PageViewRestriction, Revision, Site
from wagtail.models.pages import PAGE_MODEL_CLASSES

from columns.models import Attachment, ColumnPage, Disclosure, NewsPage
from portal.approvals.guard import tables, triggers
from portal.files.models import Document, PublicFile
from portal.organisation.models import Unit
from tests.plugins import guard
from tests.plugins.guard import CHANGED, assert_refused, nothing_public_changes

pytestmark = pytest.mark.clause("D5")

UPDATES = {
    "live": lambda world: {"live": False},
    "title": lambda world: {"title": CHANGED},
    "slug": lambda world: {"slug": "elsewhere"},
    "url_path": lambda world: {"url_path": "/home/elsewhere/"},
    "path": lambda world: {"path": "0001000100010001000Z"},
    "depth": lambda world: {"depth": 9},
    "live_revision": lambda world: {"live_revision": None},
    "first_published_at": lambda world: {"first_published_at": timezone.now() - timedelta(days=9)},
    "last_published_at": lambda world: {"last_published_at": timezone.now() - timedelta(days=9)},
    "expired": lambda world: {"expired": True},
    "show_in_menus": lambda world: {"show_in_menus": True},
    "seo_title": lambda world: {"seo_title": CHANGED},
    "search_description": lambda world: {"search_description": CHANGED},
    "locale": lambda world: {"locale": Locale.objects.create(language_code="en")},
    "content_type": lambda world: {"content_type": ContentType.objects.get_for_model(NewsPage)},
    "alias_of": lambda world: {"alias_of": world.second},
}


@pytest.mark.parametrize("column", UPDATES)
def test_query_update(world, column):
    values = UPDATES[column](world)
    assert_refused(Page.objects.filter(pk=world.page.pk).update, **values)
    assert_refused(Page.objects.filter(depth__gt=2).update, **values)


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Page, {"live": True}),
        (Disclosure, {"live": True}),
        (ColumnPage, {"live": True}),
    ],
)
def test_a_draft_made_live_by_query(world, model, values):
    assert_refused(model.objects.filter(live=False, depth__gt=2).update, **values)


@pytest.mark.parametrize("column", [f.name for f in Disclosure._meta.local_concrete_fields if f.name != "page_ptr"])
def test_every_column_of_a_page_type_is_guarded(world, column):
    field = Disclosure._meta.get_field(column)
    row = Disclosure.objects.get(pk=world.page.pk)
    if isinstance(field, models.BooleanField):
        value = not getattr(row, column)
    elif isinstance(field, models.DateTimeField):
        value = timezone.now()
    elif isinstance(field, models.DateField):
        value = timezone.localdate() + timedelta(days=100)
    elif isinstance(field, models.ForeignKey):
        value = Unit.objects.exclude(pk=row.maker_unit_id).first() if column == "maker_unit" else world.draft
    elif column == "body":
        value = []
    else:
        value = "x" if getattr(row, column) != "x" else "y"
    assert_refused(Disclosure.objects.filter(pk=row.pk).update, **{column: value})
    with nothing_public_changes():
        Disclosure.objects.filter(pk=world.keys["draft"]).update(**{column: value})


SQL = {
    "live": "UPDATE wagtailcore_page SET live = %(no)s WHERE id = %(page)s",
    "draft": "UPDATE wagtailcore_page SET live = %(yes)s WHERE id = %(draft)s",
    "title": "UPDATE wagtailcore_page SET title = 'x' WHERE id = %(page)s",
    "whole tree": "UPDATE wagtailcore_page SET url_path = replace(url_path, '/', '//')",
    "page type": "UPDATE columns_disclosure SET abstract = 'x' WHERE page_ptr_id = %(page)s",
    "page type added": "INSERT INTO special_topics_topicpage (page_ptr_id, intro, body, owner_unit_id)"
    " SELECT %(page)s, 'x', '[]', id FROM organisation_unit LIMIT 1",
    "page type deleted": "DELETE FROM columns_disclosure WHERE page_ptr_id = %(page)s",
    "page deleted": "DELETE FROM wagtailcore_page WHERE id = %(below)s",
    "attachment": "DELETE FROM columns_attachment WHERE page_id = %(page)s",
    "attachment moved": "UPDATE columns_attachment SET page_id = %(draft)s WHERE page_id = %(page)s",
    "site": "UPDATE wagtailcore_site SET root_page_id = %(draft)s",
    "site deleted": "DELETE FROM wagtailcore_site",
    "site made": "INSERT INTO wagtailcore_site (hostname, port, root_page_id, is_default_site, site_name)"
    " VALUES ('other', 80, %(draft)s, %(no)s, '')",
    "redirect": "INSERT INTO wagtailredirects_redirect (old_path, is_permanent, redirect_link,"
    " redirect_page_route_path, automatically_created) VALUES ('/old-address', %(no)s, '/', '', %(no)s)",
    "restriction": "INSERT INTO wagtailcore_pageviewrestriction (page_id, restriction_type, password)"
    " VALUES (%(page)s, 'login', '')",
    "public file": "INSERT INTO files_publicfile (file_type_id, file_id, subject, sha256)"
    " SELECT file_type_id, %(document)s, 'x', '' FROM files_publicfile",
    "file hidden": "DELETE FROM files_publicfile",
    "bytes": "UPDATE files_document SET file = 'documents/other.pdf'",
    "ledger": "UPDATE approvals_entry SET act = 'x'",
    "ledger shortened": "DELETE FROM approvals_entry",
    "opinion": "UPDATE approvals_opinion SET verdict = 'refused'",
}


def run_sql(world: guard.World, sql: str) -> None:
    """Carry out SQL as another program would."""
    values = {
        "page": world.keys["page"], "draft": world.keys["draft"], "below": world.keys["below"],
        "document": world.keys["private_document"], "yes": True, "no": False,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("way", SQL)
def test_raw_sql(world, way):
    assert_refused(run_sql, world, SQL[way])


def _new_page(world: guard.World, **values) -> Page:
    hidden = Page.objects.get(pk=world.hidden.pk)
    fields = {
        "title": CHANGED, "draft_title": CHANGED, "slug": "bulk", "path": hidden.path + "000Y",
        "depth": hidden.depth + 1,
        "url_path": hidden.url_path + "bulk/", "content_type": ContentType.objects.get_for_model(Page),
        "locale": hidden.locale,
    }  # fmt: skip
    return Page(**{**fields, **values})


def test_bulk_create_and_update(world):
    assert_refused(Page.objects.bulk_create, [_new_page(world)])
    page = Page.objects.get(pk=world.page.pk)
    page.title = CHANGED
    assert_refused(Page.objects.bulk_update, [page], ["title"])
    document = world.private_document
    kind = ContentType.objects.get_for_model(Document)
    assert_refused(PublicFile.objects.bulk_create, [PublicFile(file_type=kind, file_id=document.pk, subject="x")])
    assert_refused(PageViewRestriction.objects.bulk_create, [PageViewRestriction(page=page, restriction_type="login")])
    assert_refused(Attachment.objects.bulk_create, [Attachment(page=world.page, document=document)])
    with nothing_public_changes():
        Page.objects.bulk_create([_new_page(world, live=False)])


def _load(tmp_path, rows) -> None:
    path = tmp_path / "fixture.json"
    path.write_text(rows if isinstance(rows, str) else json.dumps(rows), encoding="utf-8")
    call_command("loaddata", str(path), verbosity=0)


def test_loaddata(world, tmp_path):
    page = Page.objects.get(pk=world.page.pk)
    page.title = CHANGED
    assert_refused(_load, tmp_path, serializers.serialize("json", [page]))
    draft = Page.objects.get(pk=world.draft.pk)
    draft.live = True
    assert_refused(_load, tmp_path, serializers.serialize("json", [draft]))
    assert_refused(_load, tmp_path, serializers.serialize("json", [_new_page(world)]))
    typed = world.page
    typed.abstract = CHANGED
    assert_refused(_load, tmp_path, serializers.serialize("json", [typed]))
    redirect = {"model": "wagtailredirects.redirect", "fields": {"old_path": "/old-address", "redirect_link": "/"}}
    assert_refused(_load, tmp_path, [redirect])


CHILD = {
    "made": lambda page, file: Attachment.objects.create(page=page, document=file),
    "title": lambda page, file: page.attachments.update(title=CHANGED),
    "document": lambda page, file: Attachment.objects.filter(page=page).update(document=file),
    "order": lambda page, file: Attachment.objects.filter(page=page).update(sort_order=9),
    "deleted": lambda page, file: Attachment.objects.filter(page=page).delete(),
    "instance": lambda page, file: page.attachments.first().delete(),
    "bulk": lambda page, file: Attachment.objects.bulk_create([Attachment(page=page, document=file)]),
    "cluster": lambda page, file: _commit_child(page, file),
}


def _commit_child(page: Disclosure, file: Document) -> None:
    page.attachments.add(Attachment(document=file))
    page.attachments.commit()


@pytest.mark.parametrize("way", CHILD)
def test_inline_children(world, way):
    assert_refused(CHILD[way], world.page, world.private_document)
    draft = world.draft
    Attachment.objects.create(page=draft, document=world.private_document)
    with nothing_public_changes():
        CHILD[way](world.draft, world.private_document)


def test_a_child_row_does_not_move_onto_a_public_page(world):
    row = Attachment.objects.create(page=world.draft, document=world.private_document)
    assert_refused(Attachment.objects.filter(pk=row.pk).update, page=world.page)


@pytest.fixture
def linked_units(world, monkeypatch):
    """A page type with a many-to-many field, as an add-on may bring, and its table in the database."""
    known = list(PAGE_MODEL_CLASSES)
    own = Apps()
    for label, registered in tables.apps.all_models.items():
        own.all_models[label].update(registered)

    class LinkedPage(Page):
        units = ParentalManyToManyField(Unit, related_name="+")

        class Meta:
            app_label = "columns"
            apps = own

    PAGE_MODEL_CLASSES[:] = known
    through = LinkedPage._meta.get_field("units").remote_field.through
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE columns_linkedpage (page_ptr_id integer PRIMARY KEY)")
        cursor.execute(
            f"CREATE TABLE {through._meta.db_table} (id integer PRIMARY KEY, linkedpage_id integer, unit_id integer)"
        )
        cursor.execute("INSERT INTO columns_linkedpage VALUES (%s)", [world.page.pk])
        cursor.execute(f"INSERT INTO {through._meta.db_table} VALUES (1, %s, 1)", [world.page.pk])
    real = tables.apps.get_models
    monkeypatch.setattr(tables.apps, "get_models", lambda *a, **k: [*real(*a, **k), LinkedPage])
    triggers.install()
    yield LinkedPage, through
    # What Django worked out while the type was known must not outlive it.
    monkeypatch.undo()
    tables.apps.clear_cache()


def test_many_to_many_rows(world, linked_units):
    _model, through = linked_units
    unit = Unit.objects.last()
    assert_refused(through.objects.create, id=2, linkedpage_id=world.page.pk, unit_id=unit.pk)
    assert_refused(through.objects.bulk_create, [through(id=2, linkedpage_id=world.page.pk, unit_id=unit.pk)])
    assert_refused(through.objects.filter(linkedpage_id=world.page.pk).delete)
    assert_refused(through.objects.filter(linkedpage_id=world.page.pk).update, unit_id=unit.pk)
    assert_refused(run_sql, world, f"DELETE FROM {through._meta.db_table}")
    with nothing_public_changes():
        through.objects.create(id=3, linkedpage_id=world.draft.pk, unit_id=unit.pk)


def test_first_publication_date(world):
    earlier = timezone.now() - timedelta(days=30)
    for name in ("first_published_at", "last_published_at"):
        page = world.page
        setattr(page, name, earlier)
        assert_refused(page.save)
        assert_refused(page.save, update_fields=[name])
        assert_refused(Page.objects.filter(pk=page.pk).update, **{name: earlier})


def test_a_draft_does_not_choose_its_date_of_publication(world):
    earlier = timezone.now() - timedelta(days=300)
    draft = world.draft
    draft.first_published_at = earlier
    draft.save()  # what it claims doesn't count
    assert world.draft.first_published_at is None
    assert_refused(Page.objects.filter(pk=draft.pk).update, first_published_at=earlier)
    assert_refused(Page.objects.bulk_create, [_new_page(world, live=False, first_published_at=earlier)])
    draft.save_revision()
    guard.acts.approve(world.draft, world.maker, timezone.now())
    assert timezone.localdate(world.draft.first_published_at) == timezone.localdate()


def test_locale_removed(world):
    locale = Locale.objects.get(pk=world.page.locale_id)
    assert_refused(locale.delete)
    other = Locale.objects.create(language_code="en")
    assert_refused(Page.objects.all().update, locale=other)
    with nothing_public_changes():
        other.delete()


def test_a_permit_of_one_page_covers_no_other(world):
    with transaction.atomic(), guard.page_permit(world.page, "test", None):
        assert_refused(Page.objects.filter(pk=world.second.pk).update, title=CHANGED)
        assert_refused(Site.objects.update, hostname="elsewhere")
        assert_refused(Revision.objects.get(pk=world.below.live_revision_id).delete)
