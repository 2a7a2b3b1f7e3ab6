"""Several cases decided in one go: each by itself, with a result of its own, and to be gone on with."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.approvals import services
from portal.approvals.batches import services as batches
from portal.approvals.batches.previews import differences, previews
from portal.approvals.errors import ActRefused
from portal.approvals.models import Batch, BatchLine, Case
from portal.approvals.states import CaseState
from tests import factories
from tests.approvals.test_worklist import sent
from tests.factories import DECLARED

pytestmark = pytest.mark.django_db


def at_head(site, count: int) -> list[Case]:
    """Cases that wait for the head of registration."""
    found = []
    for serial in range(1, count + 1):
        case = sent(site, f"doc-{serial}", serial)
        found.append(services.pass_secrecy(case.pk, site.department.registration.secrecy, case.version))
    return found


def results(batch: Batch) -> list[str]:
    return list(batch.lines.order_by("pk").values_list("result", flat=True))


def states(cases: list[Case]) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


def wanted(cases: list[Case]) -> dict[int, int]:
    return {case.pk: case.version for case in cases}


def test_each_ends_by_itself_and_a_refusal_stops_no_other(site):
    registration = site.department.registration
    done, changed, foreign = at_head(site, 3)
    services.return_case(changed.pk, registration.head, changed.version, "有错字")
    request = factories.OpeningRequest.objects.create(
        title="耕地保护", slug="farmland", kind="disclosure", parent=site.section, purpose="公开",
        owner_unit=site.department.farmland.unit, made_by=site.department.farmland.liaison,
    )  # fmt: skip
    other = services.open_case(request, site.department.farmland.liaison)
    other = services.send(other.pk, site.department.farmland.liaison, other.version, declaration=DECLARED)
    farmland = site.department.farmland
    other = services.pass_secrecy(other.pk, farmland.secrecy, other.version)
    batch = batches.begin(registration.head, "agree", wanted([changed, other, done, foreign]))
    batches.go_on(batch, "同意。")
    assert results(batch) == ["changed", "refused", "done", "done"]
    assert states([done, foreign]) == [CaseState.CARRIED_OUT] * 2 and states([other]) == [CaseState.IN_APPROVAL]
    assert batch.lines.get(case=other).reasons
    assert {o.text for o in done.opinions.filter(actor=registration.head)} == {"同意。"}


def test_what_was_done_stays_done_and_the_rest_goes_on(site, monkeypatch):
    cases = at_head(site, 3)
    batch = batches.begin(site.department.registration.head, "agree", wanted(cases))
    agree, calls = services.agree, []

    def dies(case_id, *args):
        calls.append(case_id)
        if len(calls) == 2:
            raise KeyboardInterrupt  # the process is stopped
        return agree(case_id, *args)

    monkeypatch.setattr(batches, "AGREEING", {**batches.AGREEING, CaseState.IN_APPROVAL: dies})
    with pytest.raises(KeyboardInterrupt):
        batches.go_on(batch, "同意。")
    assert results(batch) == ["done", "pending", "pending"]
    monkeypatch.undo()
    batches.go_on(batch, "同意。")
    assert results(batch) == ["done"] * 3 and states(cases) == [CaseState.CARRIED_OUT] * 3


def test_an_act_whose_line_was_not_written_counts_as_done(site):
    (case,) = at_head(site, 1)
    batch = batches.begin(site.department.registration.head, "agree", wanted([case]))
    services.agree(case.pk, site.department.registration.head, case.version)
    batches.go_on(batch, "同意。")
    assert results(batch) == ["done"] and case.opinions.filter(actor=site.department.registration.head).count() == 1


def test_a_fault_in_one_is_said_on_its_line_and_can_be_tried_again(site, monkeypatch, caplog):
    cases = at_head(site, 2)
    batch = batches.begin(site.department.registration.head, "agree", wanted(cases))

    def fails(case_id, *args):
        if case_id == cases[0].pk:
            raise ValueError("王某的来信")
        return services.agree(case_id, *args)

    monkeypatch.setattr(batches, "AGREEING", {CaseState.IN_APPROVAL: fails})
    batches.go_on(batch, "同意。")
    assert results(batch) == ["failed", "done"] and "王某" not in caplog.text
    monkeypatch.undo()
    batches.go_on(batch, "同意。")
    assert results(batch) == ["done", "done"]


def test_all_are_returned_with_one_reason_and_never_without(site):
    cases = at_head(site, 2)
    batch = batches.begin(site.department.registration.head, "return", wanted(cases))
    with pytest.raises(ActRefused):
        batches.go_on(batch, "  ")
    batches.go_on(batch, "请核对文号")
    assert results(batch) == ["done", "done"] and states(cases) == [CaseState.RETURNED] * 2


@pytest.mark.parametrize(("act", "count"), [("agree", 0), ("agree", 51), ("refuse", 1)])
def test_none_too_many_or_another_act_are_refused(site, act, count):
    with pytest.raises(ActRefused):
        batches.begin(site.department.registration.head, act, dict.fromkeys(range(count), 1))
    assert not Batch.objects.exists()


def test_what_needs_a_look_of_its_own_is_marked_and_not_ticked(site):
    registration = site.department.registration
    plain, blocked, important = at_head(site, 3)
    Case.objects.filter(pk=blocked.pk).update(findings=[{"message": "身份证号", "blocks": True}])
    Case.objects.filter(pk=important.pk).update(tier="important")
    rows = {row["pk"]: row for row in previews(registration.head, wanted([plain, blocked, important]))}
    assert [rows[case.pk]["ticked"] for case in (plain, blocked, important)] == [True, False, False]
    assert rows[blocked.pk]["attention"] == ["身份证号"] and rows[plain.pk]["attention"] == []
    stale = previews(registration.head, {plain.pk: plain.version - 1})
    assert stale[0]["changed"] and not stale[0]["ticked"]
    assert previews(site.department.farmland.head, wanted([plain])) == []


def test_it_says_what_differs_from_what_is_public(site):
    page = factories.public_disclosure(site)
    page.title = "新的标题"
    page.save_revision()
    liaison = site.department.registration.liaison
    case = services.open_case(factories.Disclosure.objects.get(pk=page.pk), liaison)
    case = services.send(case.pk, liaison, case.version, declaration=DECLARED)
    (row,) = previews(site.department.registration.secrecy, wanted([case]))
    assert "标题" in row["differences"] and "正文" not in row["differences"]
    assert differences(case, None) and differences(case, case.snapshot) != row["differences"]


def test_of_a_page_that_another_case_made_public_it_says_what_differs_too(site):
    """Its case's snapshot is of the document with which it went public."""
    registration = site.department.registration
    document = factories.draft_disclosure(site)
    reading = factories.draft_interpretation(site, document, title="解读", body=factories.tile("带上证件。"))
    factories.acts.approve(document, registration.liaison, factories.timezone.now())
    draft = type(reading).objects.get(pk=reading.pk)
    assert draft.live
    draft.title = "解读（修改）"
    draft.save_revision()
    case = services.open_case(draft, registration.liaison)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
    (row,) = previews(registration.secrecy, wanted([case]))
    assert "标题" in row["differences"] and "正文" not in row["differences"] and "文号" not in row["differences"]


def test_many_are_looked_at_with_as_many_queries_as_few(site):
    head = site.department.registration.head

    def count(cases: list[Case]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(previews(head, wanted(cases))) == len(cases)
        return len(queries)

    cases = at_head(site, 4)
    assert count(cases[:1]) == count(cases)


def test_the_pages_from_the_list_to_the_results(client, site):
    registration = site.department.registration
    cases = at_head(site, 2)
    client.force_login(registration.head)
    boxes = [f"{case.pk}:{case.version}" for case in cases]
    url = reverse("approvals:batch")
    page = client.get(url, {"case": [*boxes, "x", "1:2:3"]})
    assert [row["pk"] for row in page.context["rows"]] == [case.pk for case in cases]
    refused = client.post(url, {"act": "return", "case": boxes[:1], "shown": boxes, "text": ""})
    assert refused.status_code == 422 and [row["ticked"] for row in refused.context["rows"]] == [True, False]
    assert not Batch.objects.exists()
    done = client.post(url, {"act": "agree", "case": boxes, "shown": boxes, "phrase": "同意。"}, follow=True)
    assert done.context["done"] == 2 and states(cases) == [CaseState.CARRIED_OUT] * 2
    result = reverse("approvals:batch_result", args=[Batch.objects.get().pk])
    client.force_login(registration.liaison)
    assert client.get(result).status_code == 404


def test_an_opinion_is_kept_with_the_case_only():
    text_fields = {field.name for model in (Batch, BatchLine) for field in model._meta.get_fields()}
    assert "text" not in text_fields and "opinion" not in text_fields


@pytest.mark.parametrize(("act", "words"), [("agree", "同意。"), ("return", "请改")])
def test_what_needs_a_look_of_its_own_is_refused_on_its_line(site, act, words):
    head = site.department.registration.head
    plain, blocked, important = cases = at_head(site, 3)
    Case.objects.filter(pk=blocked.pk).update(findings=[{"message": "身份证号", "blocks": True}])
    Case.objects.filter(pk=important.pk).update(tier="important")
    batch = batches.begin(head, act, wanted(cases))
    assert results(batch) == ["pending", "refused", "refused"]
    batches.go_on(batch, words)
    assert results(batch) == ["done", "refused", "refused"]
    assert states([blocked, important]) == [CaseState.IN_APPROVAL] * 2 and states([plain]) != [CaseState.IN_APPROVAL]
    assert "身份证号" in " ".join(batch.lines.get(case=blocked).reasons)
