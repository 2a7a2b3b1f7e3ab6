"""Topics invite to activities that are public (through the tile that asks for what stands at an address)."""

import pytest

from interaction.activities.models import ActivityKind
from portal.tiles.fields import TileField

from .conftest import drafted, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S3")]


def shown(address):
    return str(TileField(scope="topic", blank=True).to_python([("activity", {"address": address, "words": ""})]))


def test_a_topic_invites_to_an_activity_while_it_runs_and_shows_what_came_of_it(make, end):
    activity = make(ActivityKind.SURVEY)
    html = shown(f"https://www.example.org{page_of(activity)}")
    assert activity.title in html and "立即参与" in html and f'href="{page_of(activity)}"' in html
    assert "立即参与" not in shown(page_of(end(activity)))


def test_a_draft_and_other_addresses_invite_nobody(people):
    draft = drafted(ActivityKind.SURVEY, people.registration_liaison, people.units["registration"])
    for address in (page_of(draft), "/interaction/activities/", "/no/such/page/", "//evil.example/x", "", "://["):
        assert shown(address).strip() == ""
