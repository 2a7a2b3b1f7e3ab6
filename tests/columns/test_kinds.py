"""Which route an item takes, and the sentence that says why (clauses D7, D8, N2, N3, N4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from columns import kinds
from columns.models import ColumnPage, Disclosure, Interpretation, NewsPage
from portal.approvals import routes, services
from portal.approvals.models import Case
from portal.registers.models import LinkTarget
from tests import factories
from tests.factories import DECLARED
from tests.regulation import chapter

pytestmark = pytest.mark.django_db
GROUNDS = tuple(kinds.DisclosureKind.GROUNDS)


def choice(page):
    return services.kind_of(page).choose_route(page)


def stages(page) -> list[list[str]]:
    return routes.current(choice(page).route).stages


@pytest.mark.clause("D7")
def test_general_information_ends_at_the_unit_head(site):
    page = factories.draft_disclosure(site)
    assert choice(page).route == "general" and chapter("D7") in str(choice(page).reasons[0])
    assert stages(page) == [["unit_head"]]


@pytest.mark.clause("D8")
@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_makes_it_important_and_is_named(site, ground):
    page = factories.draft_disclosure(site, **{ground: True})
    chosen = choice(page)
    assert chosen.route == "important"
    assert chapter("D8") in chosen.reasons[0] and str(kinds.DisclosureKind.GROUNDS[ground]) in chosen.reasons[0]
    others = [str(text) for field, text in kinds.DisclosureKind.GROUNDS.items() if field != ground]
    assert not any(text in chosen.reasons[0] for text in others)
    assert stages(page) == [["unit_head"], ["leader_in_charge"]]


@pytest.mark.clause("D8")
def test_what_is_public_as_important_is_changed_by_whoever_decided_on_it(site):
    page = factories.public_disclosure(site, touches_vital_interests=True)
    draft = page.get_latest_revision_as_object()
    draft.touches_vital_interests = False
    draft.save_revision()
    chosen = choice(Disclosure.objects.get(pk=page.pk))
    assert chosen.route == "important" and len(chosen.reasons) > 1


@pytest.mark.clause("D8")
def test_all_grounds_are_named_together(site):
    page = factories.draft_disclosure(site, **dict.fromkeys(GROUNDS, True))
    assert all(str(text) in choice(page).reasons[0] for text in kinds.DisclosureKind.GROUNDS.values())


def test_the_draft_decides_not_what_is_public(site):
    page = factories.public_disclosure(site)
    draft = page.get_latest_revision_as_object()
    draft.is_authoritative_data = True
    draft.save_revision()
    assert choice(Disclosure.objects.get(pk=page.pk)).route == "important"


@pytest.mark.clause("D8")
def test_the_reasons_are_shown_before_anything_is_sent(client, site):
    page = factories.draft_disclosure(site, touches_vital_interests=True)
    client.force_login(site.department.registration.liaison)
    text = client.get(reverse("approvals:send_page", args=[page.pk])).content.decode()
    assert chapter("D8") in text and str(kinds.DisclosureKind.GROUNDS["touches_vital_interests"]) in text
    assert site.department.registration.leader.full_name in text
    assert Case.objects.filter(subject_id=str(page.pk)).count() == 0


@pytest.mark.parametrize(("vital", "route"), [(False, "general"), (True, "important")])
def test_an_interpretation_takes_the_route_of_what_it_explains(site, vital, route):
    document = factories.public_disclosure(site, touches_vital_interests=vital)
    page = Interpretation(title="解读", slug="reading", live=False, interprets=document, body=factories.tile("说明"))
    ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision()
    assert choice(page).route == route


def news(site, unit, **fields) -> NewsPage:
    page = NewsPage(title="动态", slug="n", live=False, maker_unit=unit, body=factories.tile("会议召开。"), **fields)
    ColumnPage.objects.get(pk=site.column.pk).add_child(instance=page)
    page.save_revision()
    return page


@pytest.mark.parametrize(
    ("unit", "important", "expected", "clause"),
    [
        pytest.param("registration", False, [["unit_head"]], "N2", marks=pytest.mark.clause("N2")),
        pytest.param("registration", True, [["unit_head"], ["leader_in_charge"]], "N2", marks=pytest.mark.clause("N2")),
        pytest.param("publicity", False, [["publicity_head"]], "N3", marks=pytest.mark.clause("N3")),
        pytest.param("publicity", True, [["publicity_head"], ["office_head"]], "N4", marks=pytest.mark.clause("N4")),
    ],
)
def test_news_goes_by_who_makes_it_and_whether_it_is_important(site, unit, important, expected, clause):
    page = news(site, getattr(site.department, unit).unit, important=important)
    assert chapter(clause) in str(choice(page).reasons[0])
    assert stages(page) == expected


@pytest.mark.clause("N3")
@pytest.mark.parametrize(("mainstream", "route"), [(True, "publicity_news"), (False, "important_news")])
def test_a_reprint_from_another_source_than_mainstream_media_needs_the_office_too(site, mainstream, route):
    LinkTarget.objects.create(host="paper.example.cn", name="日报", level=2, is_mainstream=mainstream)
    address = "https://news.paper.example.cn/1.html"
    page = news(site, site.department.publicity.unit, category="reprint", source_name="日报", source_url=address)
    assert choice(page).route == route


@pytest.mark.clause("D8")
def test_another_important_matter_counts_with_its_reason(site):
    page = factories.draft_disclosure(site, other_importance="涉及跨省界线")
    assert choice(page).route == "important" and "涉及跨省界线" in str(choice(page).reasons[0])


@pytest.mark.clause("N4")
def test_important_news_of_the_publicity_centre_is_public_only_after_the_office(site):
    publicity, office = site.department.publicity, site.department.office
    page = news(site, publicity.unit, important=True)
    case = services.open_case(page, publicity.liaison)
    case = services.send(case.pk, publicity.liaison, case.version, declaration=DECLARED)
    case = services.pass_secrecy(case.pk, publicity.secrecy, case.version)
    case = services.agree(case.pk, publicity.head, case.version)
    page.refresh_from_db()
    assert not page.live
    services.agree(case.pk, office.head, case.version)
    page.refresh_from_db()
    assert page.live


@pytest.mark.clause("D2")
def test_the_making_unit_owns_the_case_else_the_column_s(site):
    farmland = site.department.farmland.unit
    page = factories.draft_disclosure(site, maker_unit=farmland)
    assert services.kind_of(page).owner_unit(page) == farmland
    other = factories.draft_disclosure(site, "other", maker_unit=None, document_number="岭自然资规〔2026〕9号")
    assert services.kind_of(other).owner_unit(other) == site.department.registration.unit


@pytest.mark.clause("D3")
def test_the_clock_counts_five_working_days_from_the_formation(site):
    formed = factories.today() - timedelta(days=1)
    page = factories.draft_disclosure(site, formed_on=formed)
    assert services.kind_of(page).clock_start(page) == (formed, 5, "D3")
    undated = factories.draft_disclosure(site, "undated", formed_on=None, document_number="")
    assert services.kind_of(undated).clock_start(undated) is None
    assert any(chapter("D3") in problem for problem in services.kind_of(undated).problems(undated))


def test_changes_of_a_column_s_own_page_go_to_the_unit_head_and_the_office(site):
    assert stages(site.column) == [["unit_head"], ["office_staff"]]
