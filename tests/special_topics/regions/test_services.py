"""Giving tiles to units: who may, what is told and recorded, and its bounds."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.approvals.ledger.models import Entry
from portal.notices.models import Notice
from special_topics.regions import services
from tests import factories
from tests.special_topics.regions.conftest import OURS, THEIRS

pytestmark = pytest.mark.django_db


def test_its_liaison_is_told_and_the_ledger_has_it_once(site, shared):
    unit = site.department.registration.unit
    notice = Notice.objects.get(person=site.department.registration.liaison, topic=services.ACT)
    assert shared.title in notice.text and str(shared.pk) in notice.url
    services.assign(shared, THEIRS, [unit], site.department.farmland.head)
    entries = Entry.objects.filter(act=services.ACT, subject=f"topic:{shared.pk}")
    assert [entry.data for entry in entries] == [{"tile": THEIRS, "units": [unit.pk]}]
    assert Notice.objects.filter(topic=services.ACT).count() == 1


@pytest.mark.parametrize("unit", ["registration", "technology"])
def test_nobody_but_those_who_edit_all_of_it_gives_anything(site, shared, unit):
    with pytest.raises(PermissionDenied):
        services.assign(shared, OURS, [getattr(site.department, unit).unit], getattr(site.department, unit).liaison)


def test_a_tile_in_a_column_of_a_row_is_given_as_well(site, shared):
    units = [site.department.technology.unit]
    assert services.assign(shared, "inner", units, site.department.farmland.liaison) == units
    assert services.by_tile(shared)["inner"] == units


@pytest.mark.parametrize("tile_id", ["", "nowhere", "cell"])
def test_only_tiles_of_the_page_are_given(site, shared, tile_id):
    with pytest.raises(ValidationError):
        services.assign(shared, tile_id, [site.department.registration.unit], site.department.farmland.liaison)


def test_the_owner_needs_none_and_more_than_some_are_too_many(site, shared):
    staff = site.department.farmland
    assert services.assign(shared, OURS, [staff.unit], staff.liaison) == []
    many = [factories.UnitFactory() for _number in range(services.MOST_UNITS + 1)]
    with pytest.raises(ValidationError):
        services.assign(shared, OURS, many, staff.liaison)
    assert services.by_tile(shared) == {THEIRS: [site.department.registration.unit]}
