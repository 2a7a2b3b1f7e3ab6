"""The files of a case: shown to those who may see the case, exactly as they were sent, and to nobody else."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfWriter

from portal.approvals import attachments, services
from portal.approvals.models import Case
from portal.approvals.states import CaseState
from portal.files import pages
from portal.files.models import Document
from portal.files.permissions import can_see
from tests import factories
from tests.factories import DECLARED
from tests.plugins.guard import picture

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D6")]


def sent_with(site, *files: Document) -> Case:
    """A case whose document has these attachments, waiting for the secrecy review."""
    page = factories.draft_disclosure(site)
    for file in files:
        factories.attach(page, file)
    liaison = site.department.registration.liaison
    made = services.open_case(page, liaison)
    return services.send(made.pk, liaison, made.version, declaration=DECLARED)


def address(case: Case, file, *rest: int, model: str = "document") -> str:
    return reverse(f"approvals:case_file{'_page' if rest else ''}", args=[case.pk, model, file.pk, *rest])


def status(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response)
    return response.status_code


def test_a_page_of_an_attachment_is_a_picture(client, site):
    file = factories.document()
    case = sent_with(site, file)
    client.force_login(site.department.registration.head)
    response = client.get(address(case, file, 1))
    assert response["Content-Type"] == "image/png" and b"".join(response).startswith(b"\x89PNG")
    assert "no-store" in response["Cache-Control"] and response["X-Content-Type-Options"] == "nosniff"
    assert status(client, address(case, file, 2)) == status(client, address(case, file, 0)) == 404


def test_only_those_who_may_see_the_case_get_its_files(client, site):
    file = factories.document(uploader=site.department.registration.liaison)
    case = sent_with(site, file)
    for person, expected in (
        (site.department.registration.head, 200),
        (site.department.office.head, 200),
        (site.department.farmland.head, 302),
        (factories.UserFactory(), 302),
    ):
        client.force_login(person)
        assert {status(client, address(case, file)), status(client, address(case, file, 1))} == {expected}, person
    client.logout()
    assert status(client, address(case, file)) == status(client, address(case, file, 1)) == 302


def test_the_preview_s_own_addresses_open_for_those_at_the_desks_while_the_case_is_open(client, site):
    registration, outside = site.department.registration, site.department.farmland
    file = factories.document()
    assert not can_see(registration.head, file)
    case = sent_with(site, file)
    assert can_see(registration.head, file) and attachments.is_in_sight(registration.head, file)
    assert not attachments.is_in_sight(outside.handler, file)
    services.withdraw(case.pk, registration.liaison, case.version)
    assert not can_see(registration.head, file)


def test_they_open_too_while_what_was_approved_waits_for_its_time(site):
    registration = site.department.registration
    file = factories.document()
    page = factories.draft_disclosure(site)
    factories.attach(page, file)
    case, later = services.open_case(page, registration.liaison), factories.timezone.now() + factories.timedelta(days=3)
    case = services.send(case.pk, registration.liaison, case.version, declaration=DECLARED, not_before=later)
    case = services.pass_secrecy(case.pk, registration.secrecy, case.version)
    case = services.agree(case.pk, registration.head, case.version)
    assert case.state == CaseState.APPROVED and can_see(registration.head, file)


def test_only_files_that_were_sent_with_the_case_are_given(client, site):
    sent, other = factories.document(), factories.document("别的.pdf", "别处的文件")
    case = sent_with(site, sent)
    client.force_login(site.department.registration.head)
    assert status(client, address(case, other)) == status(client, address(case, other, 1)) == 404
    for model in ("image", "user", "case"):
        assert status(client, address(case, sent, model=model)) == 404


def test_a_file_that_holds_other_bytes_than_were_sent_is_not_given(client, site):
    file = factories.document()
    case = sent_with(site, file)
    case.snapshot["files"] = [case.snapshot["files"][0].replace(file.sha256, "0" * 64)]
    Case.objects.filter(pk=case.pk).update(snapshot=case.snapshot)
    client.force_login(site.department.registration.head)
    assert status(client, address(case, file)) == 404
    (pinned,) = attachments.pinned(case.snapshot)
    assert pinned.row is None and pinned.name
    shown = client.get(services.case_url(case), {"tab": "files"})
    assert shown.status_code == 200 and pinned.sha256[:12] in shown.content.decode()


def test_the_tab_shows_pages_within_bounds_and_says_how_many_are_left(client, site):
    file = Document.objects.create(title="长文件", file=ContentFile(factories.long_pdf(63), "长文件.pdf"))
    case = sent_with(site, file)
    client.force_login(site.department.registration.head)
    (shown,) = client.get(services.case_url(case), {"tab": "files"}).context["files"]
    assert shown.count == 63 and len(shown.pages) == 60 and shown.left_out == 3
    assert status(client, address(case, file, 60)) == 200 and status(client, address(case, file, 61)) == 404


@pytest.mark.parametrize("broken", ["cut", "locked"])
def test_a_file_that_cannot_be_shown_is_a_sentence(client, site, broken):
    """What was sent can be read; a file that can't be is refused when it is sent, and shows as such all the same."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if broken == "locked":
        writer.encrypt("geheim")
    out = io.BytesIO()
    writer.write(out)
    content = out.getvalue()[: 200 if broken == "cut" else None]
    file = Document.objects.create(title="坏文件", file=ContentFile(content, "坏文件.pdf"))
    assert pages.pages_of(file) == pages.Pages(0, [])
    case = sent_with(site, factories.document())
    file_entry = case.snapshot["files"][0].split(":")
    case.snapshot["files"].append(":".join(["Document", str(file.pk), file.sha256, file_entry[3]]))
    Case.objects.filter(pk=case.pk).update(snapshot=case.snapshot)
    client.force_login(site.department.registration.head)
    response = client.get(services.case_url(case), {"tab": "files"})
    assert [shown.readable for shown in response.context["files"]] == [True, False]
    assert "gk-notice is-warn" in response.content.decode()
    assert status(client, address(case, file, 1)) == 404


def test_a_picture_in_the_text_is_shown_scaled_and_one_that_is_broken_is_no_error(client, site):
    image = picture("地块图")
    body = [{"type": "image", "value": {"image": image.pk, "alt": "地块", "caption": "图一"}, "id": "1"}]
    page = factories.draft_disclosure(site, body=body)
    liaison = site.department.registration.liaison
    case = services.open_case(page, liaison)
    case = services.send(case.pk, liaison, case.version, declaration=DECLARED)
    client.force_login(site.department.registration.head)
    (shown,) = client.get(services.case_url(case), {"tab": "files"}).context["files"]
    assert shown.file.is_picture and len(shown.pages) == 1
    assert client.get(address(case, image, 1, model="image"))["Content-Type"].startswith("image/")
    assert status(client, address(case, image, model="image")) == 200
    image.renditions.all().delete()
    image.file.storage.delete(image.file.name)
    assert status(client, address(case, image, 1, model="image")) == 404


def pinned_file(pk: int, sha: str, said: str = "s", name: str = "表.pdf") -> attachments.PinnedFile:
    row = Document(pk=pk, title=name, original_name=name, sha256=sha)
    return attachments.PinnedFile("Document", pk, sha, said, row)


def test_files_of_two_versions_are_added_removed_replaced_or_described_anew():
    old = [pinned_file(1, "a"), pinned_file(2, "b", name="旧.pdf"), pinned_file(3, "c", name="附.pdf")]
    new = [pinned_file(1, "a", "t"), pinned_file(4, "d", name="旧.pdf"), pinned_file(5, "e", name="新.pdf")]
    found = {(change.after or change.before).name: change.kind for change in attachments.compare(old, new)}
    assert found == {"表.pdf": "described", "旧.pdf": "replaced", "新.pdf": "added", "附.pdf": "removed"}
    assert attachments.compare(old, old) == []
