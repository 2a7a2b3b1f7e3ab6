"""Links that lead nowhere are found in the portal's own rows, all at once."""

import pytest
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.rich_text import RichText

from columns.models import RetirementRequest
from portal.addons import registry
from portal.demonstration import acts
from portal.tiles import targets
from portal.tiles.fields import TileField
from portal.tiles.problems import Kind, Weight, problems
from portal.tiles.walking import Link
from tests import factories
from tests.plugins import guard


def told(*addresses):
    """Return (gone, hidden) of some addresses that were typed."""
    found = targets.look_up([Link("address", address, written=True) for address in addresses])
    return [address for address in addresses if ("address", address) in found.gone], [
        address for address in addresses if ("address", address) in found.hidden
    ]


def test_addresses_of_the_portal_are_looked_up(site):
    public = factories.public_disclosure(site)
    draft = factories.draft_disclosure(site, slug="draft")
    fine = [
        *(public.url, public.url.rstrip("/"), f"{public.url}?a=1#s-1", f"http://testserver{public.url}"),
        *("/", "/interaction/answers/", "/interaction/answers", "http://testserver", "/search/?q=x", "/static/a.css"),
    ]
    assert told(*fine) == ([], [])
    dead = ["/nowhere/", f"http://TESTSERVER{public.url}more/", "/a.html", "/政务/"]
    closed = [draft.url_path.replace("/home", "", 1), "/admin/", "/admin/pages/3/edit/", "/review/abc/"]
    assert told(*dead, *closed) == (dead, closed)


def test_other_sites_mail_and_places_in_the_page_are_no_matter_of_the_portal(db, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *args: pytest.fail("somebody was called"))
    elsewhere = ["https://www.mnr.gov.cn/gone/", "//cdn.example.org/x", "mailto:a@example.org", "tel:12345", "#s-1", ""]
    assert told(*elsewhere, "http://[", "http://testserver:9000/x/", "weird\\address") == ([], [])


def test_what_lies_in_a_closed_column_is_not_public(site):
    address = factories.public_disclosure(site).url
    assert told(address) == ([], [])
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=site.column, reason="职能划出", outcome="gone", made_by=liaison)
    acts.approve(request, liaison, timezone.now())
    assert told(address) == ([], [address])


def test_an_old_address_that_leads_on_is_not_dead(site):
    assert told("/old/page/", "/old") == (["/old/page/", "/old"], [])
    with transaction.atomic(), guard.table_permit("wagtailredirects_redirect"):
        Redirect.add_redirect("/old/page", "https://example.org/")
    assert told("/old/page/", "/old") == (["/old"], [])


def test_files_by_their_address(site):
    page = factories.draft_disclosure(site)
    shown, private = factories.document(uploader=page.owner), factories.document("内部.pdf", uploader=page.owner)
    factories.attach(page, shown)
    page.save_revision(user=page.owner)
    acts.approve(page, page.owner, timezone.now())
    assert told(shown.url, private.url, "/media/documents/gone.pdf") == (["/media/documents/gone.pdf"], [private.url])


def test_every_room_says_what_stands_under_its_numbers(db):
    samples = {"interaction:answer": "ZX20260101-0001", "live:interview": "FT2026-0001"}
    samples |= {"activities:activity": "HD2026-0001", "hot_issues:response": "RD2026-0001"}
    sources = {source.view: source for source in registry.items("public_addresses") if source.view}
    assert sources.keys() == samples.keys()
    for view, source in sources.items():
        address = reverse(view, args=[samples[view]])
        assert not source.rows(HttpRequest()).filter(**{source.number: samples[view]}).exists()
        assert told(address) == ([], [address])


def test_typed_links_are_told_in_fields_and_texts_once_each(field, db):
    link = {"text": "甲", "page": None, "document": None, "url": "http://testserver/nowhere/", "note": ""}
    text = '<p><a href="/nowhere/?a=1&amp;b=2">乙</a><a href="/nowhere/?a=1&amp;b=2">丙</a><a href="/admin/">丁</a></p>'
    stream = field.to_python([("link_list", {"title": "链接", "items": [link]}), ("rich_text", RichText(text))])
    found = [(problem.kind, problem.weight) for problem in problems(stream)]
    assert found == [
        (Kind.DEAD_LINK, Weight.WARNING),
        (Kind.DEAD_LINK, Weight.WARNING),
        (Kind.LINK_NOT_PUBLIC, Weight.WARNING),
    ]
    assert "http://testserver/nowhere/" in problems(stream)[0].message
    assert "/nowhere/?a=1&b=2" in problems(stream)[1].message


def test_the_activity_of_a_tile_is_looked_up(db):
    field = TileField(scope="topic", blank=True)
    field.set_attributes_from_name("body")
    value = {"address": "/interaction/activities/HD2026-0001/", "words": ""}
    (problem,) = problems(field.to_python([{"type": "activity", "value": value, "id": "activity"}]))
    assert (problem.tile_id, problem.kind) == ("activity", Kind.LINK_NOT_PUBLIC)


def test_many_links_cost_no_more_queries_than_few(site, django_assert_max_num_queries):
    public = factories.public_disclosure(site)
    factories.draft_disclosure(site, slug="draft")
    few = [Link("address", f"http://testserver{public.url}"), Link("page", public.pk), Link("document", 1)]
    many = [Link("address", f"/disclosure/policy/doc-{n}/") for n in range(200)]
    many += [Link("address", f"/interaction/activities/HD2026-{n:04}/") for n in range(100)]
    many += [Link("address", f"/media/documents/{n}.pdf") for n in range(100)]
    many += [kind for n in range(100) for kind in (Link("page", n), Link("document", n))]
    targets.look_up(few)  # what is kept is kept by then
    with django_assert_max_num_queries(14):
        targets.look_up([*few, *many])
