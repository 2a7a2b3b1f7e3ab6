"""The table of responsibility: seen by all staff, filtered, taken along, frozen, compared (clause A1)."""

from __future__ import annotations

import io
import json

import docx
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from columns.models import ColumnPage, DutyRule, FrozenTable
from columns.sections import duty, table
from columns.sections.table_files import as_docx, as_xlsx
from portal.approvals.errors import ActRefused
from portal.approvals.ledger.models import Entry
from tests import factories
from tests.columns.sections.test_duty import change, updated

pytestmark = pytest.mark.django_db
TABLE = "sections:responsibility"


@pytest.fixture
def column(site) -> ColumnPage:
    factories.public_disclosure(site)
    updated(site, 31)
    change(site.column, kept_by="登记处张三", duty_basis="国办发〔2019〕25号", contact="0791-8888888")
    return ColumnPage.objects.get(pk=site.column.pk)


def rows() -> list[table.Row]:
    return [table.row_of(standing) for standing in duty.read()]


def shown(client, person, query: str = "") -> list[str]:
    client.force_login(person)
    answer = client.get(f"{reverse(TABLE)}?{query}")
    return [standing.page.title for standing in answer.context["page_obj"]]


@pytest.mark.clause("A1")
@pytest.mark.clause("G3")
def test_everybody_in_the_department_reads_who_owes_what(client, site, column):
    for staff in (site.department.farmland.handler, site.department.office.head):
        client.force_login(staff)
        page = client.get(reverse(TABLE)).content.decode()
        for words in (
            "政务公开 › 政策文件", site.department.registration.unit.name, "登记处张三", "每 30 天", "逾期 1 天",
            "国办发〔2019〕25号", "0791-8888888",
        ):  # fmt: skip
            assert words in page, words
    client.force_login(factories.UserFactory())
    assert client.get(reverse(TABLE)).status_code == 302


def test_filters_and_order(client, site, column):
    department, person = site.department, site.department.farmland.handler
    filling = factories.open_column(department.farmland, site.section, "filling", "在建栏目")
    everything = ["政务公开", "政策文件", "在建栏目"]
    assert shown(client, person) == everything == shown(client, person, "unit=&kind=&signal=&state=")
    assert shown(client, person, f"unit={filling.owner_unit_id}") == ["在建栏目"]
    assert shown(client, person, "kind=section") == ["政务公开"]
    assert shown(client, person, "signal=red") == ["政策文件"] and shown(client, person, "state=activating") == [
        "在建栏目"
    ]
    assert shown(client, person, "signal=purple") == [] and shown(client, person, "page=99") == everything
    change(site.section, update_days=33)
    assert shown(client, person, "sort=signal") == ["政策文件", "政务公开", "在建栏目"]


@pytest.mark.clause("A1")
def test_it_is_taken_along_as_a_spreadsheet_and_as_a_document(client, site, column):
    client.force_login(site.department.farmland.handler)
    sheet = load_workbook(io.BytesIO(client.get(reverse("sections:export", args=["xlsx"])).content)).active
    found = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert found[0] == [str(label) for label in table.LABELS.values()]
    assert found[1:] == [table.cells(row) for row in rows()] and "登记处张三" in found[2]
    answer = client.get(reverse("sections:export", args=["docx"]), {"signal": "red"})
    grid = docx.Document(io.BytesIO(answer.content)).tables[0]
    assert [[cell.text for cell in row.cells] for row in grid.rows][1:] == [
        table.cells(row) for row in rows() if row["signal"] == "red"
    ]
    assert client.get(reverse("sections:export", args=["exe"])).status_code == 404


def test_no_cell_is_a_formula_and_none_breaks_the_file(site, column):
    row = {**rows()[0], "path": '=HYPERLINK("http://x")', "contact": "a\x00\x0bb\ud800"}
    sheet = load_workbook(io.BytesIO(as_xlsx([row]))).active
    cell = sheet.cell(2, 1)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")
    assert sheet.cell(2, 10).value == "ab"
    assert "ab" in [found.text for found in docx.Document(io.BytesIO(as_docx([row], "x"))).tables[0]._cells]


@pytest.mark.clause("A1")
def test_a_frozen_table_keeps_and_its_digest_is_in_the_ledger(client, site, column):
    office = site.department.office.head
    client.force_login(office)
    address = client.post(reverse("sections:freeze")).headers["Location"]
    made = FrozenTable.objects.get()
    assert made.rows == json.loads(json.dumps(rows())) and made.made_by == office
    entry = Entry.objects.get(act="duty.table_frozen")
    assert entry.digest == made.digest and entry.actor == office and entry.subject == f"duty_table:{made.pk}"
    change(column, kept_by="李四")
    page = client.get(address)
    assert "登记处张三" in page.content.decode() and "李四" not in page.content.decode() and page.context["holds"]
    for act in (lambda rows: rows.update(rows=[]), lambda rows: rows._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act(FrozenTable.objects.filter(pk=made.pk))
    answer = client.get(reverse("sections:frozen_file", args=[made.pk, "xlsx"]))
    assert load_workbook(io.BytesIO(answer.content)).active.cell(3, 4).value == "登记处张三"


def test_the_office_freezes_and_nobody_else(client, site, column):
    client.force_login(site.department.registration.head)
    assert client.post(reverse("sections:freeze")).headers["Location"] == reverse("wagtailadmin_home")
    with pytest.raises(ActRefused):
        table.freeze(rows(), site.department.registration.head)
    client.force_login(site.department.office.head)
    assert client.get(reverse("sections:freeze")).status_code == 405 and not FrozenTable.objects.exists()


@pytest.mark.clause("A1")
def test_two_frozen_tables_are_compared(client, site, column):
    department = site.department
    gone = factories.open_column(department.farmland, site.section, "gone", "旧栏目")
    before = rows()
    change(column, kept_by="李四", update_days=10)
    added = factories.open_column(department.farmland, site.section, "added", "新栏目")
    after = [row for row in rows() if row["id"] != gone.pk]
    updated(site, 0)
    first, second = (table.freeze(found, department.office.head) for found in (before, after))
    found = table.difference(before, after)
    assert [row["id"] for row in found.added] == [added.pk] and [row["id"] for row in found.removed] == [gone.pk]
    assert [(str(label), was, now) for label, was, now in found.changed[0].fields] == [
        ("更新责任人", "登记处张三", "李四"), ("更新要求", "每 30 天", "每 10 天"),
    ]  # fmt: skip
    client.force_login(department.farmland.handler)
    address = reverse("sections:differences")
    for query in ({"before": first.pk, "after": second.pk}, {"before": second.pk, "after": first.pk}):
        page = client.get(address, query).content.decode()
        assert "<del>登记处张三</del>" in page and "<ins>李四</ins>" in page and "新栏目" in page and "旧栏目" in page
    for wrong in ({}, {"before": "x", "after": first.pk}, {"before": first.pk, "after": 10**12}, {"before": "²"}):
        assert client.get(address, wrong).status_code == 404


def test_what_moves_by_itself_is_no_difference(site, column):
    before = rows()
    updated(site, 0)
    assert rows() != before and table.difference(before, rows()) == table.Difference((), (), ())


@pytest.mark.clause("A1")
def test_the_public_reads_it_only_where_it_is_switched_on(client, site, column, monkeypatch):
    address = reverse("columns_public:responsibility")
    assert client.get(address).status_code == 404
    monkeypatch.setitem(settings.GONGKAI, "PUBLIC_DUTY_TABLE", True)
    filling = factories.open_column(site.department.registration, site.section, "filling", "在建栏目")
    page = client.get(address)
    text = page.content.decode()
    assert page.status_code == 200 and "登记处张三" in text and "每 30 天" in text and column.url in text
    assert filling.title not in text and "逾期" not in text
    factories.retire(site)
    assert "登记处张三" not in client.get(address).content.decode()


def test_what_no_case_decided_is_not_told_to_the_public(client, site, column, monkeypatch):
    """The Office sets rules without a case: they are for the department."""
    monkeypatch.setitem(settings.GONGKAI, "PUBLIC_DUTY_TABLE", True)
    change(column, update_days=None, duty_basis="")
    DutyRule.objects.create(kind="disclosure", days=77, source="内部规定")
    text = client.get(reverse("columns_public:responsibility")).content.decode()
    assert "77" not in text and "内部规定" not in text and "登记处张三" in text
    assert "77" in client_text(client, site)


def client_text(client, site) -> str:
    client.force_login(site.department.farmland.handler)
    return client.get(reverse(TABLE)).content.decode()


@pytest.mark.parametrize("name", [TABLE, "sections:overview"])
def test_its_pages_ask_as_often_for_many_sections_as_for_few(client, site, column, name):
    client.force_login(site.department.office.head)

    def asked() -> int:
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name))
        return len(captured)

    factories.open_column(site.department.farmland, site.section, "first", "筹建中的栏目")
    few = asked()
    for number in range(4):
        factories.open_column(site.department.farmland, site.section, f"more-{number}", f"栏目{number}")
    assert asked() == few


@pytest.mark.clause("G3")
def test_the_overview_and_the_page_of_a_section_say_the_signal_in_words(client, site, column):
    client.force_login(site.department.farmland.handler)
    overview = client.get(reverse("sections:overview")).content.decode()
    page = client.get(reverse("sections:section", args=[column.pk])).content.decode()
    assert "逾期 1 天" in overview and reverse("sections:section", args=[column.pk]) in overview
    for words in ("逾期 1 天", "登记处张三", "国办发〔2019〕25号", "每 30 天", "栏目或者专题启用"):
        assert words in page, words
    assert client.get(reverse("sections:section", args=[site.home.pk])).status_code == 404


def test_what_desks_said_is_not_read_on_a_sections_page(client, site, column):
    """The timeline is for everybody in the department; opinions are read on the case's page by those who may."""
    registration, farmland = site.department.registration, site.department.farmland
    column.description = "新的说明"
    column.save_revision(user=registration.liaison)
    factories.acts.approve(column, registration.liaison, timezone.now())
    client.force_login(farmland.handler)
    answer = client.get(reverse("sections:section", args=[column.pk]))
    assert len(answer.context["entries"]) > 3 and not answer.context["cases"]
    client.force_login(registration.handler)
    assert answer.status_code == 200 and client.get(answer.wsgi_request.path).context["cases"]
