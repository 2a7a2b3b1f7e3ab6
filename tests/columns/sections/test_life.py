"""A column from its request to its archive (clauses C5, C6, G3)."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from columns import indexing, menus, reading
from columns.models import ColumnPage, Life, OpeningRequest, RetirementRequest
from columns.sections.reading import is_archived
from columns.sections.states import LifeState
from portal.approvals import services
from portal.approvals.errors import ActRefused, PublishingRefused
from portal.approvals.ledger.models import Entry
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.approvals.verification import verify
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED
from tests.regulation import chapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_for_column(site):
    registration = site.department.registration
    return OpeningRequest.objects.create(
        title="登记指南", slug="guide", kind="disclosure", parent=site.section, purpose="公开办事指南",
        owner_unit=registration.unit, update_days=30, made_by=registration.liaison, contact="0791-8888888",
    )  # fmt: skip


def sent(subject, person) -> Case:
    case = services.open_case(subject, person)
    return services.send(case.pk, person, case.version, declaration=DECLARED)


def in_menu(title: str) -> bool:
    lines = menus.main_menu(None)
    return any(title == line.label or any(title == child.label for child in line.children) for line in lines)


def state_of(column: ColumnPage) -> str:
    return Life.objects.get(page=column).state


@pytest.mark.clause("C5")
def test_the_liaison_asks_the_unit_head_agrees_and_the_office_opens(site, request_for_column):
    registration, office = site.department.registration, site.department.office
    case = sent(request_for_column, registration.liaison)
    assert case.route.stages == [["unit_head"], ["office_staff"]] and chapter("C5") in case.reasons[0]
    with pytest.raises(ActRefused):
        services.agree(case.pk, office.liaison, case.version)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert not ColumnPage.objects.filter(slug="guide").exists()
    assert services.agree(case.pk, office.liaison, case.version).state == CaseState.CARRIED_OUT
    column = ColumnPage.objects.get(slug="guide")
    assert state_of(column) == LifeState.ACTIVATING and column.owner_unit == registration.unit
    assert column.get_parent().specific == site.section


@pytest.mark.clause("C5")
def test_refused_there_is_no_column(site, request_for_column):
    case = sent(request_for_column, site.department.registration.liaison)
    services.refuse(case.pk, site.department.registration.secrecy, case.version, "重复")
    assert not ColumnPage.objects.filter(slug="guide").exists()


@pytest.mark.clause("C5")
def test_an_activating_column_is_edited_by_its_people_only_and_not_public(client, site):
    assert state_of(site.column) == LifeState.ACTIVATING
    assert client.get("/disclosure/policy/").status_code == 404 and not in_menu("政策文件")
    add = reverse("wagtailadmin_pages:add", args=["columns", "disclosure", site.column.pk])
    for staff, allowed in ((site.department.registration, True), (site.department.farmland, False)):
        client.force_login(staff.liaison)
        assert (client.get(add).status_code == 200) is allowed


def test_the_first_approved_item_makes_it_active_in_the_same_transaction(client, site):
    registration = site.department.registration
    page = factories.draft_disclosure(site)
    case = services.pass_secrecy((c := sent(page, registration.liaison)).pk, registration.secrecy, c.version)

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        services.agree(case.pk, registration.head, case.version)
        assert state_of(site.column) == LifeState.ACTIVE
        raise Undone
    assert state_of(site.column) == LifeState.ACTIVATING
    services.agree(case.pk, registration.head, case.version)
    life = Life.objects.get(page=site.column)
    assert life.state == LifeState.ACTIVE and life.activated_at
    assert client.get("/disclosure/policy/").status_code == 200 and in_menu("政策文件")
    assert Entry.objects.filter(act="section.activated", subject=f"column:{site.column.pk}").count() == 1


@pytest.mark.clause("C5")
def test_its_page_becomes_public_as_it_was_approved_whatever_was_written_since(client, site):
    column = ColumnPage.objects.get(pk=site.column.pk)
    column.description = "没有人批准过的说明"
    column.save_revision(user=site.department.registration.liaison)
    with pytest.raises(ActRefused):
        sent(column, site.department.registration.liaison)
    factories.public_disclosure(site)
    column = ColumnPage.objects.get(pk=column.pk)
    assert column.live and column.has_unpublished_changes
    assert "没有人批准过" not in client.get("/disclosure/policy/").content.decode() and not list(verify())
    factories.acts.approve(column, site.department.registration.liaison, timezone.now())
    assert "没有人批准过" in client.get("/disclosure/policy/").content.decode()


def test_nobody_moves_the_life_of_a_column_but_a_case(site):
    factories.public_disclosure(site)
    life = Life.objects.get(page=site.column)
    life.retire("archived", None)
    with pytest.raises(PublishingRefused), transaction.atomic():
        life.save()
    with pytest.raises(PublishingRefused), transaction.atomic():
        Life.objects.update(state=LifeState.RETIRED)
    assert state_of(site.column) == LifeState.ACTIVE


def test_the_second_item_leaves_the_life_as_it_is(site):
    factories.public_disclosure(site)
    before = Life.objects.get(page=site.column)
    factories.public_news(site)
    assert Life.objects.get(page=site.column).activated_at == before.activated_at
    assert Entry.objects.filter(act="section.activated").count() == 1


@pytest.fixture
def retired(site):
    """The site with its column retired, one document in it."""
    page = factories.public_disclosure(site)
    drain()
    liaison = site.department.registration.liaison
    request = RetirementRequest.objects.create(page=site.column, reason="职能划出", made_by=liaison)
    factories.acts.approve(request, liaison, timezone.now())
    return page


@pytest.mark.clause("C6")
def test_retiring_passes_the_unit_head_and_the_office(site):
    factories.public_disclosure(site)
    registration, office = site.department.registration, site.department.office
    request = RetirementRequest.objects.create(page=site.column, reason="职能划出", made_by=registration.liaison)
    case = sent(request, registration.liaison)
    assert case.route.stages == [["unit_head"], ["office_staff"]] and chapter("C6") in case.reasons[0]
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert state_of(site.column) == LifeState.ACTIVE
    services.agree(case.pk, office.liaison, case.version)
    life = Life.objects.get(page=site.column)
    assert (life.state, life.outcome, life.retiring_case_id) == (LifeState.RETIRED, "archived", case.pk)


@pytest.mark.clause("C6")
def test_retired_it_leaves_the_menus_and_its_pages_say_that_they_are_archived(client, site, retired):
    assert not in_menu("政策文件") and in_menu("政务公开")
    assert "政策文件" not in [column.title for column in reading.public_columns()]
    for address in ("/disclosure/policy/", retired.url):
        text = client.get(address).content.decode()
        assert "is-archived" in text or "archived" in text, address
        assert str(is_archived(retired.path)) == "True"
    assert retired.title not in client.get("/").content.decode()


@pytest.mark.clause("C6")
def test_search_marks_what_is_archived(site, retired):
    assert indexing.read([str(retired.pk)])[str(retired.pk)].archived
    waiting = OutboxRow.objects.filter(job="sections.reindex")
    assert [row.payload for row in waiting] == [{"page": site.column.pk, "after": 0}]
    drain()
    assert OutboxRow.objects.exclude(status="done").count() == 0


def test_nothing_new_is_sent_in_a_retired_column(site, retired):
    page = factories.draft_disclosure(site, "late", document_number="岭自然资规〔2026〕9号")
    with pytest.raises(ActRefused):
        sent(page, site.department.registration.liaison)


@pytest.mark.clause("G3")
def test_a_column_shows_who_owes_the_next_update_and_when_it_was_last_updated(client, site):
    page = factories.public_disclosure(site)
    text = client.get("/disclosure/policy/").content.decode()
    assert site.department.registration.unit.name in text and "30" in text
    assert timezone.localtime(page.first_published_at).strftime("%Y-%m-%d") in text


@pytest.mark.clause("C6")
def test_what_stands_below_a_retired_column_takes_nothing_new_either(site):
    factories.public_disclosure(site)
    below = factories.open_column(site.department.registration, site.column, "below", "下级栏目")
    factories.retire(site)
    page = factories.draft_disclosure(factories.Site(site.department, site.home, site.section, below), "late")
    with pytest.raises(ActRefused):
        sent(page, site.department.registration.liaison)


@pytest.mark.clause("C5")
def test_a_column_whose_content_is_its_own_page_becomes_active_with_that(client, site):
    """Online services have no items: their page is what the public comes for."""
    column = factories.open_column(site.department.registration, site.home, "services", "政务服务")
    column.body = factories.tile("办事指南")
    column.save_revision(user=site.department.registration.liaison)
    factories.acts.approve(column, site.department.registration.liaison, timezone.now())
    assert state_of(column) == LifeState.ACTIVE and in_menu("政务服务")
    assert "办事指南" in client.get("/services/").content.decode()


@pytest.mark.clause("C6")
def test_a_second_retirement_is_not_sent_while_one_is_on_its_way(site):
    factories.public_disclosure(site)
    liaison = site.department.registration.liaison
    first, second = (
        RetirementRequest.objects.create(page=site.column, reason="不用了", made_by=liaison) for _ in range(2)
    )
    sent(first, liaison)
    with pytest.raises(ActRefused):
        sent(second, liaison)


@pytest.mark.clause("C5")
def test_a_request_that_was_taken_back_can_be_mended_and_sent_again(client, site, request_for_column):
    liaison = site.department.registration.liaison
    case = sent(request_for_column, liaison)
    services.withdraw(case.pk, liaison, case.version)
    client.force_login(liaison)
    page = client.get(reverse("sections:request", args=["section_opening", request_for_column.pk]))
    assert page.status_code == 200 and page.context["form"].instance == request_for_column
    assert sent(request_for_column, liaison).pk != case.pk
