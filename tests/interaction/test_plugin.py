"""What the room registers."""

from django.template.loader import render_to_string

from interaction import plugin
from portal.addons import registry
from portal.approvals.guard import triggers

from .conftest import PUBLIC


def test_the_room_is_registered():
    assert registry.by_name("approvable_kinds")["reply"].index_source in registry.by_name("index_sources")
    assert registry.by_name("home_sections")["answers"].place == "aside"


def test_the_guard_watches_public_answers(db):
    watched = {(trigger.table, trigger.event) for trigger in triggers.wanted("sqlite")}
    assert {("interaction_reply", event) for event in ("INSERT", "UPDATE", "DELETE")} <= watched
    assert triggers.missing() == []


def test_the_home_page_shows_the_newest_answers(answered):
    page = render_to_string("interaction/home_answers.html", plugin.latest_answers(None))
    assert PUBLIC["public_title"] in page
    assert f"/interaction/answers/{answered.number}/" in page


def test_without_answers_it_says_so(db):
    assert plugin.latest_answers(None) == {"rows": []}
    assert "gk-empty" in render_to_string("interaction/home_answers.html", {"rows": []})
