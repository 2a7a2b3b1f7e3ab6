"""Cases that need two connections at once. ``test_postgresql.py`` runs this file on a PostgreSQL server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from wagtail.models import Page

from portal.approvals.guard.refusals import RefusedByDatabase
from portal.approvals.models import Permit
from tests import factories
from tests.plugins import guard

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _root_page():
    """A flush takes the root page along; the site begins below it."""
    from wagtail.models import Locale

    if not Page.objects.exists():
        locale, _made = Locale.objects.get_or_create(language_code="zh-hans")
        with transaction.atomic():
            Permit.objects.create(scope="tree", target="", act="test")
            Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
            Permit.objects.all().delete()


def elsewhere(act: Callable[[], Any]) -> Any:
    """Do something over another connection; return what it gives or the error it ends in."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    return found[0]


def test_a_permit_is_seen_by_nobody_else():
    site = factories.make_site()
    page, other = factories.public_news(site, "first"), factories.public_news(site, "other")
    with transaction.atomic(), guard.page_permit(page, "test", None):
        assert Permit.objects.exists()
        assert elsewhere(Permit.objects.exists) is False
        refusal = elsewhere(lambda: Page.objects.filter(pk=page.pk).update(title=guard.CHANGED))
        assert isinstance(refusal, RefusedByDatabase)
        assert isinstance(elsewhere(lambda: Page.objects.get(pk=other.pk).unpublish()), Exception)
        Page.objects.filter(pk=page.pk).update(title="有许可的改动")
    assert not Permit.objects.exists()
    assert Page.objects.get(pk=page.pk).title == "有许可的改动" and Page.objects.get(pk=other.pk).live
