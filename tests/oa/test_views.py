"""Systems in the admin: who keeps them, tokens that are shown once, and lists that nobody changes."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from portal.oa.models import Submission, System, Token
from tests import factories

pytestmark = pytest.mark.django_db
REGISTERS = ("system", "submission", "delivery")


def entered(**changed) -> dict:
    return {
        "name": "协同办公系统", "code": "oa2", "contact": "", "scopes": ["drafts", "send"], "people_by": "external_id",
        "addresses": "", "webhook_url": "", "webhook_hosts": "", "is_active": "on", **changed,
    }  # fmt: skip


def test_the_office_enters_a_system_and_the_log_says_what(client, site):
    unit = site.department.registration.unit
    client.force_login(site.department.office.head)
    client.post(reverse("oa_system_modeladmin_create"), entered(units=[unit.pk]))
    system = System.objects.get(code="oa2")
    assert (system.scopes, list(system.units.all())) == (["drafts", "send"], [unit])
    assert "registration处" in str(ModelLogEntry.objects.get(object_id=str(system.pk)).data)

    client.post(
        reverse("oa_system_modeladmin_edit", args=[system.pk]), entered(units=[unit.pk], code="x", scopes=["read"])
    )
    system.refresh_from_db()
    assert (system.code, system.scopes) == ("oa2", ["read"])
    changes = ModelLogEntry.objects.filter(object_id=str(system.pk)).order_by("-pk")[0].data["changes"]
    assert [change["field"] for change in changes] == ["允许的操作"]


def test_what_is_entered_wrongly_is_said_at_the_field(client, site):
    client.force_login(site.department.technology.head)
    answer = client.post(reverse("oa_system_modeladmin_create"), entered(webhook_url="http://evil.example/"))
    assert answer.status_code == 200 and not System.objects.filter(code="oa2").exists()
    assert {"units", "webhook_url"} == set(answer.context["form"].errors)


def test_a_token_is_shown_once_works_and_is_revoked(client, site, oa):
    office = site.department.office.head
    client.force_login(office)
    address = reverse("oa_admin:tokens", args=[oa.system.pk])
    page = client.post(address, {"days": "30"}).content.decode()
    token, key = re.search(r"gk_\w+?_[\w-]+", page)[0], re.search(r"<code>([0-9a-f]{64})</code>", page)[1]
    assert oa.get("kinds", token=token, key=key).status_code == 200
    again = client.get(address).content.decode()
    assert token not in again and key not in again and token.split("_")[1] in again

    row = Token.objects.get(key_id=token.split("_")[1])
    client.get(reverse("oa_admin:revoke", args=[row.pk]))
    assert oa.get("kinds", token=token, key=key).status_code == 200, "a link revoked it"
    client.post(reverse("oa_admin:revoke", args=[row.pk]))
    assert oa.get("kinds", token=token, key=key).status_code == 401
    assert oa.get("kinds").status_code == 200, "the other token is as it was"
    acts = ModelLogEntry.objects.filter(action__startswith="oa.", user=office).values_list("action", flat=True)
    assert {"oa.token_issued", "oa.token_revoked"} <= set(acts)


@pytest.mark.parametrize("days", ["", "0", "-1", "9999", "x"])
def test_a_token_has_an_end(client, site, oa, days):
    client.force_login(site.department.office.head)
    client.post(reverse("oa_admin:tokens", args=[oa.system.pk]), {"days": days})
    assert Token.objects.count() == 1


@pytest.mark.parametrize("name", REGISTERS)
@pytest.mark.parametrize("who", ["liaison", "publicity"])
def test_others_see_nothing_of_it(client, site, oa, name, who):
    oa.hand_in()
    department = site.department
    client.force_login(department.registration.liaison if who == "liaison" else department.publicity.head)
    if (who, name) != ("publicity", "submission"):
        assert client.get(reverse(f"oa_{name}_modeladmin_index")).status_code in (302, 403)
    assert client.get(reverse("oa_admin:tokens", args=[oa.system.pk])).status_code in (302, 403)
    client.post(reverse("oa_admin:tokens", args=[oa.system.pk]), {"days": "30"})
    client.post(reverse("oa_admin:revoke", args=[Token.objects.get().pk]))
    assert Token.objects.valid().count() == 1


@pytest.mark.parametrize("name", REGISTERS)
def test_the_lists_show_what_there_is(client, site, oa, name):
    type(oa.system).objects.update(webhook_url="https://oa.example/", webhook_hosts="oa.example")
    case = oa.send(oa.hand_in()).json()
    for person in (site.department.office.head, site.department.technology.head):
        client.force_login(person)
        page = client.get(reverse(f"oa_{name}_modeladmin_index")).content.decode()
        assert ("办公系统" if name == "system" else case["number"]) in page
        assert ("令牌" in page) is (name == "system")


@pytest.mark.clause("D9")
def test_the_publicity_centre_reads_the_evidence(client, site, oa):
    form = oa.upload("办文单.pdf").json()
    evidence = {"record_id": "OA-7", "mark": "主动公开", "approver": "梁副厅长", "approver_capacity": "分管厅领导"}
    oa.hand_in(evidence=evidence | {"handling_form": form["id"]})
    client.force_login(site.department.publicity.head)
    submission = Submission.objects.get()
    page = client.get(reverse("oa_submission_modeladmin_inspect", args=[submission.pk])).content.decode()
    assert "梁副厅长" in page and "主动公开" in page and submission.handling_form.file.name in page
    assert client.get(submission.handling_form.file.url).status_code == 200


@pytest.mark.clause("D6")
def test_the_cases_page_says_through_which_system(client, site, oa):
    oa.send(oa.hand_in())
    client.force_login(site.department.registration.head)
    case = reverse("approvals:case", args=[Submission.objects.get().case_id])
    page = client.get(case, {"tab": "record"}).content.decode()
    assert page.count("通过办公系统") == 2


@pytest.mark.parametrize(
    ("name", "chosen", "found"),
    [
        ("submission", {"system": "oa"}, True), ("submission", {"system": "other"}, False),
        ("delivery", {"system": "oa", "outcome": "waiting"}, True), ("delivery", {"system": "other"}, False),
        ("delivery", {"outcome": "dead"}, False), ("delivery", {"outcome": "delivered"}, False),
    ],
)  # fmt: skip
def test_lists_are_filtered(client, site, oa, name, chosen, found):
    type(oa.system).objects.update(webhook_url="https://oa.example/", webhook_hosts="oa.example")
    case = oa.send(oa.hand_in()).json()
    client.force_login(site.department.technology.head)
    page = client.get(reverse(f"oa_{name}_modeladmin_index"), chosen).content.decode()
    assert (case["number"] in page) is found


@pytest.mark.parametrize("name", ["submission", "delivery"])
@pytest.mark.parametrize("act", ["create", "edit", "delete"])
def test_nobody_changes_what_the_portal_wrote(client, admin_user, oa, name, act):
    type(oa.system).objects.update(webhook_url="https://oa.example/", webhook_hosts="oa.example")
    oa.send(oa.hand_in())
    client.force_login(admin_user)
    row = {"submission": "1", "delivery": "00000000-0000-4000-8000-000000000000"}[name]
    answer = client.post(reverse(f"oa_{name}_modeladmin_{act}", args=[] if act == "create" else [row]), {})
    assert answer.status_code in (302, 403, 404)


def test_an_identity_belongs_to_one_person(client, site, oa):
    client.force_login(site.department.technology.head)
    other = factories.UserFactory(username="another")
    data = {"full_name": "另一人", "username": "another", "email": "", "external_id": oa.maker, "is_active": "on"}
    client.post(reverse("organisation_user_modeladmin_edit", args=[other.pk]), data)
    other.refresh_from_db()
    assert other.external_id == ""
    client.post(reverse("organisation_user_modeladmin_edit", args=[other.pk]), data | {"external_id": "工号-9"})
    other.refresh_from_db()
    assert other.external_id == "工号-9"
