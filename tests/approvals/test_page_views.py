"""Wagtail's pages that name any page by its key tell nobody what other units prepare."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.models import Page

from portal.approvals import takedowns
from tests import factories
from tests.guard.crawled_forms import PUBLISHING, PUBLISHING_JSON

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D5")]
SECRET = "关于撤销某局的请示"


@pytest.fixture
def draft(site):
    """A draft of registration's liaison."""
    return factories.draft_disclosure(site, "secret", title=SECRET)


def chosen(client, person, *pages: Page) -> list[int]:
    client.force_login(person)
    answer = client.get(reverse("wagtailadmin_choose_page_chosen_multiple"), {"id": [page.pk for page in pages]})
    return [item["id"] for item in answer.json()["result"]]


def test_a_draft_is_chosen_in_its_own_unit_only(client, site, draft):
    public, department = factories.public_news(site), site.department

    assert chosen(client, department.registration.handler, draft, public) == [draft.pk, public.pk]
    assert chosen(client, department.farmland.liaison, draft, public) == [public.pk]


def test_what_was_taken_down_is_named_to_nobody_else(client, site):
    news = factories.public_news(site)
    takedowns.take_down(news, site.department.publicity.head, "内容有误")

    assert chosen(client, site.department.farmland.liaison, news) == []


def test_what_is_no_key_chooses_nothing(client, site):
    client.force_login(site.department.farmland.liaison)
    answer = client.get(reverse("wagtailadmin_choose_page_chosen_multiple"), {"id": ["x", "9" * 30, "-1"]})

    assert answer.status_code == 200 and answer.json()["result"] == []


def test_a_draft_is_not_browsed_by_its_key(client, site, draft):
    address = reverse("wagtailadmin_choose_page_child", args=[draft.pk])

    client.force_login(site.department.registration.handler)
    assert SECRET in client.get(address).json()["html"]
    client.force_login(site.department.farmland.liaison)
    assert client.get(address).status_code == 302


def draft_of_farmland(site) -> Page:
    """A draft in a column of farmland."""
    farmland = site.department.farmland
    own = factories.NewsPage(
        title="动态", slug="own", live=False, maker_unit=farmland.unit, body=factories.tile("内容。")
    )
    factories.open_column(farmland, site.section, "fields", "耕地").add_child(instance=own)
    return own


def moving(client, person, page: Page, destination: Page) -> str:
    client.force_login(person)
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    return client.get(address, follow=True).content.decode()


def test_the_title_of_a_draft_is_not_read_off_the_question_whether_to_move_it(client, site, draft):
    department = site.department

    assert SECRET in moving(client, department.registration.liaison, draft, site.column)
    assert SECRET not in moving(client, department.farmland.liaison, draft, site.column)


def test_nor_of_a_draft_below_which_something_is_to_be_moved(client, site, draft):
    own = draft_of_farmland(site)

    assert SECRET not in moving(client, site.department.farmland.liaison, own, draft)


def test_nor_whether_its_address_is_taken_there(client, site, draft):
    twin = Page(title="同名", slug=draft.slug, live=False)
    site.home.add_child(instance=twin)

    assert draft.slug not in moving(client, site.department.farmland.liaison, draft, site.home)


def copied(client, person, page: Page, **values):
    client.force_login(person)
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), values)


def test_a_copy_below_a_page_that_is_not_shown_is_refused(client, site, draft):
    own = draft_of_farmland(site)
    answer = copied(client, site.department.farmland.liaison, own, new_parent_page=draft.pk, new_title="")

    assert answer.status_code == 400 and SECRET not in answer.content.decode()


@pytest.mark.parametrize("junk", [{}, {"new_parent_page": ""}, {"new_parent_page": "x"}, {"new_parent_page": "999999"}])
def test_a_copy_to_nowhere_is_a_bad_request(client, site, draft, junk):
    answer = copied(client, site.department.registration.liaison, draft, **PUBLISHING, **junk)

    assert answer.status_code == 400 and Page.objects.filter(title=SECRET).count() == 1


def test_a_copy_stands_where_it_is_to_stand(client, site, draft):
    values = {"new_parent_page": site.column.pk, "new_title": "副本", "new_slug": "copy"}
    answer = copied(client, site.department.registration.liaison, draft, **values)

    assert answer.status_code == 302 and Page.objects.get(slug="copy").is_child_of(site.column)


def test_a_link_without_an_address_is_a_bad_request(client, site):
    client.force_login(site.department.registration.liaison)
    address = reverse("wagtailadmin_choose_page_external_link")

    as_program = client.post(address, json.dumps(PUBLISHING_JSON), content_type="application/json")
    assert as_program.status_code == client.post(address, PUBLISHING).status_code == 400
    whole = client.post(address, {"external-link-chooser-url": "https://example.org/"})
    assert whole.json()["result"]["url"] == "https://example.org/"


def bulk(client, person, model: str, action: str, row, **values) -> str:
    client.force_login(person)
    address = reverse("wagtail_bulk_action", args=[*model.split("."), action]) + f"?id={row.pk}&id=x&next=/admin/"
    answer = client.post(address, values) if values else client.get(address)
    return answer.content.decode()


@pytest.mark.parametrize("action", ["move", "publish", "unpublish", "delete"])
def test_a_bulk_act_names_no_draft_of_another_unit(client, site, draft, action):
    department = site.department

    assert SECRET in bulk(client, department.registration.liaison, "wagtailcore.page", action, draft)
    assert SECRET not in bulk(client, department.farmland.liaison, "wagtailcore.page", action, draft)


def test_a_bulk_act_names_none_that_was_listed_by_itself(client, site, draft):
    client.force_login(site.department.farmland.liaison)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = client.get(f"{address}?id=all&childOf={site.column.pk}&next=/admin/")

    assert SECRET not in answer.content.decode()


def test_a_bulk_move_names_no_draft_as_its_destination(client, site, draft):
    own = draft_of_farmland(site)

    assert SECRET not in bulk(
        client, site.department.farmland.liaison, "wagtailcore.page", "move", own, chooser=draft.pk
    )


def test_a_bulk_act_names_no_file_of_another_unit(client, site):
    file = factories.document(f"{SECRET}.pdf", uploader=site.department.registration.liaison)

    assert SECRET in bulk(client, site.department.registration.liaison, "files.document", "delete", file)
    assert SECRET not in bulk(client, site.department.farmland.liaison, "files.document", "delete", file)
