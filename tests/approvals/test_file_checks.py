"""Files are checked in the background by their bytes; a case waits for them and goes on by itself (clause D10)."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from portal.approvals import false_alarms, file_checks, services
from portal.approvals import screening as rules
from portal.approvals.errors import ActRefused
from portal.approvals.models import Case, FileCheck
from portal.approvals.states import CaseState
from portal.outbox import leases
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain, release_stale
from portal.screening import services as screening
from portal.screening.kinds import VERSION
from tests import factories
from tests.factories import DECLARED

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D10")]
IDENTITY = "联系人身份证号码：11010519491231002X"


def unchecked(text: str = "统一编号"):
    document = factories.document("附件.pdf", text)
    FileCheck.objects.all().delete()
    return document


def send(site, document, **said) -> Case:
    page, liaison = factories.draft_disclosure(site), site.department.registration.liaison
    factories.attach(page, document)
    case = services.open_case(page, liaison)
    return services.send(case.pk, liaison, case.version, declaration=DECLARED, **said)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_case_waits_for_the_check_of_its_files_and_goes_on_by_itself(site):
    case = send(site, unchecked())
    assert case.state == CaseState.SCREENING
    assert [name for name, _check in file_checks.progress(case)] == ["附件.pdf"]
    drain()
    assert again(case).state == CaseState.SECRECY_REVIEW
    row = FileCheck.objects.get()
    assert (row.state, row.detectors, row.pages_done) == (FileCheck.State.DONE, VERSION, row.pages)


def test_what_is_found_in_a_file_gives_the_case_back_to_its_maker(site):
    case = send(site, unchecked(IDENTITY))
    drain()
    case = again(case)
    assert case.state == CaseState.RETURNED
    assert "id_number" in [row["kind"] for row in case.findings] and not case.opinions.exists()
    assert "11010519491231002X" not in str(case.findings)  # the record doesn't hold the number


def test_the_same_bytes_are_checked_once(site):
    document = unchecked()
    file_checks.check(file_checks.carried_by("Document", document))
    before = FileCheck.objects.get().changed_at
    assert send(site, document).state == CaseState.SECRECY_REVIEW
    assert FileCheck.objects.get().changed_at == before


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_files_with_one_name_that_which_nobody_could_check_is_read_all_the_same(site, order):
    unread, read = (factories.document("附件.pdf", text) for text in (IDENTITY, "统一编号"))
    FileCheck.objects.filter(sha256=unread.sha256).update(state=FileCheck.State.UNREADABLE, found=[])
    FileCheck.objects.filter(sha256=read.sha256).update(state=FileCheck.State.DONE, found=[])
    page = factories.draft_disclosure(site)
    for document in (unread, read)[::order]:
        factories.attach(page, document)
    kind = services.kind_of(page)
    found = rules.screen(kind.snapshot(page), kind.texts(page))
    (words,) = [row for row in found if row["screener"] == "words"]
    assert words["kind"] == "id_number" and "附件.pdf" in words["where"]
    assert len(kind.texts(page)) == 3


def test_a_check_by_another_ending_does_not_count(site):
    """The same bytes read as another kind of file are another matter."""
    document = unchecked()
    FileCheck.objects.create(sha256=document.sha256, suffix=".txt", detectors=VERSION, state=FileCheck.State.DONE)
    assert send(site, document).state == CaseState.SCREENING


def test_an_uploaded_file_is_checked_without_being_asked(db):
    document = factories.document()
    assert OutboxRow.objects.filter(job=file_checks.JOB, payload__sha256=document.sha256).exists()


def disputed(site) -> Case:
    """A case whose file holds a number that its maker holds for an example."""
    case = send(site, unchecked(IDENTITY))
    drain()
    case = again(case)
    liaison = site.department.registration.liaison
    finding = case.findings[0]["id"]
    return services.send(
        case.pk, liaison, case.version, declaration=DECLARED, disputes={finding: "是国家标准中的示例号码"}
    )


def test_a_disputed_finding_is_ruled_on_by_a_second_person_before_anything_goes_on(site):
    registration = site.department.registration
    case = disputed(site)
    assert case.state == CaseState.SECRECY_REVIEW
    with pytest.raises(ActRefused):
        services.pass_secrecy(case.pk, registration.secrecy, case.version)
    (finding,) = false_alarms.unruled(case)
    for person in (registration.liaison, registration.head):  # the maker, and a desk where it doesn't wait
        with pytest.raises(ActRefused):
            services.rule_finding(case.pk, person, case.version, finding["id"], "示例号码")
    with pytest.raises(ActRefused):  # that needs a leader's instruction
        services.rule_finding(case.pk, registration.secrecy, case.version, finding["id"], "就要发", "nonetheless")
    case = services.rule_finding(case.pk, registration.secrecy, case.version, finding["id"], "核对过，是示例号码")
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    assert services.agree(case.pk, registration.head, case.version).state == CaseState.CARRIED_OUT


def test_a_finding_that_is_really_a_problem_goes_back_to_its_maker_with_that_as_the_reason(site, client):
    registration = site.department.registration
    case = disputed(site)
    (finding,) = false_alarms.unruled(case)
    with pytest.raises(ActRefused):
        services.confirm_finding(case.pk, registration.liaison, case.version, finding["id"])
    with pytest.raises(ActRefused):
        services.confirm_finding(case.pk, registration.secrecy, case.version, "0" * 64)
    client.force_login(registration.secrecy)
    page = client.get(reverse("approvals:case", args=[case.pk]), {"tab": "findings"}).content.decode()
    assert "确属问题，退回" in page and reverse("approvals:finding_crop", args=[case.pk, finding["id"]]) in page
    fields = {"version": case.version, "finding": finding["id"]}
    client.post(reverse("approvals:act", args=[case.pk, "confirm_finding"]), fields)
    case = again(case)
    opinion = case.opinions.get()
    assert case.state == CaseState.RETURNED and opinion.verdict == "returned"
    assert finding["message"] in opinion.text and finding["where"] in opinion.text
    told = registration.liaison.notices.latest("pk").text
    assert finding["message"] in told


def test_what_was_confirmed_can_be_disputed_and_confirmed_again_and_is_released_once_only(site):
    registration = site.department.registration
    case = disputed(site)
    (finding,) = false_alarms.unruled(case)
    for _round in range(2):
        case = services.confirm_finding(case.pk, registration.secrecy, case.version, finding["id"], "是真号码")
        with pytest.raises(ActRefused):  # it stands until it is mended or released
            services.send(case.pk, registration.liaison, case.version, declaration=DECLARED)
        disputes = {finding["id"]: "确为示例"}
        case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED, disputes=disputes)
        assert case.state == CaseState.SECRECY_REVIEW
        with pytest.raises(ActRefused):
            services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.rule_finding(case.pk, registration.secrecy, case.version, finding["id"], "查国标，是示例")
    assert services.pass_secrecy(case.pk, registration.secrecy, case.version).state == CaseState.IN_APPROVAL
    with pytest.raises(ActRefused):
        services.rule_finding(case.pk, registration.secrecy, case.version, finding["id"], "再来一次")


def test_new_detectors_look_again_before_it_is_carried_out(site):
    registration = site.department.registration
    case = send(site, factories.document())
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    FileCheck.objects.update(detectors=VERSION - 1)
    with pytest.raises(ActRefused):
        services.agree(case.pk, registration.head, case.version)
    drain()
    assert services.agree(case.pk, registration.head, case.version).state == CaseState.CARRIED_OUT


def test_a_file_that_no_detector_reads_is_for_somebody_to_look_at(site):
    document = factories.document()
    FileCheck.objects.filter(sha256=document.sha256).update(state=FileCheck.State.UNREADABLE, problem="已损坏")
    with pytest.raises(ActRefused, match="已损坏"):
        send(site, document)


def test_the_place_that_was_found_is_shown_to_those_on_the_case_only(site, client):
    case = disputed(site)
    finding = case.findings[0]
    url = reverse("approvals:finding_crop", args=[case.pk, finding["id"]])
    client.force_login(site.department.registration.secrecy)
    answer = client.get(url)
    assert answer.status_code == 200 and Image.open(io.BytesIO(b"".join(answer))).format == "PNG"
    client.force_login(site.department.farmland.head)
    assert client.get(url).status_code in (302, 403)


def test_a_red_seal_in_a_picture_stops_the_case(site):
    picture = Image.new("RGB", (900, 700), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((300, 200, 600, 500), outline=(205, 30, 30), width=9)
    pen.regular_polygon((450, 350, 45), 5, fill=(205, 30, 30))
    for step in range(18):  # signs along the ring
        pen.regular_polygon((450 + 115 * _cos(step), 350 + 115 * _sin(step), 12), 4, fill=(205, 30, 30))
    stream = io.BytesIO()
    picture.save(stream, "PDF")
    from portal.screening.services import screen_file

    assert "seal" in {found.kind for found in screen_file(stream.getvalue(), "盖章.pdf", frozenset())}


def _cos(step: int) -> float:
    from math import cos, pi

    return cos(pi * (0.75 + step / 12))


def _sin(step: int) -> float:
    from math import pi, sin

    return sin(pi * (0.75 + step / 12))


def fails(times: int, monkeypatch) -> list[int]:
    """Have the detectors fall over so many times; return what counts the runs."""
    runs: list[int] = []
    screen_file = screening.screen_file

    def screen(*args):
        runs.append(1)
        if len(runs) <= times:
            raise MemoryError("11010519491231002X")
        return screen_file(*args)

    monkeypatch.setattr(screening, "screen_file", screen)
    return runs


def drain_all() -> None:
    """Carry out what is due, and what waits for its next attempt."""
    for _attempt in range(file_checks.ATTEMPTS + 1):
        OutboxRow.objects.filter(status="pending").update(available_at=timezone.now())
        drain()


def test_a_check_that_fell_over_is_taken_up_again(site, monkeypatch):
    case = send(site, unchecked())
    fails(1, monkeypatch)
    drain()
    assert (FileCheck.objects.get().state, again(case).state) == (FileCheck.State.WAITING, CaseState.SCREENING)
    drain_all()
    assert again(case).state == CaseState.SECRECY_REVIEW


def test_a_check_that_falls_over_every_time_says_so_and_is_tried_again_when_it_is_sent_again(site, monkeypatch):
    case = send(site, unchecked())
    runs = fails(file_checks.ATTEMPTS, monkeypatch)
    drain_all()
    case, row = again(case), FileCheck.objects.get()
    assert len(runs) == file_checks.ATTEMPTS and row.state == FileCheck.State.FAILED
    assert case.state == CaseState.RETURNED and row.problem in case.findings[0]["message"]
    assert "11010519491231002X" not in row.problem
    liaison = site.department.registration.liaison
    case = services.send(case.pk, liaison, case.version, declaration=DECLARED)
    assert case.state == CaseState.SCREENING
    drain_all()
    assert again(case).state == CaseState.SECRECY_REVIEW


def test_what_failed_can_be_disputed_like_any_finding(site, monkeypatch):
    case = send(site, unchecked())
    fails(file_checks.ATTEMPTS, monkeypatch)
    drain_all()
    case, liaison = again(case), site.department.registration.liaison
    said = {case.findings[0]["id"]: "已逐页看过"}
    case = services.send(case.pk, liaison, case.version, declaration=DECLARED, disputes=said)
    assert case.state == CaseState.SECRECY_REVIEW


def test_a_check_whose_worker_was_killed_is_taken_up_again(site, monkeypatch):
    case = send(site, unchecked())
    with monkeypatch.context() as patch:
        patch.setattr(screening, "screen_file", killed)
        with pytest.raises(KeyboardInterrupt):
            drain()
    row = OutboxRow.objects.get(job=file_checks.JOB)
    assert (row.status, FileCheck.objects.get().state) == ("claimed", FileCheck.State.RUNNING)
    OutboxRow.objects.filter(pk=row.pk).update(claimed_at=timezone.now() - 2 * leases.LEASE)
    assert release_stale() == 1
    drain()
    assert again(case).state == CaseState.SECRECY_REVIEW


def killed(*args):
    raise KeyboardInterrupt


def test_a_file_that_kills_every_worker_is_given_up(site, monkeypatch):
    case = send(site, unchecked())
    monkeypatch.setattr(screening, "screen_file", killed)
    for _worker in range(file_checks.ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            drain()
        OutboxRow.objects.filter(status="claimed").update(claimed_at=None)
        assert release_stale() == 1
    OutboxRow.objects.update(available_at=timezone.now())
    drain()
    assert FileCheck.objects.get().state == FileCheck.State.FAILED and again(case).state == CaseState.RETURNED


def test_a_check_without_a_row_in_the_outbox_is_asked_for_again(site):
    document = unchecked()
    file = file_checks.carried_by("Document", document)
    FileCheck.objects.create(sha256=file.sha256, suffix=file.suffix, detectors=VERSION, state=FileCheck.State.RUNNING)
    OutboxRow.objects.all().delete()
    case = send(site, document)
    assert case.state == CaseState.SCREENING
    drain()
    assert again(case).state == CaseState.SECRECY_REVIEW


def test_the_cases_that_wait_for_a_file_are_found_with_one_query(site, django_assert_num_queries):
    document = unchecked()
    case = send(site, document)
    with django_assert_num_queries(1):
        assert file_checks.waiting_for(file_checks.carried_by("Document", document)) == [case.pk]
    drain()
    assert file_checks.waiting_for(file_checks.carried_by("Document", document)) == []


def test_the_bytes_of_a_file_that_was_deleted_can_come_again(site):
    document = unchecked()
    file = file_checks.carried_by("Document", document)
    document.delete()
    assert file_checks.check(file).state == FileCheck.State.FAILED
    case = send(site, factories.document("附件.pdf", "统一编号"))
    assert case.state == CaseState.SECRECY_REVIEW
