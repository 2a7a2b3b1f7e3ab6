"""The rules of updates by kind: the portal's defaults, and what the Office sets (clause A1)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from columns.models import DutyRule
from columns.sections import duty_rules
from portal.approvals.ledger.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "columns_dutyrule_modeladmin_index"


def address(rule: DutyRule) -> str:
    return reverse("columns_dutyrule_modeladmin_edit", args=[rule.pk])


@pytest.mark.clause("A1")
def test_every_kind_has_a_rule_and_the_defaults_name_their_source(department):
    rules = duty_rules.in_force()
    assert set(rules) == {"section", "disclosure", "news", "services", "interaction", "topic"}
    assert {kind: rule.days for kind, rule in rules.items() if rule.days} == {
        "news": 14, "disclosure": 180, "services": 90, "interaction": 60,
    }  # fmt: skip
    assert all(bool(rule.source) == bool(rule.days) for rule in rules.values())
    assert not DutyRule.objects.exists(), "reading writes nothing"


def test_the_defaults_are_written_once_and_change_nothing_that_was_set(department):
    DutyRule.objects.create(kind="news", days=7)
    for _time in range(2):
        duty_rules.write_defaults()
        assert DutyRule.objects.count() == 6 and DutyRule.objects.get(kind="news").days == 7


@pytest.mark.clause("A1")
def test_the_office_changes_a_rule_and_the_ledger_has_it(client, department):
    office = department.office.liaison
    client.force_login(office)
    page = client.get(reverse(LIST)).content.decode()
    assert "每 14 天" in page and "待办公室确认" in page
    rule = DutyRule.objects.get(kind="news")
    posted = {"days": "10", "in_working_days": "on", "amber_percent": "30", "source": "本厅规定"}
    assert client.post(address(rule), posted).status_code == 302
    rule.refresh_from_db()
    assert (rule.days, rule.in_working_days, rule.amber_percent, rule.set_by) == (10, True, 30, office)
    entry = Entry.objects.get(act="duty.rule_set")
    assert entry.actor == office and entry.subject == "duty_rule:news" and entry.capacity
    assert {(change["before"], change["after"]) for change in entry.data["changes"]} >= {("14", "10"), ("20", "30")}
    assert "每 10 个工作日" in client.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("wrong", [{"days": "0"}, {"days": "9999"}, {"days": "x"}, {"amber_percent": "101"}])
def test_what_is_wrong_is_said_at_the_field(client, department, wrong):
    client.force_login(department.office.liaison)
    client.get(reverse(LIST))
    rule = DutyRule.objects.get(kind="news")
    answer = client.post(address(rule), {"days": "10", "amber_percent": "20", **wrong})
    assert answer.status_code == 200 and list(answer.context["form"].errors) == list(wrong)
    assert not Entry.objects.filter(act="duty.rule_set").exists()


def test_others_neither_read_nor_change_it_and_nobody_adds_or_deletes(client, department):
    duty_rules.write_defaults()
    rule = DutyRule.objects.get(kind="news")
    root = factories.UserFactory(is_superuser=True)
    for person, refused in (
        (department.registration.head, [reverse(LIST), address(rule)]),
        (root, [address(rule)]),
        (department.office.head, [address(rule).replace("edit", "delete"), f"{reverse(LIST)}create/"]),
    ):
        client.force_login(person)
        for url in refused:
            answer = client.get(url)
            assert answer.status_code in (302, 403, 404), (person, url)
            assert answer.status_code != 302 or answer.headers["Location"] == reverse("wagtailadmin_home")
