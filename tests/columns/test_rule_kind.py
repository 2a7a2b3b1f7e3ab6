"""Rules of the catalogue change through a case, and nothing shown to the public changes without one (D1, law 1)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from columns import catalogue, catalogue_defaults
from columns.models import CatalogueRule, Scheme
from columns.terms import parse as parse_terms
from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.demonstration import acts
from portal.outbox.services import drain
from search.query import parse
from search.services import find
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D1")]
TOPICS = "resources-registration 登记\nland 土地\n  land-trade 土地市场"


def propose(site, scheme: str = "topic", text: str = TOPICS) -> CatalogueRule:
    liaison = site.department.office.liaison
    return CatalogueRule.objects.create(scheme=scheme, text=text, note="细化", made_by=liaison)


def approve(site, rule: CatalogueRule) -> None:
    acts.approve(rule, site.department.office.liaison, timezone.now())


def test_without_a_version_the_portals_own_lists_are_in_force(db):
    assert catalogue.current_texts() == catalogue_defaults.BY_SCHEME


def test_a_version_is_in_force_when_the_head_of_the_office_has_approved_it(site):
    rule = propose(site)
    case = acts.send(rule, site.department.office.liaison, timezone.now())
    assert "land-trade" not in catalogue.terms_of(Scheme.TOPIC)
    case = services.pass_secrecy(case.pk, site.department.office.secrecy, case.version)
    assert case.desks == ["office_head"]
    services.agree(case.pk, site.department.office.head, case.version)
    assert catalogue.terms_of(Scheme.TOPIC).full_name("land-trade") == "土地\\土地市场"
    approve(site, propose(site, text=TOPICS + "\nsea 海洋"))
    assert CatalogueRule.objects.filter(live=True).count() == 1 and "sea" in catalogue.terms_of(Scheme.TOPIC)


def test_search_follows_where_a_topic_is_called_otherwise(site):
    page = factories.public_disclosure(site)
    drain()

    def topics() -> list[str]:
        return [value.value for value in find(parse("登记档案")).results.facets["topic"]]

    before = topics()
    approve(site, propose(site, text="resources-registration 产权登记\nland 土地"))
    drain()
    assert topics() == ["产权登记"] != before
    assert [hit.key for hit in find(parse("主题:产权登记")).results.hits] == [f"page:{page.pk}"]


def test_only_codes_with_another_name_or_place_count_as_renamed():
    before, after = parse_terms("a 甲\nb 乙\n  c 丙\nd 丁"), parse_terms("a 甲\nb 新\n  c 丙")
    assert catalogue.renamed(before, after) == {"b", "c", "d"}


def test_nobody_changes_a_rule_in_force_without_a_case(site):
    approve(site, propose(site))
    rule, other = CatalogueRule.objects.get(), propose(site, text="sea 海洋")
    ways = (
        lambda: CatalogueRule.objects.filter(pk=rule.pk).update(text="sea 海洋"),
        lambda: CatalogueRule.objects.filter(pk=other.pk).update(live=True, scheme="genre"),
        lambda: CatalogueRule.objects.all().delete(),
        lambda: CatalogueRule.objects.create(
            scheme="ground", text="x 甲", note="", live=True, made_by=site.department.office.head
        ),
    )
    for way in ways:
        with pytest.raises(IntegrityError), transaction.atomic():
            way()
    assert catalogue.current_texts()["topic"] == TOPICS


def test_what_documents_stand_under_is_not_lost(site):
    factories.public_disclosure(site)
    rule = propose(site, text="land 土地")
    (problem,) = services.kind_of(rule).problems(rule)
    assert "resources-registration" in problem
    with pytest.raises(ActRefused):
        acts.send(rule, site.department.office.liaison, timezone.now())
    assert services.kind_of(rule).problems(propose(site)) == []


@pytest.mark.parametrize(
    ("scheme", "text"),
    [("topic", "土地"), ("index_number", "{org}/{year}"), ("topic", catalogue_defaults.TOPIC)],
)
def test_what_can_t_be_a_rule_or_changes_nothing_is_not_sent(site, scheme, text):
    with pytest.raises(ActRefused):
        acts.send(propose(site, scheme, text), site.department.office.liaison, timezone.now())


def test_the_case_shows_what_changes(client, site):
    rule = propose(site, text=catalogue_defaults.TOPIC.replace("海洋", "海域海岛"))
    case = acts.send(rule, site.department.office.liaison, timezone.now())
    shown = dict(services.kind_of(rule).summary(case, site.department.office.head))
    (changed,) = [value for value in shown.values() if "海域海岛" in value]
    assert [line[:1] for line in changed.splitlines()] == ["-", "+"]


def test_the_office_writes_a_version_and_nobody_else_does(client, site):
    address = reverse("columns:new_catalogue_rule", args=["index_number"])
    client.force_login(site.department.registration.liaison)
    assert client.get(address).status_code == 302  # the admin sends away with a message
    assert client.get(reverse("columns:catalogue_rules")).status_code == 200
    client.force_login(site.department.office.liaison)
    wrong = client.post(address, {"text": "{org}{year}{serial}", "note": "统一编码", "send": "1"})
    assert wrong.context["form"].errors["text"] and not CatalogueRule.objects.exists()
    client.post(address, {"text": "{org}-{year}-{serial:06}", "note": "统一编码", "send": "1", **factories.CHECKLIST})
    rule = CatalogueRule.objects.get()
    case = Case.objects.about("catalogue_rule", rule.pk).get()
    case = services.pass_secrecy(case.pk, site.department.office.secrecy, case.version)
    services.agree(case.pk, site.department.office.head, case.version)
    assert client.get(reverse("columns:new_catalogue_rule", args=["nothing"])).status_code == 404
    page = factories.public_disclosure(site)
    year = factories.today().year
    assert page.index_number == f"XREGISTRA-{year}-000001"


def test_serials_go_on_when_the_rule_changes_and_old_numbers_stay(site):
    first = factories.public_disclosure(site)
    approve(site, propose(site, "index_number", "{org}-{year}-{serial:06}"))
    second = factories.public_disclosure(site, "second", document_number="")
    first.refresh_from_db()
    year = factories.today().year
    assert first.index_number == f"XREGISTRA/{year}-00001" and second.index_number == f"XREGISTRA-{year}-000002"
