"""The one way to a file: public ones for everybody, private ones for those who may (law 4)."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage

from portal.approvals import services, takedowns
from portal.approvals.errors import ActRefused
from portal.demonstration import acts
from portal.files.services import is_public
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D5")]


@pytest.fixture
def draft(site):
    """A draft with a file of registration's liaison."""
    page = factories.draft_disclosure(site)
    factories.attach(page, factories.document(uploader=site.department.registration.liaison))
    return page


@pytest.fixture
def file(draft):
    return draft.get_latest_revision_as_object().attachments.get().document


@pytest.fixture
def public(site, draft, file):
    acts.approve(draft, site.department.registration.liaison, factories.timezone.now())
    return file


@pytest.fixture
def fetch(client):
    """Fetch an address and read to the end what came, which closes it."""

    def get(url: str, person=None):
        client.force_login(person) if person else client.logout()
        response = client.get(url)
        response.content_read = b"".join(response) if response.streaming else response.content
        return response

    return get


def test_a_private_file_does_not_exist_for_the_public(fetch, file):
    private, missing = fetch(file.url), fetch("/media/documents/nothing.pdf")
    assert private.status_code == missing.status_code == 404
    assert file.title not in private.content.decode()


@pytest.mark.parametrize(("unit", "status"), [("registration", 200), ("farmland", 404), ("office", 200)])
def test_a_private_file_is_for_its_unit_and_those_who_supervise(fetch, site, file, unit, status):
    assert fetch(file.url, getattr(site.department, unit).handler).status_code == status


def test_another_units_private_file_is_not_sent_along(site, file, fetch):
    """Naming a file by its number opens it to nobody, and publishes it less (laws 1 and 7)."""
    farmland = site.department.farmland
    own = factories.draft_disclosure(site, "own", maker_unit=farmland.unit, owner=farmland.liaison, document_number="")
    factories.attach(own, file)
    case = services.open_case(own, farmland.liaison)
    with pytest.raises(ActRefused, match=str(file.pk)) as refused:
        services.send(case.pk, farmland.liaison, case.version, declaration=factories.DECLARED)
    assert file.title not in str(refused.value)
    assert fetch(file.url, farmland.liaison).status_code == 404


def test_what_is_public_already_may_be_shown_by_every_unit(site, public):
    farmland = site.department.farmland
    own = factories.draft_disclosure(site, "own", maker_unit=farmland.unit, owner=farmland.liaison, document_number="")
    factories.attach(own, public)
    assert not services.kind_of(own).problems(own)


def test_an_account_without_a_post_sees_no_private_file(fetch, file):
    assert fetch(file.url, factories.UserFactory()).status_code == 404


def test_a_private_file_is_kept_by_no_cache(fetch, site, file):
    response = fetch(file.url, site.department.registration.liaison)
    assert response["Cache-Control"] == "private, no-store"


def test_approved_it_is_public_as_it_was_approved(fetch, public):
    response = fetch(public.url)
    with default_storage.open(public.file.name) as stored:
        assert response.status_code == 200 and response.content_read == stored.read()
    assert response["Content-Type"] == "application/pdf" and response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline") and "%E6%9F%A5" in response["Content-Disposition"]
    # Kept by caches only if they ask each time: a withdrawal is felt at once.
    assert response["Cache-Control"] == "public, no-cache"


def test_what_a_browser_could_run_is_downloaded_in_a_sandbox(fetch, site):
    page = factories.draft_disclosure(site)
    text = factories.document("说明.pdf")
    text.file.name = default_storage.save("documents/a.txt", factories.ContentFile(b"plain"))
    row = type(text)(title="说明", original_name="说明.txt", file=text.file.name)
    row.save()
    factories.attach(page, row)
    acts.approve(page, site.department.registration.liaison, factories.timezone.now())
    response = fetch(row.url)
    assert response.status_code == 200 and response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_taken_down_it_is_gone_at_once(fetch, site, draft, public):
    assert fetch(public.url).status_code == 200
    takedowns.take_down(draft, site.department.publicity.handler, "有误")
    assert fetch(public.url).status_code == 404 and not is_public(public)


def test_a_file_that_another_page_shows_stays(fetch, site, draft, public):
    other = factories.draft_disclosure(site, "other", title="另一份", document_number="岭自然资规〔2026〕9号")
    factories.attach(other, public)
    acts.approve(other, site.department.registration.liaison, factories.timezone.now())
    takedowns.take_down(draft, site.department.publicity.handler, "有误")
    assert fetch(public.url).status_code == 200


@pytest.mark.parametrize("name", ["../keys/ledger.pem", "documents/../../test.sqlite3", "documents/", "%2e%2e/x", "\\"])
def test_no_name_leads_out_of_the_store(fetch, site, name):
    assert fetch(f"/media/{name}", site.department.office.head).status_code == 404


def test_a_row_without_its_file_is_not_found(fetch, public):
    default_storage.delete(public.file.name)
    assert fetch(public.url).status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=5-", 5, None),
        ("bytes=3-9999999", 3, None),
        ("bytes=-5", -5, None),
        ("bytes=-9999999", 0, None),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(client, public, asked, first, last):
    client.logout()
    whole = b"".join(client.get(public.url))
    response = client.get(public.url, headers={"range": asked})
    part = b"".join(response)
    end = len(whole) - 1 if last is None else last
    first %= len(whole)
    assert response.status_code == 206
    assert part == whole[first : end + 1]
    assert response["Content-Range"] == f"bytes {first}-{end}/{len(whole)}"
    assert response["Content-Type"] == "application/pdf" and "Content-Disposition" in response


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "lines=1-2", "bytes=0-1,3-4", "bytes=x"])
def test_what_is_no_part_gives_the_whole_file(fetch, client, public, asked):
    response = client.get(public.url, headers={"range": asked})
    assert response.status_code == 200 and len(b"".join(response)) == public.file.size


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=-0"])
def test_a_part_after_the_end_is_refused_with_the_size(client, public, asked):
    response = client.get(public.url, headers={"range": asked})
    assert response.status_code == 416 and response["Content-Range"] == f"bytes */{public.file.size}"


def test_a_part_of_a_file_that_is_not_public_is_not_found(client, file):
    client.logout()
    assert client.get(file.url, headers={"range": "bytes=0-1"}).status_code == 404
