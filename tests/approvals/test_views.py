"""Case pages: every act has its button where it can be done, and a refusal is a message."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from portal.approvals import services
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from tests import factories
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(site) -> Case:
    """A document that was sent and waits for the secrecy review."""
    liaison = site.department.registration.liaison
    made = services.open_case(factories.draft_disclosure(site), liaison)
    return services.send(made.pk, liaison, made.version, declaration=DECLARED)


def url(case: Case, act: str = "") -> str:
    return reverse("approvals:act", args=[case.pk, act]) if act else reverse("approvals:case", args=[case.pk])


def press(client, case: Case, act: str, person, version: int | None = None, **data) -> list[str]:
    """Press a button as somebody; returns the messages that they see."""
    client.force_login(person)
    shown = Case.objects.get(pk=case.pk).version if version is None else version
    response = client.post(url(case, act), {"version": shown, **data})
    assert response.status_code == 302 and response.url == url(case)
    told = [str(message) for message in get_messages(response.wsgi_request)]
    client.get(url(case))  # They read it, so the next act starts with none.
    return told


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_the_page_shows_the_route_and_offers_only_what_the_person_can_do(client, site, case):
    registration = site.department.registration
    for person, offered in ((registration.secrecy, True), (registration.liaison, False), (registration.head, False)):
        client.force_login(person)
        response = client.get(url(case))
        assert response.status_code == 200 and registration.head.full_name in response.content.decode()
        assert (url(case, "pass_secrecy") in response.content.decode()) is offered
        assert url(case, "agree") not in response.content.decode() or offered


def test_each_act_through_its_button_to_the_end(client, site, case):
    registration, office = site.department.registration, site.department.office
    press(client, case, "doubt_secrecy", registration.secrecy, text="拿不准")
    assert state(case) == CaseState.SECRECY_RULING
    press(client, case, "rule_secrecy", office.head, text="不涉密")
    assert state(case) == CaseState.IN_APPROVAL
    press(client, case, "return", registration.head, text="有错字")
    assert state(case) == CaseState.RETURNED
    press(client, case, "send", registration.liaison, **factories.CHECKLIST)
    assert state(case) == CaseState.SECRECY_REVIEW
    press(client, case, "pass_secrecy", registration.secrecy)
    press(client, case, "agree", registration.head, text="同意")
    assert state(case) == CaseState.CARRIED_OUT
    text = client.get(url(case)).content.decode()
    assert all(words in text for words in ("拿不准", "不涉密", "有错字", "同意"))


@pytest.mark.parametrize(
    ("act", "person", "end"), [("refuse", "secrecy", "refused"), ("withdraw", "liaison", "withdrawn")]
)
def test_refusing_and_withdrawing_end_it(client, site, case, act, person, end):
    press(client, case, act, getattr(site.department.registration, person), text="不宜公开")
    assert state(case) == end and not case.subject().live


@pytest.mark.clause("D6")
def test_on_a_version_that_has_moved_on_nothing_changes_and_it_is_said(client, site, case):
    registration = site.department.registration
    for stale in (case.version - 1, case.version + 1, "", "abc", "9" * 40, "-1", "１"):
        messages = press(client, case, "pass_secrecy", registration.secrecy, stale)
        assert len(messages) == 1 and state(case) == CaseState.SECRECY_REVIEW, stale
    assert Case.objects.get(pk=case.pk).version == case.version


ACTS = ["send", "withdraw", "pass_secrecy", "doubt_secrecy", "rule_secrecy", "agree", "return", "refuse", "no-such-act"]


def test_what_cannot_be_done_is_a_message_and_never_an_error(client, site, case):
    for act in ACTS:
        assert press(client, case, act, site.department.registration.head, text="理由"), act
        assert state(case) == CaseState.SECRECY_REVIEW, act


@pytest.mark.parametrize("act", ["doubt_secrecy", "return", "refuse"])
@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_reason_is_asked_for(client, site, case, act, text):
    assert press(client, case, act, site.department.registration.secrecy, text=text)
    assert state(case) == CaseState.SECRECY_REVIEW


def test_other_units_and_people_without_posts_see_nothing_of_it(client, site, case):
    for person in (site.department.farmland.head, factories.UserFactory()):
        client.force_login(person)
        assert client.get(url(case)).status_code in (302, 403)
        assert client.post(url(case, "agree"), {"version": case.version}).status_code in (302, 403)
    client.logout()
    assert client.get(url(case)).status_code == 302
    assert state(case) == CaseState.SECRECY_REVIEW


def test_a_superuser_has_no_desk(client, case):
    root = factories.UserFactory(is_superuser=True, is_staff=True)
    for act in ("pass_secrecy", "agree", "refuse"):
        assert press(client, case, act, root, text="理由") and state(case) == CaseState.SECRECY_REVIEW


def test_acts_are_posted_and_lead_back_to_this_site_only(client, site, case):
    client.force_login(site.department.registration.secrecy)
    assert client.get(url(case, "pass_secrecy")).url == url(case)  # signed in again in the middle: back to the case
    assert Case.objects.get(pk=case.pk).version == case.version
    data = {"version": case.version, "next": "https://evil.example/"}
    assert client.post(url(case, "pass_secrecy"), data).url == url(case)


def test_sending_from_the_editor_says_what_has_to_be_mended(client, site):
    page = factories.draft_disclosure(site, body=[])
    client.force_login(site.department.registration.liaison)
    address = reverse("approvals:send_page", args=[page.pk])
    assert client.get(address).context["blocked"]
    response = client.post(address)
    assert response.status_code == 422 and response.context["problems"][0] in response.content.decode()
    assert not Case.objects.exclude(state="drafting").filter(subject_id=str(page.pk)).exists()
    client.force_login(site.department.farmland.liaison)
    assert client.post(address).status_code in (302, 403)
    assert not Case.objects.exclude(state="drafting").filter(subject_id=str(page.pk)).exists()


def test_whoever_sends_twice_is_led_to_the_case(client, site):
    page = factories.draft_disclosure(site)
    client.force_login(site.department.registration.liaison)
    address = reverse("approvals:send_page", args=[page.pk])
    first, again = (client.post(address, factories.CHECKLIST) for _time in range(2))
    case = Case.objects.get(kind="disclosure", subject_id=str(page.pk))
    assert first.url == again.url == services.case_url(case)
    assert case.opinions.count() <= 1 and "已经送审" in client.get(again.url).content.decode()


@pytest.mark.clause("D8")
def test_the_route_is_chosen_before_sending_and_what_was_typed_stays(client, site):
    page = factories.draft_disclosure(site, touches_vital_interests=True)
    client.force_login(site.department.registration.liaison)
    address = reverse("approvals:send_page", args=[page.pk])
    shown = client.get(address)
    assert [route.code for route in shown.context["offered"]] == [
        "general",
        "important",
        "leader_instruction",
        "emergency",
    ]
    refused = client.post(address, {"route": "general", "why": " "})
    assert refused.status_code == 422 and refused.context["chosen"]["route"] == "general"
    assert client.post(address, {"route": "general", "why": "只是重新刊登", **factories.CHECKLIST}).status_code == 302
    case = Case.objects.get(kind="disclosure", subject_id=str(page.pk))
    assert case.route.code == "general" and "只是重新刊登" in client.get(services.case_url(case)).content.decode()


@pytest.mark.clause("D8")
def test_the_desk_is_offered_the_heavier_route(client, site, case):
    client.force_login(site.department.registration.head)
    current = Case.objects.get(pk=case.pk)
    if current.state == "secrecy_review":
        current = services.pass_secrecy(case.pk, site.department.registration.secrecy, current.version)
    acts = client.get(services.case_url(current)).context["acts"]
    assert [route.code for act in acts.spoken if act.name == "escalate" for route in act.chosen] == ["important"]
    data = {"version": current.version, "text": "影响面大", "route": "important"}
    client.post(reverse("approvals:act", args=[case.pk, "escalate"]), data)
    assert Case.objects.get(pk=case.pk).route.code == "important"


def test_lists_show_what_the_person_may_see(client, site, case):
    for staff, own, every in (("registration", True, True), ("farmland", False, False), ("office", False, True)):
        client.force_login(getattr(site.department, staff).liaison)
        for name, expected in (("my_cases", own), ("all_cases", every)):
            shown = case in client.get(reverse(f"approvals:{name}")).context["page_obj"].object_list
            assert shown is expected, (staff, name)


@pytest.mark.clause("G4")
def test_the_list_shows_what_one_s_unit_co_signs(client, site):
    registration, farmland = site.department.registration, site.department.farmland
    made = services.open_case(factories.draft_disclosure(site, "co-signed"), registration.liaison)
    made = services.send(
        made.pk, registration.liaison, made.version, declaration=factories.DECLARED, cosigners=[farmland.unit]
    )
    client.force_login(farmland.head)
    assert list(client.get(reverse("approvals:all_cases")).context["page_obj"].object_list) == [made]
