"""What the public sees of a retired section, asked from outside: pages, lists, menus, files, search."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from columns.models import Life, ReopeningRequest, RetirementRequest
from columns.sections.states import LifeState
from portal.approvals.errors import PublishingRefused
from portal.approvals.permits import table_permit
from portal.approvals.verification import verify
from portal.outbox.services import drain
from search.query import from_address
from search.services import find
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("C6")]
WORD = "档案"
COLUMN = "/disclosure/policy/"


@pytest.fixture
def shown(site):
    """A public document with a file, and a news item, in the site's column."""
    file = factories.document("附件.pdf", "档案目录")
    page = factories.draft_disclosure(site)
    factories.attach(page, file)
    page.save_revision(user=site.department.registration.liaison)
    factories.acts.approve(page, site.department.registration.liaison, timezone.now())
    page.refresh_from_db()
    page.file = file
    drain()
    return page


@pytest.fixture
def beside(site):
    """Another active column, with a document of its own."""
    column = factories.open_column(site.department.registration, site.section, "other", "通知公告")
    factories.public_disclosure(
        factories.Site(site.department, site.home, site.section, column), "o", document_number="", title="另一份通知"
    )
    column.refresh_from_db()
    return column


def retire(site, **fields) -> Life:
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=site.column, reason="职能划出", made_by=liaison, **fields)
    factories.acts.approve(request, liaison, timezone.now())
    return Life.objects.get(page=site.column)


def reopen(site) -> None:
    liaison = site.department.registration.liaison
    request = ReopeningRequest.objects.create(page=site.column, reason="仍需要", made_by=liaison)
    factories.acts.approve(request, liaison, timezone.now())


def found(word: str = WORD) -> list[str]:
    results = find(from_address(QueryDict(f"q={word}"))).results
    counted = [value.count for values in results.facets.values() for value in values]
    assert results.total or not counted, "what isn't found isn't counted"
    return [hit.card["title"] for hit in results.hits]


def everywhere(client, page) -> dict[str, bool]:
    """Whether a title or an address is named in the lists of the public site."""
    places = ("/", "/disclosure/", "/catalogue/", "/sitemap/", COLUMN, "/disclosure/other/")
    return {place: page.title in client.get(place).content.decode() for place in places}


def test_gone_it_is_gone_at_once_with_all_that_lies_in_it(client, site, shown):
    assert found() and client.get(shown.file.url).status_code == 200
    retire(site, outcome="gone")  # the worker hasn't run: the one row decides
    for address in (COLUMN, shown.url):
        answer = client.get(address)
        assert answer.status_code == 410 and shown.title not in answer.content.decode()
    assert client.get(shown.file.url).status_code == 404
    assert not any(everywhere(client, shown).values()) and not found()
    drain()
    assert not found() and list(verify()) == []


def test_archived_everything_stays_at_its_address_and_is_marked(client, site, shown):
    retire(site)
    drain()
    for address in (COLUMN, shown.url):
        answer = client.get(address)
        assert answer.status_code == 200 and "is-archived" in answer.content.decode()
    assert client.get(shown.file.url).status_code == 200 and found() == [shown.title]
    assert find(from_address(QueryDict(f"q={WORD}"))).results.hits[0].card["archived"]


def test_merged_its_address_leads_to_the_column_that_lists_its_items(client, site, shown, beside):
    retire(site, outcome="merged", merged_into=beside)
    answer = client.get(COLUMN)
    assert (answer.status_code, answer["Location"]) == (302, beside.url)
    listed = client.get(beside.url).content.decode()
    assert shown.title in listed and "另一份通知" in listed
    page = client.get(shown.url)
    assert page.status_code == 200 and beside.title in page.content.decode()
    assert client.get(shown.file.url).status_code == 200 and found() == [shown.title]


def test_what_was_merged_goes_along_when_its_new_column_is_merged_too(client, site, shown, beside):
    third = factories.open_column(site.department.registration, site.section, "third", "综合")
    factories.public_news(factories.Site(site.department, site.home, site.section, third))
    third.refresh_from_db()
    retire(site, outcome="merged", merged_into=beside)
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(
        page=beside, reason="合并", made_by=liaison, outcome="merged", merged_into=third
    )
    factories.acts.approve(request, liaison, timezone.now())
    assert shown.title in client.get(third.url).content.decode()


@pytest.mark.parametrize("outcome", ["archived", "gone", "merged"])
def test_reopened_everything_is_as_it_was(client, site, shown, beside, outcome):
    before = {place: client.get(place).content for place in (COLUMN, shown.url, "/sitemap/")}
    retire(site, outcome=outcome, merged_into=beside if outcome == "merged" else None)
    drain()
    reopen(site)
    after = {place: client.get(place).content for place in before}
    assert after == before and client.get(shown.file.url).status_code == 200
    drain()
    assert shown.title in found() and not find(from_address(QueryDict(f"q={WORD}"))).results.hits[0].card["archived"]
    assert Life.objects.get(page=site.column).state == LifeState.ACTIVE


def test_after_a_year_it_isnt_reopened(site, shown):
    retire(site)
    liaison = site.department.registration.liaison
    request = ReopeningRequest(page=site.column, reason="仍需要", made_by=liaison)
    request.clean()
    with time_machine.travel(timezone.now() + timedelta(days=366)), pytest.raises(ValidationError):
        request.clean()


def test_during_its_notice_the_public_reads_when_it_closes_and_can_go_on(client, site, shown):
    day = factories.today() + timedelta(days=10)
    assert retire(site, outcome="gone", retires_on=day).state == LifeState.RETIRING
    drain()
    for address in (COLUMN, shown.url):
        text = client.get(address).content.decode()
        assert day.isoformat() in text and "10" in text
    assert client.get(shown.file.url).status_code == 200 and found()
    later = factories.public_news(site)
    assert client.get(later.url).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=10, minutes=1)):
        drain()
        assert client.get(COLUMN).status_code == client.get(later.url).status_code == 410 and not found()
    assert Life.objects.get(page=site.column).state == LifeState.RETIRED


def test_called_off_nothing_happens_on_the_day(client, site, shown):
    retire(site, outcome="gone", retires_on=factories.today() + timedelta(days=10))
    reopen(site)
    assert "is-archived" not in client.get(COLUMN).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        drain()
    assert client.get(COLUMN).status_code == 200


def test_once_it_is_retired_its_case_moves_nothing_more(site, shown):
    life = retire(site, outcome="gone")
    with pytest.raises(PublishingRefused), table_permit(Life._meta.db_table, "reopen", life.retiring_case):
        pass
