"""`verify_publications` names everything public that isn't what a case approved (law 1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from columns.models import Disclosure
from portal.approvals.models import Publication
from portal.approvals.permits import page_permit
from portal.approvals.verification import verify
from portal.demonstration import acts
from portal.files.models import PublicFile
from tests import factories
from tests.plugins.portal import drop_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


@pytest.fixture
def page(site):
    draft = factories.draft_disclosure(site)
    factories.attach(draft, factories.document())
    acts.approve(draft, site.department.registration.liaison, factories.timezone.now())
    return Disclosure.objects.get(pk=draft.pk)


def subjects() -> list[str]:
    return [problem.subject for problem in verify()]


def test_a_site_that_went_through_its_cases_has_no_problem(page):
    assert subjects() == []
    call_command("verify_publications")


def test_a_changed_column_is_named(page):
    with page_permit(page, "test", None):
        Disclosure.objects.filter(pk=page.pk).update(title="偷换的标题")
    assert subjects() == [f"disclosure:{page.pk}"]
    with pytest.raises(CommandError):
        call_command("verify_publications")


def test_a_page_without_a_case_is_named(page):
    Publication.objects.filter(subject_id=str(page.pk), kind="disclosure").delete()
    assert subjects() == [f"page:{page.pk}"]


def test_an_approved_page_that_is_not_public_is_named(page):
    with page_permit(page, "test", None):
        Disclosure.objects.filter(pk=page.pk).update(live=False)
    assert f"disclosure:{page.pk}" in subjects()


def test_a_file_changed_on_disk_is_named(page):
    name = page.attachments.get().document.file.name
    default_storage.delete(name)
    Path(default_storage.path(name)).write_bytes(factories.pdf_bytes("偷换的附件"))
    assert subjects() == [f"page:{page.pk}"]


def test_a_file_missing_on_disk_is_named(page):
    default_storage.delete(page.attachments.get().document.file.name)
    assert subjects() == [f"page:{page.pk}"]


def test_a_public_file_whose_row_has_gone_is_named_and_the_rest_is_looked_at_too(page):
    document = page.attachments.get().document
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {PublicFile._meta.db_table} SET file_id = %s WHERE file_id = %s", [10**6, document.pk])
    found = [problem.message for problem in verify() if problem.subject == f"page:{page.pk}"]
    assert len(found) == 1 and str(10**6) in found[0]
    with pytest.raises(CommandError):
        call_command("verify_publications")


def test_looking_for_pages_that_are_not_shown_costs_the_same_for_many(site):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert subjects() == []
        return sum("approvals_publication" in query["sql"] and "NOT" in query["sql"] for query in queries)

    factories.public_news(site)
    few = count()
    for number in range(2):
        factories.public_news(site, f"news-{number}")
    assert count() == few == 1


def test_a_file_that_is_public_without_being_shown_is_named(page):
    drop_triggers()
    row = PublicFile.objects.get()
    PublicFile.objects.filter(pk=row.pk).update(file_id=factories.document("别的.pdf").pk)
    assert f"disclosure:{page.pk}" in subjects()
