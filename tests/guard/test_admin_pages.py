"""The admin's buttons, forms and bulk actions for pages: refused with a message, for superusers too."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from columns.models import Disclosure, NewsPage
from tests.plugins import guard
from tests.plugins import guard_attacks as attacks
from tests.plugins.guard import CHANGED, not_an_error, nothing_public_changes, refused_answer

pytestmark = pytest.mark.clause("D5")


def editor_data(browser, page: Page, **values) -> dict:
    """What the editor of a page would send, with another title."""
    html = browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    data = querydict_from_html(html, form_id="page-edit-form").dict()
    return {**data, "title": CHANGED, "body-count": "0", **values}


@pytest.mark.parametrize("name", ["draft", "page", "second", "below"])
def test_publish_button_of_the_editor(world, who, name):
    browser, page = world.browser(who), getattr(world, name)
    data = editor_data(browser, page, **{"action-publish": "1"})
    with nothing_public_changes():
        response = browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
        refused_answer(response)
    assert Page.objects.get(pk=page.pk).live == page.live


def test_publish_button_when_creating(world, who):
    browser = world.browser(who)
    url = reverse("wagtailadmin_pages:add", args=["columns", "newspage", world.column.pk])
    data = querydict_from_html(browser.get(url).content.decode(), form_id="page-edit-form").dict()
    data |= {"title": CHANGED, "slug": "created", "body-count": "0", "action-publish": "1"}
    with nothing_public_changes():
        not_an_error(browser.post(url, data))
    assert not NewsPage.objects.filter(slug="created", live=True).exists()


@pytest.mark.parametrize("action", ["", "action-submit", "action-cancel-workflow", "action-restart-workflow"])
@pytest.mark.parametrize("name", ["draft", "page"])
def test_saving_a_draft_in_the_editor_changes_nothing_public(world, who, name, action):
    browser, page = world.browser(who), getattr(world, name)
    data = editor_data(browser, page, slug="another-slug", show_in_menus="on", **({action: "1"} if action else {}))
    with nothing_public_changes():
        response = browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
        not_an_error(response)
    assert response.status_code == 302
    if not action:
        assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().title == CHANGED


def test_autosave_changes_nothing_public(world, who):
    browser, page = world.browser(who), world.page
    data = editor_data(browser, page)
    with nothing_public_changes():
        response = browser.post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]), data, headers={"accept": "application/json"}
        )
        not_an_error(response)
    assert world.page.get_latest_revision_as_object().title == CHANGED


def test_an_older_revision_brought_back_in_the_editor(world, who):
    browser, page = world.browser(who), world.page
    older = page.revisions.order_by("created_at").first()
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk])
    html = browser.get(url)
    not_an_error(html)
    data = editor_data(browser, page, revision=str(older.pk))
    with nothing_public_changes():
        not_an_error(browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data))


def bulk(browser, action: str, pages: list[int], **data):
    """Carry out a bulk action on pages, as its confirmation form does."""
    query = "&".join(f"id={pk}" for pk in pages)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?{query}&next=/admin/"
    return browser.post(url, data)


def test_bulk_publish(world, who):
    with nothing_public_changes():
        response = bulk(world.browser(who), "publish", [world.draft.pk, world.hidden.pk], include_descendants="on")
        not_an_error(response)
    assert not world.draft.live and not world.hidden.live


def test_bulk_unpublish(world, who):
    with nothing_public_changes():
        not_an_error(bulk(world.browser(who), "unpublish", [world.page.pk, world.column.pk], include_descendants="on"))
    assert world.page.live


def test_bulk_delete(world, who):
    with nothing_public_changes():
        not_an_error(bulk(world.browser(who), "delete", [world.page.pk, world.second.pk, world.hidden.pk]))
    assert Page.objects.filter(pk__in=[world.page.pk, world.second.pk, world.hidden.pk]).count() == 3


def test_bulk_move(world, who):
    before = world.page.path, world.hidden.path
    browser = world.browser(who)
    with nothing_public_changes():
        not_an_error(bulk(browser, "move", [world.page.pk], chooser=str(world.hidden.pk)))
        not_an_error(bulk(browser, "move", [world.hidden.pk], chooser=str(world.column.pk)))
    assert (world.page.path, world.hidden.path) == before


def test_no_screen_offers_to_change_what_is_public(world):
    assert set(attacks.dangerous_screens(world).values()) <= {302, 403}


BUTTONS = {
    "unpublish": ("unpublish", ["page"], {}),
    "delete": ("delete", ["page"], {}),
    "delete a draft parent": ("delete", ["hidden"], {}),
    "delete, confirmed": ("delete", ["column"], {"confirm_site_name": "公开"}),
    "move": ("move_confirm", ["page", "hidden"], {}),
    "move a draft parent": ("move_confirm", ["hidden", "column"], {}),
    "copy": ("copy", ["page"], {"new_title": CHANGED, "new_slug": "copy", "publish_copies": "on", "alias": ""}),
    "alias": ("copy", ["page"], {"new_title": CHANGED, "new_slug": "copy", "publish_copies": "on", "alias": "on"}),
    "privacy": ("set_privacy", ["page"], {"restriction_type": "login"}),
}


def press(world: guard.World, who: str, button: str):
    """Press a button of the admin's pages."""
    view, names, data = BUTTONS[button]
    url = reverse(f"wagtailadmin_pages:{view}", args=[world.keys[name] for name in names])
    return world.browser(who).post(url, {"new_parent_page": world.column.pk, **data})


def refused_press(world: guard.World, who: str, button: str) -> None:
    with nothing_public_changes():
        refused_answer(press(world, who, button))


def test_unpublish_button(world, who):
    refused_press(world, who, "unpublish")
    assert world.page.live


@pytest.mark.parametrize("button", ["delete", "delete a draft parent", "delete, confirmed"])
def test_delete_button(world, who, button):
    refused_press(world, who, button)
    assert Disclosure.objects.filter(pk=world.page.pk).exists() and world.below.live


@pytest.mark.parametrize("button", ["move", "move a draft parent"])
def test_move_button(world, who, button):
    refused_press(world, who, button)


@pytest.mark.parametrize("button", ["copy", "alias"])
def test_copy_form_makes_nothing_public(world, who, button):
    with nothing_public_changes():
        not_an_error(press(world, who, button))
    assert not Page.objects.filter(slug="copy", live=True).exists()


@pytest.mark.parametrize("kind", ["none", "login", "password", "groups"])
def test_privacy_form(world, who, kind):
    url = reverse("wagtailadmin_pages:set_privacy", args=[world.page.pk])
    with nothing_public_changes():
        response = world.browser(who).post(url, {"restriction_type": kind, "password": "secret"})
        refused_answer(response)
    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize("name", ["page", "draft"])
def test_order_of_public_pages(world, who, name):
    url = reverse("wagtailadmin_pages:set_page_position", args=[world.keys[name]])
    order = list(world.column.get_children().values_list("pk", flat=True))
    with nothing_public_changes():
        for position in (0, 1, 2):
            refused_answer(world.browser(who).post(f"{url}?position={position}"))
    assert list(world.column.get_children().values_list("pk", flat=True)) == order


ACTIONS = {
    "publish": ("draft", {}),
    "publish a change": ("page", {}),
    "unpublish": ("page", {"recursive": True}),
    "delete": ("page", {}),
    "move": ("page", {"destination_page_id": "hidden"}),
    "copy": ("page", {"keep_live": True, "slug": "copy"}),
    "create_alias": ("page", {"slug": "alias"}),
    "convert_alias": ("alias", {}),
    "revert_to_page_revision": ("page", {"revision_id": "older"}),
    "copy_for_translation": ("page", {"locale": "en", "copy_parents": True}),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_admin_page_api(world, who, action, settings):
    settings.WAGTAIL_I18N_ENABLED = True
    Locale.objects.create(language_code="en")
    name, data = ACTIONS[action]
    page = guard.public_alias(world) if name == "alias" else getattr(world, name)
    older = world.page.revisions.order_by("created_at").first()
    if action == "publish a change":
        page.title = CHANGED
        page.save_revision()
    values = {"hidden": world.hidden.pk, "older": older.pk}
    data = {key: values.get(value, value) if isinstance(value, str) else value for key, value in data.items()}
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action.split()[0]])
    with nothing_public_changes(afresh=name == "alias"):
        response = world.browser(who).post(url, json.dumps(data), content_type="application/json")
        if action == "revert_to_page_revision":
            not_an_error(response)  # it makes a draft
        else:
            assert response.status_code in (403, 409), response.content  # no mistake in the request
            assert json.loads(response.content)
