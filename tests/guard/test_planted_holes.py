"""Six holes, planted one at a time: with a part of the guard out, the attack that its test makes goes through.

So it is the guard that stops each attack, and not something else that happens to stand in the way.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_delete, pre_save
from django.test import Client
from wagtail.models import AbstractPage, Page, PagePermissionTester, PageViewRestriction
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.query import PageQuerySet

from portal.approvals import takedowns
from portal.approvals.guard import python, triggers
from portal.approvals.models import Permit
from portal.files import permissions
from tests.plugins import guard
from tests.plugins import guard_attacks as attacks
from tests.plugins.guard import CHANGED, refuses

pytestmark = pytest.mark.clause("D5")


@pytest.fixture
def no_python_guard(monkeypatch):
    """Hole 1: the guard in Python is off."""
    pre_save.disconnect(dispatch_uid="guard.pre_save")
    pre_delete.disconnect(dispatch_uid="guard.pre_delete")
    pre_save.disconnect(sender=Permit, dispatch_uid="guard.permits")
    monkeypatch.setattr(PageQuerySet, "delete", python._wagtail_delete)
    yield
    python.connect()


@pytest.fixture
def no_page_trigger(world):
    """Hole 2: one trigger is gone, as after a careless migration."""
    name = f"{triggers.PREFIX}page_update"
    on = ' ON "wagtailcore_page"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert name in triggers.missing()


@pytest.fixture
def wagtails_tester(monkeypatch):
    """Hole 3: Wagtail's own rights instead of ours."""
    monkeypatch.setattr(AbstractPage, "permissions_for_user", lambda page, user: PagePermissionTester(user, page))
    ours = policy_registry.get_by_type(AbstractPage)
    register_permission_policy(AbstractPage, PagePermissionPolicy("wagtailcore.Page"))
    yield
    register_permission_policy(AbstractPage, ours)


@pytest.fixture
def no_privacy_guard(world, monkeypatch):
    """Hole 4: the tables of view restrictions are left out of the guard."""
    real = triggers.other_tables
    monkeypatch.setattr(triggers, "other_tables", lambda: [t for t in real() if "pageviewrestriction" not in t.table])
    triggers.install()


@pytest.fixture
def no_file_check(monkeypatch):
    """Hole 5: the serving view asks nobody."""
    monkeypatch.setattr(permissions, "can_see", lambda person, file: True)


@pytest.fixture
def no_guard(no_python_guard, wagtails_tester, world):
    """Nothing of the guard is left."""
    guard.without_triggers()


def take_down(world: guard.World) -> None:
    """Take the page away and confirm that, so that its approval is used up."""
    row = takedowns.take_down(world.page, world.site.department.publicity.head, "内容有误")
    takedowns.TakeDown.objects.filter(pk=row.pk).update(state="confirmed")


def test_the_guard_in_python(world):
    take_down(world)
    refuses(attacks.use_an_approval_again, world)
    assert not world.page.live


def test_hole_in_python(world, no_python_guard):
    take_down(world)
    attacks.use_an_approval_again(world)
    assert world.page.live


def test_the_trigger_of_the_page_table(world):
    refuses(attacks.change_a_title_by_query, world)


def test_hole_in_the_triggers(world, no_page_trigger):
    attacks.change_a_title_by_query(world)
    assert CHANGED.encode() in Client().get(guard.address(world.page)).content


def test_the_permission_tester(world):
    assert set(attacks.dangerous_screens(world).values()) <= {302, 403}


def test_hole_in_the_permission_tester(world, wagtails_tester):
    assert set(attacks.dangerous_screens(world).values()) == {200}


def test_the_privacy_guard(world):
    refuses(attacks.restrict_a_public_page, world)


def test_hole_in_the_privacy_guard(world, no_privacy_guard):
    attacks.restrict_a_public_page(world)
    assert PageViewRestriction.objects.exists()
    assert Client().get(guard.address(world.page)).status_code != 200


def test_the_check_of_served_files(world):
    assert attacks.fetch(world.private_document) == attacks.fetch(world.private_image) == 404
    assert attacks.fetch(world.document) == attacks.fetch(world.image) == 200


def test_hole_in_the_check_of_served_files(world, no_file_check):
    assert attacks.fetch(world.private_document) == attacks.fetch(world.private_image) == 200


@pytest.mark.urls(attacks.API_URLS)
def test_the_api(world):
    response = attacks.publish_by_api(world)
    assert response.status_code in (401, 403, 409) and not world.draft.live


@pytest.mark.urls(attacks.API_URLS)
def test_hole_in_the_api(world, no_guard):
    response = attacks.publish_by_api(world)
    assert response.status_code == 200, response.content
    assert world.draft.live and Client().get(guard.address(world.draft)).status_code == 200


def test_the_guard_stands_again_after_the_holes(world):
    assert triggers.missing() == []
    assert not Page.objects.get(pk=world.draft.pk).permissions_for_user(world.superuser).can_publish()
    assert connection_created.has_listeners()
    refuses(world.draft.save_revision().publish, skip_permission_checks=True)
