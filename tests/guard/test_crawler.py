"""Law 1, crawled: no call of any URL, by anybody, changes what the public sees but in a lawful way.

The quick form opens and calls every URL as three kinds of people, and a part of all calls as the others;
``GONGKAI_CRAWL=all`` (as ``make prove`` does) makes every call as everybody.
"""

from __future__ import annotations

import json
import logging
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from portal.approvals import desks
from portal.approvals.ledger import seals
from portal.approvals.ledger.models import ChainHead
from portal.approvals.models import Case
from portal.approvals.permits import page_permit, table_permit
from portal.demonstration import acts
from portal.files.models import PublicFile
from tests.access.world import World
from tests.guard import crawled_site, crawling, lawful, public_state
from tests.guard.crawled_forms import PUBLISHING_JSON, Form
from tests.oa.signed import connect
from tests.plugins.guard import CHANGED, publish_under_permit

pytestmark = [pytest.mark.clause("D5"), pytest.mark.django_db, pytest.mark.long]

ALL = os.environ.get("GONGKAI_CRAWL") == "all"
LOOKING = crawled_site.KINDS if ALL else ("superuser", "liaison", "office")
PART = 0.04  # of the calls, for those who call only some
ACT = "admin/cases/<int:pk>/<slug:name>/"


@dataclass
class Crawled:
    """The site, what was seen of it, and what came of looking, by kind of person."""

    world: World
    forms: list[Form] = field(default_factory=list)
    found: dict[str, crawling.Found] = field(default_factory=lambda: defaultdict(crawling.Found))


@pytest.fixture(scope="module")
def site(own_stage) -> Iterator[World]:
    with own_stage():
        yield crawled_site.build()


@pytest.fixture(scope="module")
def crawled(site) -> Crawled:
    """Every address as it is seen by those who call everything, and all forms that they see."""
    crawled = Crawled(site)
    for kind in LOOKING:
        with _quietly():
            crawled.forms += crawling.look(site, kind, crawled.found[kind])
    return crawled


@pytest.fixture
def world(site) -> World:
    """The site with its ledger as after a commit: a case without a signed head has no dossier yet."""
    head = ChainHead.objects.get()
    seals.append(head.seq, head.hash)
    return site


class _quietly:
    """Without the log, which says a word about each of thousands of refusals."""

    def __enter__(self) -> None:
        logging.disable(logging.CRITICAL)

    def __exit__(self, *exception: object) -> None:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize("kind", crawled_site.KINDS)
def test_nothing_changes_in_public_but_lawfully(crawled, world, kind, record_property):
    calls, found = crawling.all_calls(world, crawled.forms), crawled.found[kind]
    chosen = calls if ALL else crawling.quick(calls) if kind in LOOKING else crawling.sample(calls, PART, kind)
    with _quietly():
        crawling.crawl(world.people[kind], chosen, found)
    addresses = len(list(crawling.addresses(world)))
    record_property("said", f"crawler of law 1, {kind}: {found.summary(addresses + len(calls))}")
    assert not found.holes, "\n".join(found.holes)
    assert not found.errors, "\n".join(found.errors)


def test_what_is_left_out_has_a_reason():
    assert crawling.faults_of_left_out(crawling.left_out()) == []


def test_a_url_that_is_gone_and_an_empty_reason_are_faults():
    faults = crawling.faults_of_left_out({"gone/": "a reason", "admin/": " ", "sitemap/": "a reason"})

    assert faults == ["gone/ is gone from the resolver", "admin/ has no reason"]


def test_each_lawful_way_is_documented():
    said = lawful.read()

    assert said.keys() == lawful.WAYS.keys()
    assert all(way["why"].strip() and way["urls"] for way in said.values())


@pytest.mark.urls("tests.guard.crawler_hole_urls")
@pytest.mark.parametrize("kind", ["superuser", "anonymous"])
def test_a_planted_hole_is_found(world, kind):
    found = crawling.Found()
    forms = crawling.look(world, "superuser", found, at="/hole/")
    calls = [call for call in crawling.all_calls(world, forms) if "/hole/" in call.address]
    crawling.crawl(world.people[kind], calls, found)

    draft = f"/admin/pages/{world.objects['draft']}/hole/"
    assert found.holes and all("/hole/" in hole for hole in found.holes)
    assert any(draft in hole and f"('page', {world.objects['draft']})" in hole for hole in found.holes)


@pytest.mark.urls("tests.guard.crawler_hole_urls")
def test_a_server_error_is_found(world):
    found = crawling.Found()
    calls = [call for call in crawling.all_calls(world, []) if "/broken/" in call.address]
    with _quietly():
        crawling.crawl(world.people["liaison"], calls, found)

    assert found.errors == ["500: POST admin/broken/ (asking to publish)"]


@pytest.mark.urls("tests.guard.crawler_hole_urls")
def test_a_form_that_others_see_is_posted_by_everybody(world):
    """The hole opens to its own form alone: what nobody could see was found by replaying it."""
    found = crawling.Found()
    calls = [call for call in crawling.all_calls(world, []) if "/hole/" in call.address]
    crawling.crawl(world.people["anonymous"], calls, found)

    assert calls and not found.holes


def test_a_connected_system_changes_nothing_in_public(world):
    """A system's signed calls, among them a draft that it hands in and sends, with all that asks to publish."""
    registration, office = world.site.department.registration, world.site.department.office
    oa = connect(registration.liaison, registration.unit, by=office.head, code="crawler")
    before, asking = public_state.read(), json.dumps(PUBLISHING_JSON).encode()
    paths = {address.removeprefix("/oa/v1/") for _p, _k, address in crawling.addresses(world) if "/oa/v1/" in address}
    for path in sorted(paths):
        for method in ("GET", "POST"):
            oa.ask(method, path, asking if method == "POST" else b"")
    case = oa.hand_in(fields={"genre": "notice", "topic": "resources-registration"})
    refused, sent = oa.send(case, live=True, state="carried_out"), oa.send(case)

    assert paths and (refused.status_code, sent.status_code) == (422, 200), sent.content.decode()
    assert public_state.changes(before, public_state.read()) == set()


def word_of(case: Case, person) -> lawful.Before:
    """What is known before a person acts, and the last word on a case by whoever sits at its desk."""
    known = lawful.before(public_state.read(), person)
    acts.agree(case, timezone.now())
    return known


def desk_holder(case: Case):
    """Who gives the last word on a case."""
    desk = desks.waiting_desks(case, desks.desks_done(case))[0]
    acted = {case.maker_id, *case.opinions.values_list("actor", flat=True)}
    return next(post.person for post in desks.holders(desk, case) if post.person_id not in acted)


@pytest.mark.parametrize("label", [label for label in crawled_site.LAST if label != "take_down"])
def test_the_last_word_of_whoever_sits_at_the_desk_is_lawful(world, label):
    case = Case.objects.get(pk=world.objects[label])
    known = word_of(case, desk_holder(case))
    after = public_state.read()

    assert public_state.changes(known.state, after)
    assert lawful.way(known, after, ACT) == "case"
    assert lawful.way(known, after, "admin/pages/") is None, "not at another address"


@pytest.mark.parametrize("kind", ["superuser", "liaison", "anonymous"])
def test_the_same_is_a_hole_when_somebody_else_calls(world, kind):
    case = Case.objects.get(pk=world.objects["last_document"])
    known = word_of(case, world.people[kind])

    assert lawful.way(known, public_state.read(), ACT) is None


def test_what_the_case_does_not_cover_is_a_hole(world):
    case = Case.objects.get(pk=world.objects["last_document"])
    known = word_of(case, desk_holder(case))
    publish_under_permit(Page.objects.get(pk=world.objects["draft"]).specific)

    assert lawful.way(known, public_state.read(), ACT) is None


def _retitle(world: World) -> None:
    page = Page.objects.get(pk=world.objects["public"])
    with page_permit(page, "test", None):
        Page.objects.filter(pk=page.pk).update(title=CHANGED)


def _unshow(world: World) -> None:
    with table_permit("files_publicfile", "test", None):
        PublicFile.objects.all().delete()


def _redirect(world: World) -> None:
    with table_permit("wagtailredirects_redirect", "test", None):
        Redirect.objects.create(old_path="/new", redirect_link="https://example.org/")


def _restrict(world: World) -> None:
    with table_permit("wagtailcore_pageviewrestriction", "test", None):
        PageViewRestriction.objects.create(page_id=world.objects["public"], restriction_type="login")


def _rehost(world: World) -> None:
    with table_permit("wagtailcore_site", "test", None):
        Site.objects.update(hostname="elsewhere")


@pytest.mark.parametrize("change", [_retitle, _unshow, _redirect, _restrict, _rehost])
def test_a_change_of_what_the_public_sees_shows(world, change):
    before = public_state.read()
    change(world)

    assert public_state.changes(before, public_state.read())
