"""A list of words changes through a case, and nothing that the public finds changes without one (law 1)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.approvals import services
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case
from portal.demonstration import acts
from search import engines, rules, searched_words
from search.engines.base import EngineUnavailable
from search.models import Scheme, SearchedWords, SearchRule
from search.services import write_current
from tests import factories

pytestmark = pytest.mark.django_db
SYNONYMS = "地皮 = 不动产权证书"


def propose(site, scheme: str = "synonyms", text: str = SYNONYMS) -> SearchRule:
    return SearchRule.objects.create(scheme=scheme, text=text, note="常用说法", made_by=site.department.office.liaison)


def approve(site, rule: SearchRule) -> None:
    acts.approve(rule, site.department.office.liaison, timezone.now())


def test_a_version_is_in_force_when_the_head_of_the_office_has_approved_it(site) -> None:
    rule = propose(site)
    case = acts.send(rule, site.department.office.liaison, timezone.now())
    assert rules.in_force()[Scheme.SYNONYMS] != SYNONYMS
    case = services.pass_secrecy(case.pk, site.department.office.secrecy, case.version)
    assert case.desks == ["office_head"]
    services.agree(case.pk, site.department.office.head, case.version)
    assert rules.in_force()[Scheme.SYNONYMS] == SYNONYMS
    approve(site, propose(site, text="房本 = 不动产"))
    assert SearchRule.objects.filter(live=True).count() == 1


def test_of_two_begun_from_the_same_list_the_second_takes_nothing_back_unseen(site) -> None:
    """Both were sent; the one that is decided later knows nothing of the first one's lines."""
    office = site.department.office
    first, second = propose(site), propose(site, text="界碑 = 界址点")
    late = acts.pass_secrecy(acts.send(second, office.liaison, timezone.now()), timezone.now())
    approve(site, first)
    with pytest.raises(ActRefused, match="已有新版本"):
        services.agree(late.pk, office.head, late.version)
    assert rules.in_force()[Scheme.SYNONYMS] == SYNONYMS
    approve(site, propose(site, text=f"{SYNONYMS}\n界碑 = 界址点"))


def test_the_way_from_a_case_to_the_form_is_for_who_can_change_it(site) -> None:
    office = site.department.office
    rule = propose(site)
    case = services.open_case(rule, office.liaison)
    kind = services.kind_of(rule)
    assert kind.url_from_case(case, rule, office.liaison) == kind.url(rule)
    assert kind.url_from_case(case, rule, office.head) == ""
    case = acts.send(rule, office.liaison, timezone.now())
    assert kind.url_from_case(case, rule, office.liaison) == "", "it would only lead back to the case"


def test_nobody_changes_a_list_in_force_without_a_case(site) -> None:
    approve(site, propose(site))
    rule, other = SearchRule.objects.get(), propose(site, text="甲乙 = 丙")
    ways = (
        lambda: SearchRule.objects.filter(pk=rule.pk).update(text="甲乙 = 丙"),
        lambda: SearchRule.objects.filter(pk=other.pk).update(live=True, scheme="best_bets"),
        lambda: SearchRule.objects.all().delete(),
    )
    for way in ways:
        with pytest.raises(IntegrityError), transaction.atomic():
            way()
    assert rules.in_force()[Scheme.SYNONYMS] == SYNONYMS


@pytest.mark.parametrize(
    ("scheme", "text"), [("synonyms", "房本"), ("best_bets", "房本 = /nowhere/"), ("best_bets", "")]
)
def test_what_can_t_be_a_list_or_changes_nothing_is_not_sent(site, scheme, text) -> None:
    with pytest.raises(ActRefused):
        acts.send(propose(site, scheme, text), site.department.office.liaison, timezone.now())


def test_who_decides_sees_what_often_made_searches_find_now_and_then(site, shelf) -> None:
    shelf.put("1", title="不动产权证书补发须知")
    write_current(shelf.source(), ["1"])
    for words, times in (("地皮", 5), ("须知", 9), ("地皮 张三", 1)):
        SearchedWords.objects.create(day=factories.today(), words=words, asked=times, nothing_found=0)
    assert len(searched_words.most_asked(90, 10)) == 2
    rule = propose(site)
    shown = services.kind_of(rule).explained(rule)
    assert not any("须知" in label for label, _titles in shown), "only what changes"
    assert "地皮" in shown[0][0] and shown[0][1].endswith("不动产权证书补发须知")


def test_words_that_nobody_has_searched_for_yet_are_compared_too(site, shelf) -> None:
    shelf.put("1", title="不动产权证书补发须知")
    write_current(shelf.source(), ["1"])
    approve(site, propose(site, text="房本 = 不动产权证书"))
    [row] = services.kind_of(SearchRule()).explained(propose(site, text="房本 = 不动产权证书\n红本本 = 不动产权证书"))
    assert "红本本" in row[0] and row[1].endswith("不动产权证书补发须知")


def test_who_writes_a_list_sees_at_once_what_it_would_change(site, shelf, client, monkeypatch) -> None:
    shelf.put("1", title="不动产权证书补发须知")
    write_current(shelf.source(), ["1"])
    client.force_login(site.department.office.liaison)
    address = reverse("searched:compare", args=["synonyms"])
    assert "不动产权证书补发须知" in client.post(address, {"text": "红本本 = 不动产权证书"}).content.decode()
    assert "没有变化" in client.post(address, {"text": rules.in_force()[Scheme.SYNONYMS]}).content.decode()
    assert "第1行" in client.post(address, {"text": "红本本"}).content.decode()
    assert client.post(reverse("searched:compare", args=["nothing"])).status_code == 404

    def refuse(*_arguments):
        raise EngineUnavailable("no route to host")

    monkeypatch.setattr(type(engines.current()), "search", refuse)
    assert "搜索服务暂时无法使用" in client.post(address, {"text": "红本本 = 不动产权证书"}).content.decode()


def test_a_case_can_be_read_and_decided_while_the_engine_is_down(site, shelf, client, monkeypatch) -> None:
    SearchedWords.objects.create(day=factories.today(), words="地皮", asked=5, nothing_found=0)

    def refuse(*_arguments):
        raise EngineUnavailable("no route to host")

    monkeypatch.setattr(type(engines.current()), "search", refuse)
    case = acts.send(propose(site), site.department.office.liaison, timezone.now())
    client.force_login(site.department.office.head)
    html = client.get(reverse("approvals:case", args=[case.pk])).content.decode()
    assert "搜索服务暂时无法使用" in html
    acts.pass_secrecy(case, timezone.now())


def test_the_lists_are_read_once_however_many_searches_are_compared(site, shelf, django_assert_max_num_queries) -> None:
    for number in range(30):
        SearchedWords.objects.create(day=factories.today(), words=f"词语{number}", asked=5, nothing_found=0)
    rule = propose(site, text=rules.in_force()[Scheme.SYNONYMS] + "\n红本本 = 大红本")
    with django_assert_max_num_queries(9):
        assert services.kind_of(rule).explained(rule) == []


def test_the_office_proposes_and_its_head_reads_it_with_the_case(site, client) -> None:
    office = site.department.office
    client.force_login(office.liaison)
    assert "房产证" in client.get(reverse("searched:lists")).content.decode()
    form = {"text": SYNONYMS, "note": "常用说法", "send": "1", **factories.CHECKLIST}
    answer = client.post(reverse("searched:new_rule", args=["synonyms"]), form)
    case = Case.objects.get(kind="search_rule")
    assert answer.url == reverse("approvals:case", args=[case.pk]) and case.state == "secrecy_review"
    wrong = client.post(reverse("searched:new_rule", args=["synonyms"]), form | {"text": "房本"})
    assert wrong.status_code == 200 and wrong.context["form"].errors["text"]
    client.force_login(site.department.registration.liaison)
    assert client.get(reverse("searched:new_rule", args=["synonyms"])).status_code in (302, 403)
    assert client.get(reverse("searched:lists")).status_code == 200
