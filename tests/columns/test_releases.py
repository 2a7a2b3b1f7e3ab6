"""An important policy document and its interpretation are one release: together in public, or not at all (D4)."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from columns import indexing, releases, waivers
from columns.models import Disclosure, Interpretation, Waiver
from portal.approvals import permissions, services, takedowns
from portal.approvals.errors import ActRefused, DigestMismatch
from portal.approvals.models import Case, Entry, Publication
from portal.approvals.states import CaseState
from portal.approvals.verification import verify as verify_publications
from portal.demonstration import acts
from portal.notices.models import Notice
from portal.outbox.services import drain
from tests import factories
from tests.factories import DECLARED
from tests.regulation import chapter

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D4")]


def policy(site, slug: str = "policy", **fields) -> Disclosure:
    """The draft of an important policy document."""
    values = {"title": "不动产登记资料查询办法", "genre": "normative", "touches_vital_interests": True, **fields}
    return factories.draft_disclosure(site, slug, **values)


def explain(site, document, slug: str = "reading", **fields) -> Interpretation:
    """The draft of an interpretation, written by the unit's handler."""
    values = {"title": "办法解读", "body": factories.tile("带上身份证件即可。"), **fields}
    return factories.draft_interpretation(site, document, slug, **values)


def send(site, document) -> Case:
    liaison = site.department.registration.liaison
    case = services.open_case(Disclosure.objects.get(pk=document.pk), liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED)


def at_the_last_desk(site, document) -> Case:
    registration = site.department.registration
    case = services.pass_secrecy(send(site, document).pk, registration.secrecy, 2)
    return services.agree(case.pk, registration.head, case.version)


def finish(site, case: Case) -> Case:
    return services.agree(case.pk, site.department.registration.leader, case.version, "同意")


def live(*pages) -> list[bool]:
    return [type(page).objects.get(pk=page.pk).live for page in pages]


def let_first(site, document, days: int = 10) -> Waiver:
    due = factories.today() + timedelta(days=days)
    return waivers.waive(document, site.department.office.head, "解读尚在会商", due)


def test_one_button_sends_both_and_they_go_public_in_one_act(client, site):
    document = policy(site)
    reading = explain(site, document)
    case = at_the_last_desk(site, document)
    assert live(document, reading) == [False, False]
    finish(site, case)
    assert live(document, reading) == [True, True]
    published = Publication.objects.filter(case=case).values_list("kind", "subject_id")
    assert set(published) == {("disclosure", str(document.pk)), ("interpretation", str(reading.pk))}
    acts_ = list(Entry.objects.filter(case_number=case.number).order_by("seq").values_list("act", flat=True))
    assert acts_[-2:] == ["release.published", "case.carried_out"]
    assert list(verify_publications()) == []
    document, reading = Disclosure.objects.get(pk=document.pk), Interpretation.objects.get(pk=reading.pk)
    assert reading.title in client.get(document.url).content.decode()
    assert document.title in client.get(reading.url).content.decode()
    assert len(indexing.read([str(page.pk) for page in (document, reading)])) == 2
    assert document.index_number


def test_when_one_can_t_go_public_neither_does(site):
    document = policy(site)
    reading = explain(site, document)
    case = at_the_last_desk(site, document)
    revision = reading.get_latest_revision()
    revision.content["title"] = "改过的解读"
    revision.save()
    with pytest.raises(ActRefused):
        finish(site, case)
    assert live(document, reading) == [False, False] and not Publication.objects.filter(case=case).exists()


def test_a_pinned_version_that_was_changed_is_not_published_whoever_asks(site):
    document = policy(site)
    reading = explain(site, document)
    case = at_the_last_desk(site, document)
    revision = reading.get_latest_revision()
    revision.content["title"] = "改过的解读"
    revision.save()
    with pytest.raises(DigestMismatch):
        releases.publish_together(case)


def test_failing_half_way_leaves_nothing_behind(site, monkeypatch):
    document = policy(site)
    reading = explain(site, document)
    case = at_the_last_desk(site, document)
    original = releases.publish

    def publish(case, revision, digest, kind=""):
        if kind == "interpretation":
            raise DigestMismatch(["stopped half way"])
        original(case, revision, digest, kind)

    monkeypatch.setattr(releases, "publish", publish)
    with pytest.raises(DigestMismatch):
        finish(site, case)
    assert live(document, reading) == [False, False]
    assert Case.objects.get(pk=case.pk).state == CaseState.IN_APPROVAL
    assert Disclosure.objects.get(pk=document.pk).index_number == ""


def test_without_an_interpretation_it_is_not_sent_and_the_reason_says_what_to_do(client, site):
    document = policy(site)
    with pytest.raises(ActRefused) as refused:
        send(site, document)
    assert len(refused.value.reasons) == 1 and chapter("D4") in refused.value.reasons[0]
    client.force_login(site.department.registration.liaison)
    text = client.get(reverse("approvals:send_page", args=[document.pk])).content.decode()
    assert refused.value.reasons[0] in text.replace("&#x27;", "'")


@pytest.mark.parametrize(
    "fields",
    [{"genre": "notice"}, {"touches_vital_interests": False}, {"genre": "law"}],
)
def test_other_documents_need_none(site, fields):
    assert send(site, policy(site, **fields)).state == CaseState.SECRECY_REVIEW


def test_made_important_on_its_way_it_is_refused_at_the_last_desk(site):
    """A desk escalates: what was general information becomes important, and an interpretation belongs to it."""
    registration = site.department.registration
    document = policy(site, touches_vital_interests=False)
    case = services.pass_secrecy(send(site, document).pk, registration.secrecy, 2)
    case = services.escalate(case.pk, registration.head, case.version, "影响面大", "important")
    with pytest.raises(ActRefused, match=chapter("D4")):
        finish(site, case)
    let_first(site, document)
    finish(site, Case.objects.get(pk=case.pk))
    assert live(document) == [True]


def test_an_interpretation_is_not_sent_before_its_document(site):
    document = policy(site)
    reading = explain(site, document)
    liaison = site.department.registration.liaison
    case = services.open_case(reading, liaison)
    with pytest.raises(ActRefused, match=document.title):
        services.send(case.pk, liaison, case.version, declaration=DECLARED)


def test_another_unit_s_draft_does_not_go_along(site):
    document = policy(site)
    explain(site, document, maker_unit=site.department.farmland.unit)
    with pytest.raises(ActRefused, match=chapter("D4")):
        send(site, document)


def test_interpretations_with_one_title_are_all_screened(site):
    document = policy(site)
    for number, text in enumerate(("联系人身份证号11010519491231002X。", "带上身份证件即可。")):
        explain(site, document, f"reading-{number}", body=factories.tile(text))
    with pytest.raises(ActRefused, match="110…2X"):
        send(site, document)


def test_the_case_covers_the_interpretation_its_authors_its_words_and_its_faults(site):
    document = policy(site)
    reading = explain(site, document, body=factories.tile("联系人身份证号11010519491231002X。"))
    kind = services.kind_of(document)
    assert site.department.registration.handler.pk in kind.authors(document)
    assert any("11010519491231002X" in text for text in kind.texts(document).values())
    with pytest.raises(ActRefused) as refused:
        send(site, document)
    assert reading.title in " ".join(refused.value.reasons)
    draft = reading.get_latest_revision_as_object()
    draft.body = []
    draft.save_revision()
    assert any(reading.title in str(problem) for problem in kind.problems(Disclosure.objects.get(pk=document.pk)))


def test_who_wrote_the_interpretation_doesn_t_decide_on_it(site):
    document = policy(site)
    reading = explain(site, document)
    reading.save_revision(user=site.department.registration.secrecy)
    case = send(site, document)
    assert not permissions.can("pass_secrecy", case, site.department.registration.secrecy)


def test_while_the_case_is_open_the_interpretation_is_locked_and_no_other_joins(site):
    document = policy(site)
    reading = explain(site, document)
    case = at_the_last_desk(site, document)
    lock = Interpretation.objects.get(pk=reading.pk).get_lock()
    assert lock is not None and case.number in str(lock.get_message(site.department.registration.handler))
    late = explain(site, document, "late", title="又一篇解读")
    assert Interpretation.objects.get(pk=late.pk).get_lock() is None
    finish(site, case)
    assert live(reading, late) == [True, False]
    assert Interpretation.objects.get(pk=reading.pk).get_lock() is None


def test_both_are_seen_on_the_case_by_those_who_may_see_it(client, site):
    document = policy(site)
    reading = explain(site, document)
    case = send(site, document)
    client.force_login(site.department.registration.secrecy)
    answer = client.get(reverse("approvals:case", args=[case.pk]))
    ((title, url),) = answer.context["parts"]
    assert title == reading.title and url in answer.content.decode()
    shown = client.get(url).content.decode()
    assert "带上身份证件即可" in shown and document.title in shown
    assert reading.title in client.get(reverse("approvals:preview", args=[case.pk])).content.decode()
    client.force_login(site.department.farmland.handler)
    assert client.get(url).status_code == 302
    client.force_login(site.department.registration.secrecy)
    other = document.get_latest_revision().pk
    assert client.get(reverse("columns:release_part", args=[case.pk, other])).status_code == 404


def test_one_of_them_taken_down_comes_back_as_it_was_approved(site):
    document = policy(site)
    reading = explain(site, document)
    finish(site, at_the_last_desk(site, document))
    row = takedowns.take_down(Interpretation.objects.get(pk=reading.pk), site.department.publicity.handler, "有误")
    assert live(document, reading) == [True, False]
    assert [debt.document.pk for debt in waivers.owed()] == [document.pk]
    case = Case.objects.about("take_down", row.pk).get()
    services.refuse(case.pk, site.department.office.head, case.version, "无误")
    assert live(document, reading) == [True, True] and waivers.owed() == []
    assert list(verify_publications()) == []


def test_a_returned_release_takes_what_there_is_when_it_is_sent_again(site):
    document = policy(site)
    explain(site, document)
    registration = site.department.registration
    case = services.return_case(send(site, document).pk, registration.secrecy, 2, "补充一篇图解")
    second = explain(site, document, "second", title="图解")
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    assert second.pk in {part["id"] for part in case.snapshot[releases.PARTS]}


def test_the_office_lets_one_document_go_first_by_name_and_the_interpretation_is_owed(site):
    office, registration = site.department.office, site.department.registration
    document, other = policy(site), policy(site, "other", document_number="岭自然资规〔2026〕9号")
    waiver = let_first(site, document)
    entry = Entry.objects.get(act="interpretation.waived")
    assert (entry.actor_id, entry.subject, entry.opinion) == (
        office.head.pk, f"disclosure:{document.pk}", "解读尚在会商",
    )  # fmt: skip
    assert entry.data["due_on"] == waiver.due_on.isoformat() and entry.capacity
    with pytest.raises(ActRefused, match=chapter("D4")):
        send(site, other)
    case = at_the_last_desk(site, document)
    assert any(waiver.reason in reason and str(office.head) in reason for reason in case.reasons)
    finish(site, case)
    (debt,) = waivers.owed()
    assert debt.document.pk == document.pk and not debt.overdue
    assert waivers.owed([site.department.farmland.unit]) == [] and len(waivers.owed([registration.unit])) == 1
    reading = explain(site, document)
    acts.approve(reading, registration.liaison, timezone.now())
    assert waivers.owed() == []
    settled = Entry.objects.get(act="interpretation.settled")
    assert settled.data["interpretation"] == reading.pk and settled.data["late"] is False


def test_past_its_deadline_it_is_overdue_recorded_against_the_unit_and_told(site):
    document = policy(site)
    let_first(site, document)
    finish(site, at_the_last_desk(site, document))
    now = timezone.now()
    with patch.object(timezone, "now", lambda: now + timedelta(days=10)):
        drain()
        assert not waivers.owed()[0].overdue and not Entry.objects.filter(act="interpretation.overdue").exists()
    with patch.object(timezone, "now", lambda: now + timedelta(days=11)):
        drain()
        assert waivers.owed()[0].overdue
        waivers.overdue({"waiver": Waiver.objects.get().pk})
    entry = Entry.objects.get(act="interpretation.overdue")
    assert entry.data["unit"] == site.department.registration.unit.code
    told = set(Notice.objects.filter(text__contains="到期").values_list("person", flat=True))
    assert told == {site.department.registration.liaison.pk, site.department.office.head.pk}


def test_what_goes_public_after_the_deadline_is_overdue_at_once(site):
    document = policy(site)
    waiver = let_first(site, document)
    case = at_the_last_desk(site, document)
    later = timezone.now() + timedelta(days=11)
    with patch.object(timezone, "now", lambda: later):
        waivers.overdue({"waiver": waiver.pk})
        assert not Entry.objects.filter(act="interpretation.overdue").exists(), "nothing is public yet"
        finish(site, case)
        drain()
    assert Entry.objects.get(act="interpretation.overdue").data["due_on"] == waiver.due_on.isoformat()


def test_a_debt_is_found_behind_however_many_others(site, monkeypatch):
    monkeypatch.setattr(waivers, "SHOWN", 0)
    document = policy(site)
    waiver = let_first(site, document)
    finish(site, at_the_last_desk(site, document))
    later = timezone.now() + timedelta(days=11)
    with patch.object(timezone, "now", lambda: later):
        waivers.overdue({"waiver": waiver.pk})
    assert Entry.objects.filter(act="interpretation.overdue").exists()


def test_what_was_settled_in_time_is_never_overdue(site):
    document = policy(site)
    let_first(site, document)
    finish(site, at_the_last_desk(site, document))
    acts.approve(explain(site, document), site.department.registration.liaison, timezone.now())
    now = timezone.now()
    with patch.object(timezone, "now", lambda: now + timedelta(days=11)):
        drain()
    assert not Entry.objects.filter(act="interpretation.overdue").exists()


@pytest.mark.parametrize("who", ["registration.head", "office.liaison", "office.leader", "publicity.head"])
def test_nobody_but_the_head_of_the_office_lets_a_document_go_first(client, site, who):
    unit, capacity = who.split(".")
    person = getattr(getattr(site.department, unit), capacity)
    document = policy(site)
    with pytest.raises(ActRefused):
        waivers.waive(document, person, "来不及", factories.today() + timedelta(days=3))
    client.force_login(person)
    assert client.get(reverse("columns:waive", args=[document.pk])).status_code == 302
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(
    ("reason", "days", "fields"),
    [(" ", 3, {}), ("来不及", 0, {}), ("来不及", -1, {}), ("来不及", 3, {"genre": "notice"})],
)
def test_without_a_reason_a_day_to_come_or_need_nothing_is_waived(site, reason, days, fields):
    with pytest.raises(ActRefused) as refused:
        due = factories.today() + timedelta(days=days)
        waivers.waive(policy(site, **fields), site.department.office.head, reason, due)
    assert len(refused.value.reasons) == 1 and not Waiver.objects.exists()


def test_who_wrote_a_document_doesn_t_let_it_go_first(site):
    document = policy(site)
    document.save_revision(user=site.department.office.head)
    with pytest.raises(ActRefused):
        let_first(site, Disclosure.objects.get(pk=document.pk))


def test_the_office_does_it_on_a_page_that_lists_what_waits_and_what_is_owed(client, site):
    document = policy(site)
    client.force_login(site.department.office.head)
    answer = client.get(reverse("columns:owed"))
    address = reverse("columns:waive", args=[document.pk])
    assert address in answer.content.decode()
    assert client.get(address).status_code == 200
    refused = client.post(address, {"reason": "来不及", "due_on": "2020-01-01"})
    assert refused.status_code == 200 and refused.context["form"].errors and "来不及" in refused.content.decode()
    due = factories.today() + timedelta(days=7)
    assert client.post(address, {"reason": "来不及", "due_on": due.isoformat()}).status_code == 302
    assert Waiver.objects.get().document_id == document.pk
    finish(site, at_the_last_desk(site, document))
    text = client.get(reverse("columns:owed")).content.decode()
    assert due.isoformat() in text and document.title in text
    client.force_login(site.department.farmland.liaison)
    assert document.title not in client.get(reverse("columns:owed")).content.decode()
