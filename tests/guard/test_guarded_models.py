"""Models beside pages that have drafts and an order of their own: an add-on may bring them and names their table."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.models import DraftStateMixin, Orderable, Page, RevisionMixin
from wagtail.snippets.models import get_snippet_models

from portal.approvals.guard import tables, triggers
from tests.plugins import guard
from tests.plugins.guard import CHANGED, nothing_public_changes, refuses
from tests.plugins.guard_attacks import API_URLS, api

pytestmark = pytest.mark.clause("D5")


@pytest.fixture
def note(world, monkeypatch):
    """A model with drafts and an order, its table, and one public and one draft row."""

    class GuardedNote(DraftStateMixin, RevisionMixin, Orderable):
        text = models.CharField(max_length=80)

        class Meta(Orderable.Meta):
            app_label = "columns"

        def __str__(self) -> str:
            return self.text

    columns = ", ".join(
        f'"{f.column}" {f.db_type(connection)}{" PRIMARY KEY" if f.primary_key else ""}'
        for f in GuardedNote._meta.local_concrete_fields
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE columns_guardednote ({columns})")
    public = GuardedNote.objects.create(pk=1, text="公开的", live=True, sort_order=1)
    draft = GuardedNote.objects.create(pk=2, text="草稿", live=False, sort_order=2)
    real = triggers.other_tables
    table = tables.Guarded("columns_guardednote", columns=("text", "live", "sort_order"), live="live")
    monkeypatch.setattr(triggers, "other_tables", lambda: [*real(), table])
    triggers.install()
    ContentType.objects.clear_cache()
    yield public, draft
    ContentType.objects.clear_cache()
    del apps.all_models["columns"]["guardednote"]
    apps.clear_cache()


SNIPPET = {
    "publish": lambda public, draft: draft.save_revision().publish(),
    "action": lambda public, draft: PublishRevisionAction(draft.save_revision()).execute(skip_permission_checks=True),
    "publish a change": lambda public, draft: _changed(public).publish(),
    "unpublish": lambda public, draft: public.unpublish(),
    "save": lambda public, draft: _save(public),
    "query": lambda public, draft: type(public).objects.update(text=CHANGED),
    "live by query": lambda public, draft: type(public).objects.filter(pk=draft.pk).update(live=True),
    "made": lambda public, draft: type(public).objects.create(pk=3, text=CHANGED),
    "bulk": lambda public, draft: type(public).objects.bulk_create([type(public)(pk=3, text=CHANGED, live=True)]),
    "delete": lambda public, draft: public.delete(),
    "delete by query": lambda public, draft: type(public).objects.all().delete(),
}


def _changed(row):
    row.text = CHANGED
    return row.save_revision()


def _save(row) -> None:
    row.text = CHANGED
    row.save()


@pytest.mark.parametrize("way", SNIPPET)
def test_snippet_with_drafts(note, way):
    public, draft = note
    refuses(SNIPPET[way], public, draft)
    model = type(public)
    assert list(model.objects.order_by("pk").values_list("text", "live")) == [("公开的", True), ("草稿", False)]


def test_a_draft_of_a_snippet_is_free(note):
    public, draft = note
    _changed(public)
    _save(draft)
    draft.delete()
    assert type(public).objects.get().text == "公开的"


def test_order_of_snippets(note):
    public, draft = note
    model = type(public)
    refuses(model.objects.filter(pk=public.pk).update, sort_order=9)
    refuses(model.objects.bulk_update, [model(pk=public.pk, sort_order=9)], ["sort_order"])
    model.objects.filter(pk=draft.pk).update(sort_order=9)


def test_every_model_with_drafts_is_guarded():
    guarded = {table.table for table in tables.other_tables()}
    with_drafts = [m for m in apps.get_models() if issubclass(m, DraftStateMixin) and not issubclass(m, Page)]
    assert {model._meta.db_table for model in with_drafts} <= guarded
    assert {model._meta.db_table for model in get_snippet_models()} <= guarded


@pytest.mark.urls(API_URLS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/snippets/"),
        ("patch", "/snippets/registers.SiteMarks/1/"),
        ("delete", "/snippets/registers.SiteMarks/1/"),
        ("post", "/snippets/registers.SiteMarks/1/actions/publish/"),
        ("post", "/snippets/registers.SiteMarks/1/actions/unpublish/"),
        ("post", "/snippets/registers.SiteMarks/1/actions/revert/"),
        ("post", "/snippets/registers.SiteMarks/1/actions/copy_for_translation/"),
    ],
)
def test_api_v3_snippets(world, method, path):
    """The portal registers no snippet: what the public sees beside pages has no route there at all."""
    with nothing_public_changes():
        response = api(world, method, path, {"meta": {"type": "registers.SiteMarks"}, "organisation_name": CHANGED})
        assert 400 <= response.status_code < 500, (response.status_code, response.content)
    assert guard.triggers.missing() == []
