"""Who edits what in a topic of several units, and that nothing else gets through, whichever way a draft is kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from portal.approvals import services as approvals
from portal.approvals.errors import ActRefused
from portal.files import permissions as files_seen
from portal.files import services as files
from portal.files.models import Image
from portal.organisation.models import User
from special_topics.plugin import TopicKind
from special_topics.regions import rights, services
from tests import factories
from tests.special_topics.regions.conftest import OURS, THEIRS, heading, newest, row

pytestmark = pytest.mark.django_db


def again(person: User) -> User:
    """The person as the next request knows them."""
    return User.objects.get(pk=person.pk)


def test_a_unit_with_a_region_edits_that_and_the_owner_everything(site, shared):
    part = rights.part_of(shared, site.department.registration.handler)
    assert part and (part.own, part.others) == ({THEIRS}, set())
    assert rights.part_of(shared, site.department.farmland.liaison) is None
    assert rights.part_of(shared, site.department.office.liaison) is None
    tester = shared.permissions_for_user(site.department.registration.liaison)
    assert tester.can_edit() and not any((tester.can_send(), tester.can_delete(), tester.can_move()))


@pytest.mark.parametrize("capacity", ["leader"])
def test_who_does_not_edit_for_a_unit_has_no_part(site, shared, capacity):
    person = getattr(site.department.registration, capacity)
    assert not shared.permissions_for_user(person).can_edit()


def test_a_unit_that_took_another_over_in_a_reform_has_its_regions(site, shared):
    heir = factories.staffed_unit("heir")
    unit = site.department.registration.unit
    unit.is_active, unit.successor = False, heir.unit
    unit.save()
    assert rights.part_of(shared, heir.liaison).own == {THEIRS}


def test_whoever_edits_for_both_units_edits_everything(site, shared):
    factories.PostFactory(person=site.department.registration.liaison, unit=site.department.farmland.unit)
    assert rights.part_of(shared, again(site.department.registration.liaison)) is None


def test_a_region_taken_back_leaves_nothing(site, shared):
    services.assign(shared, THEIRS, [], site.department.farmland.liaison)
    assert not shared.permissions_for_user(again(site.department.registration.liaison)).can_edit()


@pytest.mark.parametrize("person", ["handler", "head"])
def test_it_is_not_sent_by_those_who_edit_a_part(client, site, shared, person):
    someone = getattr(site.department.registration, person)
    with pytest.raises(ActRefused):
        approvals.open_case(shared, someone)
    client.force_login(someone)
    assert client.get(reverse("approvals:send_page", args=[shared.pk])).status_code == 302
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[shared.pk])).content.decode()
    assert "action-send-for-approval" not in edit
    client.force_login(site.department.farmland.liaison)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[shared.pk])).content.decode()
    assert "action-send-for-approval" in edit


CHANGES = {
    "a tile of others": lambda page: setattr(page, "body", [heading(OURS, "改"), *page.body.raw_data[1:]]),
    "the order": lambda page: setattr(page, "body", list(page.body.raw_data)[::-1]),
    "a tile added": lambda page: setattr(page, "body", [*page.body.raw_data, heading("new", "多")]),
    "a tile removed": lambda page: setattr(page, "body", list(page.body.raw_data)[1:]),
    "the own tile removed": lambda page: setattr(page, "body", [page.body.raw_data[0], page.body.raw_data[2]]),
    "the title": lambda page: setattr(page, "title", "别的"),
    "the owner": lambda page: setattr(page, "owner_unit_id", None),
    "the end": lambda page: setattr(page, "ends_on", None),
    "the address": lambda page: setattr(page, "slug", "elsewhere"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_version_is_kept_in_which_they_changed_what_is_not_theirs(site, shared, change):
    page, before = newest(shared), newest(shared).latest_revision_id
    change(page)
    with pytest.raises(PermissionDenied):
        page.save_revision(user=site.department.registration.liaison, clean=False)
    assert newest(shared).latest_revision_id == before


def test_what_is_theirs_is_kept(site, shared):
    page = newest(shared)
    page.body = [
        page.body.raw_data[0],
        row(THEIRS, heading("inner", "改过"), heading("more", "又一")),
        page.body.raw_data[2],
    ]
    page.save_revision(user=site.department.registration.liaison)
    assert "又一" in str(newest(shared).body.raw_data[1])


def test_the_owner_keeps_what_they_like(site, shared):
    for change in CHANGES.values():
        page = newest(shared)
        if change is not CHANGES["the owner"]:
            change(page)
            page.save_revision(user=site.department.farmland.liaison, clean=False)


def test_their_pictures_are_the_topics_to_publish_and_its_editors_to_see(site, shared):
    content = get_test_image_file(filename="map.png", size=(800, 600)).file.getvalue()
    picture = files.store(Image, "map.png", content, site.department.registration.handler, title="图")
    assert not files_seen.can_see(site.department.farmland.liaison, picture)
    page = newest(shared)
    image = {"type": "image", "value": {"image": picture.pk, "alt": "图", "caption": ""}, "id": "inner"}
    page.body = [page.body.raw_data[0], row(THEIRS, image), page.body.raw_data[2]]
    page.save_revision(user=site.department.registration.handler)
    assert files_seen.can_see(site.department.farmland.liaison, picture)
    assert not files_seen.can_see(factories.staffed_unit("other").liaison, picture)
    problems = " ".join(map(str, TopicKind().problems(shared)))
    assert str(picture.pk) not in problems
    services.assign(shared, THEIRS, [], site.department.farmland.liaison)
    again_asked = newest(shared)
    assert str(picture.pk) in " ".join(map(str, TopicKind().problems(again_asked)))
