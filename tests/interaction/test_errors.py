"""Error reports: on every page, from the national system, handled by the Office within a working day (S7)."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from PIL import Image

from interaction import reading, services
from interaction.exchange import outgoing
from interaction.models import Message, Ticket
from interaction.ticket_kinds import ERROR
from portal.approvals.errors import ActRefused
from portal.calendars.working_days import local_date

pytestmark = [pytest.mark.django_db, pytest.mark.clause("S7")]
FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TABLE = (
    "编号,网址,问题描述,姓名,联系方式\nJC-1,https://example.gov.cn/a,错别字：“权力”应为“权利”,,\nJC-2,,链接打不开,,\n"
)


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(content, "PNG")
    return content.getvalue()


def bring_in(client, name: str, content: bytes):
    return client.post("/admin/tickets/exchange/national/bring-in/", {"file": SimpleUploadedFile(name, content)})


def test_every_page_leads_to_the_form_with_its_address(client, people):
    page = client.get("/interaction/answers/").content.decode()
    assert 'href="/interaction/report/?page=/interaction/answers/"' in page
    form = client.get("/interaction/report/", {"page": "/interaction/answers/", "quote": "有误"}).content.decode()
    assert "http://testserver/interaction/answers/" in form and "有误" in form


def test_a_report_with_a_screenshot_is_received_on_the_office_clock(client, people):
    file = SimpleUploadedFile("截图.png", picture())
    told = {"page": "https://example.gov.cn/a", "quote": "权力", "text": "应为“权利”", "file": file}
    with time_machine.travel(FRIDAY, tick=False):
        answer = client.post("/interaction/report/", told, follow=True)
    ticket = Ticket.objects.get()
    assert ticket.number in answer.content.decode()
    assert (ticket.kind, local_date(ticket.due_at).isoformat()) == (ERROR, "2026-11-23")
    assert reading.told(ticket).page == "https://example.gov.cn/a"
    assert [file["name"] for file in reading.files_of(ticket)] == ["截图.png"]
    assert "截图" not in repr(ticket.files.get()) and b"PNG" not in bytes(ticket.files.get().sealed_content)


def test_the_office_gives_the_result_and_nobody_else(people, window):
    ticket = services.submit(kind=ERROR, subject="错字", text="错字").ticket
    with pytest.raises(ActRefused):
        services.settle(ticket, people.registration_liaison, finding="corrected", text="已改正")
    ticket = services.settle(ticket, people.office_handler, finding="corrected", text="已改正")
    assert ticket.state == "answered"
    assert not Message.objects.exists()  # what came through the portal goes back nowhere else


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_document_window_brings_in_the_national_export_once(people, window, signed_in, encoding):
    staff = signed_in(window.liaison)
    assert bring_in(staff, "export.csv", TABLE.encode(encoding)).status_code == 302
    assert bring_in(staff, "export.csv", TABLE.encode(encoding)).status_code == 302
    assert set(Ticket.objects.values_list("reference", "channel")) == {("JC-1", "national"), ("JC-2", "national")}
    assert reading.told(Ticket.objects.get(reference="JC-1")).page == "https://example.gov.cn/a"


def test_the_result_goes_back_and_its_delivery_is_proved(people, window, signed_in):
    staff = signed_in(window.liaison)
    bring_in(staff, "export.csv", TABLE.encode())
    ticket = Ticket.objects.get(reference="JC-1")
    services.settle(ticket, people.office_handler, finding="corrected", text="已改正，谢谢指正。")
    message = Message.objects.get(direction="out")
    assert outgoing.envelope_of(message).body == {
        "reference": "JC-1", "finding": "corrected", "outcome": "已改正", "result": "已改正，谢谢指正。",
    }  # fmt: skip
    answer = signed_in(window.liaison).post("/admin/tickets/exchange/national/carry/")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows == [("编号", "处理结果", "答复内容"), ("JC-1", "已改正", "已改正，谢谢指正。")]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    signed_in(window.liaison).post(f"/admin/tickets/exchange/messages/{message.pk}/proof/", {"proof": "回执 88"})
    message.refresh_from_db()
    assert (message.state, message.proof) == (Message.State.CONFIRMED, "回执 88")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "网址\nx\n".encode()), ("a.xlsx", b"no table"), ("a.json", b"{"), ("a.exe", b"MZ"), ("a.csv", b"")],
)
def test_a_file_that_is_no_export_is_refused_in_words(people, window, signed_in, name, content):
    answer = bring_in(signed_in(window.liaison), name, content)
    assert answer.status_code == 422
    assert answer.context["import_form"].errors
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("page", ["//[", "//elsewhere.example/a", "http://[", "/\\elsewhere.example"])
def test_an_address_that_is_none_breaks_no_form_and_one_of_a_path_is_of_this_portal(client, people, page):
    answer = client.get("/interaction/report/", {"page": page})
    assert answer.status_code == 200
    shown = answer.context["form"].initial["page"]
    assert shown.startswith("http://testserver/") or not page.startswith("/")
    sent = {"page": page, "quote": "", "text": "页面上有错别字。", "name": "", "contact": "", "website": ""}
    assert client.post("/interaction/report/", sent).status_code in (302, 422)
